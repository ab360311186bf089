"""Faults of the environment are inconclusive, with what to do about it, and never the product's."""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.report import Outcome, build_report
from journeys.report.data import RunReport
from journeys.store import ResultsStore
from journeys.verdict import Cause
from journeys_runners.bindings.bindings import Bindings
from tests.faults.proxy import Plant, planted
from tests.faults.replaying import narrowed, replay
from tests.faults.ways_to_break import after, answers, drops, hangs
from tests.support.browser import browser_or_skip, replay_in_browser
from tests.support.replaying import Replayed, a_journey, replay_on

ANY = "/.*"
IN_PRODUCT = ("add_to_cart @ /product/{id}",)


@pytest.fixture(scope="session")
def few(shop_suite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three journeys that put something into the cart."""
    return narrowed(shop_suite, tmp_path_factory.mktemp("few") / "suite", IN_PRODUCT, most=3)


def everything(status: int, **headers: str) -> Plant:
    async def plant(asked, pass_on):  # type: ignore[no-untyped-def]
        return await answers(asked.method, ANY, status, **headers)(asked, pass_on)

    return plant


MATRIX: dict[str, tuple[Callable[[], Plant], tuple[str, ...]]] = {
    "server stops": (lambda: after(4, drops), ("running", "start it")),
    "server hangs": (lambda: after(4, hangs), ("load", "start it")),
    "database down": (lambda: after(4, everything(500)), ("database",)),
    "gateway without application": (lambda: after(4, everything(503)), ("start it", "database")),
    "credentials refused": (lambda: everything(401), ("credentials",)),
    "rights refused": (lambda: everything(403), ("credentials",)),
    "seed data missing": (lambda: answers("GET", r"/product/\d+", 404), ("seed",)),
    "rate limit": (lambda: after(4, everything(429, Retry_After="0")), ("rate", "limit")),
}


def remedies(run: RunReport) -> list[str]:
    assert {one.outcome for one in run.journeys} == {Outcome.INCONCLUSIVE}, run.journeys
    return [one.problem.problem.remedy for one in run.journeys if one.problem]


@pytest.mark.parametrize("name", MATRIX)
def test_the_environment_is_told_from_the_product(
    name: str, few: Path, sound_shop: str, tmp_path: Path
) -> None:
    plant, words = MATRIX[name]
    options = ("--request-timeout", "500ms", "-j", "2", "--patience", "1s")
    with planted(sound_shop, plant()) as base_url:
        run = replay(few, base_url, tmp_path / "results", *options, runner="http")
    for remedy in remedies(run):
        assert any(word in remedy for word in words), remedy


@pytest.mark.parametrize(
    "name", ["database down", "credentials refused", "rate limit", "seed data missing"]
)
def test_the_same_in_a_browser(name: str, few: Path, sound_shop: str, tmp_path: Path) -> None:
    browser_or_skip()
    plant, words = MATRIX[name]
    suite = narrowed(few, tmp_path / "suite", IN_PRODUCT, most=1)
    with planted(sound_shop, plant()) as base_url:
        run = replay(suite, base_url, tmp_path / "results", "--retries", "0", runner="browser")
    for remedy in remedies(run):
        assert any(word in remedy for word in words), remedy


@pytest.mark.parametrize("replayed_by", [replay_on, replay_in_browser])
def test_credentials_that_staging_does_not_know(replayed_by: Callable[..., Replayed]) -> None:
    form = """<form action="/login" method="post"><input name="email"><input name="p"
        type="password"><button>Sign in</button></form>"""
    replayed = replayed_by(
        {"GET /login": form, "POST /login": f"unknown{form}"},
        a_journey("view /login", "POST /login"),
        bindings=Bindings(fields=(("email", "nobody@example.test"), ("p", "wrong"))),
    )
    assert replayed.causes == [None, Cause.AUTH]
    assert "credentials that staging knows" in replayed.remedy


def test_a_server_that_stops_under_a_browser(few: Path, sound_shop: str, tmp_path: Path) -> None:
    browser_or_skip()
    plant, words = MATRIX["server stops"]
    suite = narrowed(few, tmp_path / "suite", IN_PRODUCT, most=1)
    options = ("--retries", "0", "--request-timeout", "1s", "--patience", "5s")
    with planted(sound_shop, plant()) as base_url:
        run = replay(suite, base_url, tmp_path / "results", *options, runner="browser")
    for remedy in remedies(run):
        assert any(word in remedy for word in words), remedy


def run_with_a_full_disk(
    few: Path, base_url: str, results: Path
) -> subprocess.CompletedProcess[str]:
    """No file may become larger than 200 kB, as on a disk that is nearly full."""
    arguments = ["replay", str(few), "--base-url", base_url, "--results", str(results)]
    return subprocess.run(
        [Path(sys.executable).with_name("journeys"), *arguments],
        capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )  # fmt: skip


def test_a_full_disk_is_inconclusive_and_loses_nothing_before_it(
    few: Path, sound_shop: str, tmp_path: Path
) -> None:
    done = run_with_a_full_disk(few, sound_shop, tmp_path / "results")
    assert done.returncode == ExitCode.INCONCLUSIVE, done.stderr
    assert "disk" in done.stderr
    with ResultsStore.open(tmp_path / "results" / "results.db", create=False) as store:
        (run,) = build_report([store.load_run()]).runs
    assert all(one.outcome is not Outcome.FAILED for one in run.journeys)


def test_a_folder_that_cannot_be_made_is_inconclusive(
    few: Path, sound_shop: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    results = str(tmp_path / "file" / "results")
    code = main(["replay", str(few), "--base-url", sound_shop, "--results", results])
    assert code == ExitCode.INCONCLUSIVE
    assert "--results" in capsys.readouterr().err
