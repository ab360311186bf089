"""What a script sets off is under way at once, however slow the browser is to begin with it."""

import asyncio

import pytest
from aiohttp import web

from journeys.evidence import Way
from journeys.verdict import Verdict
from journeys_runners.browser.acting.idling import WHEN_IDLE_AFTER_PRESS
from journeys_runners.browser.settling import Deed, settle
from journeys_runners.browser.window import Window
from tests.support.browser import at_window, replay_in_browser
from tests.support.replaying import a_journey
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
        assert await settle(window.tabs, window.traffic, Deed(since=since), 5.0, nothing)

    at_window({"GET /": f"{kind} href='http://off.test/'>Off</a>"}, work)


def test_a_click_does_not_keep_a_page_from_being_idle() -> None:
    async def work(window: Window, base_url: str) -> None:
        tab = window.tabs.current
        assert tab
        came_in_time = []
        # Any of them may be held up by a machine that is busy; without a frame all are.
        for _ in range(6):
            await tab.click("button")
            came_in_time.append(
                await tab.evaluate(f"{WHEN_IDLE_AFTER_PRESS}().then(left => !left.didTimeout)")
            )
        assert any(came_in_time)

    at_window({"GET /": "<script>0</script><button>Go</button>"}, work)


def test_what_a_press_does_after_a_while_is_waited_for() -> None:
    shop = """<button id="cart">Cart</button><a href="/help" id="help">Help</a><script>
    const at = one => document.querySelector(one);
    at("#help").onclick = event => {
      event.preventDefault();
      at("#help").append("...");
      setTimeout(() => { history.pushState(0, "", "/help"); at("#help").append("Shop"); }, 100);
    };
    at("#cart").onclick = () => setTimeout(() => at("#cart").after("Nothing", " here"), 400);
    </script>"""

    async def work(window: Window, base_url: str) -> None:
        tab = window.tabs.current
        assert tab
        assert await window.look(has_address=True)
        window.act()
        await tab.click("#cart")
        await window.settle()
        assert await window.look(has_address=True)
        assert window.snapshot
        assert b"Nothing here" in window.snapshot.html

    at_window({"GET /": shop}, work)
    routes: Routes = {"GET /": shop, "GET /help": shop}
    replayed = replay_in_browser(
        routes, a_journey("view /", "view /help"), suite={"templates": ("/", "/help")}
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways == [Way.REQUEST, Way.LINK]


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
