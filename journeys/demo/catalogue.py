"""What the shop sells: four categories of six products each. The same in every release."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A shelf of the shop."""

    slug: str
    title: str
    blurb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Something to buy."""

    id: int
    category: Category
    name: str
    blurb: str
    price_cents: int
    was_cents: int | None = None
    """The price before it became a deal; None for a product at its usual price."""
    hue: int = 30
    """Colour of its drawing, in degrees, 0–359."""


MUGS: Final = Category(slug="mugs", title="Mugs", blurb="Stoneware and enamel for slow mornings.")
LAMPS: Final = Category(slug="lamps", title="Lamps", blurb="Warm light for desks and corners.")
CHAIRS: Final = Category(slug="chairs", title="Chairs", blurb="Seats that are made to be kept.")
POSTERS: Final = Category(slug="posters", title="Posters", blurb="Prints on heavy matt paper.")

CATEGORIES: Final = (MUGS, LAMPS, CHAIRS, POSTERS)

_SHELVES: Final[tuple[tuple[Category, tuple[tuple[str, str, int, int | None, int], ...]], ...]] = (
    (
        MUGS,
        (
            ("Harbour mug", "Hand-thrown stoneware, 350 ml, dishwasher safe.", 1800, None, 205),
            ("Moss mug", "A deep green glaze that pools at the foot.", 1900, None, 130),
            ("Ember mug", "Enamel on steel, made for camp fires.", 1400, 1700, 12),
            ("Chalk mug", "Plain white porcelain, thin at the lip.", 1600, None, 48),
            ("Dusk mug", "Two glazes that meet in the middle.", 2200, None, 265),
            ("Espresso cup", "80 ml, thick walls, keeps its heat.", 1100, None, 28),
        ),
    ),
    (
        LAMPS,
        (
            ("Arc desk lamp", "A steel arm that stays where you leave it.", 7900, None, 210),
            ("Lantern lamp", "Paper shade, oak foot, warm bulb included.", 6400, None, 40),
            ("Clip lamp", "Clamps to a shelf of up to 4 cm.", 2900, 3600, 350),
            ("Globe lamp", "Opal glass on a brass ring.", 8800, None, 45),
            ("Reading lamp", "Dimmable, with a narrow beam.", 5200, None, 160),
            ("Night light", "A small glow that switches itself off.", 1900, None, 290),
        ),
    ),
    (
        CHAIRS,
        (
            ("Spindle chair", "Solid ash, soaped, with a curved back.", 18900, None, 32),
            ("Canvas chair", "Folds flat; the cover can be washed.", 9900, 12900, 95),
            ("Workshop stool", "Turns, rises and does not wobble.", 7400, None, 8),
            ("Reading chair", "Wool on beech, with a high back.", 32900, None, 190),
            ("Kitchen chair", "Stacks four high.", 8900, None, 50),
            ("Step stool", "Two steps, and a seat when you need one.", 5900, None, 330),
        ),
    ),
    (
        POSTERS,
        (
            ("Tide table", "A year of tides, 50 × 70 cm.", 2400, None, 200),
            ("Night sky", "The northern stars, printed in silver.", 2800, None, 235),
            ("City plan", "Every street of a town that never was.", 2600, None, 15),
            ("Fern study", "A pressed fern, four times its size.", 2200, 2800, 120),
            ("Type specimen", "Twenty-six letters and an ampersand.", 2000, None, 355),
            ("Mountain line", "One line drawn without lifting the pen.", 2500, None, 275),
        ),
    ),
)


def _stock_the_shelves() -> dict[int, Product]:
    entries = [(category, *entry) for category, shelf in _SHELVES for entry in shelf]
    return {
        product_id: Product(
            id=product_id,
            category=category,
            name=name,
            blurb=blurb,
            price_cents=price_cents,
            was_cents=was_cents,
            hue=hue,
        )
        for product_id, (category, name, blurb, price_cents, was_cents, hue) in enumerate(
            entries, 1
        )
    }


PRODUCTS: Final = _stock_the_shelves()
"""Every product by its id, 1 to 24."""

FEATURED: Final = tuple(PRODUCTS[product_id] for product_id in (1, 8, 13, 20, 5, 10))
"""The products on the front page."""

DEALS: Final = tuple(product for product in PRODUCTS.values() if product.was_cents is not None)


def find_category(slug: str) -> Category | None:
    """The category of that slug."""
    return next((category for category in CATEGORIES if category.slug == slug), None)


def products_in(category: Category) -> tuple[Product, ...]:
    """The products on one shelf, by id."""
    return tuple(product for product in PRODUCTS.values() if product.category == category)


def related_to(product: Product) -> tuple[Product, ...]:
    """Three neighbours on the same shelf, going round at its end."""
    shelf = products_in(product.category)
    place = shelf.index(product)
    return tuple(shelf[(place + step) % len(shelf)] for step in (1, 2, 3))


def search_products(query: str) -> tuple[Product, ...]:
    """Products whose name, category or text holds every word of the query.

    >>> [product.name for product in search_products("green MUG")]
    ['Moss mug']
    >>> search_products("  ")
    ()
    """
    words = query.casefold().split()
    if not words:
        return ()
    return tuple(
        product
        for product in PRODUCTS.values()
        if all(
            word in f"{product.name} {product.category.title} {product.blurb}".casefold()
            for word in words
        )
    )
