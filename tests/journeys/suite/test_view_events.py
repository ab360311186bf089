"""Which event a page is known to send once as it is viewed."""

from dataclasses import replace

from journeys.suite.view_events import view_events
from journeys_mining.model.navigation_model import NavigationModel
from tests.support.model_factory import a_model


def _named(model: NavigationModel) -> NavigationModel:
    views = (one.action for one in model.actions if one.action != "view /log")
    named = tuple((action, "page_view") for action in views)
    return replace(model, source=replace(model.source, view_events=named))


def test_pages_whose_views_came_as_an_event_send_it_unless_they_come_twice_at_once() -> None:
    sessions = [("view /", "view /cart", "view /log"), ("view /", "view /", "view /cart")]
    often = _named(a_model(*sessions, think_s=(0.2, 0.4)))
    assert view_events(often) == (("/cart", "page_view"),)
    again_later = _named(a_model(*sessions, think_s=(9.0, 40.0)))
    assert view_events(again_later) == (("/", "page_view"), ("/cart", "page_view"))
