"""A visitor's cart and what it costs."""

from dataclasses import dataclass, field
from typing import Final

from journeys.demo.catalogue import PRODUCTS, Product
from journeys.demo.releases import Release

COUPON_CODE: Final = "WELCOME10"
COUPON_SHARE: Final = 0.10
"""The part of the goods' price that the coupon takes off."""
COUPON_MINIMUM_CENTS: Final = 1000
GIFT_WRAP_CENTS: Final = 350
DELIVERY_CENTS: Final = {"standard": 490, "express": 1290}
"""The ways of delivery and their prices."""
MAX_QUANTITY: Final = 20
"""The most of one product that a cart takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """A product in a cart."""

    product: Product
    quantity: int

    @property
    def price_cents(self) -> int:
        return self.product.price_cents * self.quantity


@dataclass(slots=True, kw_only=True)
class Cart:
    """What a visitor means to buy. Mutable: it lives as long as its session or its order."""

    quantities: dict[int, int] = field(default_factory=dict)
    """Quantity by product id, in the order in which products were first added."""
    additions: list[int] = field(default_factory=list)
    """Product ids in the order of adding, also of what has been removed since."""
    gift_wrapped: bool = False
    coupon: str | None = None

    def add(self, product: Product, quantity: int) -> None:
        self.additions.append(product.id)
        wanted = self.quantities.get(product.id, 0) + quantity
        self.quantities[product.id] = min(wanted, MAX_QUANTITY)

    def remove(self, product_id: int) -> None:
        self.quantities.pop(product_id, None)
        if not self.quantities:
            self.gift_wrapped = False

    @property
    def lines(self) -> tuple[CartLine, ...]:
        return tuple(
            CartLine(product=PRODUCTS[product_id], quantity=quantity)
            for product_id, quantity in self.quantities.items()
        )

    @property
    def item_count(self) -> int:
        return sum(self.quantities.values())

    @property
    def goods_cents(self) -> int:
        return sum(line.price_cents for line in self.lines)

    @property
    def discount_cents(self) -> int:
        return round(self.goods_cents * COUPON_SHARE) if self.coupon else 0

    @property
    def wrap_cents(self) -> int:
        return GIFT_WRAP_CENTS if self.gift_wrapped else 0

    @property
    def total_cents(self) -> int:
        """Everything but delivery."""
        return self.goods_cents - self.discount_cents + self.wrap_cents


def apply_coupon(cart: Cart, code: str, release: Release) -> str:
    """Apply a coupon to the cart where it holds, and say what came of it."""
    eligible_cents = _eligible_cents(cart, release)
    if code.upper() != COUPON_CODE:
        return f"We do not know the coupon “{code}”."
    if eligible_cents < COUPON_MINIMUM_CENTS:
        return f"{COUPON_CODE} is good for orders from €{COUPON_MINIMUM_CENTS / 100:.2f}."
    cart.coupon = COUPON_CODE
    return f"Coupon {COUPON_CODE} applied: 10% off."


def _eligible_cents(cart: Cart, release: Release) -> int:
    if release.coupon_replays_additions:
        # The planted fault: what was removed is still in the history and no longer in the cart.
        return sum(
            PRODUCTS[product_id].price_cents * cart.quantities[product_id]
            for product_id in dict.fromkeys(cart.additions)
        )
    return cart.goods_cents
