"""Order, retries, workers, marks of a run, and what is kept when a replay is cancelled."""

import asyncio
import itertools
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from journeys.errors import EnvironmentUnusableError, InputError, NothingToReplayError
from journeys.evidence import RunState, new_run_id
from journeys.verdict import Verdict
from journeys_runners.blocking import run_blocking
from journeys_runners.http.runner import HttpRunner
from journeys_runners.replay import replay_journey, replay_suite
from journeys_runners.runners import RUNNERS, replay, runner_named
from tests.support.memory_sink import MemorySink
from tests.support.replaying import RUN_ID, a_context, a_journey, a_step, options, replay_on
from tests.support.tiny_shop import TinyShop
from tests.support.tiny_web import Handler, page, serving


def failing(times: int, status: int = 500) -> Handler:
    """Fails so many times, then answers."""
    count = itertools.count()

    async def handler(request: web.Request) -> web.Response:
        return page("", status=status if next(count) < times else 200)

    return handler


def test_a_failure_that_passes_on_a_retry_is_flaky() -> None:
    replayed = replay_on({"GET /": failing(1)}, a_journey("view /"), retries=2)
    assert replayed.verdicts == [Verdict.FAILED, Verdict.FLAKY]
    assert [one.attempt for one in replayed.sink.journeys] == [1, 2]


def test_a_failure_that_stays_is_a_failure() -> None:
    replayed = replay_on({"GET /": 500}, a_journey("view /"), retries=2)
    assert replayed.verdicts == [Verdict.FAILED] * 3


def test_what_is_inconclusive_is_not_tried_again() -> None:
    replayed = replay_on({"GET /": 401}, a_journey("view /"), retries=2)
    assert replayed.verdicts == [Verdict.INCONCLUSIVE]


def test_a_connection_that_fails_is_tried_again() -> None:
    count = itertools.count()

    async def handler(request: web.Request) -> web.Response:
        # The client itself sends a GET twice when a connection is closed under it.
        if next(count) < 2:
            assert request.transport is not None
            request.transport.abort()
        return page("")

    replayed = replay_on({"GET /": handler}, a_journey("view /"), retries=1, workers=1)
    assert replayed.verdicts == [Verdict.INCONCLUSIVE, Verdict.PASSED]


def test_a_retry_is_a_fresh_visitor_with_fresh_data() -> None:
    shop = TinyShop()
    form = '<form action="/orders" method="post"><input type="email" name="mail" required></form>'
    sent: list[str] = []

    async def order(request: web.Request) -> web.Response:
        sent.append(str((await request.post())["mail"]))
        return page("", status=500)

    replay_on(
        {**shop.routes, "GET /orders": form, "POST /orders": order},
        a_journey("view /orders", "POST /orders"),
        retries=1,
    )
    assert len(set(sent)) == 2


def test_the_same_seed_sends_the_same_requests_whatever_the_number_of_workers() -> None:
    journeys = [
        a_journey(
            "view /",
            "view /product/{id}",
            "add_to_cart @ /product/{id}",
            "view /cart",
            name=f"j{number}",
        )
        for number in range(8)
    ]
    seen = [
        sorted(replay_on(TinyShop().routes, *journeys, workers=workers).server.lines)
        for workers in (1, 4, 4)
    ]
    assert seen[0] == seen[1] == seen[2]
    assert len({line for line in seen[0] if "/product/" in line}) > 1


def test_no_more_journeys_at_once_than_workers() -> None:
    now, most = 0, 0

    async def handler(request: web.Request) -> web.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        for _ in range(20):
            await asyncio.sleep(0)
        now -= 1
        return page("")

    journeys = [a_journey("view /", "view /", name=f"j{number}") for number in range(9)]
    replay_on({"GET /": handler}, *journeys, workers=3)
    assert 1 < most <= 3


def test_journeys_start_in_the_order_of_the_suite() -> None:
    journeys = [a_journey("view /", name=f"j{number}") for number in range(6)]
    replayed = replay_on({"GET /": ""}, *journeys, workers=2)
    assert [name for name, _ in replayed.sink.started] == [one.id for one in journeys]


def test_evidence_says_how_to_reproduce_it_and_whose_run_it_is() -> None:
    replayed = replay_on({"GET /": ""}, a_journey("view /"))
    evidence = replayed.sink.journeys[0]
    assert evidence.reproduce == "journeys replay --only typical-tiny"
    run = replayed.sink.runs[0]
    assert (run.id, run.runner, run.seed) == (RUN_ID, "http", 7)
    assert replayed.sink.states == [RunState.FINISHED]


