"""The report on a terminal. Reads well at 80 columns and without colour.

Everything is put into `Text`: rich would read markup in strings, and an application may have sent
them.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from journeys.durations import format_duration
from journeys.evidence import RunState
from journeys.page_parts.figures import counted, percent
from journeys.report.data import JourneyReport, Outcome, Report, RunReport
from journeys.report.page_failures import show_trace
from journeys.report.page_view import attempt_verdict
from journeys.report.plain_text import one_line

DETAILED_MAX: Final = 20
"""So many faults are told; when staging is down, hundreds of journeys would say the same."""
_ALSO_MAX: Final = 3
_CHANGES_MAX: Final = 10
_NAMED_MAX: Final = 4

_STYLES = {
    Outcome.FAILED: "bold red",
    Outcome.FLAKY: "yellow",
    Outcome.INCONCLUSIVE: "magenta",
    Outcome.UNFINISHED: "dim",
    Outcome.QUARANTINED: "cyan",
    Outcome.PASSED: "green",
}


def print_summary(report: Report, console: Console) -> None:
    """Print what a person wants to know first: the counts, what went wrong, the shares."""
    for index, run in enumerate(report.runs):
        if index:
            console.print()
        _print_run(run, console)
    if report.comparisons:
        _print_comparisons(report, console)


def _print_run(report: RunReport, console: Console) -> None:
    run = report.run
    version = f", version {run.app_version}" if run.app_version else ""
    console.print(_text(f"Run {run.id} on {run.base_url}{version}", style="bold"))
    console.print(
        _text(
            f"{run.suite}, model {run.model_digest}, seed {run.seed}, runner {run.runner}, "
            f"{format_duration(report.elapsed_s)}",
            style="dim",
        )
    )
    if report.state is not RunState.FINISHED:
        console.print(_text(_state_note(report.state), style="yellow"))
    for note in report.notes:
        console.print(Padding(_text(note, style="yellow"), (0, 0, 0, 2)))
    console.print()
    console.print(Padding(_counts(report), (0, 0, 0, 2)))
    by_id = {one.id: one for one in report.journeys}
    together = [[by_id[id_] for id_ in one.journeys] for one in report.faults]
    together += [
        [one]
        for one in report.journeys
        if one.problem is None and one.outcome is not Outcome.PASSED
    ]
    for journey, *others in together[:DETAILED_MAX]:
        console.print()
        _print_journey(journey, others, console)
    if left := sum(len(one) for one in together[DETAILED_MAX:]):
        rest = counted(left, "more journey")
        console.print()
        console.print(_text(f"and {rest} that did not pass; the page and the JSON list them all"))
    _print_changes(report, console)
    console.print()
    console.print(_shares(report))


def _print_changes(report: RunReport, console: Console) -> None:
    if not report.changes:
        return
    console.print()
    console.print(_text("Changed since these journeys last passed, which is no verdict", "bold"))
    for number, one in enumerate(report.changes[:_CHANGES_MAX]):
        if number:
            console.print()
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim", min_width=len("last passed"))
        grid.add_column(overflow="fold")
        grid.add_row(_text("after"), _text(_some(one.actions)))
        grid.add_row(_text("gone"), _text(_some(one.gone)))
        if one.new:
            grid.add_row(_text("new"), _text(_some(one.new)))
        console.print(Padding(grid, (0, 0, 0, 2)))
    if len(report.changes) > _CHANGES_MAX:
        left = counted(len(report.changes) - _CHANGES_MAX, "more change")
        console.print(_text(f"and {left}; the page and the JSON list them all"))


def _some(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _NAMED_MAX} more" if len(texts) > _NAMED_MAX else ""
    return f"{', '.join(texts[:_NAMED_MAX])}{more}"


def _state_note(state: RunState) -> str:
    if state is RunState.INTERRUPTED:
        return "The run was interrupted: this is what was done; the same with --resume goes on."
    return (
        "The run is not finished: it is still going on, or its process was killed; "
        "then the same with --resume goes on."
    )


def _counts(report: RunReport) -> Text:
    text = Text()
    for outcome in Outcome:
        count = report.counts.of(outcome)
        if count:
            text.append(f"{count} {outcome}", style=_STYLES[outcome]).append("   ")
    if report.counts.total == 0:
        text.append("no journey was replayed", style="bold")
    else:
        text.append(f"of {counted(report.counts.total, 'journey')}", style="dim")
    return text


def _print_journey(
    journey: JourneyReport, others: Sequence[JourneyReport], console: Console
) -> None:
    title = Text()
    title.append(f"{journey.outcome.upper():<12}", style=_STYLES[journey.outcome])
    title.append(" ").append(one_line(journey.id), style="bold")
    console.print(title)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", min_width=len("last passed"))
    grid.add_column(overflow="fold")
    for name, text in _details(journey):
        grid.add_row(_text(name), _text(text))
    if others:
        names = ", ".join(one.id for one in others[:_ALSO_MAX])
        more = f" and {len(others) - _ALSO_MAX} more" if len(others) > _ALSO_MAX else ""
        grid.add_row(_text("also"), _text(f"{names}{more}"))
    console.print(Padding(grid, (0, 0, 0, 2)))
    for name, text in _lines_to_copy(journey):
        # Never folded: they are there to be copied.
        line = Text(f"  {name:<13}", style="dim").append(_text(text, style="not dim"))
        console.print(line, soft_wrap=True)


def _lines_to_copy(journey: JourneyReport) -> Iterator[tuple[str, str]]:
    if journey.reproduce:
        yield "reproduce", journey.reproduce
    failed = zip(journey.attempts, journey.files, strict=True)
    files = next((found for one, found in failed if found and one.deciding_step), None)
    if files and files.screenshot:
        yield "screenshot", str(files.screenshot)
    if files and files.trace:
        yield "trace", show_trace(files.trace)
    for video in files.videos if files else ():
        yield "video", str(video)


def _details(journey: JourneyReport) -> Iterator[tuple[str, str]]:
    if journey.problem is None:
        yield "broke off", f"after {counted(len(journey.attempts[-1].steps), 'step')}"
        return
    problem = journey.problem.problem
    place = f"{journey.problem.step_index + 1} of {len(journey.planned)}"
    yield "step", f"{place}: {journey.problem.action}"
    yield "cause", problem.cause
    yield "reason", problem.reason
    if problem.remedy:
        yield "remedy", problem.remedy
    if last := journey.last_pass:
        version = f", version {last.app_version}" if last.app_version else ""
        yield "last passed", f"in {last.run}{version}"
    if journey.quarantine:
        yield "quarantine", f"until {journey.quarantine.until}: {journey.quarantine.reason}"
    own = f"step {journey.problem.step_index + 1}, "
    lines = [line for one in journey.files if one for line in one.console if line.startswith(own)]
    if lines:
        yield "console", lines[0].removeprefix(own)
    if len(journey.attempts) > 1:
        verdicts = (attempt_verdict(one) for one in journey.attempts)
        yield "attempts", ", ".join(verdicts)


def _shares(report: RunReport) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, justify="right", style="bold")
    grid.add_column(overflow="fold")
    walked = report.walked
    grid.add_row(
        _text(percent(walked.share)),
        _text(
            "of production's transitions walked, by count "
            f"({walked.walked_count} of {walked.transition_count} different ones)"
        ),
    )
    ways = ", ".join(f"{way} {percent(share)}" for way, share in report.performed.ways)
    grid.add_row(
        _text(percent(report.performed.share)),
        _text(
            "of production's steps performed as production saw them, without a hand-written "
            f"binding, by count, for the actions of these journeys{f': {ways}' if ways else ''}"
        ),
    )
    return grid


def _print_comparisons(report: Report, console: Console) -> None:
    console.print()
    console.print(_text("Journeys that did not come to the same in all runs", style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("journey", overflow="fold")
    for run in report.runs:
        table.add_column(_text(run.run.app_version or run.run.id), overflow="fold")
    for one in report.comparisons:
        cells = [_text(outcome or "–") for outcome in one.outcomes]
        table.add_row(_text(one.id), *cells)
    console.print(table)


def _text(text: str, style: str = "") -> Text:
    return Text(one_line(text), style=style)
