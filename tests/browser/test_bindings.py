"""Hand-written bindings that a browser performs: gestures and functions."""

from pathlib import Path

import pytest

from journeys.evidence import Way
from journeys.verdict import Cause, Verdict
from journeys_runners.bindings.bindings import Bindings, BoundGestures, load_bindings
from journeys_runners.bindings.gestures import Gesture
from tests.browser.single_page import board_routes
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey, replay_on

TEMPLATES = ("/", "/#/board/{id}", "/api/boards", "/api/boards/{id}")

_GESTURES = """
actions:
  POST /api/boards:
    page: /
    gestures:
      - {get_by_role: button, name: New board}
      - {get_by_label: Title, fill: "{title}"}
      - {get_by_role: button, name: Create}
      - {get_by_placeholder: A note, expect: to_be_visible}
"""
_FUNCTION = """
actions:
  POST /api/boards:
    function: tests.support.bound_functions:make_board
"""

_REACHING = """
actions:
  POST /parts:
    gestures:
      - {frame_locator: "#consent", get_by_role: button, name: Accept}
      - {get_by_text: Hammer, drag_to: "#toolbox"}
      - {get_by_label: Photo, set_input_files: hammer.png}
"""
_PARTS = """<iframe id="consent" srcdoc="<button onclick='parent.tell(1)'>Accept</button>"></iframe>
<p draggable="true">Hammer</p><p id="toolbox" ondragover="event.preventDefault()"
ondrop="tell(this.id)">Toolbox</p><input type="file" aria-label="Photo" onchange="send(this)">
<script>
const told = [];
function tell(what) { told.push(what); }
const send = ({files: [file]}) =>
  fetch("/parts", {method: "POST", body: [...told, file.name, file.type].join()});
</script>"""


def _replay(folder: Path, text: str, *, in_browser: bool = True) -> Replayed:
    (folder / "bindings.yaml").write_text(text)
    play = replay_in_browser if in_browser else replay_on
    return play(
        board_routes(),
        a_journey("view /", "POST /api/boards"),
        suite={"templates": TEMPLATES, "event_names": ()},
        target={"timeout_s": 2.5},
        bindings=load_bindings(folder / "bindings.yaml"),
    )


def test_gestures_are_made_and_their_slots_filled(tmp_path: Path) -> None:
    replayed = _replay(tmp_path, _GESTURES)
    assert replayed.causes == [None, None]
    assert replayed.ways[-1] is Way.BINDING
    assert "POST /api/boards" in replayed.server.lines


def test_what_stands_in_a_frame_is_pressed_and_things_are_dragged_and_uploaded(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bindings.yaml"
    path.write_text(_REACHING)
    replayed = replay_in_browser(
        {"GET /": _PARTS, "POST /parts": ""},
        a_journey("view /", "POST /parts"),
        suite={"templates": ("/", "/parts")},
        bindings=load_bindings(path),
    )
    assert replayed.causes == [None, None], replayed.reason
    (sent,) = [one.body for one in replayed.server.requests if one.line == "POST /parts"]
    assert sent == b"1,toolbox,hammer.png,image/png"


_TAGS = """<div id="frame"><input readonly aria-label="Tags" style="pointer-events: none"></div>
<ul role="listbox" hidden style="position: absolute; top: 0; left: 0; margin: 0; font-size: 60px">
<li role="option">Steel</li></ul><p>Parts</p><button onclick="fetch('/parts', {method: 'POST',
body: document.querySelector('input').value})">Keep</button>
<script>
const list = document.querySelector("ul");
document.querySelector("#frame").onclick = () => { list.hidden = false; };
list.onclick = event => { document.querySelector("input").value = event.target.textContent; };
onkeydown = event => { list.hidden ||= event.key === "Escape"; };
</script>"""
_CHOOSING = """
actions:
  POST /parts:
    gestures:
      - {get_by_label: Tags, click: true}
      - {get_by_role: option, name: Steel, click: true}
      - {get_by_role: button, name: Keep, click: true}
"""


def test_a_list_is_opened_by_its_frame_and_closed_where_it_covers_what_is_pressed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bindings.yaml"
    path.write_text(_CHOOSING)
    replayed = replay_in_browser(
        {"GET /": _TAGS, "POST /parts": ""},
        a_journey("view /", "POST /parts"),
        suite={"templates": ("/", "/parts")},
        bindings=load_bindings(path),
    )
    assert replayed.causes == [None, None], replayed.reason
    (sent,) = [one.body for one in replayed.server.requests if one.line == "POST /parts"]
    assert sent == b"Steel"


def test_what_is_expected_and_not_shown_is_a_fault_of_the_product(tmp_path: Path) -> None:
    replayed = _replay(tmp_path, _GESTURES.replace("A note", "A poem"))
    assert replayed.causes[-1] is Cause.WRONG_PAGE
    assert "gesture 4" in replayed.reason


def test_a_control_that_is_not_there_leaves_the_step_unbound(tmp_path: Path) -> None:
    replayed = _replay(tmp_path, _GESTURES.replace("New board", "Old board"))
    assert replayed.causes[-1] is Cause.UNBOUND
    assert "gesture 1" in replayed.reason
    assert replayed.reason.endswith("the control is not there on this page in this state")
    assert "add the steps that make the control show" in replayed.remedy


def test_gestures_need_a_browser(tmp_path: Path) -> None:
    replayed = _replay(tmp_path, _GESTURES, in_browser=False)
    assert replayed.causes[-1] is Cause.UNBOUND
    assert "--runner browser" in replayed.remedy


@pytest.mark.parametrize("in_browser", [True, False], ids=["browser", "http"])
def test_a_function_performs_a_step(tmp_path: Path, *, in_browser: bool) -> None:
    replayed = _replay(tmp_path, _FUNCTION, in_browser=in_browser)
    assert replayed.causes == [None, None]
    assert replayed.ways[-1] is Way.BINDING
    assert "POST /api/boards" in replayed.server.lines


@pytest.mark.parametrize(
    ("name", "cause"), [("deny", Cause.WRONG_PAGE), ("stumble", Cause.UNBOUND)]
)
def test_what_a_function_raises_is_evidence(tmp_path: Path, name: str, cause: Cause) -> None:
    text = _FUNCTION.replace("make_board", name)
    replayed = _replay(tmp_path, text, in_browser=False)
    assert replayed.causes[-1] is cause
    assert "no such board" in replayed.reason


def test_what_was_learned_to_lead_to_a_page_with_an_address_may_be_out_of_reach() -> None:
    log_out = Gesture(act="click", by="get_by_role", what="button", name="Log out", exact=True)
    learned = BoundGestures(gestures=(log_out,), page="/app")
    replayed = replay_in_browser(
        {"GET /": "<h1>Welcome</h1>", "GET /app": "<h1>Inside</h1>"},
        a_journey("view /", "view /app", "view /"),
        suite={"templates": ("/", "/app")},
        bindings=Bindings(learned=(("view /", learned),)),
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.server.lines.count("GET /") == 2
