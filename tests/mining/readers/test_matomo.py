"""Matomo: visits as the Live API gives them."""

import json
from pathlib import Path

import pytest

from journeys.errors import InputError

from ..exports import mine_one, real_export, transitions_of


@pytest.mark.parametrize(
    ("name", "first", "events", "sessions"),
    [
        # The visits' own stamps: 16:43:05 UTC while the actions say 18:43:05, Paris.
        ("json_doc_example_2024_inokufu.json", "2024-07-04T16:43:05Z", 3, 1),
        # Only the last stamps are there: the site is four hours behind UTC.
        ("json_doc_example_2018_3visits.json", "2018-04-25T21:06:26Z", 5, 3),
    ],
)
def test_the_zone_of_the_site_is_mended(name: str, first: str, events: int, sessions: int) -> None:
    report = mine_one(real_export(f"matomo_live/{name}")).report
    assert (report.first_event, report.events, report.sessions) == (first, events, sessions)


def test_visits_whose_times_were_taken_out_are_refused() -> None:
    """Matomo's own test data, in which everything that changes between runs is blank."""
    path = real_export("matomo_live/test_CustomEvents__Live.getLastVisitsDetails_day.xml")
    with pytest.raises(InputError, match="none of the visits' actions has a `timestamp`"):
        mine_one(path)


def test_xml_that_is_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "visits.xml"
    path.write_text("<result><row><idVisit>1</idVisit><actionDetails><row>", encoding="utf-8")
    with pytest.raises(InputError, match="the XML cannot be read"):
        mine_one(path)


def test_kinds_of_actions(tmp_path: Path) -> None:
    page = {"type": "action", "url": "https://shop.test/", "timestamp": 1767261600}
    actions = [
        page,
        {"type": "search", "url": "https://shop.test/search?q=mug", "timestamp": 1767261601},
        {"type": "outlink", "url": "https://elsewhere.test/", "timestamp": 1767261602},
        {"type": "event", "eventCategory": "Cart", "eventAction": "Add",
         "url": "https://shop.test/", "timestamp": 1767261603},
        {"type": "goal", "url": "https://shop.test/", "timestamp": 1767261603},
        {"type": 13, "url": "https://shop.test/", "timestamp": 1767261603},
        {**page, "timestamp": None},
    ]  # fmt: skip
    visit = {"idVisit": 7, "visitorId": "ann", "actionDetails": actions}
    path = tmp_path / "visits.json"
    path.write_text(json.dumps([visit]), encoding="utf-8")
    mined = mine_one(path, max_refused_share=0.5)
    chain = [one for one in transitions_of(mined) if len(one[0]) == 1]
    assert set(chain) == {
        (("(start)",), "view /"),
        (("view /",), "view /search?q={q}"),
        (("view /search?q={q}",), "outlink @ /search?q={q}"),
        (("outlink @ /search?q={q}",), "Cart Add @ /"),
        (("Cart Add @ /",), "(end)"),
    }
    assert [one.count for one in mined.report.left_out] == [2]
    assert [(one.reason, one.count) for one in mined.report.refused] == [
        ("the time cannot be read", 1)
    ]
    (why,) = [use.why for use in mined.report.files[0].columns if use.role == "time"]
    assert "taken as UTC" in why
