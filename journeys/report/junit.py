"""The report as JUnit XML, in the dialect that pytest writes and CI systems read.

A run is a suite, a journey is a case. Failed is a `<failure>`. Inconclusive and unfinished are
`<error>`s, so that an environment that is down is taken neither for a pass nor for a fault of the
product. Flaky is a pass with a `<flakyFailure>`, quarantined is `<skipped>`.
"""

import platform
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from journeys.durations import format_duration
from journeys.report.data import JourneyReport, Outcome, Report, RunReport
from journeys.report.plain_text import plain
from journeys.whole_file import write_whole_file


def write_junit(report: Report, path: Path) -> None:
    """Write the report to a JUnit XML file.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    root = ET.Element("testsuites", name="journeys")
    for run in report.runs:
        root.append(_suite(run))
    ET.indent(root)
    write_whole_file(path, ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _suite(report: RunReport) -> ET.Element:
    run, counts = report.run, report.counts
    suite = _element(
        "testsuite",
        name=run.suite,
        errors=str(counts.inconclusive + counts.unfinished),
        failures=str(counts.failed),
        skipped=str(counts.quarantined),
        tests=str(counts.total),
        time=f"{report.elapsed_s:.3f}",
        timestamp=run.started_at.isoformat(),
        hostname=platform.node(),
    )
    _add_properties(
        suite,
        ("run", run.id),
        ("state", report.state),
        ("base_url", run.base_url),
        ("app_version", run.app_version or ""),
        ("model", run.model_digest),
        ("seed", str(run.seed)),
        ("runner", run.runner),
    )
    for journey in report.journeys:
        suite.append(_case(journey, run.suite))
    if report.changes:
        out = ET.SubElement(suite, "system-out")
        out.text = plain("\n".join(_change_lines(report)))
    return suite


def _change_lines(report: RunReport) -> Iterator[str]:
    yield "changed since these journeys last passed:"
    for one in report.changes:
        new = f"; new: {', '.join(one.new)}" if one.new else ""
        yield f"  after {', '.join(one.actions)}: gone: {', '.join(one.gone)}{new}"


def _case(journey: JourneyReport, suite: str) -> ET.Element:
    case = _element(
        "testcase",
        classname=f"{suite}.{journey.kind}",
        name=journey.id,
        time=f"{journey.elapsed_s:.3f}",
    )
    _add_properties(
        case,
        ("kind", journey.kind),
        ("prob", f"{journey.prob:.3g}"),
        ("outcome", journey.outcome),
        ("attempts", str(len(journey.attempts))),
        ("reproduce", journey.reproduce or ""),
    )
    tag = {
        Outcome.FAILED: "failure",
        Outcome.FLAKY: "flakyFailure",
        Outcome.INCONCLUSIVE: "error",
        Outcome.UNFINISHED: "error",
    }.get(journey.outcome)
    if tag is not None:
        case.append(_what_went_wrong(tag, journey))
    elif journey.quarantine:
        entry = journey.quarantine
        message = f"quarantined until {entry.until}: {entry.reason}"
        skipped = _what_went_wrong("skipped", journey)
        skipped.set("message", plain(message))
        case.append(skipped)
    out = ET.SubElement(case, "system-out")
    out.text = plain(_step_list(journey))
    return case


def _what_went_wrong(tag: str, journey: JourneyReport) -> ET.Element:
    if journey.problem is None:
        return _element(tag, message="the run broke off", type=journey.outcome)
    problem = journey.problem.problem
    place = f"step {journey.problem.step_index + 1} ({journey.problem.action})"
    element = _element(tag, message=f"{place}: {problem.reason}", type=problem.cause)
    lines = [f"{place}: {problem.cause}", problem.reason, problem.remedy]
    if last := journey.last_pass:
        version = f" (version {last.app_version})" if last.app_version else ""
        lines.append(f"last passed: {last.run}{version}")
    if journey.reproduce:
        lines.append(f"reproduce: {journey.reproduce}")
    element.text = plain("\n".join(line for line in lines if line))
    return element


def _step_list(journey: JourneyReport) -> str:
    lines = []
    for attempt in journey.attempts:
        lines.append(f"attempt {attempt.attempt}: {attempt.verdict or 'unfinished'}")
        for index, action in enumerate(attempt.planned):
            step = next((one for one in attempt.steps if one.index == index), None)
            if step is None:
                lines.append(f"  {index + 1}. {action}: not reached")
                continue
            lines.append(
                f"  {index + 1}. {action}: {step.problem.cause if step.problem else 'passed'}"
                f" ({step.way}, {format_duration(step.elapsed_s)})"
                f"{f': {step.note}' if step.note else ''}"
            )
    # Jenkins and GitLab show files that are named so.
    lines += [f"[[ATTACHMENT|{path}]]" for one in journey.files if one for path in one.all]
    return "\n".join(lines)


def _add_properties(parent: ET.Element, *pairs: tuple[str, str]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in pairs:
        properties.append(_element("property", name=name, value=value))


def _element(tag: str, **attributes: str) -> ET.Element:
    return ET.Element(tag, {name: plain(str(text)) for name, text in attributes.items()})
