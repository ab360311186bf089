"""Events that pages send to another host only as they are left, which tabs do not tell of."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from journeys_runners.browser import visit
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey, a_step
from tests.support.tiny_web import Routes, TinyServer, serving

_NAMES = ("added", "left", "seen", "wished")
_SUITE = {
    "templates": ("/", "/cart"),
    "event_names": _NAMES,
    "events_on_load": ("seen @ /", "seen @ /cart"),
    "events_on_leave": ("left @ /", "left @ /cart"),
}
_PAGE = """<a href="/cart">Cart</a><button data-event="added">Add</button>
<button data-event="wished">Wish</button><script src="/shop.js"></script>"""
_SCRIPT = """
const held = [], lost = "LOST";
const track = event => { if (event !== lost) held.push({event, at: location.pathname}); };
track("seen");
document.onclick = pressed => track(pressed.target.dataset.event);
const sends = [
  body => navigator.sendBeacon("COLLECTOR/e", body),
  body => navigator.sendBeacon("COLLECTOR/e", new Blob([body], {type: "text/plain"})),
  body => fetch("COLLECTOR/e", {method: "POST", mode: "no-cors", keepalive: true, body}),
  body => { new Image().src = "COLLECTOR/e?data=" + encodeURIComponent(body); },
];
addEventListener("pagehide", () => {
  track("left");
  held.forEach((one, place) => sends[place % 4](JSON.stringify(one)));
});"""
_JOURNEY = (
    "view /",
    "seen @ /",
    "added @ /",
    "wished @ /",
    "left @ /",
    "view /cart",
    "left @ /cart",
)


@pytest.fixture(autouse=True)
def _no_long_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "_LONGEST_BATCH_S", 0.2)


def _replay(*steps: Any, lost: str = "", body: str = _PAGE) -> tuple[TinyServer, Replayed]:
    """Replay where a collector of another origin gets the events; one of them may be lost."""

    async def collect(request: web.Request) -> web.Response:
        return web.Response(status=204)

    async def work() -> tuple[TinyServer, Replayed]:
        async with serving({"GET /e": collect, "POST /e": collect}) as collector:
            source = _SCRIPT.replace("LOST", lost).replace("COLLECTOR", collector.base_url)

            async def script(request: web.Request) -> web.Response:
                return web.Response(text=source, content_type="text/javascript")

            routes: Routes = {"GET /": body, "GET /cart": body, "GET /shop.js": script}
            replayed = await asyncio.to_thread(
                replay_in_browser,
                routes,
                a_journey(*steps),
                suite=_SUITE,
            )
            return collector, replayed

    return asyncio.run(work())


def test_an_event_that_is_sent_as_its_page_is_left_counts_for_its_step() -> None:
    """By a beacon of text or of a blob, by a request that outlives its page, by a pixel."""
    collector, replayed = _replay(*_JOURNEY)
    assert replayed.verdicts == [Verdict.PASSED], replayed.sink.journeys[0].deciding_step
    for step in replayed.sink.journeys[0].steps:
        to_collector = [one for one in step.exchanges if one.url.startswith(collector.base_url)]
        assert bool(to_collector) == ("view" not in step.action), step.action


@pytest.mark.parametrize(
    ("lost", "step", "cause"),
    [
        ("added", "added @ /", Cause.LOST_EVENT),
        ("left", "left @ /", Cause.MISSING_EVENT),
        ("seen", "seen @ /", Cause.MISSING_EVENT),
    ],
)
def test_one_that_is_lost_is_named_at_its_step(lost: str, step: str, cause: Cause) -> None:
    journey = _replay(*_JOURNEY, lost=lost)[1].sink.journeys[0]
    assert journey.verdict is Verdict.FAILED
    named = [(one.action, one.problem.cause) for one in journey.steps if one.problem]
    assert named[0] == (step, cause)


def test_pages_of_which_nothing_is_seen_to_come_so_are_not_blamed() -> None:
    body = '<h1>Shop</h1><script src="/shop.js"></script>'
    replayed = _replay("view /", "left @ /", lost="left", body=body)[1]
    assert (replayed.causes, replayed.ways[1]) == ([None, Cause.UNBOUND], Way.UNBOUND)
    assert "nor is it sent as the page is left" in replayed.reason


def test_a_scenario_may_expect_one() -> None:
    expected = Expectation(page="/", events=("left",))
    assert _replay(a_step("view /", expect=expected), "view /cart")[1].causes == [None, None]
    assert _replay(a_step("view /", expect=expected), lost="left")[1].causes == [Cause.UNMET]
