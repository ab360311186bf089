"""The shops that the tests visit."""

from collections.abc import Iterator

import pytest

from journeys.demo.shop import RunningShop, run_shop
from tests.demo.shopper import Shopper


@pytest.fixture
def shop() -> Iterator[RunningShop]:
    """Release 1, freshly started."""
    with run_shop(1) as running:
        yield running


@pytest.fixture
def shopper(shop: RunningShop) -> Shopper:
    """Somebody who has just come to release 1."""
    return Shopper(shop.base_url)
