"""What the releases of the shop differ in. Release 1 is sound; release 2 has planted faults."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a release does where releases differ."""

    number: int
    coupon_replays_additions: bool
    """A coupon's total is added up from the cart's history of additions, not from its lines."""
    announces_express_orders: bool
    """The page of an order with express delivery sends the `purchase` event."""
    deals_query_s: float
    """Seconds that the query behind /deals takes."""
    has_size_guide: bool
    """/help/size-guide is still there; product pages link to it either way."""


RELEASES: Final = {
    1: Release(
        number=1,
        coupon_replays_additions=False,
        announces_express_orders=True,
        deals_query_s=0.120,
        has_size_guide=True,
    ),
    2: Release(
        number=2,
        coupon_replays_additions=True,
        announces_express_orders=False,
        deals_query_s=0.360,
        has_size_guide=False,
    ),
}


def find_release(number: int) -> Release:
    """The release of that number; ValueError names the ones there are."""
    try:
        return RELEASES[number]
    except KeyError:
        known = " and ".join(str(one) for one in RELEASES)
        raise ValueError(f"the demo shop has no release {number}: there are {known}") from None
