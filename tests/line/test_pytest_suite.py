"""A generated suite under pytest, in repositories of its own."""

import itertools
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import web

from journeys.evidence import RunState
from journeys.journey import Journey
from journeys.results_folder import open_results
from journeys.scenario_yaml import scenario_text
from journeys.store import ResultsStore
from journeys.suite.loading import load_suite
from tests.support.replaying import a_journey
from tests.support.tiny_web import page, serving_in_thread

PLANTED = {
    ("remove_from_cart @ /cart", "apply_coupon @ /cart"): "apply_coupon @ /cart: server error",
    ("view /help/size-guide",): "view /help/size-guide: broken link",
    ("choose_express @ /checkout/delivery", "purchase @ /order/{id}"): (
        "purchase @ /order/{id}: missing event"
    ),
    ("view /deals",): "view /deals: too slow",
}


@pytest.fixture
def repository(tmp_path: Path, shop_suite: Path) -> Path:
    """A repository with packages that are called like folders and packages of ours."""
    for name in ("journeys", "mining", "runners", "strategies"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('not ours')\n")
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    return tmp_path


def shortest_with(repository: Path, *actions: str) -> str:
    """The id of the shortest journey that makes these actions in this order."""

    def makes_them(journey: Journey) -> bool:
        made = (step.action for step in journey.steps)
        return all(action in made for action in actions)

    suite, _ = load_suite(repository / "journey_suite")
    return min(filter(makes_them, suite.journeys), key=lambda one: len(one.steps)).id


def run_pytest(repository: Path, *arguments: str) -> tuple[int, str]:
    # Not `python -m pytest`, which would put the repository before everything that is installed.
    command = [str(Path(sys.executable).with_name("pytest")), "journey_suite", *arguments]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=repository,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("mode", ["prepend", "importlib"])
def test_it_passes_on_a_sound_release(repository: Path, sound_shop: str, mode: str) -> None:
    code, shown = run_pytest(
        repository, "--base-url", sound_shop, "--import-mode", mode, "-k", "typical or drawn", "-q"
    )
    assert code == 0, shown
    assert "21 passed" in shown
    assert (repository / "journeys-results" / "report.html").exists()


def test_workers_of_xdist_perform_one_run(repository: Path, sound_shop: str) -> None:
    code, shown = run_pytest(repository, "--base-url", sound_shop, "-n", "2", "-k", "rare-help")
    assert code == 0, shown
    assert "report.html" in shown
    with open_results(repository / "journeys-results", create=False) as store:
        (run,) = store.runs()
        loaded = store.load_run(run.run.id)
    assert loaded.state is RunState.FINISHED
    assert f"{len(loaded.attempts)} passed" in shown


def test_it_fails_at_the_planted_steps_of_a_faulty_release(
    repository: Path, faulty_shop: str
) -> None:
    chosen = {shortest_with(repository, *actions) for actions in PLANTED}
    some = ("-k", " or ".join(chosen), "--journeys-retries", "0")
    code, shown = run_pytest(repository, "--base-url", faulty_shop, *some)
    assert code == 1, shown
    assert [told for told in PLANTED.values() if told not in shown] == []
    assert f"--base-url {faulty_shop}" in shown


def test_without_a_staging_url_it_says_what_is_missing(repository: Path) -> None:
    code, shown = run_pytest(repository, "-k", "typical-product")
    assert code == 1
    assert "no staging URL was given" in shown


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_session_that_tested_nothing_does_not_pass(
    repository: Path, unused_tcp_url: str, workers: str
) -> None:
    code, shown = run_pytest(
        repository, "--base-url", unused_tcp_url, "-k", "typical-product", "-n", workers
    )
    assert code == 1
    assert "nothing listens there" in shown
    assert "Traceback" not in shown


def test_settings_hold_under_pytest_too(repository: Path, faulty_shop: str) -> None:
    (repository / "journeys.yaml").write_text(
        "quarantine:\n- {action: view /deals, reason: SHOP-140, until: 2999-12-31}\n"
        "hooks: {before_journey: 'echo x >> before', after_run: 'touch cleaned'}\n"
        f"replay: {{base_url: '{faulty_shop}', tls_verify: false, results: evidence}}\n"
    )
    chosen = shortest_with(repository, "view /deals")
    code, shown = run_pytest(repository, "-k", chosen, "-rx")
    assert "--no-tls-verify" in shown
    assert "SHOP-140" in shown
    assert " xfailed" in shown
    assert " failed" not in shown
    # What is known to fail is no verdict: nothing else was tested.
    assert code == 1, shown
    assert (repository / "before").read_text().count("x") >= 1
    assert (repository / "cleaned").exists()
    assert (repository / "evidence" / "report.html").exists()


def test_settings_with_a_fault_are_told_of(repository: Path, unused_tcp_url: str) -> None:
    (repository / "journeys.yaml").write_text("replay: {retries: many}\n")
    code, shown = run_pytest(repository, "--base-url", unused_tcp_url, "-k", "typical-product")
    assert code == 1
    assert "$.replay.retries" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("is_fault", [True, False])
def test_a_journey_that_passes_on_a_retry_fails_where_that_is_asked_for(
    repository: Path, is_fault: bool
) -> None:
    count = itertools.count()

    async def cart(_: web.Request) -> web.Response:
        return page("cart", status=200 if next(count) else 500)

    walk = a_journey("view /", "view /cart", name="mine-flaky")
    (repository / "journey_suite/overrides/mine-flaky.yaml").write_text(scenario_text(walk))
    settings = f"replay: {{fail_on_flaky: {str(is_fault).lower()}}}\n"
    (repository / "journeys.yaml").write_text(settings)
    with serving_in_thread({"GET /": "<a href=/cart>cart</a>", "GET /cart": cart}) as base_url:
        code, shown = run_pytest(repository, "--base-url", base_url, "-k", "mine-flaky")
    assert code == int(is_fault), shown
    assert f"1 {'failed' if is_fault else 'passed'}" in shown
    assert ("flaky: failed, then passed on a retry" in shown) == is_fault


def test_evidence_of_a_session_may_be_kept_on_a_server(repository: Path, postgres_url: str) -> None:
    (repository / "journeys.yaml").write_text("replay: {database: '${TEAMS_DATABASE}'}\n")
    chosen = shortest_with(repository, "view /help")
    with serving_in_thread({}) as base_url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEAMS_DATABASE", postgres_url)
        _, shown = run_pytest(repository, "--base-url", base_url, "-k", chosen)
    with ResultsStore.open(postgres_url, create=False) as store:
        (entry,) = store.runs()
        loaded = store.load_run(entry.run.id)
    assert [one.journey_id for one in loaded.attempts][:1] == [chosen], shown
    assert (repository / "journeys-results" / "report.html").exists()
    assert not (repository / "journeys-results" / "results.db").exists()
    assert postgres_url not in shown
