"""What a script sets off is under way at once, however slow the browser is to begin with it."""

import asyncio

import pytest
from aiohttp import web

from journeys_runners.browser.settling import settle
from journeys_runners.browser.window import Window
from tests.support.browser import at_window
from tests.support.tiny_web import Routes, page

FIRST = '<script>0</script><form action="/slow"></form><a href="/slow">Go</a>'


async def slow(request: web.Request) -> web.Response:
    await asyncio.sleep(0.3)
    return page("late")


ROUTES: Routes = {"GET /": FIRST, "GET /slow": slow}


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
    async def work(window: Window, base_url: str) -> None:
        since = window.act()
        assert window.tabs.current
        await window.tabs.current.evaluate(script)
        assert not window.traffic.is_idle(since)
        await window.settle()
        assert [answer.status for _, answer in await window.traffic.asked(since)] == [200]

    at_window(ROUTES, work)


@pytest.mark.parametrize("kind", ["<a target=_blank", "<a target=_blank rel=opener"])
def test_a_tab_that_would_leave_the_application_is_not_waited_for(kind: str) -> None:
    async def nothing() -> None: ...

    async def work(window: Window, base_url: str) -> None:
        since = window.act()
        assert window.tabs.current
        await window.tabs.current.click("a")
        # None says that the time was over.
        assert await settle(window.tabs, window.traffic, since, 5.0, nothing)

    at_window({"GET /": f"{kind} href='http://off.test/'>Off</a>"}, work)


def test_a_page_that_has_changed_is_looked_at_again() -> None:
    async def work(window: Window, base_url: str) -> None:
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

    at_window(ROUTES, work)
