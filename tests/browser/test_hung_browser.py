"""A browser that hangs or dies ends a replay as a fault of the environment, with a remedy."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Browser

from journeys.errors import EnvironmentUnusableError
from journeys_runners.browser import patience
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.browser_options import BrowserOptions, ScreenshotMode, TraceMode
from tests.support.browser import browser_or_skip
from tests.support.replaying import Replayed, a_journey, replay_on
from tests.support.tiny_web import Routes

JOURNEY = a_journey("view /", "view /cart")


class OwnBrowserRunner(BrowserRunner):
    """Says which process its browser is."""

    pid = 0

    async def _browser(self, stack: AsyncExitStack) -> Browser:
        browser = await super()._browser(stack)
        session = await browser.new_browser_cdp_session()
        told = await session.send("SystemInfo.getProcessInfo")
        await session.detach()
        OwnBrowserRunner.pid = next(
            one["id"] for one in told["processInfo"] if one["type"] == "browser"
        )
        return browser


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_LONGEST_S", 1.0)
    monkeypatch.setattr(patience, "_BROWSER_LONGEST_S", 3.0)


def replay_and_signal(kind: signal.Signals, artifacts: Path) -> Replayed:
    """Send this signal to the browser while it loads a page."""

    async def cart(request: web.Request) -> web.Response:
        os.kill(OwnBrowserRunner.pid, kind)
        await asyncio.sleep(0.2)
        return web.Response(text="<p>Cups</p>", content_type="text/html")

    browser = BrowserOptions(
        path=browser_or_skip(),
        artifacts=artifacts,
        screenshot=ScreenshotMode.OFF,
        trace=TraceMode.ON,
    )
    routes: Routes = {"GET /": '<a href="/cart">Cart</a>', "GET /cart": cart}
    target = {"timeout_s": 1.0}
    return replay_on(routes, JOURNEY, runner=OwnBrowserRunner, browser=browser, target=target)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize(
    ("kind", "said"), [(signal.SIGSTOP, "has not answered"), (signal.SIGKILL, "browser ended")]
)
def test_a_browser_that_is_stopped_or_killed(
    kind: signal.Signals, said: str, tmp_path: Path
) -> None:
    with pytest.raises(EnvironmentUnusableError, match=said) as caught:
        replay_and_signal(kind, tmp_path)
    assert "--workers" in (caught.value.remedy or "")
    assert not is_running(OwnBrowserRunner.pid)
