"""The shop as its visitors know it: its kinds of pages, what can be done there, where it leads."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Page(StrEnum):
    """The kinds of pages."""

    HOME = "home"
    CATEGORY = "category"
    PRODUCT = "product"
    SEARCH = "search"
    DEALS = "deals"
    CART = "cart"
    LOGIN = "login"
    ACCOUNT = "account"
    ORDERS = "orders"
    CHECKOUT = "checkout"
    DELIVERY = "delivery"
    CONFIRM = "confirm"
    ORDER = "order"
    HELP = "help"
    RETURNS = "returns"
    SIZE_GUIDE = "size guide"


class Deed(StrEnum):
    """What a visitor does on a page, named as analytics names it."""

    ADD_TO_CART = "add_to_cart"
    REMOVE_FROM_CART = "remove_from_cart"
    APPLY_COUPON = "apply_coupon"
    ADD_GIFT_WRAP = "add_gift_wrap"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SUBMIT_ADDRESS = "submit_address"
    CHOOSE_STANDARD = "choose_standard"
    CHOOSE_EXPRESS = "choose_express"
    PLACE_ORDER = "place_order"


class Leaving(StrEnum):
    """The end of a visit."""

    LEAVE = "leave"


Move = Page | Deed | Leaving
"""Go to a page of that kind, do something on this one, or leave."""

LEAVE: Final = Leaving.LEAVE

ADDRESSES: Final[Mapping[Page, str]] = {
    Page.HOME: "/",
    Page.DEALS: "/deals",
    Page.CART: "/cart",
    Page.LOGIN: "/login",
    Page.ACCOUNT: "/account",
    Page.ORDERS: "/account/orders",
    Page.CHECKOUT: "/checkout",
    Page.DELIVERY: "/checkout/delivery",
    Page.CONFIRM: "/checkout/confirm",
    Page.HELP: "/help",
    Page.RETURNS: "/help/returns",
    Page.SIZE_GUIDE: "/help/size-guide",
}
"""Pages with one address."""

IN_HEADER_OR_FOOTER: Final = (
    Page.HOME,
    Page.CATEGORY,
    Page.SEARCH,
    Page.DEALS,
    Page.HELP,
    Page.RETURNS,
    Page.CART,
)

FORMS: Final[Mapping[Deed, tuple[str, Page]]] = {
    Deed.ADD_TO_CART: ("/cart/items", Page.CART),
    Deed.APPLY_COUPON: ("/cart/coupon", Page.CART),
    Deed.ADD_GIFT_WRAP: ("/cart/gift-wrap", Page.CART),
    Deed.REMOVE_FROM_CART: ("/cart/items/{product_id}/remove", Page.CART),
    Deed.SIGN_IN: ("/login", Page.ACCOUNT),
    Deed.SIGN_OUT: ("/logout", Page.HOME),
    Deed.SUBMIT_ADDRESS: ("/checkout", Page.DELIVERY),
    Deed.CHOOSE_STANDARD: ("/checkout/delivery", Page.CONFIRM),
    Deed.CHOOSE_EXPRESS: ("/checkout/delivery", Page.CONFIRM),
    Deed.PLACE_ORDER: ("/checkout/confirm", Page.ORDER),
}
"""Where each form goes and the page that its 303 leads to."""
