"""Exchanges as they are kept: a JSON array in the row of their step.

A step and all that was sent in it are one row: what is written at each step costs a transaction,
and each table and index of it another page.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from journeys.evidence import Exchange
from journeys.store.bodies import StoredBody
from journeys.store.column_types import JsonText, json_text
from journeys.store.loaded_run import LoadedExchange

BODIES = ("request_digest", "response_digest")
"""The fields that name bodies."""


def kept_exchanges(exchanges: Iterable[Exchange], name: Callable[[bytes], str | None]) -> JsonText:
    """The JSON array of the exchanges of a step; `name` gives the digests of their bodies."""
    return JsonText(f"[{','.join([_kept(one, name) for one in exchanges])}]")


def _kept(exchange: Exchange, name: Callable[[bytes], str | None]) -> str:
    """The JSON object of an exchange.

    `_kept` is how much of a body is kept, `response_size` that of the whole body, of which it may
    be the beginning.
    """
    plain = json_text(
        {
            "method": exchange.method,
            "url": exchange.url,
            "started_at": exchange.started_at,
            "elapsed_s": exchange.elapsed_s,
            "request_digest": name(exchange.request_body),
            "request_kept": len(exchange.request_body),
            "status": exchange.status,
            "response_digest": name(exchange.response_body),
            "response_kept": len(exchange.response_body),
            "response_size": exchange.response_size,
            "error": exchange.error,
            "trace_id": exchange.trace_id,
        }
    )
    sent, answered = map(_headers, (exchange.request_headers, exchange.response_headers))
    return f'{plain[:-1]},"request_headers":{sent},"response_headers":{answered}}}'


def _headers(headers: Iterable[tuple[str, str]]) -> str:
    return f"[{','.join(map(_header, headers))}]"


# Nearly all headers of a run come with each of its requests.
@lru_cache(1024)
def _header(header: tuple[str, str]) -> str:
    return json_text(header)


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
