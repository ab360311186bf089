"""Clicks that a library captures are named after the text that was hit, and after nothing else."""

import pytest

from journeys.evidence import Way
from journeys.verdict import Cause, Verdict
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey

_PAGE = """<title>New ticket</title><a href="#list">Tickets</a>
<button type=button>Close ticket</button><button aria-label="More actions">⋮</button>
<button>Speichern</button><button>Wählen</button>
<form><label><input type=checkbox name=vip> Vip</label></form>
<div><label><input type=radio name=p value=1> high</label>
<input type=radio name=p value=0 id=low><label for=low>low</label></div>
<script>
document.addEventListener("click", event => {
  const hit = event.target.closest("a, button, label");
  const properties = {$event_type: "click", $el_text: hit?.innerText};
  if (hit) fetch("/e", {method: "POST", body: JSON.stringify({event: "$autocapture", properties})});
});
</script>"""


_TELLS = """<script>
document.querySelector("#b").addEventListener("click", () => {
  const event = ["task", "finished"].join("_");
  setTimeout(() => fetch("/e", {method: "POST", body: JSON.stringify({event})}), 20);
});
</script>"""


def test_a_click_is_made_on_what_says_just_that() -> None:
    names = ("click Tickets", "click high", "click low", "click ⋮", "click Wählen", "click Vip")
    replayed = replay_in_browser(
        {"GET /": _PAGE, "POST /e": ""},
        a_journey("view /", *(f"{name} @ /" for name in names)),
        suite={"templates": ("/",), "event_names": names},
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways == [Way.REQUEST, *[Way.CONTROL] * len(names)]


def test_what_waits_for_a_choice_is_pressed_when_one_was_made() -> None:
    lists = """<main><div><button id=who aria-haspopup=listbox>Agent</button>
      <button id=assign disabled>Assign</button></div></main>
      <ul role=listbox hidden><li role=option>Ada<li role=option>Bo</ul><script>
      const list = document.querySelector("ul");
      who.onclick = () => { list.hidden = false; };
      list.onclick = event => {
        who.textContent = event.target.textContent;
        [assign.disabled, list.hidden] = [false, true];
      };
      assign.onclick = () => fetch("/assigned", {method: "POST", body: who.textContent});
      </script>"""
    opens, keeps = names = ("click Agent", "click Assign")
    for steps in ([opens, keeps], [keeps]):
        replayed = replay_in_browser(
            {"GET /": _PAGE + lists, "POST /e": "", "POST /assigned": ""},
            a_journey("view /", *(f"{name} @ /" for name in steps)),
            suite={"templates": ("/", "/assigned"), "event_names": names},
        )
        assert replayed.verdicts == [Verdict.PASSED], replayed.reason
        sent = [one.body for one in replayed.server.requests if one.line == "POST /assigned"]
        assert sent == [b"Ada"]


@pytest.mark.parametrize("is_captured_first", [True, False])
def test_a_named_event_and_the_captured_click_of_its_press_take_one_press(
    *, is_captured_first: bool
) -> None:
    routes = {"GET /": f"{_PAGE}<button id=b>Mark as done</button>{_TELLS}", "POST /e": ""}
    pair = ["click Mark as done @ /", "task_finished @ /"]
    actions = pair if is_captured_first else pair[::-1]
    names = tuple(one.removesuffix(" @ /") for one in pair)
    replayed = replay_in_browser(
        routes,
        a_journey("view /", *actions, "click Tickets @ /"),
        suite={"templates": ("/",), "event_names": (*names, "click Tickets")},
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways == [Way.REQUEST, Way.CONTROL, Way.PAGE, Way.CONTROL]
    # Each press tells twice, the last one once.
    assert replayed.server.lines.count("POST /e") == 3


def test_no_page_is_said_to_miss_a_captured_click() -> None:
    names = ("ordered", "click Bin 7")
    replayed = replay_in_browser(
        {"GET /": '<button data-event="ordered">Order</button>'},
        a_journey("view /", "click Bin 7 @ /"),
        suite={"templates": ("/",), "event_names": names},
    )
    assert replayed.causes == [None, Cause.UNBOUND], replayed.reason


def test_a_click_that_names_a_record_asks_for_the_record() -> None:
    named = "click blue-mug-7 @ /"
    replayed = replay_in_browser(
        {"GET /": '<h1>Mugs</h1><a href="/mugs/red-mug-9">red-mug-9</a>'},
        a_journey("view /", named, "view /mugs/blue-mug-7"),
        suite={"templates": ("/", "/mugs/blue-mug-7"), "event_names": ("click blue-mug-7",)},
    )
    clicked = replayed.steps[1].problem
    assert clicked is not None
    assert clicked.cause is Cause.UNBOUND
    assert clicked.reason.endswith("production's users opened /mugs/blue-mug-7 so")
    assert clicked.remedy.startswith("seed staging with such data, if it has none; or let")
