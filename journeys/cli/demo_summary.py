"""What the second release of the demo shop broke: told by action and cause, not by journey."""

from pathlib import Path
from typing import Any

from journeys.cli.output import Output
from journeys.report import Outcome, Report


def broken_by(report: Report) -> list[dict[str, Any]]:
    """What journeys of the newer release fail at, where those of the older one passed.

    The report's own faults in its own order, each told by its shortest way.
    """
    older, newer = report.runs
    passed = {one.id for one in older.journeys if one.outcome is Outcome.PASSED}
    by_id = {one.id: one for one in newer.journeys}
    entries = []
    for fault in newer.faults:
        members = [by_id[one] for one in fault.journeys if one in passed]
        ways = [(one.problem.step_index, one.id, one) for one in members if one.problem]
        if fault.outcome is not Outcome.FAILED or not ways:
            continue
        last, _, journey = min(ways)
        assert journey.problem is not None
        entries.append(
            {
                "action": fault.action,
                "cause": str(fault.cause),
                "reason": journey.problem.problem.reason,
                "journeys": len(members),
                "journey": str(journey.id),
                "way": list(journey.planned[: last + 1]),
            }
        )
    return entries


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
