import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from lxml import etree, html

from journeys.evidence import RunId, RunState
from journeys.journey import JourneyId
from journeys.report import Report, build_report, write_page
from journeys.report.page import render_page
from journeys.report.page_bodies import EVIDENCE_BYTES_MAX
from journeys.report.page_view import STEPS_MAX
from journeys.store import ResultsStore
from tests.report.conftest import LoadRun, ReportOn
from tests.support.evidence_factory import (
    a_problem,
    a_run,
    a_step,
    an_evidence,
    an_exchange,
    at,
)
from tests.support.sample_run import PROBLEMS, write_sample_run

Element = etree._Element

HOSTILE = "</script></pre><script>alert(1)</script><img src=x onerror=alert(1)>\"'"


def _parsed(report: Report) -> Element:
    return html.document_fromstring(render_page(report))


def _find(root: Element, tag: str, *classes: str) -> list[Element]:
    """Elements of a tag that have all of these classes, in the order of the page."""
    return [one for one in root.iter(tag) if {*classes} <= {*(one.get("class") or "").split()}]


def _text(element: Element) -> str:
    return str(element.xpath("string()"))


@pytest.fixture
def sample_page(store: ResultsStore) -> Element:
    write_sample_run(store)
    return _parsed(build_report([store.load_run()]))


def test_a_page_holds_every_journey_worst_first(sample_page: Element) -> None:
    outcomes = [one.get("data-outcome") for one in _find(sample_page, "details", "journey")]
    assert outcomes == ["failed"] * 4 + ["flaky"] + ["inconclusive"] * 5 + ["passed"] * 20
    assert sample_page.findtext(".//h1") == "4 of 30 journeys failed"


def test_a_failing_journey_shows_its_problem_and_its_reproduce_line(
    sample_page: Element,
) -> None:
    journey = _find(sample_page, "details", "journey")[1]
    text = _text(journey)
    assert PROBLEMS["POST /cart/coupon"].reason in text
    assert PROBLEMS["POST /cart/coupon"].remedy in text
    (line,) = _find(journey, "code")
    assert _text(line).startswith("journeys replay shop-journeys --base-url")
    (steps,) = _find(journey, "ol", "steps")
    assert len(_find(steps, "li")) == 6
    assert len(_find(journey, "details", "step", "is-failed")) == 1
    assert len(_find(journey, "div", "unreached")) == 2


def test_the_graph_tells_walked_failed_and_not_walked_apart(
    sample_page: Element,
) -> None:
    edges = _find(sample_page, "path", "edge")
    assert len(edges) == 67
    classes = {name for edge in edges for name in (edge.get("class") or "").split()}
    assert {"walk-walked", "walk-failed", "walk-not-walked"} <= classes
    titles = [one.text for one in sample_page.iter("title")]
    assert "(start) → view /: 6,200 times in production, walked" in titles


def test_whatever_a_server_sent_is_text(report_on: ReportOn) -> None:
    exchange = an_exchange(
        url=f"http://staging.test/{HOSTILE}",
        response_headers=(("content-type", "text/html"), (HOSTILE, HOSTILE)),
        response_body=HOSTILE.encode(),
        error=HOSTILE,
    )
    step = a_step(
        action=f"view /{HOSTILE}",
        exchanges=(exchange,),
        page_url=f"javascript:{HOSTILE}",
        problem=a_problem(reason=HOSTILE, remedy=HOSTILE),
    )
    evidence = an_evidence(
        journey_id=JourneyId(HOSTILE), steps=(step,), reason=HOSTILE, reproduce=HOSTILE
    )
    run = a_run(base_url=HOSTILE, app_version=HOSTILE, suite=HOSTILE, test=HOSTILE)

    page = _parsed(report_on(evidence, run=run))

    assert len(_find(page, "script")) == 1
    assert _find(page, "img") == []
    assert all((link.get("href") or "").startswith("#") for link in page.iter("a"))
    assert not [name for one in page.iter() for name in one.attrib if str(name).startswith("on")]
    assert _find(page, "pre")[0].text == HOSTILE


def test_json_is_indented_and_a_long_body_is_cut_with_a_note(report_on: ReportOn) -> None:
    long = b"x" * 30_000
    exchanges = (
        an_exchange(response_body=b'{"a":[1]}'),
        an_exchange(response_headers=(), response_body=long, response_size=5_000_000),
        an_exchange(response_headers=(), response_body=b"\x89PNG\x00\xff"),
    )
    page = _parsed(report_on(an_evidence(steps=(a_step(exchanges=exchanges),))))

    indented, cut = (one.text for one in _find(page, "pre"))
    assert indented == '{\n  "a": [\n    1\n  ]\n}'
    assert cut == "x" * 20_000
    text = _text(page)
    assert "Body: the beginning of 4.8 MiB; 29.3 KiB are kept with the results" in text
    assert "not text, SHA-256" in text


