"""The ways into the shop: typed in, found by a search engine, an advert, the newsletter."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from journeys.demo.catalogue import CATEGORIES, PRODUCTS
from journeys.demo.shop_map import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The first page of a visit and what led there."""

    page: Page
    url: str
    """Path and query, with the marks of campaigns."""
    referrer: str | None = None
    product_id: int | None = None
    """The product of a product page."""
    slug: str | None = None
    """The category of a category page."""


def choose_entry(random: Random, weights: Mapping[str, float]) -> Entry:
    """One of the ways in, by weight."""
    match random.choices(list(weights), list(weights.values()))[0]:
        case "home":
            return Entry(page=Page.HOME, url="/")
        case "organic product":
            product_id = random.choices(list(PRODUCTS), [40 - one for one in PRODUCTS])[0]
            return Entry(
                page=Page.PRODUCT,
                url=f"/product/{product_id}",
                referrer=random.choices(_SEARCH_ENGINES, (88, 8, 4))[0],
                product_id=product_id,
            )
        case "organic category":
            slug = _a_category(random)
            return Entry(
                page=Page.CATEGORY,
                url=f"/category/{slug}",
                referrer=random.choices(_SEARCH_ENGINES, (88, 8, 4))[0],
                slug=slug,
            )
        case "advert":
            slug = _a_category(random)
            click_id = f"Cj0KCQ{random.getrandbits(64):016x}"
            return Entry(
                page=Page.CATEGORY,
                url=f"/category/{slug}?gclid={click_id}",
                referrer=_SEARCH_ENGINES[0],
                slug=slug,
            )
        case "newsletter":
            marks = "utm_source=newsletter&utm_medium=email"
            if random.random() < 0.5:
                return Entry(page=Page.DEALS, url=f"/deals?{marks}")
            return Entry(page=Page.HOME, url=f"/?{marks}")
        case unknown:
            raise ValueError(f"{unknown!r} is no way into the shop")


_SEARCH_ENGINES = ("https://www.google.com/", "https://www.bing.com/", "https://duckduckgo.com/")


def _a_category(random: Random) -> str:
    return random.choices(CATEGORIES, (34, 30, 20, 16))[0].slug
