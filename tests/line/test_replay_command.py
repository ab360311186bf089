"""`journeys replay` and `journeys report` on a running shop: exit codes and files."""

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from aiohttp import web

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.store import LoadedRun, ResultsStore
from tests.support.tiny_web import Routes, redirect, serving


@pytest.fixture
def folder(tmp_path: Path, shop_suite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the suite in it, to work in."""
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sound_release_holds(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", "--base-url", sound_shop, "--grep", "typical", "--json"]) == ExitCode.OK
    shown = capsys.readouterr()
    assert len(json.loads(shown.out)["runs"][0]["journeys"]) == 20
    assert "20 passed" in shown.err
    assert "seed 0; report: journeys-results/report.html" in shown.err
    suite = ET.parse(folder / "journeys-results" / "junit.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("20", "0")
    with closing(sqlite3.connect(folder / "journeys-results" / "results.db")) as results:
        (share,) = results.execute("SELECT sum(share) FROM performed_shares").fetchone()
    assert share == pytest.approx(1)


def test_a_failure_names_its_step_and_is_reproduced_by_its_line(
    folder: Path, faulty_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["replay", "--base-url", faulty_shop, "--grep", "rare-apply-coupon-cart"]
    assert main(arguments) == ExitCode.FAILED
    shown = capsys.readouterr().err
    assert "apply_coupon @ /cart" in shown
    assert "POST /cart/coupon answered 500" in shown
    (line,) = [one for one in shown.splitlines() if "reproduce" in one]
    words = line.split("journeys ", 1)[1].split()
    assert main(words) == ExitCode.FAILED
    again, before = (requests_of(run, words[words.index("--grep") + 1]) for run in runs_in(folder))
    assert again == before


def runs_in(folder: Path) -> list[LoadedRun]:
    with ResultsStore.open(folder / "journeys-results" / "results.db", create=False) as store:
        return [store.load_run(one.run.id) for one in store.runs()]


def requests_of(run: LoadedRun, journey: str) -> list[tuple[str, str]]:
    """Those of the first attempt; a page that came late on a busy machine is asked for again."""
    sent = [
        (exchange.method, exchange.url)
        for attempt in run.attempts
        if attempt.attempt == 1 and attempt.journey_id == journey
        for step in attempt.steps
        for exchange in step.exchanges
    ]
    pairs = zip(sent, [None, *sent], strict=False)
    return [one for one, before in pairs if one[0] != "GET" or one != before]


def test_earlier_runs_are_reported_again_and_compared(
    folder: Path, sound_shop: str, faulty_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for url, version in ((sound_shop, "one"), (faulty_shop, "two")):
        main(["replay", "--base-url", url, "--grep", "size-guide", "--app-version", version])
    capsys.readouterr()
    assert main(["report", "--list", "--json"]) == ExitCode.OK
    newest, older = json.loads(capsys.readouterr().out)
    assert (newest["app_version"], older["app_version"]) == ("two", "one")
    both = ["report", older["id"], newest["id"], "--html", "both.html", "--junitxml", "both.xml"]
    assert main(both) == ExitCode.OK
    assert "did not come to the same" in capsys.readouterr().err
    assert (folder / "both.html").stat().st_size > 10_000
    assert main(["report", "20260101T000000Z-none"]) == ExitCode.INPUT


def test_settings_come_from_journeys_yaml_and_flags_beat_them(
    folder: Path, sound_shop: str, unused_tcp_url: str
) -> None:
    Path("journeys.yaml").write_text(f"replay:\n  base_url: {sound_shop}\n  workers: 2\n")
    assert main(["replay", "--grep", "typical", "-q"]) == ExitCode.OK
    arguments = ["replay", "--grep", "typical", "--base-url", unused_tcp_url]
    assert main(arguments) == ExitCode.INCONCLUSIVE


def test_a_misspelt_setting_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("journeys.yaml").write_text("replay:\n  base_ur: http://x.test\n")
    assert main(["replay"]) == ExitCode.INPUT
    assert "$.replay.base_ur: unknown key; did you mean 'base_url'?" in capsys.readouterr().err


def test_what_failed_last_is_replayed_alone(
    folder: Path, sound_shop: str, faulty_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--grep", "apply-coupon", "--retries", "0"]
    assert main(["replay", "--base-url", faulty_shop, *arguments]) == ExitCode.FAILED
    failed = {one.journey_id for one in runs_in(folder)[0].attempts if one.verdict == "failed"}
    assert 0 < len(failed) < len(runs_in(folder)[0].attempts)
    assert main(["replay", "--base-url", sound_shop, "--last-failed"]) == ExitCode.OK
    assert {one.journey_id for one in runs_in(folder)[0].attempts} == failed
    capsys.readouterr()
    assert main(["replay", "--base-url", sound_shop, "--last-failed"]) == ExitCode.NOTHING
    assert "nothing failed in the latest run" in capsys.readouterr().err


def test_shards_are_disjoint_and_together_the_suite(folder: Path, sound_shop: str) -> None:
    for shard in ("1/3", "2/3", "3/3"):
        arguments = ["--grep", "typical", "--shard", shard, "-q"]
        assert main(["replay", "--base-url", sound_shop, *arguments]) == ExitCode.OK
    ids = [one.journey_id for run in runs_in(folder) for one in run.attempts]
    assert len(ids) == len(set(ids)) == 20


def test_enough_failures_are_enough(folder: Path, faulty_shop: str) -> None:
    arguments = ["--grep", "deals", "--max-failures", "1", "--workers", "1", "--retries", "0"]
    assert main(["replay", "--base-url", faulty_shop, *arguments]) == ExitCode.FAILED
    assert len(runs_in(folder)[0].attempts) == 1


def test_list_names_the_journeys_and_performs_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", "--list", "--json", "--grep", "typical"]) == ExitCode.OK
    assert len(json.loads(capsys.readouterr().out)) == 20
    assert not (folder / "journeys-results").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["replay"], "no staging URL was given"),
        (["replay", "nowhere", "--base-url", "http://127.0.0.1:1"], "this is not a suite"),
        (["replay", "--base-url", "staging"], "staging"),
        (["replay", "--base-url", "https://shop.example.com"], "--allow-host shop.example.com"),
        (["replay", "--base-url", "http://127.0.0.1:1", "--grep", "zzz"], "no journey is called"),
        (["replay", "--base-url", "http://127.0.0.1:1", "--rate-limit", "9"], "100/m"),
        (["replay", "--base-url", "http://127.0.0.1:1", "--shard", "4/3"], "is not a shard"),
        (["replay", "--base-url", "http://127.0.0.1:1", "--last-failed"], "results.db"),
        (["replay", "--base-url", "http://127.0.0.1:1", "-H", "bad"], "write -H 'Name: value'"),
        (
            ["replay", "--base-url", "http://127.0.0.1:1", "--runner", "x"],
            "choose from browser, http",
        ),
        (["report"], "results.db"),
    ],
)
def test_wrong_input_is_told_with_its_remedy_and_leaves_nothing(
    folder: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ExitCode.INPUT
    assert message in capsys.readouterr().err
    assert not (folder / "journeys-results").exists()


def test_where_nothing_listens_the_environment_is_at_fault(
    folder: Path, unused_tcp_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", "--base-url", unused_tcp_url]) == ExitCode.INCONCLUSIVE
    assert "nothing listens there" in capsys.readouterr().err
    assert not (folder / "journeys-results").exists()


async def hang(request: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    raise AssertionError("never answered")


@pytest.mark.parametrize(
    ("routes", "message"),
    [
        ({"GET /": hang}, "no answer came within 0.5 s"),
        ({"GET /": redirect("/")}, "redirects did not come to an end"),
        ({"GET /": redirect("https://elsewhere.test/")}, "redirects to another host"),
        ({"GET /": 503}, "the application behind the gateway is down"),
    ],
)
def test_a_staging_that_cannot_be_tested_is_the_environments_fault(
    folder: Path, routes: Routes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def replay() -> int:
        async with serving(routes) as server:
            arguments = ["replay", "--base-url", server.base_url, "--request-timeout", "500ms"]
            return await asyncio.to_thread(main, arguments)

    assert asyncio.run(replay()) == ExitCode.INCONCLUSIVE
    shown = capsys.readouterr().err
    assert message in shown
    assert "→" in shown
    assert not (folder / "journeys-results").exists()
