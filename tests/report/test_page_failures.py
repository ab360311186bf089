"""What a stranger sees first of a failure: the page as it was, what it said, what to open."""

from pathlib import Path

from lxml import html

from journeys.attempt_files import folder_of
from journeys.evidence import GIVEN_UP
from journeys.report import build_report, write_page
from journeys.report.page_failures import PictureBudget
from tests.report.conftest import LoadRun
from tests.support.browser import open_browser
from tests.support.evidence_factory import a_problem, a_run, a_step, an_evidence, an_exchange

HOSTILE = "<img src=x onerror=alert(1)></li><script>alert(1)</script>"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


def write_files(folder: Path, *, picture: bytes = PIXEL) -> None:
    folder.mkdir(parents=True)
    (folder / "test-failed-1.png").write_bytes(picture)
    (folder / "trace.zip").write_bytes(b"PK")
    (folder / "console.txt").write_text(f"step 1, error: early\nstep 2, error: {HOSTILE}\n")


def page_of(load_run: LoadRun, folder: Path, **files: bytes) -> html.HtmlElement:
    bad = an_exchange(url="http://staging.test/api/price", status=503)
    beacon = an_exchange(url="http://staging.test/collect", status=None, error=GIVEN_UP)
    failing = a_step(index=1, exchanges=(an_exchange(), beacon, bad), problem=a_problem())
    evidence = an_evidence(steps=(a_step(), failing))
    loaded = load_run(evidence, run=a_run(runner="browser"))
    write_files(folder_of(folder / "browser", loaded.run.id, evidence.journey_id, 1), **files)
    path = folder / "report.html"
    write_page(build_report([loaded], folder / "browser"), path)
    return html.document_fromstring(path.read_text())


def test_a_failure_comes_with_its_picture_its_complaints_and_its_files(
    load_run: LoadRun, tmp_path: Path
) -> None:
    page = page_of(load_run, tmp_path)
    (failure,) = page.find_class("failure")
    assert failure.xpath(".//img/@src")[0].startswith("data:image/png;base64,")
    console, requests = ([one.text_content() for one in ul] for ul in failure.iter("ul"))
    # The failing step's own come first.
    assert console == [f"step 2, error: {HOSTILE}", "step 1, error: early"]
    assert [" ".join(one.split()) for one in requests] == [
        "503 GET http://staging.test/api/price",
        f"no response GET http://staging.test/collect {GIVEN_UP}",
    ]
    links = failure.xpath(".//a/@href")
    assert all((tmp_path / link).is_file() for link in links)
    assert len(links) == 3
    trace = tmp_path / links[-1]
    assert failure.xpath(".//code")[0].text == f"playwright show-trace {trace}"


def test_the_first_failure_is_open_at_its_step_and_at_the_request_that_failed(
    load_run: LoadRun, tmp_path: Path
) -> None:
    page = page_of(load_run, tmp_path)
    shown = [one for one in page.iter("details") if one.get("open") is not None]
    inside = [one for one in shown if one.xpath("ancestor-or-self::*[contains(@class,'journey')]")]
    classes = [one.get("class").split()[0] for one in inside]
    assert (classes[0], classes[-2:]) == ("journey", ["step", "exchange"])
    assert "/api/price" in inside[-1].findtext("summary/span")


def test_a_run_that_kept_no_trace_says_how_to_get_one(load_run: LoadRun, tmp_path: Path) -> None:
    loaded = load_run(
        an_evidence(steps=(a_step(problem=a_problem()),)), run=a_run(runner="browser")
    )
    write_page(build_report([loaded], tmp_path), tmp_path / "report.html")
    assert "--trace-mode retain-on-failure" in (tmp_path / "report.html").read_text()


def test_what_pages_said_stays_text_in_a_browser(load_run: LoadRun, tmp_path: Path) -> None:
    page_of(load_run, tmp_path)
    heard: list[str] = []
    with open_browser() as browser:
        page = browser.new_page()
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        page.on("console", lambda message: heard.append(message.text))
        page.goto((tmp_path / "report.html").as_uri())
        picture = page.locator(".failure img")
        assert picture.count() == 1
        assert picture.evaluate("image => image.naturalWidth") == 1
        assert HOSTILE in page.locator(".console").first.inner_text()
    assert heard == []


def test_only_pictures_are_put_into_the_page(load_run: LoadRun, tmp_path: Path) -> None:
    page = page_of(load_run, tmp_path, picture=HOSTILE.encode())
    assert not list(page.iter("img"))


def test_pictures_keep_within_their_budget(tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(PIXEL)
    budget = PictureBudget(len(PIXEL) + 5)
    assert budget.picture(tmp_path / "one.png")
    assert budget.picture(tmp_path / "one.png") is None
    assert budget.picture(tmp_path / "none.png") is None
