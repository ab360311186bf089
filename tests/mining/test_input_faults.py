"""Every way in which an export can be unusable: one clear error each, with its remedy."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from journeys.errors import InputError

from .exports import mine_one, write_csv

HEADER = "user_id,timestamp,event\n"
ROWS = "".join(f"u{i},2026-01-01 10:00:0{i},home\n" for i in range(8))


def fault_of(path: Path, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        mine_one(path, **options)
    assert caught.value.exit_code == 2
    assert caught.value.remedy
    return str(caught.value)


def test_no_such_file(tmp_path: Path) -> None:
    assert "there is no such file" in fault_of(tmp_path / "events.csv")


def test_a_directory(tmp_path: Path) -> None:
    assert "this is a directory" in fault_of(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (HEADER.encode(), "a header and no row"),
        (b"\x00\x01\x02\x03" * 100, "this is a binary file"),
        (b"PK\x03\x04whatever", "this is a zip archive"),
        (b"Obj\x01\x04\x14avro.codec", "this is a file of Avro"),
        (b"ORC\x00\x01", "this is a file of ORC"),
        (b"SQLite format 3\x00\x10", "this is a database of SQLite"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08DUCK\x00", "this is a database of DuckDB"),
        (b"PAR1 and nothing else", "the Parquet file cannot be read"),
        (b"just some prose\nwithout any columns\n", "the format was not recognised"),
        (b"u1,2026-01-01 10:00:00,home\nu2,2026-01-01 10:00:00,home\n", "is data, not a header"),
        (b"user_id,when,event\nu1,yesterday,home\n", "no column was recognised as the time"),
        (b"who,timestamp,event\nu1,2026-01-01,home\n", "no column was recognised as the user id"),
        (b"user_id,timestamp\nu1,2026-01-01\n", "the event's name or the page's URL"),
        (b"Step,Event,Users\n1,home,9\n2,cart,7\n", "the user id, nor as the time of the event"),
        (b"Page,2026-01-01,2026-01-02\n/,12,9\n/cart,1,\n", "a column for each day"),
        (b"u1,2026-01-01,2026-01-02,/\nu2,2026-01-01,2026-01-02,/\n", "is data, not a header"),
        (b"# " + b"-" * 40 + b"\n# 20260101-20260107\nSeite,Aufrufe\n/,12\n", "report with totals"),
        (b"<!DOCTYPE html>\n<html><title>Sign in, please</title></html>\n", "this is a web page"),
        (b"<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code></Error>", "this is XML"),
        (b'{"error": {"code": 401, "message": "invalid token"}}', "what a server answers"),
        (b"-- MySQL dump\nCREATE TABLE `events` (`id` int, `name` int);\n", "this is a dump"),
        (b"version https://git-lfs.github.com/spec/v1\nsize 9\n", "a pointer of Git LFS"),
        (b"%PDF-1.7\n1 0 obj\n", "this is a PDF"),
        (
            b"2026-01-01 10:00:00,120 INFO [main] shop.Jobs - done, 3 left\n" * 3,
            "these are messages",
        ),
        (b"[]", "there is no row of an event"),
        (b'{"visitStartTime": 1, "fullVisitorId": 2, "hits": []}\n' * 2, "no row of an event"),
        (b'[{"visitStartTime": 1, "fullVisitorId": 2, "hits": [{"hitNu', "no whole record can be"),
    ],
)
def test_unusable_content(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    assert message in fault_of(path)


def test_columns_are_named_up_to_a_number(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    header = ",".join(f"c{place}" for place in range(99))
    path.write_text(f"{header}\n{','.join('x' * 99)}\n", encoding="utf-8")
    assert "c39 and 59 more" in fault_of(path)


def test_what_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may read everything, so the answer of the system is given instead."""

    path, opened = tmp_path / "events.csv", Path.open
    path.write_text(HEADER + ROWS, encoding="utf-8")

    def denied(one: Path, *chosen: Any, **options: Any) -> Any:
        if one == path:
            raise PermissionError
        return opened(one, *chosen, **options)

    with monkeypatch.context() as patched:
        patched.setattr("os.access", lambda *_: False)
        assert f"{tmp_path}: you have no right to read this" in fault_of(tmp_path)
    monkeypatch.setattr(Path, "open", denied)
    assert f"{path}: you have no right to read this" in fault_of(path)


