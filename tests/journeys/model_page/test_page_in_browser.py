from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from journeys.model_page import write_model_page
from journeys_mining.chain.smoothing import Chain
from tests.journeys.model_page.models import BUY, SHOP, a_shop_model
from tests.support.browser import open_browser


@dataclass
class OpenPage:
    """The page of the shop's model, and what it said and asked for."""

    page: Page
    uri: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenPage]:
    path = tmp_path_factory.mktemp("page") / "model.html"
    write_model_page(a_shop_model(), path)
    with open_browser() as browser:
        opened = OpenPage(page=browser.new_page(), uri=path.as_uri())
        opened.page.on("console", lambda message: opened.said.append(message.text))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.page.on("request", lambda request: opened.asked.append(request.url))
        yield opened


@pytest.fixture
def page(opened: OpenPage) -> Iterator[Page]:
    """The page as it opens; afterwards it has said nothing and asked nobody."""
    opened.asked.clear()
    opened.page.goto(opened.uri)
    yield opened.page
    assert opened.said == []
    assert opened.asked == [opened.uri]


def test_filters_hide_and_count(page: Page) -> None:
    all_edges = page.locator(".edge-group").count()
    assert page.inner_text("#hidden-says") == f"All {all_edges} transitions and 8 actions drawn."
    page.locator("#least").fill("90")
    few = page.locator(".edge-group").count()
    assert 0 < few < all_edges
    assert page.inner_text("#hidden-says").startswith(f"{few} of {all_edges} transitions")
    page.locator("#graph-text").fill("help")
    assert page.locator(".edge-group").count() == 0
    assert "more have such a name, but are rarer" in page.inner_text("#hidden-says")
    page.get_by_role("button", name="Reset").click()
    assert page.locator(".edge-group").count() == all_edges
    page.locator("#most").fill("0")
    titles = page.locator(".edge-group title").all_text_contents()
    assert titles
    assert all(": 2×, 2 users" in title for title in titles)
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("ends of sessions").uncheck()
    assert page.locator(".edge-group[data-after='1']").count() == 0


def test_an_action_opens_its_panel_by_mouse_and_by_key(page: Page) -> None:
    page.locator("#picture").get_by_role("button", name="view /cart,").click()
    panel = page.locator("#panel")
    assert panel.get_by_role("heading", name="view /cart").is_visible()
    told = panel.inner_text()
    for fact in ("44×", "2xx 98% (43), 5xx 2.3% (1)", "40 ms median, 310 ms at 95%", "3.5 s"):
        assert fact in told
    assert "Where the steps before it matter most" in told
    page.get_by_label("only around the chosen action").check()
    cart = page.locator(".node.chosen").get_attribute("data-action")
    joined = page.locator(".edge-group").evaluate_all(
        "all => all.map(one => [one.dataset.before, one.dataset.after])"
    )
    assert joined
    assert all(cart in pair for pair in joined)
    page.keyboard.press("Escape")
    assert panel.is_hidden()

    page.locator("#picture").get_by_role("button", name="view /search?q={q},").focus()
    page.keyboard.press("Enter")
    assert "red mug" in panel.inner_text()


def test_keys_zoom_and_move_the_picture(page: Page) -> None:
    def view() -> list[float]:
        box = page.locator("#picture").get_attribute("viewBox") or ""
        return [float(number) for number in box.split()]

    whole = view()
    page.locator("#canvas").focus()
    page.keyboard.press("+")
    assert view()[2] < whole[2]
    zoomed = view()
    page.keyboard.press("ArrowRight")
    assert view()[0] > zoomed[0]
    page.keyboard.press("0")
    assert view() == whole


@pytest.mark.parametrize(
    "session",
    [
        (SHOP[0], SHOP[2]),
        (*SHOP, *BUY),
        (SHOP[0], SHOP[2], SHOP[2], SHOP[3], BUY[0], "apply_coupon @ /cart", BUY[0]),
        ("view /help", SHOP[0], "view /help"),
        ("view /help", BUY[1]),
    ],
)
def test_a_journey_is_as_likely_as_the_model_says(page: Page, session: tuple[str, ...]) -> None:
    for action in session:
        page.locator("#step").fill(action)
        page.get_by_role("button", name="Add step").click()
    assert page.locator("#journey-table tbody tr").count() == len(session) + 1
    told = page.locator("#journey-table tbody tr").last.locator("td").last.inner_text()
    prob = Chain(a_shop_model()).prob(session)
    assert float(told.removesuffix("%")) / 100 == pytest.approx(prob, rel=0.06)
    if not prob:
        assert "never seen" in page.inner_text("#journey-says")


def test_a_rare_transition_is_drawn_with_its_likeliest_session(page: Page) -> None:
    page.locator("#rare").select_option(index=1)
    assert "The likeliest session through" in page.inner_text("#journey-says")
    walked = page.locator("#picture .edge.walked").count()
    steps = page.locator("#journey-table tbody tr").count()
    assert 0 < walked <= steps
    page.get_by_role("button", name="Clear").click()
    assert page.locator("#picture .edge.walked").count() == 0
    page.locator("#transitions .draw").first.click()
    assert page.locator("#picture .edge.walked").count() > 0
    page.get_by_role("button", name="Clear").click()
    assert page.locator("#picture .edge.walked").count() == 0


def test_the_table_of_transitions_is_sorted_and_searched(page: Page) -> None:
    rows = page.locator("#transitions tbody tr")
    page.get_by_role("button", name="Rarest first").click()
    counts = [int(text) for text in rows.locator("td:nth-child(3)").all_inner_texts()]
    assert counts == sorted(counts)
    page.get_by_label("Search transitions").fill("coupon")
    assert 0 < rows.count() < len(counts)
    assert all("coupon" in text for text in rows.all_inner_texts())
    page.locator("#transitions select").select_option("2")
    assert all("→" in text for text in rows.locator("td:first-child").all_inner_texts())
