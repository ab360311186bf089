"""Learning that begins with what is sought, on a page that is opened anew only where it must be."""

import pytest
from aiohttp import web

from journeys.verdict import Verdict
from journeys_runners.bindings.bindings import Bindings, BoundGestures
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.learning.learner import Learned, Learner, LearnOptions
from tests.support.browser import SharedBrowserRunner, beside_browser, replay_in_browser
from tests.support.replaying import a_context, a_journey
from tests.support.tiny_web import Routes, TinyServer, page, serving

_LIST = """<style>.row { cursor: pointer } .drawn { opacity: 0; width: 0; height: 0; margin: 0 }
</style><h1>Boats</h1>
BUTTONS
<label><input type="radio" name="show" class="drawn" id="afloat">Afloat</label>
<div role="combobox" tabindex="0" aria-label="Harbour" aria-expanded="false">Hove</div>
<button id="late">Weigh</button><button id="next">Reef</button>
<button id="ask">Survey</button><section role="dialog" hidden><input aria-label="Surveyor">
  <input aria-label="Due date" placeholder="YYYY-MM-DD" id="day">
  <input aria-hidden="true" tabindex="-1" id="kept">
  <button id="send">Book survey</button></section>
<p class="row" onclick="history.pushState(0, '', '/boats/7'); show()">Gull, 1962</p>"""
_RECORD = """<h1>Gull</h1><button id="mast">Mast</button>"""
_SCRIPT = """
const at = one => document.querySelector(one);
const track = event => fetch("/stats", {method: "POST", body: JSON.stringify({event})});
const list = document.body.innerHTML.replace(/<script.*/s, "");
function show() {
  if (location.pathname !== "/boats") {
    document.body.innerHTML = RECORD;
    at("#mast").onclick = () => track("mast_raised");
    return;
  }
  document.body.innerHTML = list;
  at("#afloat").onchange = () => track("filtered");
  const harbour = at("[role=combobox]");
  harbour.onkeydown = event => {
    if (event.key === "ArrowDown") harbour.title = harbour.title ? "Rye" : "open";
    if (event.key === "Enter" && harbour.title === "Rye") track("harbour_chosen");
  };
  at("#late").onclick = () => setTimeout(track, 1500, "anchor_up");
  at("#ask").onclick = () => { at("section").hidden = false; };
  at("#send").onclick = () => {
    if (/^[0-9]{4}-/.test(at("#day").value) && at("[aria-label=Surveyor]").value
      && !at("#kept").value)
      { track("surveyed"); at("section").hidden = true; }
  };
}
addEventListener("popstate", show);
show();
"""
EVENTS = ("filtered", "harbour_chosen", "surveyed", "anchor_up")
ACTIONS = (*(f"{one} @ /boats" for one in EVENTS), "mast_raised @ /boats/{id}")
SUITE = {
    "templates": ("/", "/boats", "/boats/{id}", "/idle/{n}", "/stats"),
    "event_names": (*EVENTS, "mast_raised"),
}
JOURNEY = a_journey("view /boats", "view /boats/{id}", "mast_raised @ /boats/{id}")
_IDLE_COUNT = 9


def _routes() -> Routes:
    buttons = "".join(
        f"<button onclick=\"fetch('/idle/{one}', {{method: 'POST'}})\">"
        f"Idle {chr(65 + one)}</button>"
        for one in range(_IDLE_COUNT)
    )
    script = _SCRIPT.replace("RECORD", f"`{_RECORD}`")
    html = f"{_LIST.replace('BUTTONS', buttons)}<script>{script}</script>"

    async def shell(request: web.Request) -> web.Response:
        return page(html)

    return {
        "GET /": '<a href="/boats">Boats</a>',
        "GET /boats": shell,
        "GET /boats/{id}": shell,
        "POST /idle/{n}": "",
        "POST /stats": "",
    }


