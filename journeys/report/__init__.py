"""Stage *report*: loaded runs into one record tree, and that tree into a page, JUnit, JSON, text.

Takes `journeys.store.LoadedRun`, gives files. It performs nothing and judges nothing: verdicts are
the runners' business. It knows nothing of runners.
"""

from journeys.report.building import build_report
from journeys.report.data import Report
from journeys.report.json_report import write_json
from journeys.report.junit import write_junit
from journeys.report.terminal import print_summary

__all__ = [
    "Report",
    "build_report",
    "print_summary",
    "write_json",
    "write_junit",
]
