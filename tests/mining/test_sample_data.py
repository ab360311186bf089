"""The sample data that comes with the project, mined as a first-time user would."""

import csv
import re
from collections import Counter, defaultdict

import pytest

from journeys_mining.mine import Mined
from tests.support.running_shop import SAMPLE_EVENTS

from .exports import learn_one


def test_events_users_and_broken_rows_are_those_of_the_file(mined_sample: Mined) -> None:
    with SAMPLE_EVENTS.open(newline="", encoding="utf-8") as stream:
        header, *rows = csv.reader(stream)
    time = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{12}Z")
    good = [row for row in rows if len(row) == len(header) and time.fullmatch(row[0])]
    users = defaultdict(set)
    for row in good:
        users[row[2]].add(row[1])

    mined = mined_sample
    assert (mined.report.rows, mined.report.left_out) == (len(rows), ())
    assert sum(one.count for one in mined.report.refused) == len(rows) - len(good)
    assert all(one.line for one in mined.report.refused)
    assert mined.report.events == len(good)
    assert mined.report.users == len({row[1] for row in good})
    named = Counter(row[2] for row in good if row[2] != "page_view")
    mined_names: Counter[str] = Counter()
    for one in mined.model.actions:
        if " @ " in one.action:
            mined_names[one.action.partition(" @ ")[0]] += one.count
    # Each of the shop's events happens on one page only, so the floor splits none of them.
    assert mined_names == {name: n for name, n in named.items() if len(users[name]) >= 5}
    assert mined.model.source.hosts == ("shop.example.com",)


@pytest.mark.parametrize("name", ["events.jsonl", "access.log"])
def test_the_other_formats_tell_the_same_pages(mined_sample: Mined, name: str) -> None:
    def pages(mined: Mined) -> set[str]:
        actions = (one.action for one in mined.model.actions)
        return {one for one in actions if one.startswith("view ")}

    other = pages(learn_one(SAMPLE_EVENTS.with_name(name), floor=5))
    assert len(other) >= 10
    assert other <= pages(mined_sample)