@pytest.fixture(scope="module")
def learned() -> tuple[Learned, TinyServer]:
    async def work() -> tuple[Learned, TinyServer]:
        async with serving(_routes()) as server:
            context = a_context(server.base_url, [JOURNEY], suite=SUITE)
            async with (
                SharedBrowserRunner(context) as runner,
                runner.window(context, JOURNEY) as window,
            ):
                wanted = dict.fromkeys((*ACTIONS, "view /boats", "view /boats/{id}"), 1)
                learner = Learner(context, window, LearnOptions(), wanted)
                return await learner.learn(lambda _: None), server

    return beside_browser(work())


def test_lists_dates_and_boxes_that_labels_draw_are_learned(
    learned: tuple[Learned, TinyServer],
) -> None:
    found = learned[0].bindings
    assert {"filtered @ /boats", "harbour_chosen @ /boats", "surveyed @ /boats"} <= found.keys()
    assert [str(one) for one in found["harbour_chosen @ /boats"].gestures] == [
        "get_by_label('Harbour').press('ArrowDown')", "press('ArrowDown')", "press('Enter')",
    ]  # fmt: skip


def test_a_late_event_is_not_put_down_to_the_press_that_follows(
    learned: tuple[Learned, TinyServer],
) -> None:
    bound = learned[0].bindings.get("anchor_up @ /boats")
    assert bound is None or "Weigh" in str(bound.gestures[-1])


def test_what_leads_to_a_page_that_is_sought_is_pressed_before_other_controls(
    learned: tuple[Learned, TinyServer],
) -> None:
    found, server = learned
    assert found.bindings["mast_raised @ /boats/{id}"].page == "/boats/{id}"
    lines = server.lines
    raised = next(i for i, one in enumerate(server.requests) if b"mast_raised" in one.body)
    assert raised < lines.index("POST /idle/0")


def test_a_press_that_changes_nothing_takes_no_opening_of_the_page(
    learned: tuple[Learned, TinyServer],
) -> None:
    lines = learned[1].lines
    first, last = lines.index("POST /idle/0"), lines.index(f"POST /idle/{_IDLE_COUNT - 1}")
    assert "GET /boats" not in lines[first:last]


def test_what_was_learned_is_replayed(learned: tuple[Learned, TinyServer]) -> None:
    bindings = Bindings(learned=tuple(learned[0].bindings.items()))
    journey = a_journey(
        "view /boats", "filtered @ /boats", "harbour_chosen @ /boats", "surveyed @ /boats",
        "view /boats/{id}", "mast_raised @ /boats/{id}",
    )  # fmt: skip
    replayed = replay_in_browser(_routes(), journey, suite=SUITE, bindings=bindings)
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason


_WIZARD = """<main><label><input type="radio">CSV</label><button disabled>Next</button></main>
<script>const track = event => fetch("/stats", {method: "POST", body: JSON.stringify({event})});
const main = document.querySelector("main"), next = main.querySelector("button");
main.querySelector("input").onchange = () => { next.disabled = false; };
next.onclick = () => {
  track("chosen");
  main.innerHTML = "<button>Finish</button>";
  main.querySelector("button").onclick = () => track("finished");
};</script>"""


def test_a_wizard_goes_on_where_it_stands() -> None:
    def press(role: str, name: str) -> Gesture:
        return Gesture(act="click", by="get_by_role", what=role, name=name, exact=True)

    first = (press("radio", "CSV"), press("button", "Next"))
    learned = {"chosen @ /": first, "finished @ /": (*first, press("button", "Finish"))}
    bindings = Bindings(
        learned=tuple((one, BoundGestures(gestures=two)) for one, two in learned.items())
    )
    replayed = replay_in_browser(
        {"GET /": _WIZARD, "POST /stats": ""},
        a_journey("view /", *learned),
        suite={"templates": ("/", "/stats"), "event_names": ("chosen", "finished")},
        bindings=bindings,
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
