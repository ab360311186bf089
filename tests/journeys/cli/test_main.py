"""The command line: help, exit codes, what goes to stdout and what to stderr."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest

from journeys import __version__
from journeys.cli import COMMANDS, cli, main
from journeys.errors import ExitCode, JourneysError
from journeys.suite.choosing import choose_suite
from journeys.suite.writing import write_suite
from journeys_mining.model.model_file import load_model
from journeys_mining.model.navigation_model import SlotValue
from tests.support.model_factory import a_model

MODEL = a_model(*[("view /", "view /cart")] * 20, ("view /", "view /help"))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    MODEL.save(path)
    return path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "--help"]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert f"Usage: journeys {name}" in shown
    assert "Examples:" in shown


def test_the_short_help_of_a_command_is_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)


def test_the_help_imports_nothing_heavy() -> None:
    heavy = ["aiohttp", "duckdb", "hypothesis", "ibis", "lxml", "pandas", "pydantic", "rich"]
    code = (
        "import sys; from journeys.cli import main; main(['--help']);"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == ExitCode.OK
    assert capsys.readouterr().out == f"journeys {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == ExitCode.OK
    assert "_JOURNEYS_COMPLETE" in capsys.readouterr().out


def test_a_misspelt_option_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "model.json", "--sed", "1"]) == ExitCode.INPUT
    assert "--seed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code"),
    [(kind("what"), kind.exit_code) for kind in JourneysError.__subclasses__()]
    + [(KeyboardInterrupt(), ExitCode.INTERRUPTED)],
)
def test_every_error_has_its_exit_code(
    raised: BaseException, code: ExitCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise raised

    monkeypatch.setattr(cli, "main", fail)
    assert main([]) == code


def test_a_bug_of_ours_leaves_a_log_and_says_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(cli, "main", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main([]) == ExitCode.BUG
    shown = capsys.readouterr().err
    assert "ZeroDivisionError: oh" in shown
    (log,) = tmp_path.iterdir()
    assert str(log) in shown
    assert "Traceback" in log.read_text()


def test_json_goes_to_stdout_and_everything_else_to_stderr(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", str(model), "--json", "--seed", "7"]) == ExitCode.OK
    shown = capsys.readouterr()
    assert json.loads(shown.out)["seed"] == 7
    assert "seed 7" in shown.err
    assert main(["sample", str(model)]) == ExitCode.OK
    assert capsys.readouterr().out == ""


def test_quiet_is_quiet(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(model), "-q"]) == ExitCode.OK
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "")


def test_inspect_shows_actions_and_transitions(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", str(model)]) == ExitCode.OK
    shown = capsys.readouterr().err
    assert "21 sessions" in shown
    assert "view /help" in shown
    assert "no value was given to a slot by 1 user" in shown


def test_inspect_shows_the_values_of_slots(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = tuple(
        SlotValue(action="view /help", slot="topic", value=value, count=count, users=9)
        for value, count in (("size", 12), ("returns", 31), ("[bold]care", 10), ("gifts", 1))
    )
    path = tmp_path / "valued.json"
    replace(load_model(model), slot_values=values).save(path)
    assert main(["inspect", str(path), "--no-color"]) == ExitCode.OK
    shown = capsys.readouterr().err
    assert "returns (31×), size (12×), [bold]care (10×)" in " ".join(shown.split())
    assert "gifts" not in shown


def test_init_writes_settings_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--base-url", "https://staging.test"]) == ExitCode.OK
    assert main(["validate", "journeys.yaml"]) == ExitCode.OK
    assert main(["init"]) == ExitCode.INPUT
    assert "is not overwritten" in capsys.readouterr().err


def test_validate_tells_every_fault_of_every_file(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite = tmp_path / "suite"
    write_suite(choose_suite(MODEL, typical=2, rare=1, seed=0), MODEL, suite)
    assert main(["validate", str(suite), str(model)]) == ExitCode.OK
    broken = tmp_path / "broken.yaml"
    broken.write_text("scenario: x\nkind: odd\nprobability: 2\nreason: y\nsteps: []\n")
    settings = tmp_path / "journeys.yaml"
    settings.write_text("replay:\n  base_url: ${NO_SUCH_VARIABLE}\n")
    capsys.readouterr()
    assert main(["validate", str(broken), str(settings), "--json"]) == ExitCode.INPUT
    first, second = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in first["faults"]] == ["$.kind", "$.probability", "$.steps"]
    assert "NO_SUCH_VARIABLE is not set" in second["faults"][0]["message"]


def test_a_model_of_the_future_is_refused(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model.write_text(model.read_text().replace('"version": 1', '"version": 99'))
    assert main(["inspect", str(model)]) == ExitCode.INPUT
    assert "the model is of version 99; this journeys reads 1" in capsys.readouterr().err


def test_every_option_is_told_by_its_command() -> None:
    """An option without help is one that nobody finds."""
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        silent = [
            one.name for one in command.params if isinstance(one, click.Option) and not one.help
        ]
        assert silent == []


def test_a_reader_that_goes_away_changes_no_exit_code(model: Path) -> None:
    code = "import sys; from journeys.cli import run; sys.argv[0] = 'journeys'; run()"
    command = [sys.executable, "-c", code, "validate", str(model), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stderr.close()
        assert process.wait(60) == ExitCode.OK
