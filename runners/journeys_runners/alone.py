"""Tells an application that fails from one that fails only where several visits ask at once.

Takes attempts at journeys. One that met 5xx is performed once more while no other is: what does not
work then, either, is broken, and what does is flaky. Where the application said that it was busy
(503, a database that is locked), the first attempt says why.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from journeys.evidence import JourneyEvidence, StepEvidence
from journeys.verdict import Cause

_UNAVAILABLE: Final = 503
_IS_BUSY: Final = re.compile(
    rb"database (?:table )?is locked|SQLITE_BUSY|lock wait timeout|too many (?:clients|connections)"
    rb"|connection pool (?:is )?exhausted|QueuePool limit",
    re.IGNORECASE,
)


class Floor:
    """Lets attempts go on beside each other, or one alone."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._count = 0
        """Attempts that are under way."""
        self._waiting = 0
        """Those that want to be alone: no other begins before them."""

    @asynccontextmanager
    async def shared(self, *, alone: bool) -> AsyncIterator[None]:
        """Within it other attempts are under way, too, or none."""
        async with self._changed:
            self._waiting += alone
            try:
                await self._changed.wait_for(
                    lambda: self._count == 0 if alone else self._count >= 0 and not self._waiting
                )
            finally:
                self._waiting -= alone
            self._count = -1 if alone else self._count + 1
        try:
            yield
        finally:
            async with self._changed:
                self._count = 0 if alone else self._count - 1
                self._changed.notify_all()


def met_server_error(evidence: JourneyEvidence) -> StepEvidence | None:
    """The step at which an attempt failed with 5xx."""
    step = evidence.deciding_step
    is_error = step and step.problem and step.problem.cause is Cause.SERVER_ERROR
    return step if is_error else None


def said_busy(step: StepEvidence) -> bool:
    """Whether the application said that it had too much to do at once."""
    return any(
        one.status == _UNAVAILABLE or _IS_BUSY.search(one.response_body)
        for one in step.exchanges
        if one.status and one.status >= 500
    )


def told_alone(evidence: JourneyEvidence, step: StepEvidence) -> JourneyEvidence:
    """The failed attempt, after the same journey went through while no other was performed."""
    assert step.problem is not None
    problem = replace(
        step.problem,
        reason=f"{step.problem.reason} while other journeys were performed; performed alone, the "
        "journey passed",
        remedy="replay with `--workers 1`, or on a staging that takes several visits at once; if "
        "production's database or servers are the same, the application fails its users, too",
    )
    steps = tuple(
        replace(one, problem=problem) if one.index == step.index else one for one in evidence.steps
    )
    return replace(evidence, steps=steps)
