"""Learns bindings: tries the application in a browser, and writes bindings.learned.yaml."""

from collections.abc import Callable
from pathlib import Path

import yaml

from journeys.journey import Journey, JourneyId, JourneyKind
from journeys.whole_file import write_whole_file
from journeys_runners.bindings.bindings import BoundGestures
from journeys_runners.bindings.gestures import content_of
from journeys_runners.browser.learning import Learned, Learner, LearnOptions
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.interface import RunContext
from journeys_runners.replay import run_blocking
from journeys_runners.staging_guard import check_reachable

_HEADER = """\
# Found by `journeys learn`, which replaces this file whenever it learns again.
# To change one, write it into bindings.yaml: what stands there goes before it.
"""


def learn(
    context: RunContext, wanted: set[str], options: LearnOptions, say: Callable[[str], None]
) -> Learned:
    """Try the application for actions of the model that no link and no plain form performs.

    Raises
    ------
    EnvironmentUnusableError
        Staging cannot be opened at all.
    InputError
        There is no browser.
    """

    async def work() -> Learned:
        await check_reachable(context.target)
        async with BrowserRunner(context) as runner, runner.window(context, _LEARNING) as window:
            return await Learner(context, runner.site, window, options, wanted).learn(say)

    return run_blocking(work)


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
