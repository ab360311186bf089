"""Pages that never come to rest fail, where others do."""

import pytest

from journeys.verdict import Cause
from journeys_runners.browser import patience
from journeys_runners.browser.verdicts import restless_pages
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey
from tests.support.tiny_web import Routes

_MOVES = "for (let n = 0; n < 24; n++) history.pushState({}, '', PLACE)"
_PAGES = {
    "hangs": ("while (true) {}", Cause.SCRIPT_ERROR, "a script of /hangs does not end"),
    "reloads": ("location.reload()", Cause.REDIRECT_LOOP, "/reloads was loaded"),
    "wanders": (
        _MOVES.replace("PLACE", "n % 2 ? '/wanders' : '/away'"),
        Cause.REDIRECT_LOOP,
        "scripts led from /away to /wanders and back",
    ),
    "counts": (_MOVES.replace("PLACE", "`?at=${n}`"), None, ""),
    "loads-twice": ("sessionStorage.n ??= (location.reload(), 1)", None, ""),
}


def test_pages_that_never_come_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_LONGEST_S", 3.0)
    # However slow the machine is, it loads a page so often within the time for one request.
    monkeypatch.setattr(restless_pages, "_LOADS", 3)
    pages: Routes = {
        f"GET /{name}": f"<!doctype html><h1>{name}</h1><script>{script}</script>"
        for name, (script, _, _) in _PAGES.items()
    }
    replayed = replay_in_browser(
        {**pages, "GET /help": "<!doctype html><h1>Help</h1>"},
        *(a_journey(f"view /{name}", name=name) for name in (*reversed(_PAGES), "help")),
        suite={"templates": ("/away", "/help", *(f"/{name}" for name in _PAGES))},
    )
    met = {step.action.removeprefix("view /"): step.problem for step in replayed.steps}
    assert met.pop("help") is None
    for name, (_, cause, said) in _PAGES.items():
        problem = met[name]
        assert (problem and problem.cause) == cause
        assert said in (problem.reason if problem else "")
