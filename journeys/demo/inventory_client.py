"""How the storefront talks to the inventory service: over HTTP, with the trace passed on."""

from collections.abc import Mapping
from typing import Final

import aiohttp


class InventoryDownError(Exception):
    """The inventory gave no usable answer."""


class InventoryClient:
    """Asks one inventory service. Lives as long as the storefront."""

    _TIMEOUT: Final = aiohttp.ClientTimeout(total=5)

    def __init__(self, http: aiohttp.ClientSession, base_url: str) -> None:
        self._http = http
        self._base_url = base_url

    async def stock_of(self, product_id: int, traceparent: str | None) -> int | None:
        """Pieces in stock; None where the inventory cannot say."""
        url = f"{self._base_url}/stock/{product_id}"
        try:
            async with self._http.get(
                url, headers=_trace_headers(traceparent), timeout=self._TIMEOUT
            ) as answer:
                return int((await answer.json())["in_stock"]) if answer.ok else None
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def reserve(self, items: Mapping[int, int], traceparent: str | None) -> bool:
        """Reserve quantities by product id; False if there is not enough of something."""
        body = {"items": {str(product_id): quantity for product_id, quantity in items.items()}}
        try:
            async with self._http.post(
                f"{self._base_url}/reservations",
                json=body,
                headers=_trace_headers(traceparent),
                timeout=self._TIMEOUT,
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise InventoryDownError(str(error)) from error
        if status not in (201, 409):
            raise InventoryDownError(f"the inventory answered {status} to a reservation")
        return status == 201


def _trace_headers(traceparent: str | None) -> dict[str, str]:
    return {"traceparent": traceparent} if traceparent else {}
