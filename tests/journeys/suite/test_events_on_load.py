"""Which events count as sent by a page as it loads."""

from dataclasses import replace

from journeys.suite.events_on_load import events_on_load
from journeys_mining.model.navigation_model import NavigationModel
from tests.support.model_factory import a_model

VIEW, SEEN, PRICED, ADDED = "view /p/{id}", "seen @ /p/{id}", "priced @ /p/{id}", "added @ /p/{id}"


def _thinking(model: NavigationModel, slow: str) -> NavigationModel:
    """The model with every action at once, but for one that people take their time for."""
    return replace(
        model,
        transitions=tuple(
            replace(one, think_s=(9.0, 30.0) if one.action == slow else (0.2, 0.5))
            for one in model.transitions
        ),
    )


def test_an_event_may_come_before_or_after_its_page_and_beside_another() -> None:
    before = [(SEEN, VIEW, PRICED, ADDED)] * 6
    after = [(VIEW, SEEN, PRICED, ADDED)] * 6
    assert events_on_load(_thinking(a_model(*before, *after), ADDED)) == (PRICED, SEEN)


def test_what_people_do_on_every_page_is_not_of_its_load() -> None:
    model = a_model(*[(VIEW, ADDED, VIEW, ADDED)] * 6)
    assert events_on_load(_thinking(model, ADDED)) == ()


def test_what_somebody_quick_does_on_a_page_is_not_of_its_load() -> None:
    home, click, entered = "view /home", "click Sign in @ /p/{id}", "entered @ /p/{id}"
    in_place = a_model(*[(VIEW, ADDED, VIEW, ADDED, VIEW)] * 12)
    assert events_on_load(_thinking(in_place, "")) == ()
    leading_on = a_model(*[(VIEW, entered, home)] * 12)
    assert events_on_load(_thinking(leading_on, "")) == ()
    captured = a_model(*[(VIEW, click)] * 12)
    assert events_on_load(_thinking(captured, "")) == ()
