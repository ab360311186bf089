"""Learning which press does what, and replaying what was learned."""

from pathlib import Path
from typing import Any

import pytest

from journeys.evidence import Way
from journeys_runners.bindings.bindings import Bindings, BoundGestures, load_bindings
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.learning.learner import Learned, Learner, LearnOptions
from journeys_runners.browser_options import BrowserOptions
from journeys_runners.destructive import Destructive
from journeys_runners.learning import learn, write_learned
from journeys_runners.stopping import StopSwitch
from tests.browser.single_page import board_routes
from tests.support.browser import (
    SharedBrowserRunner,
    beside_browser,
    browser_or_skip,
    replay_in_browser,
)
from tests.support.replaying import a_context, a_journey
from tests.support.tiny_web import Routes, serving, serving_in_thread

TEMPLATES = ("/", "/#/board/{id}", "/api/boards", "/api/boards/{id}", "/api/boards/{id}/close")
ACTIONS = {"POST /api/boards", "PUT /api/boards/{id}", "board_starred @ /#/board/{id}"}
CLOSES = "POST /api/boards/{id}/close"


def _learn(routes: Routes | None = None, **target: Any) -> tuple[Learned, list[str]]:
    async def work() -> tuple[Learned, list[str]]:
        async with serving(routes or board_routes()) as server:
            suite = {"templates": TEMPLATES, "event_names": ("board_starred",)}
            context = a_context(server.base_url, [a_journey("view /")], suite=suite, target=target)
            wanted = {*ACTIONS, CLOSES, "view /", "view /#/board/{id}", "delete_board @ /"}
            async with (
                SharedBrowserRunner(context) as runner,
                runner.window(context, a_journey("view /")) as window,
            ):
                learner = Learner(context, window, LearnOptions(), dict.fromkeys(wanted, 1))
                found = await learner.learn(lambda _: None)
            return found, server.lines

    return beside_browser(work())


@pytest.fixture(scope="module")
def learned() -> tuple[Learned, list[str]]:
    return _learn()


def test_presses_dialogs_and_forms_are_learned(learned: tuple[Learned, list[str]]) -> None:
    found, _ = learned
    assert set(found.bindings) >= ACTIONS
    made = found.bindings["POST /api/boards"]
    assert made.page == "/"
    assert [str(one) for one in made.gestures] == [
        "get_by_role('button', name='New board').click()",
        "get_by_label('Title').fill('{title}')",
        "get_by_role('button', name='Create').click()",
    ]


def test_what_destroys_something_is_left_alone(learned: tuple[Learned, list[str]]) -> None:
    found, lines = learned
    assert CLOSES not in found.bindings
    assert "Delete board" in found.left_alone
    assert not [line for line in lines if line.endswith("/close")]


def test_what_was_learned_is_replayed(tmp_path: Path, learned: tuple[Learned, list[str]]) -> None:
    write_learned(tmp_path / "bindings.learned.yaml", learned[0].bindings)
    read_back = load_bindings(tmp_path / "bindings.learned.yaml")
    assert dict(read_back.actions) == learned[0].bindings
    journey = a_journey(
        "view /", "POST /api/boards", "view /#/board/{id}", "board_starred @ /#/board/{id}",
        "PUT /api/boards/{id}",
    )  # fmt: skip
    replayed = replay_in_browser(
        board_routes(),
        journey,
        suite={"templates": TEMPLATES, "event_names": ("board_starred",)},
        bindings=Bindings(learned=tuple(learned[0].bindings.items())),
    )
    assert replayed.causes == [None] * 5, [step.problem for step in replayed.steps]
    assert replayed.ways == [Way.REQUEST, Way.LEARNED, Way.REDIRECT, Way.LEARNED, Way.LEARNED]


def test_what_was_found_is_written_also_when_learning_is_stopped(tmp_path: Path) -> None:
    path, stop, said = tmp_path / "bindings.learned.yaml", StopSwitch(), list[str]()

    def say(text: str) -> None:
        said.append(text)
        stop.press()

    earlier = BoundGestures(gestures=(Gesture(act="press", value="k"),), page="/#/old")
    with serving_in_thread(board_routes()) as base_url:
        context = a_context(
            base_url,
            [a_journey("view /")],
            suite={"templates": TEMPLATES},
            bindings=Bindings(learned=(("view /#/gone", earlier),)),
            browser=BrowserOptions(path=browser_or_skip()),
        )
        found = learn(context, dict.fromkeys(ACTIONS, 1), LearnOptions(stop=stop), path, say)
    assert len(said) == 1
    written = dict(load_bindings(path).actions)
    assert written == found.bindings | {"view /#/gone": earlier}
    assert "POST /api/boards" in found.bindings


_TWO_BUTTONS = """<script>const send = path => fetch(path, {method: "POST"})</script>
<button onclick="send('/api/boards')">New board</button>
<button onclick="send('/api/boards/1/close')">Delete board</button>"""


def test_learning_keeps_to_what_the_settings_refuse_and_allow() -> None:
    rules = Destructive(refuse=("POST /api/boards",), allow=("delete_board @ /",))
    routes: Routes = {"GET /": _TWO_BUTTONS, "POST /api/boards/{id}/close": "closed"}
    found, lines = _learn(routes, destructive=rules)
    assert set(found.bindings) == {CLOSES}
    assert {one for one in lines if one.startswith("POST")} == {"POST /api/boards/1/close"}
