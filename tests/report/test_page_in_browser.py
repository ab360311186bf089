from pathlib import Path

from journeys.report import build_report, write_page
from journeys.store import ResultsStore
from tests.support.browser import open_browser
from tests.support.sample_run import write_sample_run


def test_the_page_works_alone_in_a_browser(store: ResultsStore, tmp_path: Path) -> None:
    write_sample_run(store)
    path = tmp_path / "report.html"
    write_page(build_report([store.load_run()]), path)
    said: list[str] = []
    asked: list[str] = []

    with open_browser() as browser:
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())

        journey = page.locator(".journey").first
        assert journey.locator(".reproduce").is_visible()
        assert journey.locator(".exchange pre").last.is_visible()

        page.get_by_role("button", name="5 inconclusive").click()
        assert page.locator(".journey:visible").count() == 5
        page.get_by_label("Filter journeys by text").fill("no such thing")
        assert page.get_by_text("No journey fits this filter.").is_visible()

    assert said == []
    assert asked == [path.as_uri()]
