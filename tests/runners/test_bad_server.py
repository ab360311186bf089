"""A server that refuses, drops and stalls: a run with many visitors at once ends with verdicts."""

import asyncio
import itertools
import resource
from collections import Counter
from pathlib import Path

from aiohttp import web

from journeys.evidence import RunState
from journeys.journey import Expectation
from journeys.store import LoadedAttempt, ResultsStore
from journeys.verdict import Cause, Verdict
from journeys_runners.http.runner import HttpRunner
from journeys_runners.replay import replay_suite
from tests.support.replaying import a_context, a_journey, a_step, options
from tests.support.tiny_web import Handler, page, serving

_LINKS = "".join(f'<a href="{path}">{path}</a>' for path in ("/", "/cart", "/deals", "/account"))
_JOURNEYS = [
    a_journey(
        "view /",
        a_step("view /cart", expect=Expectation(page="/cart", status="200")),
        "view /deals",
        name=f"typical-{number:03}",
    )
    for number in range(200)
]


def _bad(stalled: asyncio.Event) -> Handler:
    """Answers 503 to a third of requests, drops every 17th and stalls every 29th."""
    count = itertools.count(1)

    async def answer(request: web.Request) -> web.StreamResponse:
        number = next(count)
        if number % 29 == 0:
            await stalled.wait()
        if number % 17 == 0:
            assert request.transport is not None
            request.transport.abort()
        return page(_LINKS, status=503 if number % 3 == 0 else 200)

    return answer


def _is_right(attempt: LoadedAttempt) -> bool:
    """Whether the verdict is what its last step met."""
    met = [one.status for one in attempt.steps[-1].exchanges]
    match attempt.cause:
        case None:
            passed = attempt.verdict in (Verdict.PASSED, Verdict.FLAKY)
            return passed and len(attempt.steps) == 3 and met[-1] == 200
        case Cause.SERVER_ERROR:
            # 5xx, although another page answered at once.
            others_work = any(one is not None and one < 500 for one in met)
            return attempt.verdict is Verdict.FAILED and met[0] == 503 and others_work
        case Cause.UNREACHABLE:
            others_fail = all(one is None or one >= 500 for one in met)
            is_dropped = met[0] is None
            return attempt.verdict is Verdict.INCONCLUSIVE and (is_dropped or others_fail)
        case Cause.TIMED_OUT:
            return attempt.verdict is Verdict.INCONCLUSIVE and met[0] is None
        case Cause.NO_ANSWER:
            # None of the page, when it was asked before, either; although another page came.
            return attempt.verdict is Verdict.FAILED and met[0] is None and 200 in met
        case _:
            return False


def test_a_run_on_a_bad_server_ends_with_the_right_verdicts(tmp_path: Path) -> None:
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    async def work(store: ResultsStore) -> None:
        stalled = asyncio.Event()
        answer = _bad(stalled)
        routes = {f"GET {path}": answer for path in ("/", "/cart", "/deals", "/account")}
        async with serving(routes) as server:
            context = a_context(server.base_url, _JOURNEYS, target={"timeout_s": 0.5})
            async with HttpRunner(context) as runner:
                chosen = options(workers=50, retries=1, patience_s=10.0)
                await replay_suite(context, runner, chosen, store, _JOURNEYS)
            stalled.set()

    with ResultsStore.open(tmp_path / "results.sqlite") as store:
        asyncio.run(asyncio.wait_for(work(store), 120))
        run = store.load_run()
    assert run.state is RunState.FINISHED
    assert {one.journey_id for one in run.attempts} == {one.id for one in _JOURNEYS}
    assert [one for one in run.attempts if not _is_right(one)] == []
    causes = Counter(one.cause for one in run.attempts)
    assert causes[None] > 0
    assert causes[Cause.SERVER_ERROR] > 0
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib
    assert grown_kib < 200_000
