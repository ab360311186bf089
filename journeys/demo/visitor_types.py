"""How the shop's visitors behave: what they fancy on each page, by type of visitor.

A visitor on a page picks one of the moves that the page offers, with these weights. A type of
visitor multiplies some of them. Weights are relative, and moves that a page does not offer at the
time do not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from journeys.demo.shop_map import LEAVE, Deed, Move, Page

FANCIES: Final[Mapping[Page, Mapping[Move, float]]] = {
    Page.HOME: {
        Page.CATEGORY: 40,
        Page.PRODUCT: 16,
        Page.SEARCH: 14,
        Page.DEALS: 1.8,
        Page.HELP: 0.8,
        Page.LOGIN: 1.2,
        Page.CART: 0.5,
        LEAVE: 24,
    },
    Page.CATEGORY: {
        Page.PRODUCT: 52,
        Page.CATEGORY: 12,
        Page.HOME: 5,
        Page.SEARCH: 5,
        Page.DEALS: 0.4,
        Page.CART: 0.3,
        LEAVE: 22,
    },
    Page.PRODUCT: {
        Deed.ADD_TO_CART: 14,
        Page.PRODUCT: 16,
        Page.CATEGORY: 22,
        Page.HOME: 4,
        Page.SEARCH: 7,
        Page.DEALS: 0.3,
        Page.SIZE_GUIDE: 0.7,
        Page.HELP: 0.3,
        Page.CART: 0.3,
        LEAVE: 34,
    },
    Page.SEARCH: {
        Page.PRODUCT: 50,
        Page.SEARCH: 16,
        Page.CATEGORY: 8,
        Page.HOME: 4,
        LEAVE: 20,
    },
    Page.DEALS: {Page.PRODUCT: 55, Page.CATEGORY: 10, Page.HOME: 6, LEAVE: 28},
    Page.CART: {
        Page.CHECKOUT: 36,
        Deed.REMOVE_FROM_CART: 12,
        Deed.APPLY_COUPON: 5,
        Deed.ADD_GIFT_WRAP: 6,
        Page.CATEGORY: 18,
        Page.HOME: 8,
        Page.SEARCH: 5,
        Page.PRODUCT: 3,
        Page.LOGIN: 1,
        Page.RETURNS: 0.5,
        LEAVE: 20,
    },
    Page.LOGIN: {Deed.SIGN_IN: 86, Page.HOME: 4, LEAVE: 10},
    Page.ACCOUNT: {
        Page.ORDERS: 40,
        Page.CATEGORY: 14,
        Page.HOME: 14,
        Page.CART: 2,
        Deed.SIGN_OUT: 6,
        LEAVE: 16,
    },
    Page.ORDERS: {
        Page.ACCOUNT: 16,
        Page.HOME: 18,
        Page.CATEGORY: 14,
        Page.RETURNS: 5,
        Page.HELP: 3,
        LEAVE: 36,
    },
    Page.CHECKOUT: {Deed.SUBMIT_ADDRESS: 78, Page.CART: 6, LEAVE: 16},
    Page.DELIVERY: {
        Deed.CHOOSE_STANDARD: 75,
        Deed.CHOOSE_EXPRESS: 18,
        Page.CHECKOUT: 2,
        LEAVE: 8,
    },
    Page.CONFIRM: {Deed.PLACE_ORDER: 90, Page.DELIVERY: 2, Page.CART: 1, LEAVE: 7},
    Page.ORDER: {Page.HOME: 16, Page.CATEGORY: 4, Page.LOGIN: 3, Page.ACCOUNT: 6, LEAVE: 76},
    Page.HELP: {Page.RETURNS: 40, Page.CART: 4, Page.HOME: 18, LEAVE: 34},
    Page.RETURNS: {Page.HELP: 16, Page.HOME: 20, Page.CATEGORY: 6, LEAVE: 50},
    Page.SIZE_GUIDE: {Page.CATEGORY: 40, Page.HOME: 18, Page.SEARCH: 8, LEAVE: 28},
}
"""What a visitor of no special type fancies on each page."""

HOLDING_GOODS: Final[Mapping[Move, float]] = {Page.CART: 10}
"""Multipliers while something is in the cart."""

HAVING_REMOVED: Final[Mapping[Move, float]] = {Deed.APPLY_COUPON: 6}
"""Multipliers after something was removed: who counts their money also tries a coupon."""


QUERIES: Final[Mapping[str, float]] = {
    "mug": 30,
    "lamp": 26,
    "chair": 20,
    "poster": 13,
    "desk lamp": 9,
    "stool": 8,
    "green": 6,
    "oak": 4,
    "night": 4,
    "espresso cup": 3,
    "gift": 3,
    "bookshelf": 2,
}
"""What people search for; the last two find nothing."""

THINK_MEDIAN_S: Final[Mapping[Move, float]] = {
    Deed.SUBMIT_ADDRESS: 42,
    Deed.SIGN_IN: 14,
    Deed.ADD_TO_CART: 19,
    Deed.PLACE_ORDER: 16,
    Deed.APPLY_COUPON: 15,
    Page.SEARCH: 9,
}
"""Median seconds before a move; `USUAL_THINK_S` for the others."""

USUAL_THINK_S: Final = 11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorType:
    """A class of visitors."""

    name: str
    share: float
    """Of all visitors, 0–1."""
    mean_visits: float
    """In the two weeks."""
    likes: Mapping[Move, float] = field(default_factory=dict)
    """Multipliers of `FANCIES`."""
    entries: Mapping[str, float]
    """Weights of the ways in; see `visit_entries`."""


VISITOR_TYPES: Final = (
    VisitorType(
        name="browser",
        share=0.41,
        mean_visits=1.66,
        likes={Deed.ADD_TO_CART: 0.4, LEAVE: 1.15},
        entries={"home": 30, "organic product": 26, "organic category": 26, "advert": 12},
    ),
    VisitorType(
        name="searcher",
        share=0.21,
        mean_visits=1.8,
        likes={Page.SEARCH: 5, Page.CATEGORY: 0.5},
        entries={"home": 62, "organic product": 26, "organic category": 8, "advert": 4},
    ),
    VisitorType(
        name="buyer",
        share=0.21,
        mean_visits=2.15,
        likes={Deed.ADD_TO_CART: 2.6, Page.CHECKOUT: 1.7, LEAVE: 0.6},
        entries={"home": 48, "organic product": 24, "organic category": 16, "advert": 10},
    ),
    VisitorType(
        name="bargain hunter",
        share=0.07,
        mean_visits=2.2,
        likes={
            Page.DEALS: 12,
            Deed.APPLY_COUPON: 5,
            Deed.REMOVE_FROM_CART: 2.5,
            Deed.ADD_TO_CART: 1.6,
        },
        entries={"home": 62, "newsletter": 12, "organic category": 10, "organic product": 16},
    ),
    VisitorType(
        name="returning customer",
        share=0.10,
        mean_visits=3.6,
        likes={Page.LOGIN: 60, Page.ORDERS: 1.6, LEAVE: 0.8, Page.CHECKOUT: 1.4},
        entries={"home": 84, "newsletter": 3, "organic product": 8, "organic category": 5},
    ),
)
