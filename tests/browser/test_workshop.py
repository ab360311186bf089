"""What shows only to those who reach for it, and what is chosen: learned, or found without that."""

import pytest

from journeys.evidence import Way
from journeys.verdict import Verdict
from journeys_runners.bindings.bindings import Bindings, BoundGestures
from journeys_runners.browser.learning.learner import Learner, LearnOptions
from tests.browser.workshop import EVENT_NAMES, TEMPLATES, workshop_routes
from tests.support.browser import SharedBrowserRunner, beside_browser, replay_in_browser
from tests.support.replaying import a_context, a_journey
from tests.support.tiny_web import serving

SUITE = {"templates": TEMPLATES, "event_names": EVENT_NAMES}
ACTIONS = tuple(f"{name} @ /" for name in EVENT_NAMES)


@pytest.fixture(scope="module")
def learned() -> dict[str, BoundGestures]:
    async def work() -> dict[str, BoundGestures]:
        async with serving(workshop_routes(count=2)) as server:
            context = a_context(server.base_url, [a_journey("view /")], suite=SUITE)
            async with (
                SharedBrowserRunner(context) as runner,
                runner.window(context, a_journey("view /")) as window,
            ):
                # What is learned is not to depend on the machine.
                options = LearnOptions(budget_s=600)
                learner = Learner(context, window, options, dict.fromkeys(ACTIONS, 1))
                return (await learner.learn(lambda _: None)).bindings

    return beside_browser(work())


def test_what_is_hidden_or_chosen_is_learned(learned: dict[str, BoundGestures]) -> None:
    found = {action: [str(one) for one in bound.gestures] for action, bound in learned.items()}
    assert found.keys() == set(ACTIONS)
    assert found["favoured @ /"] == [
        "locator('nav.menu').hover()",
        "get_by_role('button', name='Favourite shop').click()",
    ]
    assert found["size_set @ /"][0] == "get_by_placeholder('Pick a size').click()"
    assert found["noted @ /"][0] == "get_by_label('Note').fill('{note}')"
    assert found["photo_set @ /"] == ["get_by_label('Photo').set_input_files('journeys-file.png')"]
    assert found["city_set @ /"][1] == "get_by_role('option', name='Bath').click()"
    assert found["folder_opened @ /"] == ["locator('#files > li').dblclick()"]
    assert found["text_read @ /"] == ["locator('#files > li:has-text(\".txt\")').dblclick()"]
    assert found["cart_opened @ /"] == ["get_by_role('button', name='Cart').click()"]
    assert found["board_moved @ /"] == ["locator('#board').drag_to('ul.shelf')"]
    held = """locator('[aria-roledescription="sortable"]')"""
    assert found["card_moved @ /"] == [f"{held}.drag_to('div.lane')"]
    assert found["knife_sharpened @ /"] == ["get_by_role('button', name='Sharpen').click()"]
    frame = "frame_locator('iframe[title=\"Feedback\"]')."
    assert found["opinion_sent @ /"][0] == f"{frame}get_by_role('button', name='Rate us').click()"
    assert found["plan_kept @ /"] == [
        "locator('button:has(svg[data-icon=\"pencil\"])').click()",
        "locator('button:has(i[class=\"pi pi-save\"])').click()",
    ]
    assert found["visits_shown @ /"] == ["get_by_role('button', name='Visits').click()"]


def test_what_was_learned_holds_when_a_count_differs(learned: dict[str, BoundGestures]) -> None:
    replayed = replay_in_browser(
        workshop_routes(count=5),
        a_journey("view /", *ACTIONS),
        suite=SUITE,
        bindings=Bindings(learned=tuple(learned.items())),
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways == [Way.REQUEST, *[Way.LEARNED] * len(ACTIONS)]


def test_a_menu_under_the_pointer_and_what_htmx_sends_need_no_learning() -> None:
    journey = a_journey("view /", "POST /likes", "view /tools")
    replayed = replay_in_browser(workshop_routes(count=0), journey, suite=SUITE)
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways == [Way.REQUEST, Way.FORM, Way.LINK]
    assert replayed.server.lines.count("POST /likes") == 1
