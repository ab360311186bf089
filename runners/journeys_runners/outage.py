"""Notices that staging went away during a run: waits for it, within a bound, and looks again.

A journey that met no application says nothing about it, and neither do the hundreds after it. One
that met a slow page, or a connection that broke, goes on at once: the application still answers. An
application that answers nothing but errors to several journeys in a row is as good as none.
"""

import asyncio
import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final

from journeys.durations import format_duration
from journeys.errors import EnvironmentUnusableError
from journeys.evidence import JourneyEvidence, RunId, StepEvidence
from journeys.verdict import Cause, Problem
from journeys_runners.staging_guard import check_reachable
from journeys_runners.stopping import StopSwitch
from journeys_runners.target import Target

MAY_BE_GONE: Final = frozenset({Cause.UNREACHABLE, Cause.TIMED_OUT})
"""Faults of the environment that may be gone a moment later, or may be all there is from now on."""

_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 15.0
_ENOUGH_IN_VAIN: Final = 5
"""So many attempts in a row that met nothing but errors say that there is nothing else."""
_GLANCE_S: Final = 0.2
"""So often a wait looks whether somebody wants to end the run."""


class OutageWatch:
    """What the workers of one run know of their application's absence."""

    def __init__(self, target: Target, run_id: RunId, stop: StopSwitch, patience_s: float) -> None:
        """An application that is gone is waited for as long as `patience_s`."""
        self._target = target
        self._run_id = run_id
        self._stop = stop
        self._patience_s = patience_s
        self._lock = asyncio.Lock()
        self._answered_at = float("-inf")
        self._in_vain = 0
        """Attempts in a row whose first step met a server that is down."""
        self.gone: Problem | None = None
        """Why no further journey can be performed."""

    async def heed(self, evidence: JourneyEvidence) -> None:
        """Return at once unless the attempt met no application; then when it is back, or gone."""
        ended_at, step = time.monotonic(), evidence.deciding_step
        if step is None or step.problem is None or step.problem.cause not in MAY_BE_GONE:
            self._in_vain = 0
            return
        self._in_vain = self._in_vain + 1 if step.index == 0 else 0
        failing = _failing(step) if self._in_vain >= _ENOUGH_IN_VAIN else ()
        # One worker looks for all: who waited for it knows what it saw.
        async with self._lock:
            if self.gone is None and self._answered_at < ended_at:
                self.gone = await self._look(failing)

    async def _look(self, failing: Collection[str]) -> Problem | None:
        begin_s, since, pause_s = time.monotonic(), datetime.now(UTC), _FIRST_PAUSE_S
        while True:
            try:
                await check_reachable(self._target, self._run_id, failing)
            except EnvironmentUnusableError as error:
                left_s = begin_s + self._patience_s - time.monotonic()
                if left_s <= 0:
                    return _gone(error, since, self._patience_s)
                await self._wait(min(pause_s, left_s))
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
            else:
                self._answered_at = time.monotonic()
                self._in_vain = 0 if failing else self._in_vain
                return None
            if self._stop.is_pressed:
                return None

    async def _wait(self, pause_s: float) -> None:
        until_s = time.monotonic() + pause_s
        while (left_s := until_s - time.monotonic()) > 0 and not self._stop.is_pressed:
            await asyncio.sleep(min(left_s, _GLANCE_S))


def _failing(step: StepEvidence) -> tuple[str, ...]:
    """The addresses that answered the step 5xx."""
    pages = (one for one in step.exchanges if one.method == "GET" and (one.status or 0) >= 500)
    return tuple(dict.fromkeys(one.url for one in pages))


def _gone(error: EnvironmentUnusableError, since: datetime, patience_s: float) -> Problem:
    return Problem(
        cause=Cause.NOT_PERFORMED,
        reason=f"not performed: staging went away at {since:%H:%M:%S} UTC and did not come back "
        f"within {format_duration(patience_s)} ({error.what})",
        remedy="start it, with all that it needs, and go on with `journeys replay --resume`",
    )
