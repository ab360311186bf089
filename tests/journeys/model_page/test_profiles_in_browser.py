"""The page shows whose sessions are looked at: the graph, the panel and journeys follow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from journeys.model_page import write_model_page
from journeys_mining.chain.smoothing import Chain
from tests.support.browser import open_browser
from tests.support.profile_worlds import READERS, a_model_with_profiles

MODEL = a_model_with_profiles()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str]]:
    path = tmp_path_factory.mktemp("page") / "model.html"
    write_model_page(MODEL, path)
    with open_browser() as browser:
        yield browser.new_page(), path.as_uri()


@pytest.fixture
def page(opened: tuple[Page, str]) -> Page:
    """The page with the readers chosen."""
    page, uri = opened
    page.goto(uri)
    page.select_option("#profile", "news")
    return page


def test_the_graph_draws_what_the_profile_does(page: Page) -> None:
    assert MODEL.profiling is not None
    news = next(one for one in MODEL.profiling.profiles if one.name == "news")
    page.locator("#least").fill("0")
    titles = page.locator(".edge-group title").all_text_contents()
    assert len(titles) == len(news.transitions)
    for one in news.transitions:
        (title,) = (text for text in titles if text.startswith(f"{one.before} → {one.action}: "))
        assert f": {one.count:,}×, {one.users:,} users, " in title
    assert page.locator("#profiles .chosen h3").inner_text() == "news"
    assert page.locator("#actions .all-visitors").is_visible()
    page.select_option("#profile", "")
    assert page.locator("#profiles .chosen").count() == 0
    assert "/cart" in (page.text_content("#picture") or "")


def test_the_page_opens_with_the_profile_that_was_asked_for(page: Page, tmp_path: Path) -> None:
    chosen = page.text_content("#picture")
    write_model_page(MODEL, tmp_path / "news.html", profile="news")
    page.goto((tmp_path / "news.html").as_uri())
    assert page.input_value("#profile") == "news"
    assert page.text_content("#picture") == chosen
    assert page.locator("#actions .all-visitors").is_visible()


def test_a_card_chooses_its_profile_and_all_again(page: Page) -> None:
    button = page.locator("[data-profile=cart] button")
    button.click()
    assert page.input_value("#profile") == "cart"
    assert "/news" not in (page.text_content("#picture") or "")
    button.click()
    assert page.input_value("#profile") == ""


def test_the_panel_has_the_profiles_counts(page: Page) -> None:
    page.locator(".node[aria-label^='view /news,']").click()
    readers = sum(len([one for one in session if one == "view /news"]) for session in READERS) * 10
    assert f"{readers + 8:,}×" in page.inner_text("#panel")
    page.select_option("#profile", "")
    assert "Of cart, per 100\ntoo few" in page.inner_text("#panel")


def test_a_journey_is_as_likely_as_the_profiles_chain_says(page: Page) -> None:
    session = READERS[0]
    for action in session:
        page.locator("#step").fill(action)
        page.get_by_role("button", name="Add step").click()
    together = page.locator("#journey-table tbody tr td:last-child").last.inner_text()
    expected = Chain(MODEL, "news").prob(session)
    assert float(together.removesuffix("%")) == pytest.approx(100 * expected, rel=0.06)
    assert "of the sessions of news are exactly this" in page.inner_text("#journey-says")
