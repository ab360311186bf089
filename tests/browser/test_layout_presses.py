"""Presses of a menu that stands on every page are tried on two pages, no more."""

from journeys_runners.bindings.gestures import Gesture
from journeys_runners.browser.learning.layout_presses import LayoutPresses


def test_what_leads_from_two_pages_to_the_same_one_is_of_the_layout() -> None:
    home, forward, row = (
        (Gesture(act="click", by="get_by_role", what="button", name=name),)
        for name in ("Home", "Next", "Open")
    )
    presses = LayoutPresses()
    presses.note(home, "/cart", "/")
    presses.note(home, "/", "/")
    assert home not in presses
    presses.note(home, "/orders", "/")
    assert home in presses
    for here, there in (("/step/a", "/step/b"), ("/step/b", "/step/c")):
        presses.note(forward, here, there)
    for here in ("/cart", "/orders"):
        presses.note(row, here, "/product/{id}")
        presses.note(row, here, None)
    assert forward not in presses
    assert row not in presses
