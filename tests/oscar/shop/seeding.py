"""Fills the shop: categories, products, a country, an offer, a customer; others for each seed."""

from decimal import Decimal
from random import Random
from typing import Any

from django.contrib.auth import get_user_model  # type: ignore[import-untyped]
from oscar.core.loading import get_model  # type: ignore[import-untyped]

_SECTIONS = ("Fiction", "History", "Science", "Travel", "Cooking", "Gardening", "Music", "Poetry")
_SHELVES = ("Classics", "New arrivals", "Staff picks", "For beginners")
_FIRST = ("The quiet", "A short", "The last", "An honest", "The northern", "Our", "One summer's")
_SECOND = ("river", "garden", "kitchen", "lighthouse", "orchard", "harbour", "winter", "atlas")
_THIRD = ("of Lisbon", "for two", "revisited", "and other stories", "by night", "at sea")


def seed_shop(seed: int, *, product_count: int = 48) -> None:
    """Fill an empty shop. Another seed gives other names, numbers, prices and categories."""
    random = Random(seed)
    # No two shops share the numbers of their rows, as production and staging do not.
    first_id = random.randrange(100, 900)
    categories = _make_categories(random, first_id)
    _make_products(random, first_id, product_count, categories)
    get_model("address", "Country").objects.create(
        iso_3166_1_a2="GB",
        iso_3166_1_a3="GBR",
        iso_3166_1_numeric="826",
        printable_name="United Kingdom",
        name="United Kingdom",
        is_shipping_country=True,
    )
    get_user_model().objects.create_user(
        id=first_id, username=f"reader{seed}", email=f"reader{seed}@example.test",
        password=f"reader-{seed}-password",
    )  # fmt: skip


def _make_categories(random: Random, first_id: int) -> list[Any]:
    category = get_model("catalogue", "Category")
    leaves = []
    for number, name in enumerate(random.sample(_SECTIONS, 5)):
        root = category.add_root(id=first_id + 10 * number, name=name)
        leaves += [
            root.add_child(id=first_id + 10 * number + place, name=shelf)
            for place, shelf in enumerate(random.sample(_SHELVES, 2), start=1)
        ]
    return leaves


def _make_products(random: Random, first_id: int, count: int, categories: list[Any]) -> None:
    product_class = get_model("catalogue", "ProductClass").objects.create(
        name="Book", requires_shipping=True, track_stock=True
    )
    partner = get_model("partner", "Partner").objects.create(name="Riverside warehouse")
    product = get_model("catalogue", "Product")
    titles = [f"{one} {two} {three}" for one in _FIRST for two in _SECOND for three in _THIRD]
    for number, title in enumerate(random.sample(titles, count)):
        made = product.objects.create(
            id=first_id + number, title=title, upc=f"{first_id}-{number}",
            product_class=product_class, description=f"{title}. {random.choice(_SHELVES)}.",
        )  # fmt: skip
        made.categories.add(random.choice(categories))
        price = Decimal(random.randrange(399, 2999)) / 100
        made.stockrecords.create(
            partner=partner, partner_sku=f"{first_id}-{number}", price=price, num_in_stock=1_000_000
        )
