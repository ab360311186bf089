"""Staging goes away while journeys are performed: for good, for a moment, or only seemingly."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

from aiohttp import web

from journeys.evidence import JourneyEvidence, RunState
from journeys.journey import Journey
from journeys.verdict import Cause, Verdict
from journeys_runners.http.runner import HttpRunner
from journeys_runners.replay import replay_suite
from journeys_runners.replay_options import ReplayOptions
from journeys_runners.stopping import StopSwitch
from tests.support.memory_sink import MemorySink
from tests.support.replaying import a_context, a_journey, options
from tests.support.tiny_web import Routes, page, serving

JOURNEYS = [a_journey("view /", name=f"journey-{number:02}") for number in range(20)]


async def _replay_until_gone(
    sink: MemorySink, chosen: ReplayOptions, *, pages: int, back_after_s: float | None = None
) -> None:
    """Replay on a server that answers so many times, and perhaps comes back."""
    count = 0
    stopping: list[asyncio.Task[None]] = []
    async with AsyncExitStack() as whole:
        stack = await whole.enter_async_context(AsyncExitStack())

        async def answer(request: web.Request) -> web.Response:
            nonlocal count
            count += 1
            if count == pages:
                stopping.append(asyncio.create_task(stack.aclose()))
            return page("")

        server = await stack.enter_async_context(serving({"GET /": answer}))
        context = a_context(server.base_url, JOURNEYS)

        async def come_back() -> None:
            assert back_after_s is not None
            await asyncio.sleep(back_after_s)
            port = int(server.base_url.rpartition(":")[2])
            await whole.enter_async_context(serving({"GET /": ""}, port=port))

        returning = asyncio.create_task(come_back()) if back_after_s else None
        runner = await whole.enter_async_context(HttpRunner(context))
        await replay_suite(context, runner, chosen, sink, JOURNEYS)
        await asyncio.gather(*stopping, *([returning] if returning else []))


def _causes(evidence: Sequence[JourneyEvidence]) -> list[Cause | None]:
    problems = [one.deciding_step for one in evidence]
    return [one.problem.cause if one and one.problem else None for one in problems]


def test_a_run_ends_when_staging_is_gone_for_good() -> None:
    sink = MemorySink()
    asyncio.run(_replay_until_gone(sink, options(workers=3, patience_s=0.3), pages=5))
    causes = _causes(sink.journeys)
    assert sink.states == [RunState.INTERRUPTED]
    assert {one.journey_id for one in sink.journeys} == {one.id for one in JOURNEYS}
    assert None in causes
    # Only those at hand met that it is gone; the others were not even tried.
    assert 1 <= causes.count(Cause.UNREACHABLE) <= 3
    assert causes.count(Cause.NOT_PERFORMED) >= 10
    assert all(one.verdict in (Verdict.PASSED, Verdict.INCONCLUSIVE) for one in sink.journeys)
    problem = sink.journeys[-1].steps[0].problem
    assert problem is not None
    assert "not performed: staging went away" in problem.reason
    assert "--resume" in problem.remedy


def test_a_run_goes_on_when_staging_comes_back() -> None:
    sink = MemorySink()
    asyncio.run(
        _replay_until_gone(
            sink, options(workers=3, retries=1, patience_s=30.0), pages=5, back_after_s=0.7
        )
    )
    assert sink.states == [RunState.FINISHED]
    last = {one.journey_id: one.verdict for one in sink.journeys}
    assert list(last.values()) == [Verdict.PASSED] * len(JOURNEYS)


def test_who_wants_to_stop_does_not_wait_for_staging() -> None:
    sink, stop = MemorySink(), StopSwitch()

    async def work() -> None:
        replaying = asyncio.create_task(
            _replay_until_gone(sink, options(workers=1, patience_s=600.0, stop=stop), pages=3)
        )
        while not any(Cause.UNREACHABLE in _causes([one]) for one in sink.journeys):
            await asyncio.sleep(0.05)
        stop.press()
        await replaying

    asyncio.run(asyncio.wait_for(work(), 60))
    assert sink.states == [RunState.INTERRUPTED]
    assert Cause.NOT_PERFORMED not in _causes(sink.journeys)


def _replay_at(routes: Routes, journeys: Sequence[Journey]) -> MemorySink:
    sink = MemorySink()

    async def work() -> None:
        async with serving(routes) as server:
            context = a_context(server.base_url, journeys)
            async with HttpRunner(context) as runner:
                chosen = options(workers=3, patience_s=0.2)
                await replay_suite(context, runner, chosen, sink, journeys)

    asyncio.run(work())
    return sink


def test_an_application_that_answers_nothing_but_errors_is_gone() -> None:
    journeys = [
        a_journey(f"view {path}", name=f"journey-{number:02}-{path[1:]}")
        for number in range(10)
        for path in ("/", "/cart", "/about")
    ]
    sink = _replay_at({"GET /": 500, "GET /cart": 500, "GET /about": 500}, journeys)
    causes = _causes(sink.journeys)
    assert sink.states == [RunState.INTERRUPTED]
    assert {one.journey_id for one in sink.journeys} == {one.id for one in journeys}
    assert causes.count(Cause.NOT_PERFORMED) >= 15
    assert set(causes) == {Cause.NOT_PERFORMED, Cause.UNREACHABLE}
    problem = sink.journeys[-1].steps[0].problem
    assert problem is not None
    assert "it answers 500 to whatever it is asked" in problem.reason


def test_a_part_that_is_down_does_not_end_the_run() -> None:
    """Where the front page works, other journeys may still be performed."""
    paths = ("/cart", "/about", "/offers", "/search")
    journeys = [
        a_journey(f"view {path}", name=f"{path[1:]}-{number}")
        for number in range(3)
        for path in paths
    ]
    sink = _replay_at({"GET /": "", **{f"GET {path}": 500 for path in paths}}, journeys)
    assert sink.states == [RunState.FINISHED]
    assert Cause.NOT_PERFORMED not in _causes(sink.journeys)


def test_a_connection_that_breaks_is_not_the_end() -> None:
    async def broken(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return page("")

    journeys = [a_journey("view /cart", name=f"journey-{number}") for number in range(5)]
    sink = MemorySink()

    async def work() -> None:
        async with serving({"GET /": "", "GET /cart": broken}) as server:
            context = a_context(server.base_url, journeys)
            async with HttpRunner(context) as runner:
                chosen = options(retries=0, patience_s=0.0)
                await replay_suite(context, runner, chosen, sink, journeys)

    asyncio.run(work())
    assert _causes(sink.journeys) == [Cause.NO_ANSWER] * 5
    assert sink.states == [RunState.FINISHED]
