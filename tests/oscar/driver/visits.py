"""What visitors do in the shop: each function is one thing that people come for."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.oscar.driver.browser import Browser

PRODUCT: Final = r"/catalogue/[\w-]+_\d+/"
CATEGORY: Final = r"/catalogue/category/[\w/-]+_\d+/"
WISHLIST: Final = r"/accounts/wishlists/(?!create)\w+/"
_WORDS: Final = ("river", "garden", "lighthouse", "kitchen", "winter", "atlas")
_PASSWORD: Final = "a-long-enough-password"


@dataclass(slots=True)
class Person:
    """A visitor and what they have by now."""

    browser: Browser
    email: str
    has_account: bool = False
    is_signed_in: bool = False
    has_address: bool = False

    @property
    def random(self) -> Random:
        return self.browser.random


def arrive(person: Person) -> None:
    """At the front door, mostly; or by an address that somebody passed on."""
    browser = person.browser
    browser.open("/" if person.random.random() < 0.7 else "/catalogue/", typed=True)


def browse(person: Person) -> None:
    """Look at shelves and books."""
    browser = person.browser
    arrive(person)
    if person.random.random() < 0.6:
        browser.click(CATEGORY)
    elif browser.can_click(r"/catalogue/\?page=2"):
        browser.click(r"/catalogue/\?page=2")
    for _ in range(person.random.randrange(1, 4)):
        if not browser.can_click(PRODUCT):
            browser.open("/catalogue/")
        browser.click(PRODUCT)
        if person.random.random() < 0.5 and browser.can_click(CATEGORY):
            browser.click(CATEGORY)


def search(person: Person) -> None:
    """Look for a word, and at what is found."""
    browser = person.browser
    arrive(person)
    browser.submit(r"/search/", q=person.random.choice(_WORDS))
    if browser.can_click(PRODUCT):
        browser.click(PRODUCT)
        if person.random.random() < 0.4:
            fill_basket(person)


def fill_basket(person: Person) -> None:
    """Put a book or two into the basket, from a shelf or from the book's own page."""
    browser = person.browser
    for _ in range(person.random.randrange(1, 3)):
        if not browser.can_submit(r"/basket/add/\d+/"):
            browser.open("/catalogue/")
        if person.random.random() < 0.6 and browser.can_click(PRODUCT):
            browser.click(PRODUCT)
        browser.submit(r"/basket/add/\d+/")


def buy(person: Person) -> None:
    """Fill a basket and pay for it; some think better of it on the way."""
    browser, random = person.browser, person.random
    arrive(person)
    fill_basket(person)
    browser.open("/basket/")
    if random.random() < 0.25:
        quantity = str(random.randrange(2, 4))
        browser.submit(r"basket_formset", **{"form-0-quantity": quantity})
    if random.random() < 0.2:
        return
    browser.click(r"/checkout/")
    if not person.is_signed_in:
        sign_in(person)
    if random.random() < 0.15:
        return
    _give_address(person)
    browser.click(r"/checkout/preview/")
    browser.submit(r"place_order_form")
    if random.random() < 0.4:
        browser.open("/accounts/orders/")
        browser.click(r"/accounts/orders/\d+/")


def _give_address(person: Person) -> None:
    browser = person.browser
    if person.has_address and browser.can_submit(r"select_shipping_address_\d+"):
        browser.submit(r"select_shipping_address_\d+")
        return
    browser.submit(
        r"new_shipping_address", first_name="Robin", last_name="Reader", line1="1 High Street",
        line4="London", postcode="N1 9GU", country="GB",
    )  # fmt: skip
    person.has_address = True


def sign_in(person: Person) -> None:
    """Sign in, or register first; the page for it is open already or is opened."""
    browser = person.browser
    if not browser.can_submit("login_form"):
        browser.open("/accounts/login/")
    if person.has_account:
        browser.submit(
            "login_form", **{"login-username": person.email, "login-password": _PASSWORD},
            login_submit="Log In",
        )  # fmt: skip
    else:
        prefixed = {"email": person.email, "password1": _PASSWORD, "password2": _PASSWORD}
        values = {f"registration-{name}": value for name, value in prefixed.items()}
        browser.submit("register_form", **values, registration_submit="Register")
    person.has_account = person.is_signed_in = True


def review(person: Person) -> None:
    """Say what a book is like."""
    browser, random = person.browser, person.random
    browse(person)
    if not browser.can_click(r".*/reviews/add/"):
        browser.open("/catalogue/")
        browser.click(PRODUCT)
    browser.click(r".*/reviews/add/")
    browser.submit(
        "add_review_form", title="Worth it", score=str(random.randrange(3, 6)),
        body="Read it in one evening.", name="Robin", email=person.email,
    )  # fmt: skip
    if random.random() < 0.5 and browser.can_click(r".*/reviews/"):
        browser.click(r".*/reviews/")


def wish(person: Person) -> None:
    """Keep a book for later."""
    browser, random = person.browser, person.random
    browser.open("/", typed=True)
    if not person.is_signed_in:
        browser.click(r"/accounts/login/")
        sign_in(person)
    if not browser.can_click(PRODUCT):
        browser.open("/catalogue/")
    browser.click(PRODUCT)
    if browser.can_submit("add_to_wishlist_form"):
        browser.submit("add_to_wishlist_form")
    if random.random() < 0.7:
        browser.open("/accounts/wishlists/")
        if browser.can_click(WISHLIST):
            browser.click(WISHLIST)


def see_account(person: Person) -> None:
    """Look at the account: profile, orders, addresses."""
    browser, random = person.browser, person.random
    browser.open("/", typed=True)
    if person.is_signed_in:
        browser.click(r"/accounts/")
    else:
        browser.click(r"/accounts/login/")
        sign_in(person)
        browser.open("/accounts/")
    tabs = [r"/accounts/orders/", r"/accounts/profile/", r"/accounts/emails/"]
    for tab in random.sample(tabs, 2):
        browser.click(tab)
        if tab == r"/accounts/orders/" and browser.can_click(r"/accounts/orders/\d+/"):
            browser.click(r"/accounts/orders/\d+/")
    if random.random() < 0.4:
        browser.click(r"/accounts/addresses/")
        browser.click(r"/accounts/addresses/add/")
        browser.submit(
            r"\(here\)|\.|/accounts/addresses/add/", first_name="Robin",
            last_name="Reader", line1="2 High Street", line4="London", postcode="N1 9GU",
            country="GB",
        )  # fmt: skip
    if random.random() < 0.4:
        browser.click(r"/accounts/logout/")
        person.is_signed_in = False


def follow_old_link(person: Person) -> None:
    """A bookmark of a page that is long gone; some go on to the shop."""
    browser = person.browser
    browser.open("/bestsellers/", typed=True)
    if person.random.random() < 0.6:
        browser.open("/")


def forget_password(person: Person) -> None:
    """Ask for a new password, unless the shop still knows the visitor."""
    browser = person.browser
    browser.open("/accounts/login/", typed=True)
    if person.is_signed_in:
        return
    browser.click(r"/password-reset/")
    browser.submit(r"password_reset_form|\(here\)", email=person.email)


VISITS: Final[tuple[tuple[Callable[[Person], None], int], ...]] = (
    (browse, 30),
    (search, 18),
    (buy, 26),
    (review, 7),
    (wish, 7),
    (see_account, 7),
    (follow_old_link, 3),
    (forget_password, 3),
)
"""What people come for, and how many of a hundred visits it is."""
