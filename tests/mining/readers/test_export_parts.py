"""Folders, archives and standard input: several files of one export."""

import gzip
import io
import sys
import zipfile
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys_mining.mine import mine
from journeys_mining.options import MiningOptions

from ..exports import mine_one

HEADER = "user_id,timestamp,event\n"
DAYS = [
    HEADER + "ann,2026-01-01T10:00:00Z,home\nbob,2026-01-01T10:00:01Z,home\n",
    HEADER + "ann,2026-01-01T10:00:05Z,cart\n",
]


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "part=2").mkdir(parents=True)
    (folder / "part=2" / "b.csv.gz").write_bytes(gzip.compress(DAYS[1].encode()))
    (folder / "a.csv").write_text(DAYS[0], encoding="utf-8")
    (folder / "_SUCCESS").write_text("", encoding="utf-8")
    (folder / ".DS_Store").write_bytes(b"\x00\x01")
    (folder / "empty.csv").write_text("", encoding="utf-8")
    mined = mine_one(folder)
    assert [one.file for one in mined.report.files] == ["export/a.csv", "export/part=2/b.csv.gz"]
    assert mined.model.source.description == "export"
    assert (mined.report.events, mined.report.users, mined.report.sessions) == (3, 2, 2)


@pytest.mark.parametrize("ends", [("\n", "\r\n"), ("\r\n", "\n")])
def test_a_header_and_rows_whose_lines_end_differently_are_read(
    tmp_path: Path, ends: tuple[str, str]
) -> None:
    rows = [DAYS[1].strip().splitlines()[1]] * 3
    text = HEADER.strip() + ends[0] + "".join(f"{row}{at}{ends[1]}" for at, row in enumerate(rows))
    (tmp_path / "e.csv").write_bytes(text.encode())
    report = mine_one(tmp_path / "e.csv").report
    assert (report.events, report.users) == (3, 1)
    actions = [one.action for one in mine_one(tmp_path / "e.csv").model.actions]
    assert actions == ["cart0", "cart1", "cart2"]


def test_a_pattern_that_no_shell_saw_is_expanded(tmp_path: Path) -> None:
    for name, day in zip(("b.csv", "a.csv"), DAYS, strict=True):
        (tmp_path / "deep").mkdir(exist_ok=True)
        (tmp_path / "deep" / name).write_text(day, encoding="utf-8")
    (tmp_path / "deep" / "note.txt").write_text("no export", encoding="utf-8")
    for pattern in ("deep/*.csv", "**/[ab].csv", "de*"):
        if pattern == "de*":
            (tmp_path / "deep" / "note.txt").unlink()
        report = mine_one(tmp_path / pattern).report
        assert [one.file.rpartition("/")[2] for one in report.files] == ["a.csv", "b.csv"]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for number, day in enumerate(DAYS):
        (tmp_path / f"day={number}").mkdir()
        (tmp_path / f"day={number}" / "e.csv").write_text(day, encoding="utf-8")
    given = sorted(tmp_path.glob("*/e.csv"))
    for paths in (given, [tmp_path / "*" / "e.csv"]):
        files = mine(paths, MiningOptions(floor=1), lambda _: None).report.files
        assert [one.file for one in files] == ["day=0/e.csv", "day=1/e.csv"]


def test_a_pattern_that_nothing_fits_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing fits this pattern"):
        mine_one(tmp_path / "*.csv")


def test_a_zip_archive_is_read_member_by_member(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("b.csv", DAYS[1])
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../a.csv", DAYS[0] + "only one cell\n")
        archive.writestr("__MACOSX/a.csv", "\x00")
        archive.writestr("more/inner.zip", inner.getvalue())
        archive.mkdir("nothing")
    mined = mine_one(path, max_refused_share=0.5)
    assert [one.file for one in mined.report.files] == [
        "export.zip/../a.csv",
        "export.zip/more/inner.zip/b.csv",
    ]
    (refused,) = mined.report.refused
    assert (refused.file, refused.line) == ("export.zip/../a.csv", 4)
    assert mined.report.events == 3


def test_many_small_files(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for hour in range(30):
            archive.writestr(f"{hour:02}.csv", HEADER + f"u{hour},2026-01-01T10:00:00Z,home\n")
    assert mine_one(path).report.users == 30


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(gzip.compress(DAYS[0].encode())))
    monkeypatch.setattr(sys, "stdin", stream)
    mined = mine_one(Path("-"))
    assert mined.model.source.description == "standard input"
    assert mined.report.events == 2


def test_a_folder_and_an_archive_without_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is a directory without any file"):
        mine_one(tmp_path)
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("nothing")
        archive.writestr("full.csv", DAYS[0])
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    with pytest.raises(InputError, match="cannot be unpacked"):
        mine_one(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("nothing")
    with pytest.raises(InputError, match="holds no file"):
        mine_one(path)


def test_a_cut_gzip_in_an_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv.gz", gzip.compress(DAYS[0].encode())[:20])
    with pytest.raises(InputError, match=r"export\.zip/a\.csv\.gz: the gzip file is damaged"):
        mine_one(path)
