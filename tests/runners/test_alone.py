"""An application that takes one visit at a time is told from one that is broken."""

import asyncio

import pytest
from aiohttp import web

from journeys.verdict import Cause, Verdict
from tests.support.replaying import Replayed, a_journey, replay_on
from tests.support.tiny_web import Handler, page

SAVING = tuple(a_journey("view /", "view /save", name=name) for name in ("a", "b"))


def one_at_a_time(refusal: str, status: int) -> Handler:
    """Refuses who comes while another is served; the first is served until somebody else came."""
    inside: list[web.Request] = []
    met = asyncio.Event()

    async def save(request: web.Request) -> web.Response:
        if inside:
            met.set()
            return web.Response(status=status, text=refusal)
        inside.append(request)
        await asyncio.wait_for(met.wait(), 20)
        inside.remove(request)
        return page("saved")

    return save


def replayed(save: Handler | int, workers: int = 2) -> Replayed:
    routes = {"GET /": '<a href="/save">Save</a>', "GET /save": save}
    return replay_on(
        routes, *SAVING, suite={"templates": ("/", "/save")}, workers=workers, retries=1
    )


@pytest.mark.parametrize(
    ("refusal", "status"), [("", 503), ("OperationalError: database is locked", 500)]
)
def test_who_says_that_it_is_busy_and_serves_one_alone(refusal: str, status: int) -> None:
    run = replayed(one_at_a_time(refusal, status))
    assert sorted(run.verdicts) == [Verdict.FAILED, Verdict.FLAKY, Verdict.PASSED]
    (problem,) = (one.deciding_step for one in run.sink.journeys if one.deciding_step)
    assert problem.problem is not None
    assert problem.problem.cause is Cause.SERVER_ERROR
    assert f"GET /save answered {status} while other journeys were" in problem.problem.reason
    assert "--workers 1" in problem.problem.remedy


def test_an_error_that_is_gone_when_alone_is_flaky() -> None:
    run = replayed(one_at_a_time("sorry", 500))
    assert sorted(run.verdicts) == [Verdict.FAILED, Verdict.FLAKY, Verdict.PASSED]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_fails_alone_too_is_broken(workers: int) -> None:
    run = replayed(503, workers)
    assert set(run.verdicts) == {Verdict.FAILED}
    assert run.causes[-1] is Cause.SERVER_ERROR
