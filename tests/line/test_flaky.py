"""A journey that fails and then passes: its outcome, its first failure, the exit code."""

import asyncio
import itertools
import json
import shutil
from pathlib import Path

import pytest
from aiohttp import web

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.scenario_yaml import scenario_text
from tests.support.replaying import a_journey
from tests.support.tiny_web import page, serving


@pytest.fixture
def folder(tmp_path: Path, shop_suite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("flags", "code"), [((), ExitCode.OK), (("--fail-on-flaky",), ExitCode.FAILED)]
)
def test_it_is_told_and_fails_the_run_where_that_is_asked_for(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    flags: tuple[str, ...],
    code: ExitCode,
) -> None:
    walk = a_journey("view /", "view /cart", name="mine-flaky")
    (folder / "journey_suite/overrides/mine-flaky.yaml").write_text(scenario_text(walk))
    count = itertools.count()

    async def cart(request: web.Request) -> web.Response:
        if next(count) == 0:
            return page("the first failure", status=500)
        return page("cart")

    async def replay() -> int:
        async with serving({"GET /": "<a href=/cart>cart</a>", "GET /cart": cart}) as server:
            arguments = ["replay", "--base-url", server.base_url, "--grep", "mine-flaky", "--json"]
            return await asyncio.to_thread(main, [*arguments, *flags])

    assert asyncio.run(replay()) == code
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (journey,) = run["journeys"]
    assert journey["outcome"] == "flaky"
    assert journey["problem"]["problem"]["cause"] == "server error"
    assert [one["verdict"] for one in journey["attempts"]] == ["failed", "flaky"]
    assert "the first failure" in (folder / "journeys-results" / "report.html").read_text()
    assert "flakyFailure" in (folder / "journeys-results" / "junit.xml").read_text()


def test_of_a_server_that_fails_now_and_then_the_first_failure_is_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = a_journey("view /", "view /cart", name="mine-flaky")
    (folder / "journey_suite/overrides/mine-flaky.yaml").write_text(scenario_text(walk))
    count = itertools.count(1)

    async def cart(request: web.Request) -> web.Response:
        number = next(count)
        return page(f"answer {number}", status=200 if number % 3 == 0 else 500)

    async def replay() -> int:
        async with serving({"GET /": "<a href=/cart>cart</a>", "GET /cart": cart}) as server:
            arguments = ["replay", "--base-url", server.base_url, "--grep", "mine-flaky"]
            return await asyncio.to_thread(main, [*arguments, "--retries", "2"])

    assert asyncio.run(replay()) == ExitCode.OK
    shown = " ".join(capsys.readouterr().err.split())
    assert "FLAKY mine-flaky step 2 of 2: view /cart" in shown
    assert "attempts failed, failed, passed" in shown
    report = (folder / "journeys-results" / "report.html").read_text()
    assert all(f"answer {number}" in report for number in (1, 2, 3))
