"""Whatever a server sends becomes evidence, within bounds of size and time."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from journeys.evidence import Exchange
from journeys.verdict import Cause, Verdict
from journeys_runners.http.runner import HttpRunner
from journeys_runners.replay import replay_suite
from tests.support.memory_sink import MemorySink
from tests.support.replaying import a_context, a_journey, options, replay_on
from tests.support.tiny_web import Handler, page

KEPT = 1000


def first_exchange(handler: Handler) -> tuple[Exchange, Verdict]:
    replayed = replay_on(
        {"GET /": handler}, a_journey("view /"), target={"max_body_bytes": KEPT, "timeout_s": 5.0}
    )
    return replayed.steps[0].exchanges[0], replayed.verdicts[0]


def test_a_huge_body_is_cut() -> None:
    async def handler(request: web.Request) -> web.Response:
        return page("x" * 5_000_000)

    exchange, verdict = first_exchange(handler)
    assert len(exchange.response_body) == KEPT
    assert exchange.response_size > 5_000_000
    assert verdict is Verdict.PASSED


def test_an_endless_body_is_cut() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"<p>more</p>" * 100)

    exchange, verdict = first_exchange(handler)
    assert 20 * KEPT <= exchange.response_size < 40_000_000
    assert verdict is Verdict.PASSED


def test_of_two_gigabytes_the_beginning_is_read() -> None:
    written = 0

    async def handler(request: web.Request) -> web.StreamResponse:
        nonlocal written
        headers = {"Content-Type": "text/html", "Content-Length": f"{2 * 1024**3}"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        while written < 2 * 1024**3:
            await response.write(b"<p>more</p>".ljust(65_536))
            written += 65_536
        return response

    exchange, verdict = first_exchange(handler)
    assert len(exchange.response_body) == KEPT
    assert written < 100_000_000
    assert verdict is Verdict.PASSED


def test_a_gzip_bomb_is_cut() -> None:
    bomb = gzip.compress(b"0" * 200_000_000, compresslevel=1)

    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=bomb, headers={"Content-Encoding": "gzip"})

    exchange, _ = first_exchange(handler)
    assert exchange.response_size < 50_000_000
    assert len(exchange.response_body) == KEPT


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\x01\xff" * 1000,
        b"<html><form><input><<<a href='http://[bad'>x</a><base href='::'>",
        b"<form>" * 5000 + b"<a href='%zz'>" * 100,
        b"<div>" * 20000,
        "<a href='/caf\u00e9'>".encode("utf-16"),
        b"<?xml version='1.0' encoding='nonsense'?><html/>",
    ],
)
@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=nonsense", "image/png"])
def test_garbage_is_read_as_far_as_it_goes(body: bytes, content_type: str) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": content_type})

    exchange, verdict = first_exchange(handler)
    assert exchange.status == 200
    assert verdict is Verdict.PASSED


@asynccontextmanager
async def raw_server(answer: bytes) -> AsyncIterator[str]:
    """Answers every connection with these bytes and closes it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"", Cause.UNREACHABLE),
        (b"220 mail.example.test ESMTP\r\n", Cause.SERVER_ERROR),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", Cause.SERVER_ERROR),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n", Cause.SERVER_ERROR),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", Cause.SERVER_ERROR),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
            Cause.SERVER_ERROR,
        ),
    ],
)
def test_what_is_not_http_is_evidence(answer: bytes, cause: Cause) -> None:
    sink = MemorySink()
    journey = a_journey("view /")

    async def work() -> None:
        async with raw_server(answer) as base_url:
            context = a_context(base_url, [journey])
            async with HttpRunner(context) as runner:
                await replay_suite(context, runner, options(retries=0), sink, [journey])

    asyncio.run(work())
    problem = sink.steps[0].problem
    assert problem is not None
    assert problem.cause is cause
    assert sink.steps[0].exchanges[0].error
