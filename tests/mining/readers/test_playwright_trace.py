"""Traces of Playwright: real ones of several versions, and one of the version that is installed."""

from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys_mining.mine import Mined
from tests.support.browser import open_browser

from ..exports import mine_one, real_export


def _transitions(mined: Mined) -> list[tuple[str, str]]:
    return [
        (one.context[0], one.action) for one in mined.model.transitions if len(one.context) == 1
    ]


@pytest.mark.parametrize(
    ("name", "page", "begins"),
    [
        ("test-trace1.zip", "view /", "2024-05-08T23:19:26"),
        ("test-trace2.zip", "view /", "2024-05-08T23:20:06"),
        ("trace-1.37.zip", "view /index.html", "2023-09-19T22:36:10"),
        ("trace-remote-time-diff.zip", "view /", "2024-09-13T12:05:41"),
    ],
)
def test_pages_of_real_traces(name: str, page: str, begins: str) -> None:
    mined = mine_one(real_export(f"playwright_trace/{name}"))
    assert mined.report.files[0].reader == "playwright_trace"
    assert _transitions(mined) == [("(start)", page), (page, "(end)")]
    assert mined.report.first_event.startswith(begins)
    assert mined.model.source.hosts == ("playwright.dev",)


@pytest.mark.parametrize("name", ["trace-1.31.zip", "trace-library-1.46.zip"])
def test_a_trace_without_a_page_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="shows no page of a site"):
        mine_one(real_export(f"playwright_trace/{name}"))


@pytest.mark.parametrize("snapshots", [True, False])
def test_a_trace_of_the_installed_version(tmp_path: Path, snapshots: bool) -> None:
    with open_browser() as browser:
        context = browser.new_context()
        context.tracing.start(snapshots=snapshots)
        page = context.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<a href=/cart>Cart</a>"))
        page.goto("http://shop.test/")
        page.get_by_role("link").click()
        page.wait_for_url("**/cart")
        # The same page again is the same page.
        page.get_by_role("link").hover()
        context.tracing.stop(path=tmp_path / "trace.zip")
    mined = mine_one(tmp_path / "trace.zip")
    # Without snapshots nobody knows where a click led.
    walked = [("(start)", "view /"), ("view /", "view /cart"), ("view /cart", "(end)")]
    expected = walked if snapshots else [("(start)", "view /"), ("view /", "(end)")]
    assert sorted(_transitions(mined)) == sorted(expected)
