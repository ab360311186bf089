"""Learns bindings: tries the application in a browser, and writes bindings.learned.yaml."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

from journeys.errors import EnvironmentUnusableError
from journeys.journey import Journey, JourneyId, JourneyKind
from journeys.verdict import Problem
from journeys.whole_file import write_whole_file
from journeys_runners.bindings.bindings import BoundGestures
from journeys_runners.bindings.gestures import content_of
from journeys_runners.blocking import run_blocking
from journeys_runners.browser.learning.entrance import Entrance, at_once
from journeys_runners.browser.learning.learner import Learned, Learner, LearnOptions
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.hooks import around_run
from journeys_runners.interface import RunContext
from journeys_runners.performing.entering import visited_by
from journeys_runners.staging_guard import check_reachable
from journeys_runners.stopping import heeding_signals

_HEADER = """\
# Found by `journeys learn`, which replaces this file whenever it learns again.
# To change one, write it into bindings.yaml: what stands there goes before it.
"""


def learn(
    context: RunContext,
    wanted: Mapping[str, int],
    options: LearnOptions,
    path: Path,
    say: Callable[[str], None],
) -> Learned:
    """Try the application for actions of the model that no link and no plain form performs.

    `wanted` says how often production does each: where most is to be found, most time is spent.

    What is found is written to `path`, also where learning breaks off: of what was not tried again
    then, the bindings of before are kept.

    Raises
    ------
    EnvironmentUnusableError
        Staging cannot be opened at all, or does not let the identity in.
    InputError
        There is no browser.
    KeyboardInterrupt
        Somebody wanted it to end at once. Asked for once, it ends after the press at hand.
    """

    def tell(text: str) -> None:
        say(context.secrets.text(text))

    async def came_to_its_end() -> Learned | None:
        try:
            with heeding_signals(options.stop):
                async with around_run(context, options.hooks, tell):
                    await check_reachable(context.target, context.run_id)
                    return await _learn(context, wanted, options, path, tell)
        except asyncio.CancelledError:
            if not options.stop.is_forced:
                raise
        return None

    found = run_blocking(came_to_its_end)
    if found is None:
        raise KeyboardInterrupt
    return found


async def _learn(
    context: RunContext,
    wanted: Mapping[str, int],
    options: LearnOptions,
    path: Path,
    tell: Callable[[str], None],
) -> Learned:
    """Learn as the identity of the settings, where they name one."""
    async with context.identities.lent(_LEARNING.id) as lent, BrowserRunner(context) as runner:
        if isinstance(lent, Problem):
            raise EnvironmentUnusableError(lent.reason, remedy=lent.remedy)
        identity = at_once(lent)
        run = visited_by(context, runner.site, _LEARNING, identity)
        async with runner.window(run, _LEARNING, identity=identity) as window:
            entrance = Entrance(runner.visit_at(window, run, _LEARNING), _LEARNING)
            if problem := await entrance.enter():
                refused = context.secrets.problem(problem)
                raise EnvironmentUnusableError(refused.reason, remedy=refused.remedy)
            learner, is_whole = Learner(run, window, options, wanted, entrance), False
            try:
                await learner.learn(tell)
                is_whole = not options.stop.is_pressed
            finally:
                before = {} if is_whole else dict(context.bindings.learned)
                write_learned(path, before | learner.learned.bindings)
            return learner.learned


def write_learned(path: Path, learned: dict[str, BoundGestures]) -> None:
    """Write the file in one step, sorted by action."""
    actions = {
        action: {
            **({"page": one.page} if one.page else {}),
            "gestures": [content_of(gesture) for gesture in one.gestures],
        }
        for action, one in sorted(learned.items())
    }
    text = yaml.safe_dump({"actions": actions}, sort_keys=False, allow_unicode=True, width=100)
    write_whole_file(path, (_HEADER + text).encode())


_LEARNING = Journey(
    id=JourneyId("learning"), kind=JourneyKind.TYPICAL, prob=0.0, reason="", steps=()
)
