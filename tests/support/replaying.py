"""Replays a few actions against a tiny server and gives back all that can be looked at."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

from journeys.evidence import RunId, StepEvidence, Way
from journeys.journey import Expectation, Journey, JourneyId, JourneyKind, Step, Suite
from journeys.verdict import Cause, Verdict
from journeys_mining.actions.action import Action, ActionKind
from journeys_runners.bindings.bindings import Bindings
from journeys_runners.http.runner import HttpRunner
from journeys_runners.interface import RunContext
from journeys_runners.replay import replay_suite
from journeys_runners.replay_options import ReplayOptions
from journeys_runners.runners import RunnerFactory
from journeys_runners.target import Target
from tests.support.memory_sink import MemorySink
from tests.support.tiny_shop import EVENT_NAMES, TEMPLATES
from tests.support.tiny_web import Routes, TinyServer, serving

RUN_ID = RunId("20261121T120000Z-5f3a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay came to."""

    server: TinyServer
    sink: MemorySink

    @property
    def steps(self) -> list[StepEvidence]:
        return self.sink.steps

    @property
    def ways(self) -> list[Way]:
        return [step.way for step in self.steps]

    @property
    def causes(self) -> list[Cause | None]:
        return [step.problem.cause if step.problem else None for step in self.steps]

    @property
    def verdicts(self) -> list[Verdict]:
        return [one.verdict for one in self.sink.journeys]

    @property
    def remedy(self) -> str:
        problem = self.steps[-1].problem
        return problem.remedy if problem else ""

    @property
    def reason(self) -> str:
        problem = self.steps[-1].problem
        return problem.reason if problem else ""


def a_step(action: str, *, expect: Expectation | None = None, **values: str) -> Step:
    """A step; a view ends on its own template unless something else is expected."""
    parsed = Action.parse(action)
    page = parsed.template if parsed.kind is ActionKind.VIEW else None
    return Step(
        action=action, values=tuple(values.items()), expect=expect or Expectation(page=page)
    )


def a_journey(*steps: str | Step, name: str = "typical-tiny") -> Journey:
    """A journey of these steps."""
    return Journey(
        id=JourneyId(name),
        kind=JourneyKind.TYPICAL,
        prob=0.1,
        reason="for a test",
        steps=tuple(a_step(one) if isinstance(one, str) else one for one in steps),
    )


def a_context(base_url: str, journeys: Sequence[Journey], **overrides: Any) -> RunContext:
    """A context for the tiny shop; `target` and `suite` are mappings of what differs."""
    target = {"base_url": base_url, "timeout_s": 5.0, **overrides.pop("target", {})}
    suite = Suite(
        journeys=tuple(journeys),
        model_digest="0123456789ab",
        seed=7,
        templates=TEMPLATES,
        event_names=EVENT_NAMES,
        hosts=(),
    )
    context = RunContext(
        run_id=RUN_ID,
        target=Target(**target),
        suite=replace(suite, **overrides.pop("suite", {})),
        bindings=Bindings(),
        seed=7,
    )
    return replace(context, **overrides)


def options(**overrides: Any) -> ReplayOptions:
    """Options with a line that reproduces a journey."""
    chosen = ReplayOptions(
        reproduce=lambda journey: f"journeys replay --only {journey.id}", patience_s=0.5
    )
    return replace(chosen, **overrides)


def replay_on(
    routes: Routes,
    *journeys: Journey,
    workers: int = 1,
    retries: int = 0,
    path: str = "",
    runner: RunnerFactory = HttpRunner,
    run: Callable[[Coroutine[Any, Any, Replayed]], Replayed] = asyncio.run,
    **overrides: Any,
) -> Replayed:
    """Replay journeys against a server with these routes."""

    async def work() -> Replayed:
        async with serving(routes) as server:
            context = a_context(server.base_url + path, journeys, **overrides)
            sink = MemorySink()
            async with runner(context) as opened:
                await replay_suite(
                    context, opened, options(workers=workers, retries=retries), sink, journeys
                )
            return Replayed(server=server, sink=sink)

    return run(work())
