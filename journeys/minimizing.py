"""Finds the shortest journey that still fails as a given one does, by performing parts of it."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from journeys.errors import InputError
from journeys.evidence import JourneyEvidence, RunId, RunState, StepEvidence, new_run_id
from journeys.failure_rate import FailureRate
from journeys.journey import Journey, JourneyId, actions_of
from journeys.replay_plan import ReplayPlan, ReplayRequest
from journeys.scenario_yaml import scenario_text
from journeys.suite.choosing import graph_edges
from journeys.suite.layout import OVERRIDES
from journeys.suite.shortening import Kept, shorten
from journeys.verdict import Cause, Verdict
from journeys.whole_file import write_whole_file
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.guards.keeping import Guards
from journeys_mining.model.navigation_model import START, NavigationModel
from journeys_runners.blocking import run_blocking
from journeys_runners.hooks import around_run
from journeys_runners.interface import RunContext
from journeys_runners.replay import replay_journey
from journeys_runners.runners import runner_named
from journeys_runners.staging_guard import check_reachable

_MOST_SEEDS: Final = 20
_FEWEST_SEEDS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortest:
    """The shortest journey that was found to fail."""

    journey: Journey
    action: str
    """The step that fails, with the cause of the whole journey's failure."""
    cause: Cause
    rate: FailureRate
    """How often it failed, in tries of its own."""
    is_shortest: bool
    """Whether every shorter journey that the model knows was tried."""
    try_count: int
    """Different journeys that were tried."""
    seed: int
    """With which it fails: it decides between links, and so which product it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimized:
    """What came of it."""

    original: Journey
    rate: FailureRate
    """How often the whole journey failed."""
    shortest: Shortest | None = None
    """None if the whole journey did not fail."""


def minimize(
    request: ReplayRequest,
    plan: ReplayPlan,
    *,
    repeats: int,
    most_tries: int,
    on_try: Callable[[int, int], None] = lambda *_: None,
) -> Minimized:
    """Find the shortest journey that fails as the plan's only one does.

    Each try is a run of its own, with fresh data. `on_try` is told of the length of what is tried,
    and how many were.

    Raises
    ------
    EnvironmentUnusableError
        Staging cannot be tested at all.
    """

    async def work() -> Minimized:
        async with around_run(plan.context, plan.options.hooks, lambda _: None):
            await check_reachable(plan.context.target, plan.context.run_id)
            return await _Minimizing(request, plan, on_try).find(repeats, most_tries)

    return run_blocking(work)


class _Minimizing:
    def __init__(
        self, request: ReplayRequest, plan: ReplayPlan, on_try: Callable[[int, int], None]
    ) -> None:
        self._request = request
        self._plan = plan
        self._on_try = on_try
        self._try_count = 0
        (self._journey,) = plan.journeys

    async def find(self, repeats: int, most_tries: int) -> Minimized:
        seed = self._plan.context.seed
        rate, failure = await self._measure(self._journey, [seed] * repeats, None)
        if failure is None or failure.problem is None:
            return Minimized(original=self._journey, rate=rate)
        # What comes after the failure cannot be its reason.
        whole = self._journey.steps[: failure.index + 1]
        wanted = (failure.action, failure.problem.cause)
        # Whether it fails may depend on what is chosen, which differs with each step left out.
        seeds = range(seed, seed + max(_FEWEST_SEEDS, rate.tries_to_see_it))

        async def fails(kept: Kept) -> bool:
            part = replace(self._journey, steps=tuple(whole[index] for index in kept))
            return (await self._measure(part, seeds, wanted, enough=1))[0].failed > 0

        feasible = _feasibility(self._plan.model, actions_of(whole))
        found = await shorten(len(whole), feasible, fails, most_tries=most_tries)
        shortest = _named(
            self._plan.model,
            replace(self._journey, steps=tuple(whole[index] for index in found.kept)),
            wanted,
        )
        failing = await self._failing_seed(shortest, range(seed, seed + _MOST_SEEDS), wanted)
        rate_of_shortest, _ = await self._measure(shortest, [failing] * repeats, wanted)
        action, cause = wanted
        return Minimized(
            original=self._journey,
            rate=rate,
            shortest=Shortest(
                journey=shortest,
                action=action,
                cause=cause,
                rate=rate_of_shortest,
                is_shortest=found.is_shortest,
                try_count=found.try_count,
                seed=failing,
            ),
        )

    async def _failing_seed(self, journey: Journey, seeds: range, wanted: tuple[str, Cause]) -> int:
        """The first seed with which the journey fails, under its own name."""
        for seed in seeds:
            if (await self._measure(journey, [seed], wanted))[0].failed:
                return seed
        return seeds[0]

    async def _measure(
        self,
        journey: Journey,
        seeds: Sequence[int],
        wanted: tuple[str, Cause] | None,
        *,
        enough: int | None = None,
    ) -> tuple[FailureRate, StepEvidence | None]:
        """Try a journey with each of these seeds, or until it has failed often enough."""
        failed, first = 0, None
        for number, seed in enumerate(seeds, start=1):
            step = await self._try(journey, seed)
            problem = step.problem if step else None
            if step and problem and wanted in (None, (step.action, problem.cause)):
                failed, first = failed + 1, first or step
                wanted = (step.action, problem.cause)
            if failed == enough:
                return FailureRate(failed=failed, tries=number), first
        return FailureRate(failed=failed, tries=len(seeds)), first

    async def _try(self, journey: Journey, seed: int) -> StepEvidence | None:
        """The step at which the journey failed by the product's fault, as a fresh run."""
        self._try_count += 1
        self._on_try(len(journey.steps), self._try_count)
        context: RunContext = replace(
            self._plan.context, run_id=new_run_id(datetime.now(UTC)), marker=None, seed=seed
        )
        options = replace(self._plan.options, retries=0)
        async with runner_named(self._request.runner)(context) as runner:
            evidence = await replay_journey(context, runner, options, _Forgetful(), journey)
        return evidence.deciding_step if evidence.verdict is Verdict.FAILED else None