def test_a_body_that_was_masked_is_not_cut(report_on: ReportOn) -> None:
    exchange = an_exchange(response_body=b"<html>***</html>", response_size=2000)
    text = _text(_parsed(report_on(an_evidence(steps=(a_step(exchanges=(exchange,)),)))))
    assert "Body: 2.0 KiB" in text
    assert "the beginning of" not in text


def test_a_body_that_is_gone_is_said_to_be(load_run: LoadRun, tmp_path: Path) -> None:
    loaded = load_run(an_evidence())
    with closing(sqlite3.connect(tmp_path / "results" / "results.sqlite")) as connection:
        connection.execute("DELETE FROM bodies")
        connection.commit()
    assert "it is missing or damaged" in render_page(build_report([loaded]))


def test_the_page_stays_small_however_much_was_seen(report_on: ReportOn) -> None:
    exchanges = tuple(
        an_exchange(response_body=b"<" * 20_000 + str(number).encode()) for number in range(120)
    )
    page = render_page(report_on(an_evidence(steps=(a_step(exchanges=exchanges),))))

    assert "left out to keep this page small" in page
    assert EVIDENCE_BYTES_MAX < len(page.encode()) < EVIDENCE_BYTES_MAX + 500_000


def test_a_large_suite_leaves_out_steps_of_what_passed(report_on: ReportOn) -> None:
    steps = tuple(a_step(index=index, exchanges=()) for index in range(STEPS_MAX // 4))
    passed = [an_evidence(journey_id=JourneyId(f"passed-{n}"), steps=steps) for n in range(4)]
    failing = an_evidence(steps=(a_step(problem=a_problem()),))

    page = _parsed(report_on(*passed, failing))

    first, *_, last = _find(page, "details", "journey")
    assert first.get("data-outcome") == "failed"
    assert len(_find(first, "details", "step")) == 1
    assert _find(last, "details", "step") == []
    assert "1000 steps left out to keep this page small" in _text(last)


def test_of_journeys_that_broke_alike_some_show_their_evidence(report_on: ReportOn) -> None:
    body = b"<html>" + b"x" * 20_000
    deals, cart = (
        a_step(
            problem=a_problem(),
            action=f"view /{name}",
            exchanges=(an_exchange(response_body=body),),
        )
        for name in ("deals", "cart")
    )
    broken = [
        an_evidence(journey_id=JourneyId(f"deals-{n:03}"), steps=(deals,)) for n in range(300)
    ]
    other = an_evidence(journey_id=JourneyId("the-last"), steps=(cart,))
    passed = [an_evidence(journey_id=JourneyId(f"passed-{n}"), prob=0.5) for n in range(2)]

    page = _parsed(report_on(*broken, other, *passed))

    shown = {
        one.get("id"): len(_find(one, "details", "exchange"))
        for one in _find(page, "details", "journey")
    }
    run = a_run().id
    assert [one for one, count in shown.items() if count] == [
        *(f"{run}.{name}" for name in ("deals-000", "deals-001", "deals-002", "the-last")),
        *(f"{run}.{one.journey_id}" for one in passed),
    ]
    (alike,) = (
        one for one in _find(page, "details", "journey") if one.get("id") == f"{run}.deals-007"
    )
    assert "It broke like deals-000" in _text(alike)
    assert f"#{run}.deals-000" in {link.get("href") for link in alike.iter("a")}


def test_two_runs_can_be_switched_and_compared(load_run: LoadRun) -> None:
    later = a_run(id=RunId("later"), app_version="2.5.0", started_at=at(60))
    failing = an_evidence(steps=(a_step(problem=a_problem()),))
    report = build_report([load_run(an_evidence()), load_run(failing, run=later)])

    page = _parsed(report)

    assert [one.get("id") for one in _find(page, "section", "run")] == [a_run().id, "later"]
    targets = {(link.get("href") or "").removeprefix("#") for link in page.iter("a")}
    assert len(targets) == 4
    assert targets <= {one.get("id") for one in page.iter()}


def test_a_run_that_is_not_finished_says_so(report_on: ReportOn) -> None:
    page = render_page(report_on(state=RunState.INTERRUPTED))
    assert "No journey was replayed" in page
    assert "This run was interrupted" in page


def test_the_page_is_written_whole(report_on: ReportOn, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    write_page(report_on(an_evidence()), path)
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["report.html", "results"]
