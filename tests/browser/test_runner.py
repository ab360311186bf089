"""The window of each journey is a fresh one, and none is left behind."""

from contextlib import AsyncExitStack
from typing import ClassVar

from aiohttp import web
from playwright.async_api import Browser, BrowserContext

from journeys.verdict import Verdict
from journeys_runners.browser_options import BrowserOptions
from tests.support.browser import SharedBrowserRunner, beside_browser, browser_or_skip
from tests.support.replaying import a_journey, replay_on
from tests.support.tiny_web import page


class KnownBrowserRunner(SharedBrowserRunner):
    """Says which browser it uses, and which windows others had left open in it by then."""

    browsers: ClassVar[list[Browser]] = []
    before: ClassVar[list[BrowserContext]] = []

    async def _browser(self, stack: AsyncExitStack) -> Browser:
        self.browsers.append(await super()._browser(stack))
        self.before.extend(self.browsers[-1].contexts)
        return self.browsers[-1]


def test_each_journey_has_a_fresh_window() -> None:
    async def home(request: web.Request) -> web.Response:
        response = page('<a href="/cart">Cart</a>')
        response.set_cookie("visitor", "anna")
        return response

    journeys = [a_journey("view /", "view /cart", name=name) for name in ("a", "b", "c", "d")]
    replayed = replay_on(
        {"GET /": home, "GET /cart": "empty"},
        *journeys,
        runner=KnownBrowserRunner,
        run=beside_browser,
        browser=BrowserOptions(path=browser_or_skip()),
    )
    assert replayed.verdicts == [Verdict.PASSED] * 4
    sent = [(one.line, one.headers.get("Cookie")) for one in replayed.server.requests]
    assert [one for one in sent if "favicon" not in one[0]] == [
        ("GET /", None),
        ("GET /cart", "visitor=anna"),
    ] * 4
    assert set(KnownBrowserRunner.browsers[-1].contexts) <= set(KnownBrowserRunner.before)
