"""The simulator: deterministic, as described, and the same as the files in sample_data."""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from journeys.demo.visitor_schedule import simulate_visits
from journeys.demo.visitors import SEED, write_events_csv, write_exports
from journeys.demo.visits import Visit

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
IDLE_MS = 30 * 60 * 1000


@cache
def sample_visits() -> tuple[Visit, ...]:
    return tuple(simulate_visits(SEED))


def test_sample_data_is_up_to_date(tmp_path: Path) -> None:
    for path in write_exports(tmp_path):
        assert path.read_bytes() == (SAMPLE_DATA / path.name).read_bytes(), path.name
    assert sum(path.stat().st_size for path in SAMPLE_DATA.iterdir()) < 5_000_000


def test_an_installed_package_makes_the_same_table(tmp_path: Path) -> None:
    write_events_csv(tmp_path / "mine.csv")
    assert (tmp_path / "mine.csv").read_bytes() == (SAMPLE_DATA / "events.csv").read_bytes()


def test_another_seed_makes_other_visits(tmp_path: Path) -> None:
    write_events_csv(tmp_path / "other.csv", seed=SEED + 1)
    assert (tmp_path / "other.csv").read_bytes() != (SAMPLE_DATA / "events.csv").read_bytes()


def test_as_many_visits_and_visitors_as_the_readme_says() -> None:
    visits = sample_visits()
    assert 2_800 <= len(visits) <= 3_200
    assert 1_400 <= len({visit.visitor.id for visit in visits}) <= 1_600


def _removes_then_applies_coupon(visit: Visit) -> bool:
    names = [step.event for step in visit.steps]
    if "remove_from_cart" not in names:
        return False
    return "apply_coupon" in names[names.index("remove_from_cart") :]


def _does(event: str) -> Callable[[Visit], bool]:
    return lambda visit: any(step.event == event for step in visit.steps)


def _sees(page: str) -> Callable[[Visit], bool]:
    return lambda visit: any(step.url.partition("?")[0] == page for step in visit.steps)


@pytest.mark.parametrize(
    ("behaviour", "least_share", "most_share"),
    [
        (_removes_then_applies_coupon, 0.010, 0.016),
        (_does("add_gift_wrap"), 0.005, 0.016),
        (_sees("/help/size-guide"), 0.007, 0.014),
        (_sees("/deals"), 0.030, 0.050),
        (_sees("/account/orders"), 0.030, 0.060),
        (_does("place_order"), 0.040, 0.070),
        (_does("choose_express"), 0.006, 0.014),
    ],
)
def test_rare_behaviour_is_rare_and_above_the_floor(
    behaviour: Callable[[Visit], bool], least_share: float, most_share: float
) -> None:
    visits = sample_visits()
    showing = [visit for visit in visits if behaviour(visit)]
    assert least_share <= len(showing) / len(visits) <= most_share
    assert len({visit.visitor.id for visit in showing}) >= 15


def test_visits_stay_apart_and_whole_when_split_at_30_minutes() -> None:
    by_visitor: dict[str, list[Visit]] = defaultdict(list)
    for visit in sample_visits():
        by_visitor[visit.visitor.id].append(visit)
        times = [step.at_ms for step in visit.steps]
        assert times == sorted(times)
        assert all(b - a < IDLE_MS for a, b in pairwise(times))
    for visits in by_visitor.values():
        for earlier, later in pairwise(visits):
            assert later.steps[0].at_ms - earlier.steps[-1].at_ms > IDLE_MS


def test_events_csv_has_three_rows_that_cannot_be_read() -> None:
    with (SAMPLE_DATA / "events.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["timestamp", "user_id", "event", "page_url", "load_ms", "device"]
    unreadable = [row for row in rows if len(row) != 6 or not _is_time(row[0])]
    assert len(unreadable) == 3
    readable = [row for row in rows if row not in unreadable]
    assert [row[0] for row in readable] == sorted(row[0] for row in readable)
    assert all(bool(row[4]) == (row[2] == "page_view") for row in readable)
    slow = [int(row[4]) for row in readable if row[2] == "page_view" and "/deals" in row[3]]
    assert min(slow) >= 120
    assert max(slow) <= 160


def test_events_jsonl_holds_the_visits_of_its_days() -> None:
    lines = (SAMPLE_DATA / "events.jsonl").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    assert all(
        event.keys() == {"ts", "distinct_id", "session_id", "event", "url"} for event in events
    )
    visits = {visit.id: visit for visit in sample_visits()}
    for session_id in {event["session_id"] for event in events}:
        of_session = [event["ts"] for event in events if event["session_id"] == session_id]
        assert of_session == [step.at_ms for step in visits[session_id].steps]


COMBINED = re.compile(
    r'(\S+) - - \[([^]]+)\] "(GET|POST) (\S+) HTTP/1\.1" (\d{3}) (\d+|-) "([^"]+)" "([^"]+)"'
)


def test_access_log_is_in_the_combined_format_and_answers_forms_with_303() -> None:
    lines = (SAMPLE_DATA / "access.log").read_text().splitlines()
    hits = [match.groups() for match in map(COMBINED.fullmatch, lines) if match]
    assert len(hits) == len(lines)
    assert any("Googlebot" in hit[7] for hit in hits)
    assert any(hit[3] == "/healthz" for hit in hits)
    assert any(hit[3].startswith("/static/") for hit in hits)
    by_visitor: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for hit in hits:
        by_visitor[hit[0]].append(hit)
    for own in by_visitor.values():
        for hit, following in pairwise(own):
            if hit[2] == "POST":
                assert hit[4] == "303"
                assert following[2] == "GET"


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
