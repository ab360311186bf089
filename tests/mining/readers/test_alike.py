"""Many small files are read as one: the same rows, and what is wrong is told of its own file."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys_mining.engine import Engine, open_engine
from journeys_mining.mine import mine
from journeys_mining.options import MiningOptions
from journeys_mining.reading import Export, read_export

from ..exports import counting_only

_FILES = 300
_HEADER = ("user_id", "time", "event", "url")
_BEGIN_S = 1_767_261_600
_SHOWN = ["user", "time_us", "name", "url", "refused"]
Row = tuple[str, str, str, str]


def _rows() -> list[Row]:
    return [
        (f"u{place % 37}", str(_BEGIN_S + place // 3), f"click {place % 5}", f"/p/{place % 11}")
        for place in range(3 * _FILES)
    ]


def _text(rows: Sequence[Row], *, header: Sequence[str] = _HEADER) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue()


def _lines(rows: Sequence[Row]) -> str:
    return "".join(json.dumps(dict(zip(_HEADER, row, strict=True))) + "\n" for row in rows)


def _cut(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for place in range(_FILES):
        yield rows[place * len(rows) // _FILES : (place + 1) * len(rows) // _FILES]


@contextmanager
def _read(path: Path, **options: float) -> Iterator[tuple[Engine, Export]]:
    with open_engine() as engine:
        yield engine, read_export(engine, [path], MiningOptions(**options), lambda _: None)  # type: ignore[arg-type]


def _events(path: Path, **options: float) -> list[tuple[object, ...]]:
    """What is read, in its order."""
    with _read(path, **options) as (engine, export):
        frame = engine.fetch(export.rows.order_by("row").select(*_SHOWN))
        return list(frame.astype(object).where(frame.notna(), None).itertuples(index=False))


def _one_and_many(folder: Path) -> tuple[Path, Path]:
    one, many = folder / "one", folder / "many"
    one.mkdir()
    many.mkdir()
    return one, many


@pytest.mark.parametrize("write", [_text, _lines])
def test_small_files_give_the_model_of_one_file(
    tmp_path: Path, write: Callable[[Sequence[Row]], str]
) -> None:
    one, many = _one_and_many(tmp_path)
    (one / "all").write_text(write(_rows()))
    for place, rows in enumerate(_cut(_rows())):
        (many / f"{place:03}.gz").write_bytes(gzip.compress(write(rows).encode()))
    models = []
    for path in (one, many):
        with counting_only():
            mined = mine([path], MiningOptions(floor=2), lambda _: None)
        models.append(replace(mined.model, source=replace(mined.model.source, description="")))
    assert models[0].to_json() == models[1].to_json()


def test_each_file_begins_and_ends_as_it_likes(tmp_path: Path) -> None:
    one, many = _one_and_many(tmp_path)
    rows = [(user, time, f"{event}\nagain", url) for user, time, event, url in _rows()[:12]]
    (one / "all.csv").write_text(_text(rows))
    (many / "0.csv").write_text(_text(rows[:3]), encoding="utf-8-sig")
    (many / "1.csv").write_text(_text(rows[3:6]).rstrip())
    (many / "2.csv").write_text(_text([]))
    (many / "3.csv.gz").write_bytes(gzip.compress(b""))
    (many / "4.csv").write_text(_text([row[::-1] for row in rows[6:9]], header=_HEADER[::-1]))
    (many / "5.csv.gz").write_bytes(gzip.compress(_text(rows[9:]).encode("utf-8-sig")))
    assert _events(many) == _events(one)


def test_a_quote_that_is_not_closed_ends_with_its_file(tmp_path: Path) -> None:
    _, many = _one_and_many(tmp_path)
    for place, rows in enumerate(_cut(_rows())):
        (many / f"{place:03}.csv").write_text(_text(rows) + ('u1,1,"open' if place == 7 else ""))
    with _read(many) as (_, export):
        (refused,) = export.refused
        assert (refused.file, refused.line) == ("many/007.csv", 5)
        assert export.row_count == len(_rows()) + 1


def test_rows_that_cannot_be_read_are_told_by_file_and_line(tmp_path: Path) -> None:
    _, many = _one_and_many(tmp_path)
    for place, rows in enumerate(_cut(_rows())):
        text = _text(rows)
        if place in (41, 217):
            lines = text.splitlines()
            text = "\n".join([*lines[:2], "u1,too short", "u9,never,click 1,/p/1", *lines[2:]])
        (many / f"{place:03}.csv").write_text(text)
    with _read(many) as (_, export):
        told = [(one.file, one.line, one.count) for one in export.refused]
        assert told == [
            ("many/041.csv", 3, 1), ("many/041.csv", 4, 1),
            ("many/217.csv", 3, 1), ("many/217.csv", 4, 1),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: gzip.compress(text)[:-9], "damaged or was cut off"),
        (lambda text: gzip.compress(text.replace(b"click", b"cl\xffck")), "is not UTF-8"),
    ],
)
def test_a_damaged_file_among_many_is_named(
    tmp_path: Path, damage: Callable[[bytes], bytes], said: str
) -> None:
    _, many = _one_and_many(tmp_path)
    for place, rows in enumerate(_cut(_rows())):
        text = _lines(rows).encode()
        content = damage(text) if place == 123 else gzip.compress(text)
        (many / f"{place:03}.jsonl.gz").write_bytes(content)
    with pytest.raises(InputError, match=re.escape("123.jsonl.gz")) as caught, _read(many):
        pass
    assert said in str(caught.value)


def test_records_that_name_their_parts_otherwise_are_read_apart(tmp_path: Path) -> None:
    one, many = _one_and_many(tmp_path)
    rows = _rows()[:6]
    (one / "all.jsonl").write_text(_lines(rows))
    (many / "0.jsonl").write_text(_lines(rows[:3]))
    renamed = _lines(rows[3:]).replace('"user_id"', '"visitor"').replace('"time"', '"ts"')
    (many / "1.jsonl").write_text(renamed)
    assert _events(many) == _events(one)


def test_files_with_the_newest_event_first_are_each_read_from_their_end(tmp_path: Path) -> None:
    one, many = _one_and_many(tmp_path)
    rows = _rows()[:90]
    (one / "all.csv").write_text(_text(rows))
    for place in range(3):
        part = rows[place * 30 : place * 30 + 30]
        (many / f"{place}.csv").write_text(_text(part[::-1]))
    assert _events(many) == _events(one)


def test_a_file_without_rows_is_passed_over_where_others_have_some(tmp_path: Path) -> None:
    page = {"results": [{"event": "open", "distinct_id": "u", "timestamp": "2026-01-01T10:00:00Z"}]}
    (tmp_path / "1.json").write_text(json.dumps(page), encoding="utf-8")
    (tmp_path / "2.json").write_text('{"next": null, "results": []}', encoding="utf-8")
    (tmp_path / "3.csv").write_text("user_id,time,event\n", encoding="utf-8")
    (tmp_path / "4.log.gz").write_bytes(gzip.compress(b""))
    (tmp_path / "5.json").write_text("[]\n", encoding="utf-8")
    # What lies beside exports is none of them.
    (tmp_path / "README.txt").write_text("The events of November, as they came.\n")
    (tmp_path / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    with _read(tmp_path) as (_, export):
        assert [name.rpartition("/")[2] for name in export.without_rows] == [
            "2.json", "3.csv", "4.log.gz", "5.json",
        ]  # fmt: skip
        assert [file.file.rpartition("/")[2] for file in export.files] == ["1.json"]
    (tmp_path / "1.json").unlink()
    with pytest.raises(InputError, match="no row"), _read(tmp_path):
        pass
