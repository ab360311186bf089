"""The connections of a run to the application: they stay open, and all visitors share them.

A request goes over them straight: aiohttp's session takes more than twice the CPU time of it. Its
connections read the answers all the same (`AnswerReader`), with their limits, decompression and
faults. What goes through a proxy, or to a URL with a password, is left to the session.
"""

import asyncio
import socket
import ssl
import time
from collections import defaultdict
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from types import TracebackType
from typing import Final, Self

import aiohttp
from aiohappyeyeballs import start_connection
from aiohttp.http_exceptions import HttpProcessingError
from multidict import CIMultiDictProxy
from yarl import URL

from journeys_runners.sending.answer_reader import AnswerReader
from journeys_runners.sending.messages import Message, Response, head_of, whole_headers
from journeys_runners.target import Target

_MAX_HEADER_BYTES: Final = 32_768
_IDLE_S: Final = 15.0
"""So long a connection is used again, as by browsers and aiohttp's session."""
_OTHER_FAMILY_AFTER_S: Final = 0.25
# What may be sent a second time (RFC 9110, section 9.2.2).
_REPEATABLE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})

_Place = tuple[str, str, int]
"""Scheme, host and port."""


class Connections:
    """Opens connections where none is free, and sends one request at a time over each."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._idle: defaultdict[_Place, list[tuple[AnswerReader, float]]] = defaultdict(list)
        self._tls: ssl.SSLContext | None = None
        self._session: aiohttp.ClientSession | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        idle = [one for several in self._idle.values() for one, _ in several]
        ended = [one.closed for one in idle]
        for one in idle:
            one.abort()
        await asyncio.gather(*(one for one in ended if one), return_exceptions=True)
        await self._stack.aclose()

    def request(self, message: Message) -> AbstractAsyncContextManager[Response]:
        """Send a request; its answer is to be read within. Redirects are not followed.

        Raises
        ------
        TimeoutError, OSError, aiohttp.ClientError
            There is no whole answer, or not in the time that the target has for it.
        """
        if message.proxy or message.url.raw_user:
            return _BySession(self, message)
        return _Direct(self, message)

    async def session(self) -> aiohttp.ClientSession:
        """aiohttp's, without cookies."""
        if self._session is None:
            self._session = await self._stack.enter_async_context(
                aiohttp.ClientSession(
                    connector=connector_to(self._target),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=aiohttp.ClientTimeout(total=self.timeout_s),
                    max_line_size=_MAX_HEADER_BYTES,
                    max_field_size=_MAX_HEADER_BYTES,
                )
            )
        return self._session

    @property
    def timeout_s(self) -> float:
        """For one request, to the end of its answer."""
        return self._target.timeout_s

    async def opened(self, url: URL, *, anew: bool) -> AnswerReader:
        """A connection that nobody uses."""
        idle = self._idle[_place(url)]
        oldest = time.monotonic() - _IDLE_S
        while idle and not anew:
            connection, since = idle.pop()
            if connection.is_connected() and since >= oldest:
                return connection
            connection.close()
        loop = asyncio.get_running_loop()
        host, tls = url.raw_host or "", self._context() if url.scheme == "https" else None
        found = await loop.getaddrinfo(host, url.port or 0, type=socket.SOCK_STREAM)
        _, opened = await loop.create_connection(
            lambda: AnswerReader(loop),
            # asyncio's own way may leave a socket open where it is cancelled (Python 3.11).
            sock=await start_connection(found, happy_eyeballs_delay=_OTHER_FAMILY_AFTER_S),
            ssl=tls,
            server_hostname=host if tls else None,
        )
        return opened

    def give_back(self, connection: AnswerReader, url: URL) -> None:
        """Let others use a connection whose answer has come whole."""
        self._idle[_place(url)].append((connection, time.monotonic()))

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.set_alpn_protocols(("http/1.1",))
            if not self._target.verifies_tls:
                self._tls.check_hostname = False
                self._tls.verify_mode = ssl.CERT_NONE
        return self._tls


class _Direct:
    """A request over a connection of ours."""

    __slots__ = ("_connection", "_connections", "_content", "_is_last", "_message", "_timeout")

    def __init__(self, connections: Connections, message: Message) -> None:
        self._connections = connections
        self._message = message
        self._timeout = asyncio.timeout(connections.timeout_s)
        self._connection: AnswerReader | None = None
        self._content: aiohttp.StreamReader | None = None
        self._is_last = False
        """Whether nothing comes over the connection any more."""

    async def __aenter__(self) -> Response:
        await self._timeout.__aenter__()
        try:
            return await self._ask()
        except BaseException as error:
            await self.__aexit__(type(error), error, error.__traceback__)
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()
        await self._timeout.__aexit__(kind, error, trace)

    async def _ask(self) -> Response:
        headers = whole_headers(self._message)
        text = head_of(self._message, headers) + self._message.body
        try:
            return await self._send(text, headers, anew=False)
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
            # The application may have closed it at this very moment.
            if self._message.method not in _REPEATABLE:
                raise
        self._leave()
        return await self._send(text, headers, anew=True)

    async def _send(self, text: bytes, headers: CIMultiDictProxy[str], *, anew: bool) -> Response:
        method, url = self._message.method, self._message.url
        connection = self._connection = await self._connections.opened(url, anew=anew)
        connection.set_response_params(
            skip_payload=method == "HEAD",
            read_until_eof=True,
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=_MAX_HEADER_BYTES,
        )
        if connection.transport is None:
            raise aiohttp.ServerDisconnectedError
        connection.await_head()
        connection.transport.write(text)
        try:
            head, content = await connection.read()
            while 100 <= head.code < 200 and head.code != 101:
                head, content = await connection.read()
        except HttpProcessingError as error:
            asked = aiohttp.RequestInfo(url, method, headers, url)
            raise aiohttp.ClientResponseError(
                asked, (), status=error.code, message=error.message
            ) from error
        self._content, self._is_last = content, head.should_close
        return Response(head.code, head.headers, headers, content)

    def _leave(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        is_whole = self._content is not None and self._content.is_eof()
        if is_whole and not self._is_last and not connection.should_close:
            self._connections.give_back(connection, self._message.url)
        else:
            connection.close()


class _BySession:
    """A request that aiohttp's session sends."""

    def __init__(self, connections: Connections, message: Message) -> None:
        self._connections = connections
        self._message = message
        self._response: aiohttp.ClientResponse | None = None

    async def __aenter__(self) -> Response:
        session, message = await self._connections.session(), self._message
        came = self._response = await session.request(
            message.method,
            message.url,
            headers=message.headers,
            data=message.body or None,
            proxy=message.proxy,
            allow_redirects=False,
        )
        return Response(came.status, came.headers, came.request_info.headers, came.content)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._response is not None:
            # A connection over which not all has come cannot be used again.
            self._response.close()


def connector_to(target: Target) -> aiohttp.TCPConnector:
    """Connections of aiohttp's that trust whom the target is to trust."""
    return aiohttp.TCPConnector(ssl=target.verifies_tls)


def _place(url: URL) -> _Place:
    return url.scheme, url.raw_host or "", url.port or 0