def write_minimal(journey: Journey, folder: Path) -> Path:
    """Write the journey among the user's own scenarios of a suite, and say where."""
    path = folder / OVERRIDES / f"{journey.id}.yaml"
    if not path.parent.is_dir():
        raise InputError("there is no such folder", where=str(path.parent))
    own = scenario_text(journey).partition("scenario:")
    write_whole_file(path, f"# Written by `journeys minimize`.\n{own[1]}{own[2]}".encode())
    return path


def _feasibility(model: NavigationModel, whole: tuple[str, ...]) -> Callable[[Kept], bool]:
    """Whether production's users could do just this: each step was seen to follow the one before,
    and no guard is broken. What the whole journey does all the same is allowed to its parts."""
    seen = {(edge.before, edge.after) for edge in graph_edges(model)}
    seen |= set(itertools.pairwise((START, *whole)))
    guards = Guards(model.guards)
    is_guarded = guards.first_broken(whole) is None

    def feasible(kept: Kept) -> bool:
        actions = tuple(whole[index] for index in kept)
        if not set(itertools.pairwise((START, *actions))) <= seen:
            return False
        return not is_guarded or guards.first_broken(actions) is None

    return feasible


def _named(model: NavigationModel, journey: Journey, wanted: tuple[str, Cause]) -> Journey:
    """The journey under a name of its own, with its probability and why it is there."""
    action, cause = wanted
    actions = actions_of(journey.steps)
    known = {one.action for one in model.actions}
    prob = GuardedChain(model).probs([actions])[0] if known >= set(actions) else 0.0
    return replace(
        journey,
        id=JourneyId(f"minimal-{journey.id}"),
        prob=float(f"{float(prob):.4g}"),
        reason=(f"The shortest journey found that fails as {journey.id} did: {cause} at {action}"),
    )


class _Forgetful:
    """Keeps nothing: the tries of a search are no runs of a suite."""

    def start_run(self, run: object) -> None: ...

    def start_journey(
        self, run_id: RunId, journey: Journey, attempt: int, started_at: datetime
    ) -> None: ...

    def record_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None: ...

    def revise_step(
        self, run_id: RunId, journey_id: JourneyId, attempt: int, step: StepEvidence
    ) -> None: ...

    def finish_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None: ...

    def revise_journey(self, run_id: RunId, evidence: JourneyEvidence) -> None: ...

    def finish_run(self, run_id: RunId, state: RunState) -> None: ...

    def note(self, run_id: RunId, text: str) -> None: ...
