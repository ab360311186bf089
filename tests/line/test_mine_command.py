"""`journeys mine`: same input, same bytes; bad input, a clear message and nothing left behind."""

import gzip
import json
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.errors import ExitCode
from tests.support.running_shop import SAMPLE_EVENTS, SEED

HEADER = b"timestamp,user_id,event,page_url\n"
ROW = b"2026-01-01T00:00:00Z,u1,page_view,https://shop.example.com/\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """What a command left behind and said."""

    folder: Path
    out: str
    err: str


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Mined:
    """`journeys mine` in a folder that is then the current one."""
    folder = tmp_path_factory.mktemp("mined")
    with chdir(folder), redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        assert main(["mine", str(SAMPLE_EVENTS), "--json"]) == ExitCode.OK
    return Mined(folder=folder, out=out.getvalue(), err=err.getvalue())


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_same_export_and_seed_give_the_same_model_and_suite(
    mined: Mined, shop_suite: Path, tmp_path: Path
) -> None:
    model, suite = mined.folder / "model.json", tmp_path / "journey_suite"
    arguments = ["generate", str(model), "--into", str(suite), "--seed", str(SEED), "-q"]
    assert main(arguments) == ExitCode.OK
    one, two = files_in(suite), files_in(shop_suite)
    assert len(one) > 100
    assert one == two


def test_the_model_of_the_current_folder_is_the_one_that_is_meant(
    mined: Mined, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(mined.folder)
    for command in (["inspect"], ["sample"], ["convert", "--to", "mermaid"], ["generate"]):
        assert main([*command, "-q"]) == ExitCode.OK, capsys.readouterr().err
    assert (mined.folder / "journey_suite" / "scenarios").is_dir()


def test_what_was_read_is_told(mined: Mined) -> None:
    told = json.loads(mined.out)
    assert (told["events"], told["sessions"], told["users"]) == (17_521, 2_937, 1_560)
    assert sum(one["count"] for one in told["refused"]) == 3
    assert "17,521 events of 1,560 users in 2,937 sessions" in mined.err
    assert "(start) → view /" in mined.err
    assert "Rarest transitions" in mined.err


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
