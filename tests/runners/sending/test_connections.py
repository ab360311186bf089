"""Connections stay open as long as both sides want them, and what comes over them is read right."""

import asyncio
import re
from collections.abc import Iterable

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from journeys_runners.sending.connections import Connections
from journeys_runners.sending.messages import Message
from journeys_runners.target import Target

_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
_CLOSE = "close"
"""In the place of an answer: the server hangs up instead."""


class _Scripted:
    """A server that gives each request the next of its answers."""

    def __init__(self, answers: Iterable[bytes | str]) -> None:
        self._answers = iter(answers)
        self.connections = 0
        self.heads: list[str] = []

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head.decode())
                if size := re.search(rb"Content-Length: (\d+)", head):
                    await reader.readexactly(int(size[1]))
                answer = next(self._answers)
                if isinstance(answer, str):
                    break
                writer.write(answer)
                if b"Connection: close" in answer:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


def _sent(
    answers: Iterable[bytes | str], *requests: tuple[str, bytes], header: str = "x"
) -> tuple[list[tuple[int, bytes] | str], _Scripted]:
    """What came of each request: status and body, or the name of the error."""

    async def work() -> list[tuple[int, bytes] | str]:
        server = await asyncio.start_server(scripted.handle, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/a%20b?c=d"
        came: list[tuple[int, bytes] | str] = []
        async with server, Connections(Target(base_url=address, timeout_s=20)) as connections:
            for method, body in requests:
                message = Message(
                    method=method,
                    url=URL(address, encoded=True),
                    headers=CIMultiDict({"X-Own": header}),
                    body=body,
                    proxy=None,
                )
                try:
                    async with connections.request(message) as response:
                        chunks = [one async for one in response.content.iter_any()]
                        came.append((response.status, b"".join(chunks)))
                except (aiohttp.ClientError, ValueError) as error:
                    came.append(type(error).__name__)
        return came

    scripted = _Scripted(answers)
    return asyncio.run(work()), scripted


def test_one_connection_serves_many_requests_until_the_server_says_that_it_ends() -> None:
    ends = b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    ends += b"2\r\nok\r\n0\r\n\r\n"
    answers = [_OK, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + _OK, ends, _OK]
    requests = [("GET", b""), ("POST", b"a=1"), ("POST", b""), ("GET", b"")]
    came, server = _sent(answers, *requests)
    assert came == [(200, b"ok")] * 4
    assert server.connections == 2
    assert server.heads[0].startswith("GET /a%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1:")
    assert "Content-Length" not in server.heads[0]
    assert "Content-Length: 3\r\n" in server.heads[1]
    assert "Content-Length: 0\r\n" in server.heads[2]


def test_a_head_has_no_body_whatever_length_it_says() -> None:
    came, server = _sent([_OK[:-2], _OK], ("HEAD", b""), ("GET", b""))
    assert came == [(200, b""), (200, b"ok")]
    assert server.connections == 1


def test_who_hangs_up_is_asked_once_more_unless_that_might_do_something_twice() -> None:
    requests = [("GET", b""), ("GET", b""), ("POST", b"a=1"), ("GET", b"")]
    came, server = _sent([_OK, _CLOSE, _OK, _CLOSE, _OK], *requests)
    assert came == [(200, b"ok"), (200, b"ok"), "ServerDisconnectedError", (200, b"ok")]
    assert server.connections == 3


def test_a_line_break_makes_no_header_of_its_own() -> None:
    came, server = _sent([_OK], ("GET", b""), header="x\r\nX-Forged: 1")
    assert came == ["ValueError"]
    assert server.heads == []


def test_what_comes_behind_the_end_of_an_answer_is_left() -> None:
    empty = b"HTTP/1.1 302 Found\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    empty += b"0\r\n\r\n" * 2
    requests = [("POST", b"a=1"), ("GET", b""), ("GET", b"")]
    came, server = _sent([empty, _OK + b"too much", _OK], *requests)
    assert came == [(302, b""), (200, b"ok"), (200, b"ok")]
    assert server.connections == 3
