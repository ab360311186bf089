"""What an application no longer shows is told against the runs in which the journeys passed."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from rich.console import Console

from journeys.evidence import GraphEdge, JourneyEvidence, Run, RunId
from journeys.journey import JourneyId
from journeys.report import print_summary, write_json, write_junit, write_page
from journeys.report.data import RunReport
from journeys.results_folder import write_reports
from journeys.store import ResultsStore
from journeys.verdict import Cause
from tests.support.evidence_factory import (
    NOON,
    a_problem,
    a_run,
    a_step,
    an_evidence,
    an_exchange,
    store_run,
)

ReportOf = Callable[[Run], RunReport]
ROOT = "http://staging.test:8080"
GRAPH = tuple(
    GraphEdge(before="view /checkout", after=after, count=9)
    for after in ("view /deals", "view /product/{id}", "apply_coupon @ /checkout")
)
NIGHTS = tuple(
    a_run(id=RunId(f"2026112{night}T120000Z-000{night}"), started_at=NOON + timedelta(days=night))
    for night in range(4)
)
TITLE = "<title>Checkout</title>"
LINKS = '<a href="/deals?from=foot">Deals</a><a href="/product/{n}">Mug {n}</a>'
FORM = """<form method="post" action="/checkout"><input name="line-{n}"><input name="city">
<button name="go">Go on</button></form>"""


def _page(html: str, journey: int, action: str = "view /checkout") -> JourneyEvidence:
    """A journey that opens a page of this HTML, in which `{n}` differs from journey to journey."""
    body = f"<html>{html}</html>".replace("{n}", str(journey)).encode()
    place = action.removeprefix("view ").replace("{id}", str(journey))
    exchange = an_exchange(
        url=f"{ROOT}{place}",
        response_headers=(("Content-Type", "text/html; charset=utf-8"),),
        response_body=body,
        # A token was masked in it.
        response_size=len(body) + 19,
    )
    step = a_step(
        action=action, exchanges=(exchange,), page_url=exchange.url, page=action[len("view ") :]
    )
    return an_evidence(journey_id=JourneyId(f"journey-{journey}"), steps=(step,))


def _night(store: ResultsStore, run: Run, pages: Sequence[JourneyEvidence]) -> None:
    store.keep_graph(run.model_digest, GRAPH)
    store_run(store, run, pages)


@pytest.fixture
def told(store: ResultsStore, tmp_path: Path) -> ReportOf:
    """The report of a night, as a replay writes it."""

    def report_of(run: Run) -> RunReport:
        (report,) = write_reports(store, [run.id], tmp_path / "reports").runs
        return report

    (tmp_path / "reports").mkdir()
    return report_of


def test_what_is_gone_from_all_answers_is_told_everywhere(
    store: ResultsStore, told: ReportOf, tmp_path: Path
) -> None:
    before, now, last = NIGHTS[:3]
    event = '<button data-event="apply_coupon">Apply</button>'
    _night(store, before, [_page(TITLE + LINKS + FORM + event, one) for one in range(4)])
    renamed = (TITLE + LINKS.replace("/deals", "/sale") + FORM).replace('"city"', '"town"')
    _night(store, now, [_page(renamed.replace("Checkout", "Till"), one) for one in range(4)])
    _night(store, last, [_page(renamed.replace("Checkout", "Till"), one) for one in range(4)])

    (change,) = told(now).changes

    assert change.actions == ("view /checkout",)
    assert change.gone == (
        "the title “Checkout”",
        "the field city of the form POST /checkout",
        "the link to /deals",
        "the name of the event apply_coupon",
    )
    assert change.new == ("the title “Till”", "the field town of the form POST /checkout")
    assert (change.had_count, change.compared_count) == (4, 4)
    # Nothing changed before it, and it is told once.
    assert (told(before).changes, told(last).changes) == ((), ())

    report = write_reports(store, [now.id], tmp_path / "reports")
    write_json(report, tmp_path / "report.json")
    (in_json,) = json.loads((tmp_path / "report.json").read_text())["runs"][0]["changes"]
    assert in_json["gone"] == list(change.gone)
    printed = io.StringIO()
    print_summary(report, Console(file=printed, width=100))
    shown = (
        printed.getvalue(),
        *((tmp_path / "reports" / name).read_text() for name in ("report.html", "junit.xml")),
    )
    assert all("the field city of the form POST /checkout" in one for one in shown)


def test_what_may_be_chance_is_not_told(store: ResultsStore, told: ReportOf) -> None:
    # Of few journeys; of a record; of a third of the answers; of a page of which half is kept.
    product = "view /product/{id}"
    few = [_page(TITLE + LINKS, one) for one in range(2)]
    records = [_page("<title>Red mug</title>", 5, product)]
    some = [_page(LINKS if one == 10 else TITLE, one, "view /deals") for one in range(10, 13)]
    (half,) = _page(TITLE + LINKS, 20).steps
    (exchange,) = half.exchanges
    cut = replace(exchange, response_body=exchange.response_body[:30])
    _night(store, NIGHTS[0], [*few, *records, *some, *(_page(TITLE, one) for one in (20, 21, 22))])
    changed = [_page(TITLE, one) for one in range(2)]
    changed += [_page("<title>Blue mug</title>", 5, product)]
    changed += [_page(TITLE, one, "view /deals") for one in range(10, 13)]
    for one in (20, 21, 22):
        steps = (replace(half, exchanges=(cut,)),)
        changed.append(an_evidence(journey_id=JourneyId(f"journey-{one}"), steps=steps))
    _night(store, NIGHTS[1], changed)
    assert told(NIGHTS[1]).changes == ()


def test_each_journey_is_compared_with_the_run_in_which_it_passed_last(
    store: ResultsStore, told: ReportOf, tmp_path: Path
) -> None:
    # A night in which nothing worked, and one of another application, hide nothing.
    _night(store, NIGHTS[0], [_page(TITLE + FORM, one) for one in range(3)])
    broken = a_step(problem=a_problem(Cause.SERVER_ERROR), action="view /checkout")
    down = [an_evidence(journey_id=JourneyId(f"journey-{n}"), steps=(broken,)) for n in range(3)]
    _night(store, NIGHTS[1], down)
    elsewhere = replace(NIGHTS[2], base_url="http://other.test")
    _night(store, elsewhere, [_page(TITLE, one) for one in range(3)])
    now = [_page(TITLE, one) for one in range(3)]
    _night(store, NIGHTS[3], [*now, an_evidence(journey_id=JourneyId("new"), steps=(broken,))])

    assert [one.gone for one in told(NIGHTS[3]).changes] == [("the form POST /checkout",)]
    (last,) = {one.last_pass for one in told(NIGHTS[1]).journeys}
    assert last is not None
    assert (last.run, last.app_version) == (NIGHTS[0].id, "2.4.1")
    assert {one.last_pass for one in told(NIGHTS[3]).journeys} == {None}
    report = write_reports(store, [NIGHTS[1].id], tmp_path / "reports")
    write_junit(report, tmp_path / "junit.xml")
    write_page(report, tmp_path / "report.html")
    assert f"last passed: {NIGHTS[0].id} (version 2.4.1)" in (tmp_path / "junit.xml").read_text()
    assert "Last passed 2026-11-21 12:00:00 UTC" in (tmp_path / "report.html").read_text()


def test_what_is_written_and_not_shown_any_more_is_told(
    store: ResultsStore, told: ReportOf
) -> None:
    def night(run: Run, keeps: bool) -> None:
        _night(store, run, [_comment(run, one, keeps) for one in range(3)])

    night(NIGHTS[0], True)
    night(NIGHTS[1], True)
    assert told(NIGHTS[1]).changes == ()
    night(NIGHTS[2], False)
    (change,) = told(NIGHTS[2]).changes
    assert change.gone == ("what was just written into text by POST /product/{id}",)


def _comment(run: Run, journey: int, keeps: bool) -> JourneyEvidence:
    """A form that leads to a page which shows what it was sent, if the application keeps it."""
    html = (("Content-Type", "text/html"),)
    text = f"journeys {run.id}-{journey} & more"
    body = f"<p>Mug 7 of July {text.replace('&', '&amp;') if keeps else 'is empty'}</p></html>"
    sent = an_exchange(
        method="POST",
        url=f"{ROOT}/product/{journey}",
        request_headers=(("content-type", "application/x-www-form-urlencoded"),),
        request_body=urlencode({"text": text, "stars": "7"}).encode(),
        response_headers=(("Location", "/checkout"),),
        response_body=b"",
        status=302,
    )
    shown = an_exchange(
        url=f"{ROOT}/checkout",
        response_headers=html,
        response_body=body.encode(),
        response_size=len(body),
    )
    step = a_step(
        action="POST /product/{id}",
        exchanges=(sent, shown),
        page_url=shown.url,
        page="/checkout",
    )
    return an_evidence(journey_id=JourneyId(f"journey-{journey}"), steps=(step,))


def test_the_keys_of_json_are_told_and_runs_named_together_are_compared(
    store: ResultsStore, tmp_path: Path
) -> None:
    def answers(*names: str) -> list[JourneyEvidence]:
        return [_json(number, *names) for number in range(3)]

    def _json(number: int, *names: str) -> JourneyEvidence:
        items = [{"id": number, **dict.fromkeys(names, 1)}]
        body = json.dumps({"items": items, "by_id": {str(number): {"a": 1}}}).encode()
        exchange = an_exchange(
            url=f"{ROOT}/product/{number}", response_body=body, response_size=len(body)
        )
        step = a_step(action="GET /product/{id}", exchanges=(exchange,))
        return an_evidence(journey_id=JourneyId(f"journey-{number}"), steps=(step,))

    _night(store, NIGHTS[0], answers("price", "name"))
    _night(store, replace(NIGHTS[1], base_url="http://next.test"), answers("price"))
    both = write_reports(store, [NIGHTS[0].id, NIGHTS[1].id], tmp_path)
    assert both.runs[0].changes == ()
    assert [one.gone for one in both.runs[1].changes] == [("the key items[].name",)]
