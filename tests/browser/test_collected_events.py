"""Learning and confirming events that a library collects before it sends them."""

import asyncio

import pytest

from journeys.evidence import Way
from journeys.verdict import Cause
from journeys_runners.bindings.bindings import Bindings, BoundGestures
from journeys_runners.browser.learning.learner import Learner, LearnOptions
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.browser_options import BrowserOptions
from tests.browser.coffee_shop import EVENT_NAMES, ON_LEAVE, ON_LOAD, PRESSED, coffee_routes
from tests.support.browser import browser_or_skip, replay_in_browser
from tests.support.replaying import Replayed, a_context, a_journey
from tests.support.tiny_web import serving

SUITE = {"templates": ("/",), "event_names": EVENT_NAMES, "events_on_load": (ON_LOAD,)}


@pytest.fixture(scope="module")
def learned() -> dict[str, BoundGestures]:
    async def work() -> dict[str, BoundGestures]:
        async with serving(coffee_routes()) as server:
            journey, browser = a_journey("view /"), BrowserOptions(path=browser_or_skip())
            context = a_context(server.base_url, [journey], suite=SUITE, browser=browser)
            async with BrowserRunner(context) as runner, runner.window(context, journey) as window:
                wanted = {"view /", ON_LOAD, ON_LEAVE, *PRESSED}
                learner = Learner(context, window, LearnOptions(), dict.fromkeys(wanted, 1))
                return (await learner.learn(lambda _: None)).bindings

    return asyncio.run(work())


def _replay(
    learned: dict[str, BoundGestures], lost: str, *actions: str, twice: str = ""
) -> Replayed:
    bindings = Bindings(learned=tuple(learned.items()))
    journey, routes = a_journey("view /", *actions), coffee_routes(lost=lost, twice=twice)
    return replay_in_browser(routes, journey, suite=SUITE, bindings=bindings)


def test_each_event_is_learned_from_the_press_that_sets_it_off(
    learned: dict[str, BoundGestures],
) -> None:
    found = {action: [str(one) for one in bound.gestures] for action, bound in learned.items()}
    search = "get_by_placeholder('Search coffee')"
    assert found == {
        "menu_beans @ /": ["get_by_role('link', name='Beans').click()"],
        "wished @ /": ["locator('button.icon.heart').click()"],
        "searched @ /": [f"{search}.fill('{{search_coffee}}')", "press('Enter')"],
        "rated @ /": ["get_by_role('button', name='5 stars').click()"],
        "joined @ /": [
            "get_by_role('link', name='Sign up').click()",
            "get_by_placeholder('E-mail').fill('{e_mail}')",
            "get_by_placeholder('Password').fill('{password}')",
            "get_by_role('button', name='Join').click()",
        ],
    }


def test_what_was_learned_is_seen_to_send_its_event(learned: dict[str, BoundGestures]) -> None:
    replayed = _replay(learned, "", ON_LOAD, *PRESSED)
    assert replayed.causes == [None] * 7, [step.problem for step in replayed.steps]
    assert replayed.ways == [Way.REQUEST, Way.PAGE, *[Way.LEARNED] * 5]


def test_an_event_that_is_sent_no_more_is_named(learned: dict[str, BoundGestures]) -> None:
    replayed = _replay(learned, "rated", "wished @ /", "rated @ /")
    assert replayed.causes == [None, None, Cause.LOST_EVENT]
    assert "rated was not sent" in replayed.reason


def test_an_event_that_one_press_sends_twice_is_named(learned: dict[str, BoundGestures]) -> None:
    replayed = _replay(learned, "", "wished @ /", "rated @ /", twice="rated")
    assert replayed.causes == [None, None, Cause.DOUBLED_EVENT]
    assert "sent the event rated more than once upon one press" in replayed.reason
    # Production's users were seen to have it sent twice in a row.
    replayed = _replay(learned, "", "rated @ /", "rated @ /", twice="rated")
    assert replayed.causes == [None] * 3
