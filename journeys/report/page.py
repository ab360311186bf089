"""The report as one HTML file that needs nothing else: no server, no network, no other file.

Whatever an application sent is text in it, never markup: templates escape everything, and a
content security policy lets no script run but the page's own.
"""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from journeys.durations import format_duration
from journeys.report import figures
from journeys.report.data import Outcome, Report, Walk
from journeys.report.page_view import view_runs
from journeys.report.plain_text import plain
from journeys.whole_file import write_whole_file

_SIGNS = {
    Outcome.FAILED: "✕",
    Outcome.FLAKY: "↻",
    Outcome.INCONCLUSIVE: "?",
    Outcome.UNFINISHED: "…",
    Outcome.PASSED: "✓",
}


def write_page(report: Report, path: Path) -> None:
    """Write the report to an HTML file.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    write_whole_file(path, render_page(report).encode("utf-8", "backslashreplace"))


def render_page(report: Report) -> str:
    """The page's text."""
    environment = Environment(
        loader=PackageLoader("journeys.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        percent=figures.percent,
        probability=figures.probability,
        instant=figures.instant,
        duration=format_duration,
        size=figures.size,
        plain=plain,
    )
    script = _source(environment, "page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("page.html.j2").render(
        report=report,
        runs=view_runs(report),
        outcomes=tuple(Outcome),
        signs=_SIGNS,
        walks=tuple(Walk),
        script=script,
        script_digest=digest,
        style=_source(environment, "page.css"),
    )


def _source(environment: Environment, name: str) -> Markup:
    """One of our own files, to be put into the page as it is."""
    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, name)[0])  # noqa: S704
