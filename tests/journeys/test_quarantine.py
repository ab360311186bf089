from datetime import date
from typing import Any

from journeys.journey import JourneyId
from journeys.quarantine import QuarantineEntry, covering, sort_out
from tests.support.replaying import a_journey

TODAY = date(2026, 11, 21)


def an_entry(**overrides: Any) -> QuarantineEntry:
    known = {"journey": None, "action": None, "reason": "SHOP-12", "until": TODAY}
    return QuarantineEntry(**{**known, **overrides})


def test_an_entry_covers_its_journeys_and_steps() -> None:
    by_both = an_entry(journey="rare-*", action="view /cart")
    assert by_both.covers(JourneyId("rare-1"), "view /cart")
    assert not by_both.covers(JourneyId("rare-1"), "view /")
    assert not by_both.covers(JourneyId("typical-1"), "view /cart")
    by_action = an_entry(action="view /product/{id}")
    assert by_action.covers(JourneyId("any"), "view /product/{id}")
    assert covering([by_both, by_action], JourneyId("x"), "view /product/{id}") is by_action
    assert covering([by_both], JourneyId("x"), "view /") is None


def test_expired_and_unmatched_entries_are_told_and_do_not_count() -> None:
    journeys = [a_journey("view /", "view /cart", name="typical-cart")]
    expired = an_entry(journey="typical-cart", until=date(2026, 11, 20))
    misspelt = an_entry(journey="typical-card")
    elsewhere = an_entry(journey="typical-cart", action="view /orders")
    good = an_entry(journey="typical-*", action="view /cart")
    valid, notes = sort_out([expired, misspelt, elsewhere, good], journeys, TODAY)
    assert valid == (good,)
    assert "expired on 2026-11-20" in notes[0]
    assert "SHOP-12" in notes[0]
    assert "quarantine of typical-card fits no journey" in notes[1]
    assert "typical-cart at view /orders fits no journey" in notes[2]
