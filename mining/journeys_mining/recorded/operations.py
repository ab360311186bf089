"""Operations: behind one URL for everything, a request says in its body what others say in a path.

So do GraphQL and JSON-RPC. The operation becomes part of the URL, as a GET of GraphQL has it: it is
a key that chooses what is shown (`actions.queries`), `/graphql?operationName=Cart`.
"""

import json
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from journeys_mining.recorded import graphql, json_rpc
from journeys_mining.recorded.graphql import DOCUMENT_PLACES, OPERATION_KEY
from journeys_mining.recorded.json_rpc import METHOD_PLACES

OPERATION_PLACES: Final = (*DOCUMENT_PLACES, *METHOD_PLACES)
"""Where a request with an operation says what it asks for."""
_TELLING: Final = ('"query"', f'"{OPERATION_KEY}"', '"method"')
"""One of these is in every body that asks for an operation: most need not be read."""


def operation_of(body: str) -> str | None:
    """The operation that a JSON body asks for, of a batch the first; None where it asks for none.

    >>> operation_of('[{"operationName": "Login", "query": "mutation Login { login }"}]')
    'Login'
    >>> operation_of('{"jsonrpc": "2.0", "method": "host.get", "params": {}, "id": 1}')
    'host.get'
    >>> operation_of('{"query": "red mug"}'), operation_of('{"method": "card"}')
    (None, None)
    """
    first = asked_in(body)
    return None if first is None else json_rpc.method_in(first) or graphql.operation_in(first)


def asked_in(body: str) -> dict[str, Any] | None:
    """The first object of a JSON body that may ask for an operation."""
    return first_in(body) if any(word in body for word in _TELLING) else None


def first_in(text: str) -> dict[str, Any] | None:
    """The object of a JSON text, of a batch the first; None where there is none.

    >>> first_in('[{"data": {}}, {"data": null}]'), first_in("<html>"), first_in("[]")
    ({'data': {}}, None, None)
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    first = said[0] if isinstance(said, list) and said else said
    return first if isinstance(first, dict) else None


def with_operation(url: str, operation: str | None) -> str:
    """The URL that names the operation.

    >>> with_operation("https://shop.test/graphql?v=2", "Cart")
    'https://shop.test/graphql?v=2&operationName=Cart'
    >>> with_operation("/graphql?operationName=Cart", "Cart"), with_operation("/cart", None)
    ('/graphql?operationName=Cart', '/cart')
    """
    if not operation:
        return url
    parts = urlsplit(url)
    if any(key == OPERATION_KEY for key, _ in parse_qsl(parts.query)):
        return url
    pair = f"{OPERATION_KEY}={quote(operation, safe='')}"
    return urlunsplit(parts._replace(query=f"{parts.query}&{pair}" if parts.query else pair))


def without_operation(url: str) -> str:
    """The URL as it is sent.

    >>> without_operation("/graphql?v=2&operationName=Cart"), without_operation("/graphql")
    ('/graphql?v=2', '/graphql')
    """
    address, question_mark, query = url.partition("?")
    pairs = [one for one in query.split("&") if not one.startswith(f"{OPERATION_KEY}=")]
    return f"{address}?{'&'.join(pairs)}" if question_mark and pairs else address
