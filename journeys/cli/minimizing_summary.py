"""What `journeys minimize` found, in words and as JSON."""

from pathlib import Path
from typing import Any

from journeys.cli.output import Output
from journeys.failure_rate import FailureRate
from journeys.minimizing import Minimized, Shortest
from journeys.page_parts.figures import counted


def print_passing(found: Minimized, out: Output) -> None:
    """Say that the whole journey did not fail."""
    out.say(f"{found.original.id} did not fail in {found.rate.tries} tries")
    out.data({"journey": found.original.id, "failed": 0, "tries": found.rate.tries})


def print_shortest(
    found: Minimized, shortest: Shortest, path: Path, line: str, out: Output
) -> None:
    """Say which journey is the shortest, where it was written and which line reproduces it."""
    steps = shortest.journey.steps
    out.say(f"{found.original.id} {_in_words(found.rate)}")
    out.say(f"  {shortest.cause} at {shortest.action}")
    out.say(
        f"{len(steps)} of {len(found.original.steps)} steps are enough "
        f"({counted(shortest.try_count, 'other journey')} tried):"
    )
    for index, step in enumerate(steps):
        out.say(f"  {index + 1}. {step.action}")
    out.say(f"it {_in_words(shortest.rate)}")
    out.say(
        "no shorter journey that production's users could walk fails"
        if shortest.is_shortest
        else "perhaps there is a shorter one: not all were tried (--most-tries)"
    )
    out.say(f"written to {path}\nreproduce  {line}")
    out.data(_plain(found, shortest) | {"shortest": _plain_shortest(shortest, path, line)})


def _plain(found: Minimized, shortest: Shortest) -> dict[str, Any]:
    return {
        "journey": found.original.id,
        "failed": found.rate.failed,
        "tries": found.rate.tries,
        "step": shortest.action,
        "cause": shortest.cause,
    }


def _plain_shortest(shortest: Shortest, path: Path, line: str) -> dict[str, Any]:
    return {
        "journey": shortest.journey.id,
        "actions": [step.action for step in shortest.journey.steps],
        "failed": shortest.rate.failed,
        "tries": shortest.rate.tries,
        "fails_at_least": round(shortest.rate.at_least, 4),
        "is_shortest": shortest.is_shortest,
        "path": str(path),
        "reproduce": line,
    }


def _in_words(rate: FailureRate) -> str:
    flaky = "" if rate.failed == rate.tries else ": it is flaky"
    return (
        f"failed in {rate.failed} of {rate.tries} tries (with 95% confidence in at least "
        f"{rate.at_least:.0%}){flaky}"
    )