def test_a_cancelled_replay_keeps_what_was_done() -> None:
    sink = MemorySink()
    journey = a_journey("view /", "view /cart")

    async def work() -> None:
        reached, never = asyncio.Event(), asyncio.Event()

        async def hang(request: web.Request) -> web.Response:
            reached.set()
            await never.wait()
            raise AssertionError

        async with serving({"GET /": "", "GET /cart": hang}) as server:
            context = a_context(server.base_url, [journey])
            async with HttpRunner(context) as runner:
                task = asyncio.create_task(
                    replay_suite(context, runner, options(), sink, [journey])
                )
                await reached.wait()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

    asyncio.run(work())
    assert sink.states == [RunState.INTERRUPTED]
    assert [step.action for step in sink.steps] == ["view /"]
    assert sink.journeys == []


def test_an_error_of_the_sink_comes_out_as_it_is() -> None:
    class FullDisk(MemorySink):
        def record_step(self, *arguments: object) -> None:
            raise InputError("the disk is full")

    sink = FullDisk()
    journeys = [a_journey("view /", name="a"), a_journey("view /", name="b")]

    async def work() -> None:
        async with serving({"GET /": ""}) as server:
            context = a_context(server.base_url, journeys)
            async with HttpRunner(context) as runner:
                await replay_suite(context, runner, options(), sink, journeys)

    with pytest.raises(InputError, match="the disk is full"):
        asyncio.run(work())
    assert sink.states == [RunState.INTERRUPTED]


def test_one_journey_of_a_run_that_somebody_else_started() -> None:
    sink = MemorySink()
    journey = a_journey("view /")

    async def work() -> Verdict:
        async with serving({"GET /": failing(1)}) as server:
            context = a_context(server.base_url, [journey])
            async with HttpRunner(context) as runner:
                return (await replay_journey(context, runner, options(), sink, journey)).verdict

    assert asyncio.run(work()) is Verdict.FLAKY
    assert [one.verdict for one in sink.journeys] == [Verdict.FAILED, Verdict.FLAKY]
    assert (sink.runs, sink.states) == ([], [])


def test_nothing_to_replay_is_said() -> None:
    with pytest.raises(NothingToReplayError):
        replay_on({"GET /": ""})


def test_replay_refuses_an_environment_that_cannot_be_tested() -> None:
    sink = MemorySink()
    context = a_context("http://127.0.0.1:9", [a_journey("view /")])
    with pytest.raises(EnvironmentUnusableError):
        replay(context, options(), sink)
    assert sink.runs == []


def test_blocking_calls_work_inside_a_running_loop() -> None:
    async def answer() -> int:
        return 42

    async def inside() -> int:
        return run_blocking(answer)

    assert run_blocking(answer) == 42
    assert asyncio.run(inside()) == 42


def test_errors_cross_the_thread() -> None:
    async def fail() -> None:
        raise InputError("no")

    async def inside() -> None:
        run_blocking(fail)

    with pytest.raises(InputError):
        asyncio.run(inside())


def test_an_unknown_runner_is_an_input_error() -> None:
    assert runner_named("http") is RUNNERS["http"]
    with pytest.raises(InputError, match="choose from browser, http"):
        runner_named("carrier-pigeon")


def test_an_installed_package_may_bring_a_runner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pigeons.py").write_text(
        "from journeys_runners.http.runner import HttpRunner\n\n"
        "class PigeonRunner(HttpRunner):\n    name = 'carrier-pigeon'\n"
    )
    package = tmp_path / "pigeons-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeons\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(
        "[journeys.runners]\ncarrier-pigeon = pigeons:PigeonRunner\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    factory = runner_named("carrier-pigeon")
    seen = replay_on({"GET /": "good"}, a_journey("view /"), runner=factory)
    assert seen.verdicts == [Verdict.PASSED]


def test_run_ids_sort_by_time() -> None:
    early = new_run_id(datetime(2026, 11, 21, 2, 3, 4, tzinfo=UTC))
    late = new_run_id(datetime(2026, 11, 21, 2, 3, 5, tzinfo=UTC))
    assert early.startswith("20261121T020304Z-")
    assert early < late


def test_think_times_are_waited_for_as_far_as_asked() -> None:
    journey = a_journey(*(replace(a_step(view), think_s=2.0) for view in ("view /", "view /a")))
    sink = MemorySink()

    async def work() -> None:
        async with serving({"GET /": "", "GET /a": ""}) as server:
            context = a_context(server.base_url, [journey])
            async with HttpRunner(context) as runner:
                await replay_suite(context, runner, options(think_factor=0.1), sink, [journey])

    asyncio.run(work())
    first, second = sink.steps
    assert (second.started_at - first.started_at).total_seconds() >= 0.2


def test_no_journey_is_begun_after_enough_have_failed() -> None:
    journeys = [a_journey("view /", name=f"journey-{number}") for number in range(4)]
    sink = MemorySink()

    async def work() -> None:
        async with serving({"GET /": 500}) as server:
            context = a_context(server.base_url, journeys)
            async with HttpRunner(context) as runner:
                few = options(max_failures=2, workers=1, retries=0)
                await replay_suite(context, runner, few, sink, journeys)

    asyncio.run(work())
    assert [one.journey_id for one in sink.journeys] == ["journey-0", "journey-1"]
