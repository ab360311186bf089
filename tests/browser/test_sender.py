"""Requests beside the pages: the visitor's cookies go with them, and an answer has its bounds."""

from aiohttp import web

from journeys_runners.browser.window import Window
from journeys_runners.sending.client import READ_FACTOR, Request
from tests.support.browser import at_window
from tests.support.tiny_web import page

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


async def first(request: web.Request) -> web.Response:
    return page("", headers={"Set-Cookie": "visit=1; Path=/; HttpOnly"})


def test_cookies_are_the_browsers_own() -> None:
    async def cookies(request: web.Request) -> web.Response:
        answer = web.json_response([dict(request.cookies), request.headers["User-Agent"]])
        answer.set_cookie("basket", "7", path="/api", httponly=True, samesite="Lax")
        answer.del_cookie("visit")
        return answer

    async def work(window: Window, base_url: str) -> None:
        assert window.tabs.current
        agent = await window.tabs.current.evaluate("navigator.userAgent")
        request = Request(url=f"{base_url}/api/cookies")
        answer = await window.sender.send(request, trace_id=TRACE_ID)
        assert answer.request == request
        assert answer.body.decode() == f'[{{"visit": "1"}}, "{agent}"]'
        (held,) = await window.tabs.current.context.cookies(request.url)
        assert (held["name"], held["value"], held["path"]) == ("basket", "7", "/api")
        assert held["httpOnly"]

    at_window({"GET /": first, "GET /api/cookies": cookies}, work)


def test_an_endless_answer_is_read_no_further_than_it_counts() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"more " * 10_000)

    async def work(window: Window, base_url: str) -> None:
        request = Request(url=f"{base_url}/endless")
        answer = await window.sender.send(request, trace_id=TRACE_ID)
        assert (answer.status, answer.failure) == (200, None)
        assert len(answer.body) == 1000 * READ_FACTOR
        assert len(answer.exchange.response_body) == 1000

    at_window({"GET /": "", "GET /endless": endless}, work, max_body_bytes=1000)
