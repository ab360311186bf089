"""One visit as a walk: a state machine that does only what the page it stands on offers.

The offers mirror the shop's templates; a test walks simulated visits on the running shop, so that
an offer that the shop does not make is found out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final
from urllib.parse import urlencode

from journeys.demo import catalogue
from journeys.demo.shop_map import (
    ADDRESSES,
    FORMS,
    IN_HEADER_OR_FOOTER,
    LEAVE,
    Deed,
    Move,
    Page,
)
from journeys.demo.visit_entries import Entry, choose_entry
from journeys.demo.visitor_types import (
    FANCIES,
    HAVING_REMOVED,
    HOLDING_GOODS,
    QUERIES,
    THINK_MEDIAN_S,
    USUAL_THINK_S,
    VisitorType,
)
from journeys.demo.visits import Visit, Visitor, VisitStep

_MAX_STEPS: Final = 80
"""Nobody stays longer, whatever the weights say."""

_THINK_SIGMA: Final = 0.85
_LONGEST_THINK_S: Final = 900.0
"""Well under the 30 minutes of silence that end a session."""


def walk_visit(
    *,
    random: Random,
    visitor: Visitor,
    visitor_type: VisitorType,
    started_ms: int,
    order_ids: Iterator[int],
) -> Visit:
    """One visit from its first page to its last."""
    entry = choose_entry(random, visitor_type.entries)
    walk = _Walk(random=random, order_ids=order_ids, now_ms=started_ms)
    walk.enter(entry)
    while len(walk.steps) < _MAX_STEPS:
        move = walk.choose(visitor_type)
        if move is LEAVE:
            break
        walk.think(move)
        walk.take(move)
    return Visit(
        id=f"{random.getrandbits(48):012x}",
        visitor=visitor,
        referrer=entry.referrer,
        steps=tuple(walk.steps),
    )


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Where a visitor stands and what the shop knows of them."""

    random: Random
    order_ids: Iterator[int]
    now_ms: int
    page: Page = Page.HOME
    url: str = "/"
    product_id: int | None = None
    slug: str | None = None
    query: str = ""
    cart: list[int] = field(default_factory=list)
    """Ids of the products in it, each once."""
    has_removed: bool = False
    has_coupon: bool = False
    gift_wrapped: bool = False
    signed_in: bool = False
    steps: list[VisitStep] = field(default_factory=list)

    def enter(self, entry: Entry) -> None:
        self.product_id, self.slug = entry.product_id, entry.slug
        self._show(entry.page, entry.url)

    def choose(self, visitor_type: VisitorType) -> Move:
        """One of the offers, or to leave, by what this type of visitor fancies here."""
        fancies = FANCIES[self.page]
        moves = [move for move in (*self._offers(), LEAVE) if move in fancies]
        return self.random.choices(
            moves, [fancies[move] * self._urge(move, visitor_type) for move in moves]
        )[0]

    def think(self, move: Move) -> None:
        median_s = THINK_MEDIAN_S.get(move, USUAL_THINK_S)
        think_s = median_s * self.random.lognormvariate(0, _THINK_SIGMA)
        self.now_ms += round(1000 * min(max(think_s, 0.9), _LONGEST_THINK_S))

    def take(self, move: Move) -> None:
        if isinstance(move, Deed):
            self._do(move)
        elif isinstance(move, Page):
            self._go(move)

    def _urge(self, move: Move, visitor_type: VisitorType) -> float:
        urge = visitor_type.likes.get(move, 1.0)
        if self.cart:
            urge *= HOLDING_GOODS.get(move, 1.0)
        if self.has_removed:
            urge *= HAVING_REMOVED.get(move, 1.0)
        return urge

    def _offers(self) -> Iterator[Move]:
        """What the page has links and forms for. Nobody asks for the page they are on."""
        again = (Page.CATEGORY, Page.SEARCH)
        yield from (page for page in IN_HEADER_OR_FOOTER if page != self.page or page in again)
        account = Page.ACCOUNT if self.signed_in else Page.LOGIN
        if account != self.page:
            yield account
        if self._products_shown():
            yield Page.PRODUCT
        match self.page:
            case Page.PRODUCT:
                yield from (Deed.ADD_TO_CART, Page.SIZE_GUIDE)
            case Page.CART:
                yield from self._offers_of_cart()
            case Page.LOGIN:
                yield Deed.SIGN_IN
            case Page.ACCOUNT:
                yield from (Page.ORDERS, Deed.SIGN_OUT)
            case Page.CHECKOUT:
                yield Deed.SUBMIT_ADDRESS
            case Page.DELIVERY:
                yield from (Deed.CHOOSE_STANDARD, Deed.CHOOSE_EXPRESS, Page.CHECKOUT)
            case Page.CONFIRM:
                yield from (Deed.PLACE_ORDER, Page.DELIVERY)

    def _offers_of_cart(self) -> Iterator[Move]:
        if not self.has_coupon:
            yield Deed.APPLY_COUPON
        if self.cart:
            yield from (Page.CHECKOUT, Deed.REMOVE_FROM_CART)
            if not self.gift_wrapped:
                yield Deed.ADD_GIFT_WRAP

    def _products_shown(self) -> tuple[int, ...]:
        match self.page:
            case Page.HOME:
                shown = catalogue.FEATURED
            case Page.CATEGORY:
                category = catalogue.find_category(self.slug or "")
                shown = catalogue.products_in(category) if category else ()
            case Page.SEARCH:
                shown = catalogue.search_products(self.query)
            case Page.DEALS:
                shown = catalogue.DEALS
            case Page.PRODUCT if self.product_id:
                shown = catalogue.related_to(catalogue.PRODUCTS[self.product_id])
            case Page.CART:
                return tuple(self.cart)
            case _:
                shown = ()
        return tuple(product.id for product in shown)

    def _go(self, page: Page) -> None:
        match page:
            case Page.PRODUCT:
                shown = self._products_shown()
                # The first things on a page are clicked most.
                self.product_id = self.random.choices(
                    shown, [1 / place for place in range(1, len(shown) + 1)]
                )[0]
                self._show(page, f"/product/{self.product_id}")
            case Page.CATEGORY:
                self.slug = self._choose_category()
                self._show(page, f"/category/{self.slug}")
            case Page.SEARCH:
                self.query = self.random.choices(list(QUERIES), list(QUERIES.values()))[0]
                self._show(page, f"/search?{urlencode({'q': self.query})}")
                self.now_ms += self.random.randrange(5, 40)
                self._note("search")
            case _:
                self._show(page, ADDRESSES[page])

    def _choose_category(self) -> str:
        if self.page is Page.PRODUCT and self.product_id and self.random.random() < 0.8:
            return catalogue.PRODUCTS[self.product_id].category.slug  # Back by the breadcrumbs.
        slugs = [one.slug for one in catalogue.CATEGORIES]
        if self.page is Page.CATEGORY and self.slug:
            slugs.remove(self.slug)
        return self.random.choices(slugs)[0]

    def _do(self, deed: Deed) -> None:
        path, next_page = FORMS[deed]
        match deed:
            case Deed.ADD_TO_CART:
                if self.product_id and self.product_id not in self.cart:
                    self.cart.append(self.product_id)
            case Deed.REMOVE_FROM_CART:
                removed = self.cart.pop(self.random.randrange(len(self.cart)))
                path = path.format(product_id=removed)
                self.has_removed = True
                self.gift_wrapped = self.gift_wrapped and bool(self.cart)
            case Deed.APPLY_COUPON:
                # Over an empty cart the shop keeps the form: the order is below the minimum.
                self.has_coupon = bool(self.cart)
            case Deed.ADD_GIFT_WRAP:
                self.gift_wrapped = True
            case Deed.SIGN_IN | Deed.SIGN_OUT:
                self.signed_in = deed is Deed.SIGN_IN
            case _:
                pass
        self._note(deed, posts_to=path)
        self.now_ms += self.random.randrange(40, 220)
        if deed is Deed.PLACE_ORDER:
            self._arrive_at_order()
        else:
            self._show(next_page, ADDRESSES[next_page])

    def _arrive_at_order(self) -> None:
        self.cart.clear()
        self.has_removed = self.has_coupon = self.gift_wrapped = False
        self._show(Page.ORDER, f"/order/{next(self.order_ids)}")
        self.now_ms += self.random.randrange(5, 40)
        self._note("purchase")

    def _show(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        load_ms = self._load_ms()
        self.now_ms += load_ms
        self.steps.append(VisitStep(at_ms=self.now_ms, url=url, load_ms=load_ms))

    def _note(self, event: str, *, posts_to: str | None = None) -> None:
        self.steps.append(
            VisitStep(at_ms=self.now_ms, url=self.url, event=event, posts_to=posts_to)
        )

    def _load_ms(self) -> int:
        """What release 1 takes: milliseconds, and on /deals the slow query on top."""
        own_ms = 9 * self.random.lognormvariate(0, 0.45)
        if self.page is Page.DEALS:
            return round(min(122 + own_ms, 160))
        return round(min(max(own_ms, 3), 40))
