"""Stage *report*: loaded runs into one record tree, and that tree into a page, JUnit, JSON, text.

Takes `journeys.store.LoadedRun`, gives files. It performs nothing and judges nothing: verdicts are
the runners' business. It knows nothing of runners.
"""

from journeys.report.building import build_report
from journeys.report.data import Outcome, Report
from journeys.report.json_report import report_content, write_json
from journeys.report.junit import write_junit
from journeys.report.page import write_page
from journeys.report.terminal import print_summary

__all__ = [
    "Outcome",
    "Report",
    "build_report",
    "print_summary",
    "report_content",
    "write_json",
    "write_junit",
    "write_page",
]
