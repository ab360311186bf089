"""Matomo: visits as the Live API gives them."""

import json
from pathlib import Path

import pandas as pd
import pytest

from journeys.errors import InputError

from ..exports import mine_one, real_export, transitions_of
from .clicks import check_same_model, mine_plain, sample_clicks


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
    assert {one.rule: one.count for one in mined.report.left_out} == {
        "goal that was reached, no step of its own": 1,
        "event that is no step of a user": 1,
    }
    assert [(one.reason, one.count) for one in mined.report.refused] == [
        ("the time cannot be read", 1)
    ]
    (why,) = [use.why for use in mined.report.files[0].columns if use.role == "time"]
    assert "taken as UTC" in why


@pytest.mark.parametrize("parquet", [False, True])
def test_the_tables_of_the_database_give_the_model_of_the_plain_table(
    tmp_path: Path, parquet: bool
) -> None:
    clicks = sample_clicks()
    plain = mine_plain(tmp_path, clicks, sessions=True)
    ids: dict[tuple[str, int], int] = {}

    def action(name: str, kind: int) -> int:
        return ids.setdefault((name, kind), len(ids) + 1)

    links = [
        {
            "idlink_va": one.number,
            "idvisitor": one.user,
            "idvisit": one.session,
            "server_time": one.iso.replace("T", " ").removesuffix("Z"),
            "idaction_url": action(one.url.removeprefix("https://"), 1),
            "idaction_url_ref": 0,
            "idaction_name": action("A title", 4),
            "idaction_event_category": None,
            "idaction_event_action": None if one.is_page else action(one.event, 11),
        }
        for one in clicks
    ]
    names = [
        {"idaction": number, "name": name, "type": kind, "url_prefix": 2 if kind == 1 else None}
        for (name, kind), number in ids.items()
    ]
    folder = tmp_path / "matomo"
    folder.mkdir()
    visits = [{"idvisit": "1", "visit_first_action_time": "2026-01-01 10:00:00", "visitor": "x"}]
    for table, rows in (
        ("log_action", names),
        ("log_link_visit_action", links[::-1]),
        ("log_visit", visits),
    ):
        frame = pd.DataFrame(rows).convert_dtypes()
        if parquet:
            frame.to_parquet(folder / f"{table}.parquet")
        else:
            frame.to_csv(folder / f"{table}.csv", index=False, na_rep="NULL")
    check_same_model(plain, folder, "table")


def test_links_out_of_the_site_and_events_with_a_category(tmp_path: Path) -> None:
    folder = tmp_path / "matomo"
    folder.mkdir()
    actions = "idaction,name,type,url_prefix\n1,shop.test/cart,1,2\n2,bank.test/,2,2\n"
    actions += "3,video,10,NULL\n4,play,11,NULL\n"
    (folder / "a.csv").write_text(actions, encoding="utf-8")
    (folder / "l.csv").write_text(
        "idlink_va,idvisitor,idvisit,server_time,idaction_url,idaction_url_ref,"
        "idaction_event_category,idaction_event_action\n"
        "9,A1,7,2026-01-01 10:00:00,1,0,NULL,NULL\n"
        "10,A1,7,2026-01-01 10:00:00,1,1,3,4\n"
        "11,A1,7,2026-01-01 10:00:01,2,1,NULL,NULL\n",
        encoding="utf-8",
    )
    mined = mine_one(folder)
    assert [(one.context, one.action) for one in mined.model.transitions if len(one.context) == 1][
        1:
    ] == [
        (("outlink @ /cart",), "(end)"),
        (("video play @ /cart",), "outlink @ /cart"),
        (("view /cart",), "video play @ /cart"),
    ]