def test_a_cut_gzip(tmp_path: Path) -> None:
    path = tmp_path / "events.csv.gz"
    # Longer than what is looked at first, so that the engine is the one to find out.
    rows = "".join(f"u{i},2026-01-01 10:00:00,{i * 7919 % 104729}\n" for i in range(60_000))
    whole = gzip.compress((HEADER + rows).encode())
    path.write_bytes(whole[: len(whole) * 9 // 10])
    assert "damaged or was cut off" in fault_of(path)
    path.write_bytes(whole[:100])
    assert "damaged or was cut off" in fault_of(path)


def test_text_that_is_not_utf8_names_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes((HEADER + ROWS + "u9,2026-01-01 10:00:09,café\n").encode("latin-1"))
    message = fault_of(path)
    assert f"byte 0xe9 at offset {len(HEADER + ROWS) + 26}" in message
    assert "--encoding" in message


def test_the_wrong_encoding_and_one_that_does_not_exist(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes((HEADER + ROWS + "u9,2026-01-01 10:00:09,café\n").encode("latin-1"))
    assert "the text is not utf-16" in fault_of(path, encoding="utf-16")
    assert "there is no encoding 'latin-99'" in fault_of(path, encoding="latin-99")


@pytest.mark.parametrize(("encoding", "option"), [("utf-16", None), ("latin-1", "latin-1")])
def test_other_encodings_are_read(tmp_path: Path, encoding: str, option: str | None) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes((HEADER + "u9,2026-01-01 10:00:09,café\n").encode(encoding))
    actions = mine_one(path, encoding=option).model.actions
    assert [one.action for one in actions] == ["café"]


def test_a_misspelt_column_and_a_misspelt_reader(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    message = fault_of(path, user="userid")
    assert "did you mean 'user_id'?" in message
    assert "the columns are: user_id, timestamp, event" in message
    assert "did you mean 'table'?" in fault_of(path, reader="tabel")


def test_fewer_users_than_the_floor(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(HEADER + "u1,2026-01-01 10:00:00,home\n", encoding="utf-8")
    message = fault_of(path, floor=5)
    assert "the export has 1 user, and the floor of 5 would remove everything" in message
    assert "--floor 1" in message


def test_enough_users_but_no_action_they_share(tmp_path: Path) -> None:
    rows = [["user_id", "timestamp", "event"]]
    rows += [[f"u{i}", "2026-01-01", f"action{i}"] for i in range(6)]
    assert "none of the 6 actions" in fault_of(write_csv(tmp_path / "events.csv", rows), floor=5)


def test_nothing_but_what_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(HEADER + "u1,2026-01-01 10:00:00,page_ping\n", encoding="utf-8")
    assert "no event is left: 1 × event that is no step of a user" in fault_of(path)


def test_too_many_refused_rows_stop_the_run_with_reasons(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        HEADER + ROWS + "u8,not a time,home\n,2026-01-01,home\nu9,2026-01-01\n", encoding="utf-8"
    )
    message = fault_of(path)
    assert "3 of 11 rows cannot be read" in message
    assert (
        "1 rows: the time cannot be read (column 'timestamp'); for example events.csv line 10"
        in message
    )
    assert "the row has fewer fields than the header" in message


def test_few_refused_rows_are_counted_with_an_example_each(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        HEADER + "u1,2026-01-01,home,extra\n" + ROWS + "u8,not a time,home\n", encoding="utf-8"
    )
    report = mine_one(path, max_refused_share=0.5).report
    assert (report.rows, report.events) == (10, 8)
    assert [(one.reason, one.count, one.line) for one in report.refused] == [
        ("the row has more fields than the header", 1, 2),
        ("the time cannot be read (column 'timestamp')", 1, 11),
    ]
    assert report.refused[1].example == "user_id=u8, timestamp=not a time, event=home"


def test_rows_swallowed_by_an_open_quote_are_all_counted(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(HEADER + ROWS + 'u8,2026-01-01,"home\n' + ROWS, encoding="utf-8")
    report = mine_one(path, max_refused_share=1.0).report
    assert sum(one.count for one in report.refused) == 9
    assert report.rows == 17
