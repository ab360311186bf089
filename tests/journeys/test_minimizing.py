"""The shortest journey that still fails: guards, flaky failures, fresh data."""

import asyncio
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from journeys.errors import InputError
from journeys.failure_rate import FailureRate
from journeys.journey import JourneyKind, actions_of
from journeys.minimizing import Minimized, minimize, write_minimal
from journeys.replay_plan import ReplayPlan, ReplayRequest
from journeys.scenario_yaml import load_scenario
from journeys_mining.model.guards import Guard, GuardRule
from tests.support.model_factory import a_model
from tests.support.replaying import a_context, a_journey, options
from tests.support.tiny_web import Handler, Routes, TinyServer, page, serving

WALK = ("view /", "view /a", "view /b", "view /c", "view /broken")
LINKS = "".join(f"<a href='/{one}'>{one}</a>" for one in ("", "a", "b", "c", "broken"))
ROUTES: Routes = {"GET /": LINKS, "GET /a": LINKS, "GET /b": LINKS, "GET /c": LINKS}
# Everything may follow everything, and every walk may begin anywhere.
SESSIONS = [list(walk) for walk in itertools.permutations(WALK)]


def find(
    broken: Handler | str | int, *, guards: tuple[Guard, ...] = (), repeats: int = 3
) -> tuple[Minimized, TinyServer]:
    model = replace(a_model(*SESSIONS, order=1), guards=guards)
    journey = a_journey(*WALK, name="rare-walk")

    async def work() -> tuple[Minimized, TinyServer]:
        async with serving({**ROUTES, "GET /broken": broken}) as server:
            templates = tuple(one.partition(" ")[2] for one in WALK)
            plan = ReplayPlan(
                model=model,
                context=a_context(server.base_url, [journey], suite={"templates": templates}),
                options=options(),
                journeys=(journey,),
            )
            request = ReplayRequest(folder=Path("journey_suite"), base_url=server.base_url)
            found = await asyncio.to_thread(
                minimize, request, plan, repeats=repeats, most_tries=100
            )
            return found, server

    return asyncio.run(work())


def test_one_step_may_be_enough_and_each_try_is_a_run_of_its_own() -> None:
    found, server = find(500)
    shortest = found.shortest
    assert shortest is not None
    assert actions_of(shortest.journey.steps) == ("view /broken",)
    assert shortest.is_shortest
    assert shortest.journey.kind is JourneyKind.TYPICAL
    assert found.rate == shortest.rate == FailureRate(failed=3, tries=3)
    runs = {
        one.headers["X-Journeys-Run"] for one in server.requests if "X-Journeys-Run" in one.headers
    }
    assert len(runs) >= 6


def test_guards_are_kept() -> None:
    needs_b = Guard(action="view /broken", rule=GuardRule.ALWAYS_AFTER, other="view /b")
    b_needs_a = Guard(action="view /b", rule=GuardRule.ALWAYS_AFTER, other="view /a")
    found, _ = find(500, guards=(needs_b, b_needs_a))
    assert found.shortest is not None
    assert actions_of(found.shortest.journey.steps) == ("view /a", "view /b", "view /broken")
    assert found.shortest.is_shortest


def test_a_failure_that_comes_and_goes_is_found_and_its_rate_is_told() -> None:
    count = itertools.count()

    async def broken(request: web.Request) -> web.Response:
        return page("<p>There it is.</p>", status=500 if next(count) % 2 else 200)

    found, _ = find(broken, repeats=6)
    assert found.rate == FailureRate(failed=3, tries=6)
    assert found.rate.tries_to_see_it == 5
    assert found.shortest is not None
    assert found.shortest.rate == FailureRate(failed=3, tries=6)
    assert 0.1 < found.shortest.rate.at_least < 0.5
    assert actions_of(found.shortest.journey.steps) == ("view /broken",)


def test_what_passes_has_no_shortest_part() -> None:
    found, _ = find("<p>There it is.</p>")
    assert found == Minimized(original=found.original, rate=FailureRate(failed=0, tries=3))


def test_the_journey_is_written_where_the_next_generate_leaves_it(tmp_path: Path) -> None:
    found, _ = find(500)
    assert found.shortest is not None
    with pytest.raises(InputError, match="no such folder"):
        write_minimal(found.shortest.journey, tmp_path)
    (tmp_path / "overrides").mkdir()
    path = write_minimal(found.shortest.journey, tmp_path)
    assert path == tmp_path / "overrides" / "minimal-rare-walk.yaml"
    assert load_scenario(path) == found.shortest.journey
    assert "overwrites" not in path.read_text()
