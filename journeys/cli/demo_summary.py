"""What the second release of the demo shop broke: told by action and cause, not by journey."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from journeys.cli.output import Output
from journeys.evidence import Cause
from journeys.report import Outcome, Report
from journeys.report.data import JourneyReport, StepProblem


def broken_by(report: Report) -> list[dict[str, Any]]:
    """What journeys of the newer release fail at, where those of the older one passed.

    Journeys that fail at the same action for the same cause are one entry, told by the shortest.
    Errors come first, slowness last.
    """
    older, newer = report.runs
    passed = {one.id for one in older.journeys if one.outcome is Outcome.PASSED}
    groups: defaultdict[tuple[str, str], list[tuple[JourneyReport, StepProblem]]]
    groups = defaultdict(list)
    for one in newer.journeys:
        if one.outcome is Outcome.FAILED and one.problem and one.id in passed:
            key = (one.problem.action, str(one.problem.problem.cause))
            groups[key].append((one, one.problem))
    entries = []
    for (action, cause), members in groups.items():
        journey, problem = min(members, key=lambda one: (one[1].step_index, one[0].id))
        entries.append(
            {
                "action": action,
                "cause": cause,
                "reason": problem.problem.reason,
                "journeys": len(members),
                "journey": str(journey.id),
                "way": list(journey.planned[: problem.step_index + 1]),
            }
        )
    severity = [str(cause) for cause in Cause]
    return sorted(entries, key=lambda one: (severity.index(one["cause"]), one["action"]))


def print_broken(broken: list[dict[str, Any]], folder: Path, out: Output) -> None:
    """Each fault with the shortest way there."""
    out.say(f"\nRelease 2 broke {len(broken)} things:")
    for number, one in enumerate(broken, start=1):
        count = "1 journey" if one["journeys"] == 1 else f"{one['journeys']} journeys"
        out.say(f"\n{number}. {one['cause']} at {one['action']} ({count})")
        out.say(f"   {one['reason']}")
        out.say(f"   the way there: {' → '.join(one['way'])}")
    if broken:
        out.say(
            "\nto see one again:\n"
            "  python -m journeys.demo --release 2 --port 8321 &\n"
            f"  journeys replay {folder / 'journey_suite'} --base-url http://127.0.0.1:8321 "
            f"--grep {broken[0]['journey']}"
        )
