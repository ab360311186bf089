"""Exchanges as they are kept: a JSON array in the row of their step.

A step and all that was sent in it are one row: what is written at each step costs a transaction,
and each table and index of it another page.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from journeys.evidence import Exchange
from journeys.store.bodies import StoredBody
from journeys.store.loaded_run import LoadedExchange

BODIES = ("request_digest", "response_digest")
"""The fields that name bodies."""


def kept_exchange(exchange: Exchange, name: Callable[[bytes], str | None]) -> dict[str, object]:
    """The JSON object of an exchange; `name` gives the digests of its bodies.

    `_kept` is how much of a body is kept, `response_size` that of the whole body, of which it may
    be the beginning.
    """
    return {
        "method": exchange.method,
        "url": exchange.url,
        "started_at": exchange.started_at,
        "elapsed_s": exchange.elapsed_s,
        "request_headers": exchange.request_headers,
        "request_digest": name(exchange.request_body),
        "request_kept": len(exchange.request_body),
        "status": exchange.status,
        "response_headers": exchange.response_headers,
        "response_digest": name(exchange.response_body),
        "response_kept": len(exchange.response_body),
        "response_size": exchange.response_size,
        "error": exchange.error,
        "trace_id": exchange.trace_id,
    }


def loaded_exchange(kept: Mapping[str, Any], read: Callable[[str], bytes | None]) -> LoadedExchange:
    """The exchange of such an object; `read` gives the bodies of digests."""
    return LoadedExchange(
        method=kept["method"],
        url=kept["url"],
        request_headers=_pairs(kept["request_headers"]),
        request_body=StoredBody(
            digest=kept["request_digest"], kept_bytes=kept["request_kept"], read=read
        ),
        started_at=datetime.fromisoformat(kept["started_at"]),
        elapsed_s=kept["elapsed_s"],
        status=kept["status"],
        response_headers=_pairs(kept["response_headers"]),
        response_body=StoredBody(
            digest=kept["response_digest"], kept_bytes=kept["response_kept"], read=read
        ),
        response_size=kept["response_size"],
        error=kept["error"],
        trace_id=kept["trace_id"],
    )


def _pairs(kept: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in kept)
