"""What a browser under control does otherwise than a visitor's, and analytics would fall for."""

from pathlib import Path

from aiohttp import web

from journeys_runners.browser_options import ScreenshotMode, TraceMode
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey
from tests.support.tiny_web import Routes

TRACED = {"screenshot": ScreenshotMode.ON, "trace": TraceMode.ON}
WALK = a_journey("view /", "view /cart")
LINK = '<a href="/cart">Cart</a>'


def test_analytics_meet_no_automated_visitor() -> None:
    tell = "<script>fetch('/told?' + navigator.webdriver + '&' + navigator.userAgent)</script>"
    routes: Routes = {"GET /": LINK + tell, "GET /cart": "", "GET /told": ""}
    requests = replay_in_browser(routes, WALK).server.requests
    (told,) = (one.path for one in requests if one.path.startswith("/told"))
    assert told.startswith("/told?false&")
    assert "Headless" not in told
    assert not any("Headless" in one.headers["User-Agent"] for one in requests)


def test_a_trace_asks_for_no_empty_picture_again(tmp_path: Path) -> None:
    """Recorders fetch bodies that they miss: a pixel would count twice."""

    async def pixel(request: web.Request) -> web.Response:
        return web.Response(headers={"Content-Type": "image/gif"})

    first = f'{LINK}<img src="/pixel.gif">'
    routes: Routes = {"GET /": first, "GET /cart": "", "GET /pixel.gif": pixel}
    lines = replay_in_browser(routes, WALK, artifacts=tmp_path, browser=TRACED).server.lines
    assert list(tmp_path.rglob("trace.zip"))
    assert lines.count("GET /pixel.gif") == 1
    assert lines.count("GET /cart") == 1
