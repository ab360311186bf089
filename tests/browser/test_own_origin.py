"""What goes to whom: marks and credentials to the application, nothing of it to anybody else."""

import asyncio
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import web

from journeys.journey import Journey
from journeys.verdict import Cause, Verdict
from tests.support.browser import replay_in_browser
from tests.support.replaying import RUN_ID, Replayed, a_journey
from tests.support.tiny_web import Routes, SeenRequest, TinyServer, page, redirect, serving

TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-01")
OURS = ("traceparent", "X-Journeys-Run", "Authorization")
HEADERS = (("Authorization", "Bearer s3cret"),)


async def anywhere(request: web.Request) -> web.Response:
    return page("", headers={"Access-Control-Allow-Origin": "*"})


def beside_a_stranger(
    routes_for: Callable[[str], Routes], *journeys: Journey, timeout_s: float = 5.0
) -> tuple[TinyServer, Replayed]:
    """Replay against routes that know the URL of a server of another origin."""

    async def work() -> tuple[TinyServer, Replayed]:
        everything: Routes = {"GET /{rest:.*}": anywhere, "POST /{rest:.*}": anywhere}
        async with serving(everything) as stranger:
            routes = routes_for(stranger.base_url)
            target = {"headers": HEADERS, "timeout_s": timeout_s}
            replayed = await asyncio.to_thread(replay_in_browser, routes, *journeys, target=target)
            return stranger, replayed

    return asyncio.run(work())


def carries_ours(request: SeenRequest) -> bool:
    return any(name in request.headers for name in OURS)


def test_every_request_of_a_page_is_marked_and_traced() -> None:
    routes: Routes = {
        "GET /": '<a href="/cart">Cart</a><img src="/mug.png">',
        "GET /cart": redirect("/orders"),
        "GET /orders": "<script>fetch('/api', {method: 'POST', body: 'x'})</script>",
        "POST /api": "",
        "GET /mug.png": "",
    }
    journey = a_journey("view /", "view /orders")
    replayed = replay_in_browser(routes, journey, target={"headers": HEADERS})
    asked = [one for one in replayed.server.requests if one.path != "/favicon.ico"]
    assert len(asked) == 5 - 1
    traces = [TRACEPARENT.fullmatch(one.headers["traceparent"]) for one in asked]
    assert len({match[2] for match in traces if match}) == len(asked)
    assert {one.headers["X-Journeys-Run"] for one in asked} == {RUN_ID}
    assert {one.headers["Authorization"] for one in asked} == {"Bearer s3cret"}
    recorded = {one.trace_id for step in replayed.steps for one in step.exchanges}
    assert {match[1] for match in traces if match} == recorded
    assert "s3cret" not in str(replayed.steps)


def test_files_are_not_marked_unless_something_is_set_for_every_request() -> None:
    async def script(request: web.Request) -> web.Response:
        return web.Response(text="fetch('/api')", content_type="text/javascript")

    routes: Routes = {
        "GET /": '<img src="/mug.png"><img src="/seen?event=mug"><script src="/shop.js"></script>',
        "GET /mug.png": "",
        "GET /seen": "",
        "GET /shop.js": script,
        "GET /api": "",
    }
    replayed = replay_in_browser(routes, a_journey("view /"))
    asked = [one for one in replayed.server.requests if one.path != "/favicon.ico"]
    marked = {urlsplit(one.path).path for one in asked if "traceparent" in one.headers}
    assert marked == {"/", "/seen", "/api"}
    (step,) = replayed.steps
    assert {urlsplit(one.url).path for one in step.exchanges if one.trace_id} == marked
    assert {urlsplit(one.url).path for one in step.exchanges} == marked | {"/mug.png", "/shop.js"}


def test_another_origin_gets_requests_of_pages_without_our_marks() -> None:
    def routes(stranger: str) -> Routes:
        return {
            "GET /": f'<img src="{stranger}/pixel"><img src="/moved"><a href="/cart">Cart</a>'
            f"<script>fetch('{stranger}/api')</script>",
            "GET /moved": redirect(f"{stranger}/moved-here"),
            "GET /cart": "empty",
        }

    stranger, replayed = beside_a_stranger(routes, a_journey("view /", "view /cart"))
    assert {one.line for one in stranger.requests} >= {"GET /pixel", "GET /api", "GET /moved-here"}
    assert not any(map(carries_ours, stranger.requests))
    assert replayed.verdicts == [Verdict.PASSED]


def test_nobody_is_led_off_the_site() -> None:
    def routes(stranger: str) -> Routes:
        return {
            "GET /": '<a href="/cart">Cart</a><a href="/orders">Orders</a>'
            f"""<button onclick="window.open('{stranger}/away')">Begin checkout</button>""",
            "GET /cart": redirect(f"{stranger}/away"),
            "GET /orders": f"<script>location.href = '{stranger}/away'</script>",
        }

    stranger, replayed = beside_a_stranger(
        routes,
        a_journey("view /", "view /cart", name="redirect"),
        a_journey("view /", "view /orders", name="script"),
        a_journey("view /", "begin_checkout @ /", name="tab"),
        timeout_s=3.0,
    )
    assert stranger.requests == []
    assert replayed.causes == [None, Cause.REFUSED] * 3


def test_a_new_tab_is_followed_and_marked() -> None:
    def routes(stranger: str) -> Routes:
        return {
            "GET /": '<a href="/cart" target="_blank">Cart</a>',
            "GET /cart": f'<a href="/orders">Orders</a><img src="{stranger}/pixel">',
            "GET /orders": "none",
        }

    stranger, replayed = beside_a_stranger(
        routes, a_journey("view /", "view /cart", "view /orders")
    )
    assert replayed.causes == [None] * 3
    assert [step.page for step in replayed.steps] == ["/", "/cart", "/orders"]
    pages = [one for one in replayed.server.requests if one.path in ("/cart", "/orders")]
    assert len(pages) == 2
    assert all(carries_ours(one) for one in pages)
    assert not any(map(carries_ours, stranger.requests))
