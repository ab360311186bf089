"""`journeys mine`: same input, same bytes; bad input, a clear message and nothing left behind."""

import gzip
import json
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.demo.visitors import write_events_csv
from journeys.errors import ExitCode

HEADER = b"timestamp,user_id,event,page_url\n"
ROW = b"2026-01-01T00:00:00Z,u1,page_view,https://shop.example.com/\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_same_export_and_seed_give_the_same_model_and_suite(folder: Path) -> None:
    write_events_csv(folder / "events.csv")
    for name in ("one", "two"):
        (folder / name).mkdir()
        model = f"{name}/model.json"
        assert main(["mine", "events.csv", "-o", model, "-q"]) == ExitCode.OK
        assert main(["generate", model, "--into", f"{name}/suite", "--seed", "7", "-q"]) == 0
    one, two = (
        {
            str(file.relative_to(folder / name)): file.read_bytes()
            for file in sorted((folder / name).rglob("*"))
            if file.is_file()
        }
        for name in ("one", "two")
    )
    assert len(one) > 100
    assert one == two


def test_the_model_of_the_current_folder_is_the_one_that_is_meant(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_events_csv(folder / "events.csv")
    assert main(["mine", "events.csv", "-q"]) == ExitCode.OK
    for command in (["inspect"], ["sample"], ["convert", "--to", "mermaid"], ["generate"]):
        assert main([*command, "-q"]) == ExitCode.OK, capsys.readouterr().err
    assert (folder / "journey_suite" / "scenarios").is_dir()


def test_what_was_read_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_events_csv(folder / "events.csv")
    assert main(["mine", "events.csv", "--json"]) == ExitCode.OK
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert (told["events"], told["sessions"], told["users"]) == (17_521, 2_937, 1_560)
    assert sum(one["count"] for one in told["refused"]) == 3
    assert "17,521 events of 1,560 users in 2,937 sessions" in shown.err
    assert "(start) → view /" in shown.err
    assert "Rarest transitions" in shown.err


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "empty"),
        ("header.csv", HEADER, "no row below it"),
        ("one.csv", HEADER + ROW, "--floor 1"),
        ("latin.csv", HEADER + ROW * 3 + "…,caf\xe9\n".encode("cp1252"), "--encoding"),
        ("columns.csv", b"a,b\n" + b"1,2\n" * 5, "the columns are: a, b"),
        ("cut.csv.gz", gzip.compress(HEADER + ROW * 500)[:-30], "gz"),
        ("binary.csv", bytes(range(256)) * 40, "binary.csv"),
        ("unreadable.csv", HEADER + b"yesterday,u1,page_view,/\n" * 9 + ROW, "--max-refused"),
    ],
)
def test_bad_input_is_told_with_its_remedy_and_leaves_nothing(
    folder: Path, name: str, content: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / name).write_bytes(content)
    assert main(["mine", name]) == ExitCode.INPUT
    shown = capsys.readouterr().err
    assert message in shown
    assert "→" in shown
    assert [one.name for one in folder.iterdir()] == [name]


@pytest.mark.parametrize("arguments", [["nowhere.csv"], ["."], ["a.csv", "--user", "visitor"]])
def test_a_wrong_path_or_column_is_told(
    folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.csv").write_bytes(HEADER + ROW * 20)
    assert main(["mine", *arguments]) == ExitCode.INPUT
    assert "→" in capsys.readouterr().err
    assert not (folder / "model.json").exists()


def test_a_floor_of_one_takes_one_row(folder: Path) -> None:
    (folder / "one.csv").write_bytes(HEADER + ROW)
    assert main(["mine", "one.csv", "--floor", "1", "-q"]) == ExitCode.OK
    assert main(["generate", "model.json", "-q"]) == ExitCode.OK
    assert len(list((folder / "journey_suite" / "scenarios").iterdir())) == 1


def test_a_suite_of_no_journeys_is_not_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "one.csv").write_bytes(HEADER + ROW)
    assert main(["mine", "one.csv", "--floor", "1", "-q"]) == ExitCode.OK
    assert main(["generate", "model.json", "--rare", "0"]) == ExitCode.NOTHING
    assert "→" in capsys.readouterr().err
    assert not (folder / "journey_suite").exists()


def test_a_model_cannot_be_written_where_there_is_no_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.csv").write_bytes(HEADER + ROW)
    assert main(["mine", "a.csv", "--floor", "1", "-o", "no/such/model.json"]) == ExitCode.INPUT
    assert "no/such" in capsys.readouterr().err
