"""Which events count as sent by a page as it is left."""

from journeys.suite.events_on_leave import events_on_leave
from tests.support.model_factory import a_model

VIEW, LEFT, NEXT = "view /p/{id}", "left @ /p/{id}", "view /cart"


def test_what_ends_nearly_every_visit_to_a_page_is_of_its_leave() -> None:
    sessions = [(VIEW, "added @ /p/{id}", LEFT, NEXT)] * 6 + [(NEXT, VIEW, LEFT)] * 6
    assert events_on_leave(a_model(*sessions, think_s=(0.1, 0.4))) == (LEFT,)


def test_what_people_press_to_go_on_is_not() -> None:
    pressed = [(VIEW, LEFT, NEXT)] * 12
    assert events_on_leave(a_model(*pressed, think_s=(0.1, 0.4))) == ()


def test_what_comes_long_before_people_go_on_is_not() -> None:
    sessions = [(VIEW, LEFT, NEXT)] * 6 + [(NEXT, VIEW, LEFT)] * 6
    assert events_on_leave(a_model(*sessions, think_s=(2.0, 30.0))) == ()


def test_an_event_of_whatever_page_is_if_it_ends_nearly_every_session() -> None:
    sessions = [(VIEW, NEXT, "left")] * 12
    assert events_on_leave(a_model(*sessions, think_s=(0.1, 0.4))) == ("left",)
    others = [(VIEW, NEXT)] * 12
    assert events_on_leave(a_model(*sessions, *others, think_s=(0.1, 0.4))) == ()
