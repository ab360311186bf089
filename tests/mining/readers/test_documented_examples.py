"""The example of each format in docs/readers.md is recognised as that format and read whole."""

import re
from pathlib import Path
from typing import Final

import pytest

from journeys_mining.engine import open_engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers import READERS
from journeys_mining.reading import read_export

_PAGE: Final = (Path(__file__).parents[3] / "docs" / "readers.md").read_text(encoding="utf-8")
_EXAMPLES: Final = dict(re.findall(r"^```\w+ (\w+)\n(.*?)^```$", _PAGE, re.DOTALL | re.MULTILINE))


def test_each_reader_has_an_example() -> None:
    assert set(_EXAMPLES) == set(READERS) - {"not_journeys"}


@pytest.mark.parametrize("name", sorted(_EXAMPLES))
def test_an_example_is_read_as_what_it_is(name: str, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text(_EXAMPLES[name], encoding="utf-8")
    with open_engine() as engine:
        export = read_export(engine, [path], MiningOptions(), lambda _: None)
        rows = engine.fetch(export.rows)
    assert [one.reader for one in export.files] == [name]
    assert export.refused == ()
    assert len(rows)
    assert rows["time_us"].notna().all()
    assert (rows["url"].notna() | rows["name"].notna()).all()
