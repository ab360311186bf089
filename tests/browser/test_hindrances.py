"""Controls that nobody can press: they are covered, disabled or hidden for ever."""

import pytest

from journeys.verdict import Cause, Verdict
from journeys_runners.bindings.bindings import Bindings, BoundGestures
from journeys_runners.bindings.gestures import Gesture
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey
from tests.support.tiny_web import Routes, redirect

_PANE = '<div class="veil" style="position: fixed; inset: 0; z-index: 9"></div>'
_STUCK = _PANE.replace("></", "><h2>Please wait</h2><p>Your order is being prepared.</p></")
_FORM = """<form action="/orders" method="post" data-event="ordered">
  <input type="hidden" name="token" value="t"><button>Order</button></form>"""
_LINK = '<a href="/thanks">On</a>'
_OFF = _FORM.replace("<button", "<button disabled")
_ALONE = '<button type="button" data-event="ordered" disabled>Order</button>'
_UNSEEN = _FORM.replace("<button", '<button style="display: none"')


def _replay(html: str, step: str = "ordered @ /") -> Replayed:
    routes: Routes = {"GET /": html, "POST /orders": redirect("/thanks"), "GET /thanks": "Thanks"}
    suite = {"templates": ("/", "/orders", "/thanks"), "event_names": ("ordered",)}
    return replay_in_browser(routes, a_journey("view /", step), suite=suite)


@pytest.mark.parametrize(
    ("html", "step", "says"),
    [
        pytest.param(_LINK + _PANE, "view /thanks", "div.veil lies over it", id="covered"),
        pytest.param(_FORM + _STUCK, "ordered @ /", "div.veil lies over it", id="covered by words"),
        pytest.param(_OFF, "ordered @ /", "no button that is not disabled", id="disabled"),
        pytest.param(_UNSEEN, "ordered @ /", "no button that is shown", id="hidden"),
        pytest.param(_ALONE, "ordered @ /", "the control is disabled", id="alone"),
    ],
)
def test_what_nobody_can_press_is_named(html: str, step: str, says: str) -> None:
    replayed = _replay(html, step)
    assert replayed.causes == [None, Cause.UNUSABLE]
    assert replayed.verdicts == [Verdict.FAILED]
    assert says in replayed.reason
    assert not {"POST /orders", "GET /thanks"} & set(replayed.server.lines)


_GOES_BY_ITSELF = (
    "<script>setTimeout(() => document.querySelector('.veil').remove(), 2500)</script>"
)
_GOES_WHEN_PRESSED = (
    "<script>document.querySelector('.veil').onclick = ({target}) => target.remove()</script>"
)
_GOES_WHEN_READ = (
    "<script>document.querySelector('.veil p').onclick = () =>"
    " document.querySelector('.veil').remove()</script>"
)
_GOES_AT_ESCAPE = (
    "<script>onkeydown = ({key}) => key === 'Escape' &&"
    " document.querySelector('.veil').remove()</script>"
)
_SWITCHES_ON = (
    "<script>setTimeout(() => { document.querySelector('button').disabled = false }, 900)</script>"
)
_BOX = '<p style="position: fixed; z-index: 10; inset: 40%">Cookies? <b>Fine</b></p>'


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(_FORM + _PANE + _GOES_BY_ITSELF, id="loading"),
        pytest.param(_FORM + _PANE + _GOES_WHEN_PRESSED, id="backdrop of a menu"),
        pytest.param(_FORM + _PANE + _BOX, id="cookie wall"),
        pytest.param(_FORM + _STUCK + _GOES_WHEN_READ, id="words that close it"),
        pytest.param(_FORM + _STUCK + _GOES_AT_ESCAPE, id="closed by a key"),
        pytest.param(_FORM + _STUCK.replace("inset: 0", "inset: 0 0 70%"), id="a notice"),
        pytest.param(_OFF + _SWITCHES_ON, id="enabled after a moment"),
        pytest.param(_UNSEEN + _UNSEEN.replace(' style="display: none"', ""), id="shown twice"),
        pytest.param(_UNSEEN.replace("hidden", "text"), id="sent by Enter"),
        pytest.param(
            f"<style>ul {{ display: none }} nav:hover ul {{ display: block }}</style>"
            f"<nav>Menu<ul><li>{_FORM}</ul></nav>",
            id="in a menu",
        ),
    ],
)
def test_what_a_visitor_gets_at_is_pressed(html: str) -> None:
    replayed = _replay(html)
    assert replayed.causes == [None, None], replayed.reason
    assert replayed.server.lines.count("POST /orders") == 1


def test_a_control_that_a_script_enables_after_a_choice_is_not_offered_yet() -> None:
    chosen = "<script>onchange = () => { document.querySelector('button').disabled = false }"
    replayed = _replay(f"{_ALONE}<select><option>S<option>M</select>{chosen}</script>")
    assert (replayed.verdicts, replayed.causes[1]) == ([Verdict.INCONCLUSIVE], Cause.NOT_OFFERED)
    assert "perhaps a script enables it" in replayed.reason


_PRESS = Gesture(act="click", by="get_by_role", what="button", name="Save")
_FILL = Gesture(act="fill", value="{note}", by="get_by_label", what="Note")
_NOTE = """<label>Note <input id="note"></label><button>Save</button><script>
const note = document.querySelector("#note"), button = document.querySelector("button");
const disabled = () => {};
button.onclick = () => {
  if (!note || note.value) navigator.sendBeacon("/stats", JSON.stringify({event: "saved"}));
};
</script>"""
_GONE = _NOTE.replace('id="note"', 'id="note" hidden').replace("Note <", "Remark <")
_SET_OFF = _NOTE.replace("<button>", "<button disabled>")
_LESS = _NOTE.replace('<label>Note <input id="note"></label>', "")


@pytest.mark.parametrize(
    ("html", "says"),
    [
        pytest.param(_NOTE, "", id="as it was"),
        pytest.param(_LESS, "", id="asks for less"),
        pytest.param(
            _GONE,
            "get_by_label('Note'), in which something was entered when it was learned, is gone",
            id="gone",
        ),
        pytest.param(_SET_OFF, "the control is disabled", id="disabled"),
        pytest.param(_NOTE + _STUCK, "div.veil lies over it", id="covered"),
    ],
)
def test_what_was_learned_and_nobody_can_do_any_more_is_named(html: str, says: str) -> None:
    learned = BoundGestures(page="/", gestures=(_FILL, _PRESS))
    replayed = replay_in_browser(
        {"GET /": html, "POST /stats": ""},
        a_journey("view /", "saved @ /"),
        suite={"templates": ("/",), "event_names": ("saved",)},
        bindings=Bindings(learned=(("saved @ /", learned),)),
        target={"timeout_s": 2.5},
    )
    assert replayed.causes == [None, Cause.UNUSABLE if says else None]
    assert not says or says in replayed.reason


def test_a_press_that_keeps_its_page_busy_is_not_made_again() -> None:
    busy = """<button data-event="ordered">Order</button><script>
      document.querySelector("button").onclick = () => {
        for (const end = performance.now() + 2600; performance.now() < end;);
        fetch("/orders", {method: "POST", body: "{}"});
      };
    </script>"""
    replayed = _replay(busy)
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.server.lines.count("POST /orders") == 1
