"""The runners there are: ours by name, and those that other packages announce."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from importlib.metadata import entry_points
from typing import Final

from journeys.errors import InputError
from journeys.journey import Journey
from journeys_runners.blocking import run_blocking
from journeys_runners.hooks import around_run
from journeys_runners.http.runner import HttpRunner
from journeys_runners.interface import RunContext, Runner
from journeys_runners.replay import replay_suite
from journeys_runners.replay_options import ReplayOptions, Sink
from journeys_runners.staging_guard import check_reachable
from journeys_runners.stopping import heeding_signals

RunnerFactory = Callable[[RunContext], AbstractAsyncContextManager[Runner]]

ENTRY_POINT_GROUP: Final = "journeys.runners"


def _browser_runner(context: RunContext) -> AbstractAsyncContextManager[Runner]:
    # Playwright is loaded for those only who use it.
    from journeys_runners.browser.runner import BrowserRunner

    return BrowserRunner(context)


RUNNERS: Final[dict[str, RunnerFactory]] = {"http": HttpRunner, "browser": _browser_runner}


_WORKERS: Final = {"browser": 2}
"""A browser at work fills a core: more visits at once are no faster."""


def default_workers(name: str) -> int:
    """How many journeys at once suit the runner of this name."""
    return _WORKERS.get(name, 4)


def runner_named(name: str) -> RunnerFactory:
    """The runner of this name: one of ours, or one that an installed package announces.

    Raises
    ------
    InputError
        There is none of this name.
    """
    if name in RUNNERS:
        return RUNNERS[name]
    announced = {one.name: one for one in entry_points(group=ENTRY_POINT_GROUP)}
    if name not in announced:
        known = ", ".join(sorted({*RUNNERS, *announced}))
        raise InputError(
            f"there is no runner called {name!r}", where="--runner", remedy=f"choose from {known}"
        )
    factory: RunnerFactory = announced[name].load()
    return factory


def replay(
    context: RunContext,
    options: ReplayOptions,
    sink: Sink,
    *,
    runner: str = "http",
    journeys: Sequence[Journey] | None = None,
) -> None:
    """Check that staging can be tested, then replay; for commands and tests.

    All journeys of the suite are replayed unless some are given.

    Raises
    ------
    EnvironmentUnusableError
        Staging cannot be tested at all.
    NothingToReplayError
        There are no journeys.
    KeyboardInterrupt
        Somebody wanted it to end at once. Asked for once, it ends after the journeys at hand.
    """
    factory = runner_named(runner)
    chosen = context.suite.journeys if journeys is None else journeys

    async def came_to_its_end() -> bool:
        try:
            with heeding_signals(options.stop):
                note = partial(sink.note, context.run_id)
                async with around_run(context, options.hooks, note):
                    await check_reachable(context.target, context.run_id)
                    async with factory(context) as opened:
                        await replay_suite(context, opened, options, sink, chosen)
        except asyncio.CancelledError:
            if not options.stop.is_forced:
                raise
            return False
        return True

    if not run_blocking(came_to_its_end):
        raise KeyboardInterrupt
