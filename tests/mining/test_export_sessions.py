"""Sessions of an export in the words of a model: the same as mining counts, users kept whole."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from journeys.demo.visitors import write_events_csv
from journeys_mining.export_sessions import OTHER
from journeys_mining.mine import mine, read_for_model
from journeys_mining.options import MiningOptions


def _tell(_: str) -> None:
    return


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "events.csv"
    write_events_csv(path)
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(rows[:5000]) + "\n", encoding="utf-8")
    return path


def test_sessions_hold_what_the_model_counts(events: Path) -> None:
    options = MiningOptions()
    model = mine([events], options, _tell).model
    read = read_for_model([events], model, options, _tell)
    assert len(read.sample.sessions) == model.source.sessions
    counted = Counter(action for one in read.sample.sessions for action in one)
    below_floor = counted.pop(OTHER)
    assert counted == {one.action: one.count for one in model.actions}
    assert counted.total() + below_floor == model.source.events
    pairs = Counter(pair for one in read.sample.sessions for pair in pairwise(one))
    for transition in model.transitions:
        if len(transition.context) == 1 and "(" not in transition.context[0] + transition.action:
            assert pairs[transition.context[0], transition.action] == transition.count


def test_users_set_apart_are_in_one_part_only(events: Path) -> None:
    mined = mine([events], MiningOptions(apart_share=0.2), _tell)
    assert mined.seen is not None
    assert mined.unseen is not None
    seen, unseen = set(mined.seen.users.tolist()), set(mined.unseen.users.tolist())
    assert not seen & unseen
    assert len(seen) == mined.model.source.users
    assert 0.15 < len(unseen) / (len(seen) + len(unseen)) < 0.25
    assert len(mined.seen.sessions) == mined.model.source.sessions
    again = mine([events], MiningOptions(apart_share=0.2), _tell)
    assert again.unseen is not None
    assert again.unseen.sessions == mined.unseen.sessions
