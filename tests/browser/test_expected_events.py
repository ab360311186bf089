"""Events that a scenario expects at a step: those that a browser sees sent, or pages announce."""

from typing import Any

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import Routes, redirect

_SCRIPT = """
const send = event => fetch("/collect", {method: "POST", body: JSON.stringify({event})});
send(location.pathname === "/" ? "landed" : "cart_seen");
document.getElementById("add").onclick = () => { send("added"); setTimeout(send, 200, "changed"); };
"""


async def _script(request: web.Request) -> web.Response:
    return web.Response(text=_SCRIPT, content_type="text/javascript")


_PAGE = """<button id=add data-event=added>Add</button>
<form method=post action=/order><button>Order</button></form><script src=/shop.js></script>"""
_ROUTES: Routes = {
    "GET /": _PAGE,
    "GET /cart": _PAGE,
    "GET /shop.js": _script,
    "POST /order": redirect("/cart"),
    "POST /collect": "",
}


def _replay(*steps: Any, routes: Routes = _ROUTES, in_browser: bool = True) -> Replayed:
    play = replay_in_browser if in_browser else replay_on
    names = ("added", "cart_seen", "changed", "landed", "never")
    suite = {"templates": ("/", "/cart", "/order"), "event_names": names}
    return play(routes, a_journey(*steps), suite=suite, target={"timeout_s": 1.5})


def _expecting(action: str, *events: str) -> Any:
    return a_step(action, expect=Expectation(events=events))


def test_what_is_sent_at_a_step_is_as_expected() -> None:
    replayed = _replay(
        _expecting("view /", "landed"),
        _expecting("added @ /", "added", "changed"),
        _expecting("POST /order", "cart_seen"),
        # The order led here: this is what the page sent then.
        _expecting("view /cart", "cart_seen"),
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason


@pytest.mark.parametrize("name", ["never", "landed"])
def test_what_is_not_sent_at_a_step_fails_it(name: str) -> None:
    replayed = _replay("view /", _expecting("added @ /", "added", name))
    assert replayed.causes == [None, Cause.UNMET]
    assert replayed.verdicts == [Verdict.FAILED]
    assert f"added @ / did not have the event {name} sent" in replayed.reason


def test_an_application_that_shows_no_event_at_all_is_not_blamed() -> None:
    replayed = _replay(_expecting("view /", "landed"), routes={"GET /": "silent"})
    assert replayed.verdicts == [Verdict.INCONCLUSIVE]


def test_without_a_browser_pages_must_announce_it() -> None:
    routes: Routes = {"GET /": "<script>track('landed')</script>", "GET /cart": _PAGE}
    steps = (_expecting("view /", "landed"), _expecting("view /cart", "cart_seen"))
    replayed = _replay(*steps, routes=routes, in_browser=False)
    assert replayed.causes == [None, Cause.UNBOUND]
    assert "--runner browser" in replayed.remedy
