"""What is kept of a visit: exchanges, faults of the environment, events, times."""

import asyncio
import gzip

from aiohttp import web

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from journeys_runners.bindings.bindings import Bindings, BoundRequest
from tests.support.browser import replay_in_browser
from tests.support.replaying import RUN_ID, a_journey, a_step
from tests.support.tiny_web import Routes, page, redirect


async def a_picture(request: web.Request) -> web.Response:
    return web.Response(body=b"\x00" * 4000, content_type="image/png")


async def nothing(request: web.Request) -> web.Response:
    return web.Response(status=204)


def test_each_request_is_an_exchange_and_pictures_have_no_bodies() -> None:
    async def cart(request: web.Request) -> web.Response:
        return web.json_response({"lines": [], "session_token": "hunter2"})

    routes: Routes = {
        "GET /": redirect("/cart"),
        "GET /cart": '<img src="/mug.png"><script>fetch("/orders")</script>',
        "GET /mug.png": a_picture,
        "GET /orders": cart,
    }
    replayed = replay_in_browser(routes, a_journey(a_step("view /", expect=Expectation())))
    assert replayed.causes == [None]
    step = replayed.steps[0]
    assert step.page == "/cart"
    seen = {one.url.removeprefix(replayed.server.base_url): one for one in step.exchanges}
    assert [seen[path].status for path in ("/", "/cart", "/mug.png", "/orders")] == [
        303,
        200,
        200,
        200,
    ]
    assert b"<img" in seen["/cart"].response_body
    assert seen["/mug.png"].response_body == b""
    assert seen["/mug.png"].response_size == 4000
    assert b'"lines": []' in seen["/orders"].response_body
    assert "hunter2" not in str(step)


def test_a_server_that_is_gone_or_hangs_is_the_environments_fault() -> None:
    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def hang(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    routes: Routes = {"GET /cart": hang_up, "GET /orders": hang}
    journeys = (a_journey("view /cart", name="gone"), a_journey("view /orders", name="hangs"))
    replayed = replay_in_browser(routes, *journeys, target={"timeout_s": 2.0})
    assert replayed.causes == [Cause.UNREACHABLE, Cause.TIMED_OUT]
    assert replayed.verdicts == [Verdict.INCONCLUSIVE] * 2


def test_a_limited_rate_is_obeyed_and_asked_again() -> None:
    count = 0

    async def limited(request: web.Request) -> web.Response:
        nonlocal count
        count += 1
        headers = {"Retry-After": "0"}
        return page("", status=429, headers=headers) if count == 1 else page("welcome")

    replayed = replay_in_browser({"GET /": limited}, a_journey("view /"))
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.server.lines.count("GET /") == 2


def test_events_count_when_a_request_carries_them() -> None:
    """The page names none of them: a bundle sends one, a pixel another, its end the third."""
    script = """
      fetch("/stats", {method: "POST", body: atob("eyJlIjoi") + "search\\"}"});
      new Image().src = "/stats.gif?en=" + ["pur", "chase"].join("");
      addEventListener("pagehide", () => navigator.sendBeacon("/stats", "late"));"""

    async def bundle(request: web.Request) -> web.Response:
        return web.Response(text=script, content_type="text/javascript")

    routes: Routes = {
        "GET /": '<script src="/bundle.js"></script><a href="/cart">Cart</a>',
        "GET /cart": "<p>track it</p><script>window.track?.('begin_checkout')</script>",
        "GET /bundle.js": bundle,
        "POST /stats": nothing,
        "GET /stats.gif": a_picture,
    }
    replayed = replay_in_browser(
        routes,
        a_journey("view /", "search @ /", "purchase @ /", "view /cart", "begin_checkout @ /cart"),
    )
    assert replayed.causes == [None] * 5
    assert replayed.ways == [Way.REQUEST, Way.PAGE, Way.PAGE, Way.LINK, Way.PAGE]


def test_a_packed_body_is_kept_as_it_was_sent() -> None:
    """A library packs its events and says that they are text."""
    packed = gzip.compress(b'{"event": "search"}', mtime=0)
    body = f"new Uint8Array({list(packed)})"
    options = f"{{method: 'POST', headers: {{'Content-Type': 'text/plain'}}, body: {body}}}"
    routes: Routes = {"GET /": f"<script>fetch('/stats', {options})</script>", "POST /stats": ""}
    replayed = replay_in_browser(routes, a_journey("view /", "search @ /"))
    assert replayed.causes == [None, None]
    (sent,) = (one for one in replayed.steps[0].exchanges if one.url.endswith("/stats"))
    (came,) = (one for one in replayed.server.requests if one.path == "/stats")
    assert sent.request_body == packed == came.body


def test_the_last_page_of_each_journey_is_left_before_the_run_ends() -> None:
    leaves = """<script>
      addEventListener("pagehide", () => navigator.sendBeacon("/stats", location.pathname));
    </script>"""
    replayed = replay_in_browser(
        {"GET /": leaves, "GET /cart": leaves, "POST /stats": nothing},
        a_journey("view /", name="first"),
        a_journey("view /cart", name="second"),
    )
    assert replayed.verdicts == [Verdict.PASSED] * 2
    sent = [one for one in replayed.server.requests if one.path == "/stats"]
    assert sorted(one.body for one in sent) == [b"/", b"/cart"]
    assert {one.headers["X-Journeys-Run"] for one in sent} == {RUN_ID}


def test_a_binding_is_sent_with_the_visitors_cookies() -> None:
    async def home(request: web.Request) -> web.Response:
        response = page("")
        response.set_cookie("visitor", "anna")
        return response

    bound = BoundRequest(method="POST", path="/orders", json={"gift": True})
    routes: Routes = {"GET /": home, "POST /orders": redirect("/cart"), "GET /cart": "Thanks"}
    replayed = replay_in_browser(
        routes,
        a_journey("view /", "purchase @ /", "view /cart"),
        bindings=Bindings(actions=(("purchase @ /", bound),)),
    )
    assert replayed.causes == [None] * 3
    assert replayed.ways == [Way.REQUEST, Way.BINDING, Way.REDIRECT]
    sent = next(one for one in replayed.server.requests if one.line == "POST /orders")
    assert (sent.headers["Cookie"], sent.body) == ("visitor=anna", b'{"gift": true}')
