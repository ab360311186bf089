"""A press that was learned on a bare page, made where a dialog stands over it."""

from typing import Final

from aiohttp import web

from journeys.evidence import Way
from journeys.verdict import Verdict
from journeys_runners.bindings.bindings import Bindings, BoundGestures
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.learning.learner import Learner, LearnOptions
from tests.support.browser import SharedBrowserRunner, beside_browser, replay_in_browser
from tests.support.replaying import a_context, a_journey
from tests.support.tiny_web import Routes, page, serving

_TRACK: Final = """<script>
const track = event => fetch("/stats", {method: "POST", body: JSON.stringify({event})});
const at = one => document.querySelector(one);
const list = (box, names) => { box.onclick = () => {
  const options = document.createElement("ul");
  options.innerHTML = names.map(name => `<li role=option>${name}</li>`).join("");
  options.onclick = () => { track("owner_chosen"); options.remove(); };
  box.after(options);
}; };
</script>"""
_TASKS: Final = """<h1>Tasks</h1><button id="add">Add task</button>
<div role="combobox" id="whose">Owner</div><button id="tidy">Tidy list</button>
<button id="open">More</button>
<dialog><div role="combobox" id="owner">Owner</div></dialog>
<script>
list(at("#whose"), ["Ada", "Ben"]);
list(at("#owner"), ["Cleo"]);
at("#add").onclick = () => { track("form_opened"); at("dialog").showModal(); };
at("#tidy").onclick = () => { track("list_tidied"); track("list_shown"); at("#tidy").remove(); };
at("#open").onclick = () => { location = "/task/7"; };
</script>"""
_TASK: Final = """<h1>Task</h1><button id="star">Star</button>
<script>at("#star").onclick = () => track("task_starred");</script>"""
NAMES: Final = ("form_opened", "owner_chosen", "list_tidied", "list_shown", "task_starred")
SUITE: Final = {"templates": ("/", "/task/{id}"), "event_names": NAMES}
ACTIONS: Final = (
    "form_opened @ /", "owner_chosen @ /", "list_tidied @ /", "list_shown @ /",
    "view /task/{id}", "task_starred @ /task/{id}",
)  # fmt: skip


def _routes() -> Routes:
    async def tasks(request: web.Request) -> web.Response:
        return page(_TRACK + _TASKS)

    return {"GET /": tasks, "GET /task/7": _TRACK + _TASK, "POST /stats": ""}


def _learned() -> dict[str, BoundGestures]:
    async def work() -> dict[str, BoundGestures]:
        async with serving(_routes()) as server:
            context = a_context(server.base_url, [a_journey("view /")], suite=SUITE)
            async with (
                SharedBrowserRunner(context) as runner,
                runner.window(context, a_journey("view /")) as window,
            ):
                learner = Learner(context, window, LearnOptions(), dict.fromkeys(ACTIONS, 1))
                return (await learner.learn(lambda _: None)).bindings

    return beside_browser(work())


def test_what_a_dialog_holds_goes_first_and_who_goes_on_behind_it_closes_it() -> None:
    learned = _learned()
    # The task's page has no link to it: a press led there.
    assert learned.keys() == set(ACTIONS)
    assert str(learned["owner_chosen @ /"].gestures[1]).startswith("get_by_role('option'")
    replayed = replay_in_browser(
        _routes(),
        a_journey("view /", *ACTIONS),
        suite=SUITE,
        bindings=Bindings(learned=tuple(learned.items())),
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    # The second event of the press that took its own button away needed no press.
    assert replayed.ways[4] is Way.PAGE


_SETTINGS: Final = """<button id="menu">Menu</button><button id="settings" hidden>Settings</button>
<dialog><button id="colours">Colours</button></dialog>
<script>
at("#menu").onclick = () => { at("#settings").hidden = !at("#settings").hidden; };
at("#settings").onclick = () => { at("dialog").showModal(); track("settings_opened"); };
at("#colours").onclick = () => track("colours_shown");
</script>"""


def test_what_stands_in_an_open_dialog_is_pressed_without_what_led_there() -> None:
    clicks = [
        Gesture(act="click", by="get_by_role", what="button", name=name, exact=True)
        for name in ("Menu", "Settings", "Colours")
    ]
    opened = BoundGestures(gestures=tuple(clicks[:2]), page="/")
    shown = BoundGestures(gestures=tuple(clicks), page="/")
    names = ("settings_opened", "colours_shown")
    replayed = replay_in_browser(
        {"GET /": _TRACK + _SETTINGS, "POST /stats": ""},
        a_journey("view /", "settings_opened @ /", "colours_shown @ /"),
        suite={"templates": ("/",), "event_names": names},
        bindings=Bindings(
            learned=(("settings_opened @ /", opened), ("colours_shown @ /", shown)),
        ),
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
