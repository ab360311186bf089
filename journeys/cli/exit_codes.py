"""What a replay's report means to the one who called it."""

from typing import Final

from journeys.errors import ExitCode
from journeys.report import Outcome, Report

_VERDICTS: Final = frozenset({Outcome.FAILED, Outcome.FLAKY, Outcome.PASSED})


def exit_code_of(report: Report, *, max_inconclusive: float, fail_on_flaky: bool) -> ExitCode:
    """The exit code of the runs in a report.

    A failed journey outweighs everything. Without one, the runs are inconclusive when more than
    `max_inconclusive` (0–1) of the journeys are, or when none came to a verdict. Quarantined ones
    are no verdict.
    """
    outcomes = [journey.outcome for run in report.runs for journey in run.journeys]
    if not outcomes:
        return ExitCode.NOTHING
    if Outcome.FAILED in outcomes or (fail_on_flaky and Outcome.FLAKY in outcomes):
        return ExitCode.FAILED
    open_ended = sum(one in (Outcome.INCONCLUSIVE, Outcome.UNFINISHED) for one in outcomes)
    if open_ended > max_inconclusive * len(outcomes) or not _VERDICTS & set(outcomes):
        return ExitCode.INCONCLUSIVE
    return ExitCode.OK
