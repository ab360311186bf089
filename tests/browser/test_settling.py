"""What a script sets off is under way at once, however slow the browser is to begin with it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from journeys_runners.browser.options import BrowserOptions
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.browser.window import Window
from journeys_runners.http.client import Request
from tests.support.browser import browser_or_skip
from tests.support.replaying import a_context, a_journey
from tests.support.tiny_web import page, serving

FIRST = '<script>0</script><form action="/slow"></form><a href="/slow">Go</a>'


def at_window(work: Callable[[Window], Awaitable[None]]) -> None:
    """Do something with a window that shows the first page."""

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return page("late")

    async def run() -> None:
        async with serving({"GET /": FIRST, "GET /slow": slow}) as server:
            browser = BrowserOptions(path=browser_or_skip())
            journey = a_journey("view /")
            context = a_context(server.base_url, [journey], browser=browser)
            async with BrowserRunner(context) as runner, runner.window(context, journey) as window:
                window.act()
                await window.open(Request(url=f"{server.base_url}/"))
                await window.settle()
                await work(window)

    asyncio.run(run())


@pytest.mark.parametrize(
    "script",
    [
        "document.forms[0].requestSubmit()",
        "document.links[0].click()",
        "location.href = '/slow'",
        "void fetch('/slow')",
        "void window.open('/slow')",
    ],
)
def test_what_a_script_sets_off_is_waited_for(script: str) -> None:
    async def work(window: Window) -> None:
        since = window.act()
        assert window.tabs.current
        await window.tabs.current.evaluate(script)
        assert not window.traffic.is_idle(since)
        await window.settle()
        assert [answer.status for _, answer in await window.asked(since)] == [200]

    at_window(work)


def test_a_page_that_has_changed_is_looked_at_again() -> None:
    async def work(window: Window) -> None:
        first = await window.look(has_address=True)
        held = window.snapshot
        assert await window.look(has_address=True) == first
        assert window.snapshot is held
        assert window.tabs.current
        await window.tabs.current.evaluate("document.body.append(document.links[0].cloneNode())")
        second = await window.look(has_address=True)
        assert first
        assert second
        assert len(second.links) == len(first.links) + 1

    at_window(work)
