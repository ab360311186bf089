"""A request as it goes over a connection, and the answer as it comes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Protocol

from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

_ENCODINGS: Final = "gzip, deflate"
# What has no body (RFC 9110, section 9.3).
_WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Content(Protocol):
    """A body that is still coming."""

    def iter_any(self) -> AsyncIterator[bytes]:
        """What has come, as it comes; without its content encoding."""
        ...


@dataclass(slots=True, kw_only=True)
class Message:
    """A request as it is to be sent."""

    method: str
    url: URL
    headers: CIMultiDict[str]
    body: bytes
    proxy: URL | None
    """What leads to the host of the URL; None where it is asked itself."""


@dataclass(slots=True)
class Response:
    """The head of an answer, whose body is still to be read."""

    status: int
    headers: CIMultiDictProxy[str]
    sent_headers: CIMultiDictProxy[str]
    """Of the request, those included that the connection adds."""
    content: Content


def whole_headers(message: Message) -> CIMultiDictProxy[str]:
    """The headers with those that the connection adds."""
    whole = CIMultiDict({"Host": message.url.host_port_subcomponent or ""})
    whole.update(message.headers)
    whole.setdefault("Accept-Encoding", _ENCODINGS)
    if message.body or message.method not in _WITHOUT_BODY:
        whole["Content-Length"] = str(len(message.body))
    return CIMultiDictProxy(whole)


def head_of(message: Message, headers: CIMultiDictProxy[str]) -> bytes:
    """The head of a request.

    Raises
    ------
    ValueError
        There is a line break in a value: what comes after it would be a header of its own.
    """
    lines = [f"{message.method} {message.url.raw_path_qs} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    text = "\r\n".join(lines)
    if not text.count("\r") == text.count("\n") == len(lines) - 1:
        raise ValueError("a line break in a header of the request")
    return f"{text}\r\n\r\n".encode()
