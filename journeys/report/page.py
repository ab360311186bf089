"""The report as one HTML file that needs nothing else (`journeys.page_parts.self_contained`)."""

from pathlib import Path

from journeys.durations import format_duration
from journeys.page_parts import figures
from journeys.page_parts.self_contained import (
    own_file,
    own_look,
    page_environment,
    script_digest,
)
from journeys.report.data import Outcome, Report, Walk
from journeys.report.page_view import view_runs
from journeys.report.plain_text import plain
from journeys.whole_file import write_whole_file

_SIGNS = {
    Outcome.FAILED: "✕",
    Outcome.FLAKY: "↻",
    Outcome.INCONCLUSIVE: "?",
    Outcome.UNFINISHED: "…",
    Outcome.QUARANTINED: "⊘",
    Outcome.PASSED: "✓",
}


def write_page(report: Report, path: Path) -> None:
    """Write the report to an HTML file.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    text = render_page(report, beside=path.parent)
    write_whole_file(path, text.encode("utf-8", "backslashreplace"))


def render_page(report: Report, *, beside: Path | None = None) -> str:
    """The page's text; `beside` is the folder in which it will be, if it links to files."""
    environment = page_environment("journeys.report")
    environment.filters.update(
        percent=figures.percent,
        probability=figures.probability,
        instant=figures.instant,
        duration=format_duration,
        size=figures.size,
        plain=plain,
    )
    script = own_file(environment, "page.js")
    return environment.get_template("page.html.j2").render(
        report=report,
        runs=view_runs(report, beside),
        outcomes=tuple(Outcome),
        signs=_SIGNS,
        walks=tuple(Walk),
        script=script,
        script_digest=script_digest(script),
        style=own_look() + own_file(environment, "page.css"),
    )
