"""Formats of one's own: by a mapping file, and by readers that other packages register."""

import json
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from journeys.errors import FaultyFileError, InputError
from journeys_mining import readers

from ..exports import mine_one

MAPPING = """\
name: till
recognise:
  columns: [who.card, at, what.kind]
columns:
  user: [who.account, who.card]
  time: at
  event: "{what.area} {what.kind}"
  session: receipt
  ordinal: line
leave_out:
  - column: what.kind
    is: [heartbeat, selftest]
rename:
  bon storno: cancel
"""


def _write(tmp_path: Path) -> Path:
    rows: list[dict[str, object]] = [
        {"who": {"card": "c1"}, "line": 2, "what": {"area": "bon", "kind": "pay"}},
        {"who": {"card": "c1"}, "line": 1, "what": {"area": "bon", "kind": "scan"}},
        {"who": {"card": "c1", "account": "ann"}, "what": {"area": "bon", "kind": "storno"}},
        {"who": {"card": "c1"}, "what": {"area": "till", "kind": "heartbeat"}},
    ]
    path = tmp_path / "till.jsonl"
    lines = [json.dumps({"at": "2026-01-01T10:00:00Z", "receipt": 7, **row}) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _mapping(tmp_path: Path, text: str = MAPPING) -> Path:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_says_what_is_what(tmp_path: Path) -> None:
    mined = mine_one(_write(tmp_path), mapping=_mapping(tmp_path))
    assert mined.report.files[0].reader == "till"
    assert {one.action: one.count for one in mined.model.actions} == {
        "bon pay": 1,
        "bon scan": 1,
        "cancel": 1,
    }
    assert mined.report.users == 2
    assert [(one.rule, one.count) for one in mined.report.left_out] == [
        ("left out by the mapping", 1)
    ]
    pairs = {(one.context, one.action) for one in mined.model.transitions}
    assert (("bon scan",), "bon pay") in pairs


def test_a_registered_reader_is_asked_like_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package of a company's own: a mapping beside a module, and an entry point."""
    module = tmp_path / "till_reader.py"
    _mapping(tmp_path)
    module.write_text(
        "from pathlib import Path\n"
        "from journeys_mining.readers import mapped_reader\n\n"
        "def reader():\n"
        "    return mapped_reader(Path(__file__).with_name('mapping.yaml'))\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    entry = EntryPoint(name="till", value="till_reader:reader", group="journeys.readers")
    monkeypatch.setattr(readers, "entry_points", lambda group: [entry])
    mined = mine_one(_write(tmp_path))
    assert mined.report.files[0].reader == "till"
    assert mined.report.files[0].why == "4 of the first 4 records are rows of till"


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, MAPPING.replace("time: at", "time: att"))
    with pytest.raises(InputError, match=r"names 'att', which the first rows do not have; did you"):
        mine_one(_write(tmp_path), mapping=mapping)


def test_faults_of_a_mapping_are_told_with_their_paths(tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, "columns: {user: a, time: b, evnt: c}\nrenam: {}\n")
    with pytest.raises(FaultyFileError) as caught:
        mine_one(_write(tmp_path), mapping=mapping)
    told = str(caught.value)
    assert "$.renam: unknown key; did you mean 'rename'?" in told
    mapping = _mapping(tmp_path, "columns: {user: a, time: b, evnt: c}\n")
    with pytest.raises(FaultyFileError, match="'evnt' is no part of an event"):
        mine_one(_write(tmp_path), mapping=mapping)
