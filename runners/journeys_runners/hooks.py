"""Hooks of a project: commands and Python functions that seed and clean data around a run.

A hook is a command line, or `module:name` of a Python function that takes a `HookMoment`.
"""

import asyncio
import importlib
import re
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from journeys.errors import EnvironmentUnusableError
from journeys.journey import JourneyId
from journeys.verdict import Cause, Problem, Verdict
from journeys_runners.commands import run_command
from journeys_runners.interface import RunContext

_FUNCTION: Final = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


class When(StrEnum):
    """When a hook runs; its names are those of the settings."""

    BEFORE_RUN = "before_run"
    AFTER_RUN = "after_run"
    BEFORE_JOURNEY = "before_journey"
    AFTER_JOURNEY = "after_journey"


@dataclass(frozen=True, slots=True, kw_only=True)
class HookMoment:
    """What a hook is told; a command as variables, `run_id` as `JOURNEYS_RUN_ID`."""

    when: When
    run_id: str
    marker: str
    """What invented values of this run carry."""
    base_url: str
    journey_id: JourneyId | None = None
    attempt: int | None = None
    verdict: Verdict | None = None
    """After a journey: what it came to; None where it broke off."""

    @property
    def variables(self) -> dict[str, str]:
        """The variables of a command."""
        told = {
            "HOOK": self.when,
            "RUN_ID": self.run_id,
            "MARKER": self.marker,
            "BASE_URL": self.base_url,
            "JOURNEY_ID": self.journey_id,
            "ATTEMPT": self.attempt,
            "VERDICT": self.verdict,
        }
        return {f"JOURNEYS_{name}": str(one) for name, one in told.items() if one is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """The hooks of a project."""

    before_run: tuple[str, ...] = ()
    after_run: tuple[str, ...] = ()
    before_journey: tuple[str, ...] = ()
    after_journey: tuple[str, ...] = ()
    timeout_s: float = 60.0
    """For each of them."""

    def at(self, when: When) -> Sequence[str]:
        """Those that run then."""
        return {
            When.BEFORE_RUN: self.before_run,
            When.AFTER_RUN: self.after_run,
            When.BEFORE_JOURNEY: self.before_journey,
            When.AFTER_JOURNEY: self.after_journey,
        }[when]


def moment_of(
    context: RunContext,
    when: When,
    *,
    journey: JourneyId | None = None,
    attempt: int | None = None,
    verdict: Verdict | None = None,
) -> HookMoment:
    """The moment of a run, or of an attempt at a journey."""
    return HookMoment(
        when=when,
        run_id=context.run_id,
        marker=context.marker or context.run_id,
        base_url=context.target.base_url,
        journey_id=journey,
        attempt=attempt,
        verdict=verdict,
    )


async def run_hooks(hooks: Hooks, moment: HookMoment, context: RunContext) -> Problem | None:
    """Run what is to run at this moment, one after the other.

    Before something, the first that fails is the last. Afterwards all run: each cleans something.
    """
    first: Problem | None = None
    for hook in hooks.at(moment.when):
        fault = await _run(hook, moment, hooks.timeout_s)
        if fault is None:
            continue
        problem = Problem(
            cause=Cause.SETUP,
            reason=f"the hook {moment.when}, {hook}, failed: {fault}",
            remedy="mend the hook, or take it out of journeys.yaml",
        )
        first = first or context.secrets.problem(problem)
        if moment.when in (When.BEFORE_RUN, When.BEFORE_JOURNEY):
            break
    return first


@asynccontextmanager
async def around_run(
    context: RunContext, hooks: Hooks, note: Callable[[str], None]
) -> AsyncIterator[None]:
    """Run the hooks before and after a run; the latter whatever has happened.

    `note` is told what goes wrong afterwards.

    Raises
    ------
    EnvironmentUnusableError
        A hook before the run failed.
    """
    try:
        moment = moment_of(context, When.BEFORE_RUN)
        if problem := await run_hooks(hooks, moment, context):
            raise EnvironmentUnusableError(problem.reason, remedy=problem.remedy)
        yield
    finally:
        if problem := await run_hooks(hooks, moment_of(context, When.AFTER_RUN), context):
            note(problem.reason)


async def _run(hook: str, moment: HookMoment, timeout_s: float) -> str | None:
    """Run one hook; what went wrong, or None."""
    if not _FUNCTION.fullmatch(hook.strip()):
        done = await asyncio.to_thread(
            run_command, hook, timeout_s=timeout_s, variables=moment.variables
        )
        return done.fault
    try:
        async with asyncio.timeout(timeout_s):
            await asyncio.to_thread(_call, hook.strip(), moment)
    except TimeoutError:
        return f"it was not done after {timeout_s:g} s"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def _call(hook: str, moment: HookMoment) -> None:
    """Call a function of the project: its folder is where the command was started."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    module, _, name = hook.partition(":")
    getattr(importlib.import_module(module), name)(moment)
