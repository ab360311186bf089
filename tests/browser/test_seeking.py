"""Where learning spends its time."""

import pytest

from journeys_runners.browser.seeking import Seeking
from journeys_runners.pages.forms import Attributes
from journeys_runners.pages.page import Control, Page

WANTED = {"view /": 1000, "like @ /": 10, "share @ /shelf": 60, "print": 20, "POST /notes": 10}


def test_time_goes_where_production_does_most_of_what_is_sought() -> None:
    found: dict[str, object] = {}
    seeking = Seeking(WANTED, found)
    # What belongs to no page may be on each of the three kinds.
    assert seeking.share("/") == pytest.approx((10 + 20 + 10 / 3) / 100)
    assert seeking.share("/shelf") == pytest.approx((60 + 20 + 10 / 3) / 100)
    assert seeking.words("/shelf") == {"shar", "print"}
    found["share @ /shelf"] = "a press"
    assert seeking.share("/shelf") == pytest.approx((20 + 10 / 3) / 40)


def test_what_a_page_marks_needs_no_learning() -> None:
    seeking = Seeking(WANTED, {})
    mark = Attributes(words="", marks=frozenset({"share", "other"}))
    page = Page(url="http://a.test/shelf", controls=(Control(text="", attributes=mark, handle=1),))
    assert seeking.see(page, "/shelf") == {"share"}
    assert seeking.words("/shelf") == {"print"}


def test_where_nothing_is_sought_each_page_may_take_all_the_time() -> None:
    assert Seeking({"view /": 5}, {}).share("/") == 1.0
