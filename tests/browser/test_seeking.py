"""Where learning spends its time."""

import pytest

from journeys_runners.browser.learning.seeking import Seeking
from journeys_runners.pages.forms import Attributes
from journeys_runners.pages.page import Control, Page

WANTED = {
    "view /": 1000, "view /shelf": 500, "like @ /": 10, "share @ /shelf": 60, "print": 20,
    "POST /notes": 4, "view /book/{id}": 6,
}  # fmt: skip


def test_time_goes_where_production_does_most_of_what_is_sought() -> None:
    found: dict[str, object] = {}
    seeking = Seeking(WANTED, found)
    # What belongs to no page may be on each of the three.
    assert seeking.share("/") == pytest.approx((10 + 20 + 10 / 3) / 100)
    assert seeking.share("/shelf") == pytest.approx((60 + 20 + 10 / 3) / 100)
    assert seeking.words("/shelf") == {"shar", "print"}
    found["share @ /shelf"] = "a press"
    assert seeking.share("/shelf") == pytest.approx((20 + 10 / 3) / 40)


def test_what_pages_mark_and_link_needs_no_learning() -> None:
    seeking = Seeking(WANTED, {})
    mark = Attributes(words="", marks=frozenset({"share", "other"}))
    page = Page(url="http://a.test/shelf", controls=(Control(text="", attributes=mark, handle=1),))
    assert seeking.see(page, "/shelf", {"/book/{id}"}) == {"share"}
    assert seeking.words("/shelf") == {"print"}
    assert seeking.share("/") == pytest.approx((10 + 20 + 4 / 3) / 34)


def test_learning_is_over_when_nothing_is_sought() -> None:
    seeking = Seeking({"view /": 5}, {})
    assert seeking.is_over
    assert seeking.share("/") == 0.0
