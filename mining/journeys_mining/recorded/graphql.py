"""GraphQL: one URL for everything, so that a request says in its body what others say in a path.

The operation becomes part of the URL, as a GET of the protocol has it: it is a key that chooses
what is shown (`actions.queries`), `/graphql?operationName=Cart`.
"""

import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

OPERATION_KEY: Final = "operationName"

_DOCUMENT = re.compile(
    r"(?:\s|#.*\n)*(?:(?P<kind>query|mutation|subscription)\b\s*(?P<name>\w+)?[^{]*)?"
    r"\{(?:\s|#.*\n)*(?P<alias>\w+\s*:\s*)?(?P<field>\w+)"
)
_BEGINS_WITH_FRAGMENT = re.compile(r"\s*fragment\b.*?(?=\b(?:query|mutation|subscription)\b)", re.S)

_LITERAL = re.compile(r'"""(.*?)"""|"((?:[^"\\]|\\.)*)"|\b(\d{5,})\b|#(.*)', re.S)
DOCUMENT_PLACES: Final = ("body:/query", "body:/*/query")
"""Where the text of an operation stands."""


def operation_of(body: str) -> str | None:
    """The operation that a JSON body asks for; None where it is no request of GraphQL.

    Of a batch the first; of a query without a name its first field.

    >>> operation_of('{"query": "query Cart($id: ID!) { cart(id: $id) { total } }"}')
    'Cart'
    >>> operation_of('[{"operationName": "Login", "query": "mutation Login { login }"}]')
    'Login'
    >>> operation_of('{"query": "{ products { id } }"}'), operation_of('{"query": "red mug"}')
    ('products', None)
    """
    first = _first_of(body)
    if first is None:
        return None
    name, document = first.get(OPERATION_KEY), first.get("query")
    found = _begin_of(document)
    # A stored query is asked for by its hash and sends no text.
    is_stored = document is None and isinstance(
        first.get("extensions", first.get("id")), dict | str
    )
    if found is None and not is_stored:
        return None
    if isinstance(name, str) and name:
        return name
    return (found["name"] or found["field"]) if found else None


def is_mutation(body: str) -> bool:
    """Whether the operation that a JSON body asks for changes something.

    >>> is_mutation('{"query": "mutation Login { login }"}'), is_mutation('{"query": "{ cart }"}')
    (True, False)
    """
    first = _first_of(body)
    found = _begin_of(first.get("query")) if first else None
    return found is not None and found["kind"] == "mutation"


def _first_of(body: str) -> dict[str, Any] | None:
    is_one = '"query"' in body or f'"{OPERATION_KEY}"' in body
    return first_in(body) if is_one else None


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


def _begin_of(document: object) -> re.Match[str] | None:
    if not isinstance(document, str):
        return None
    return _DOCUMENT.match(_BEGINS_WITH_FRAGMENT.sub("", document))


def is_document(place: str, text: str) -> bool:
    """Whether a text at a place of a request is a GraphQL document, which is a program's text.

    >>> is_document("body:/query", "query Cart { total }"), is_document("body:/query", "red mug")
    (True, False)
    """
    return place in DOCUMENT_PLACES and _begin_of(text) is not None


def literals_in(document: str) -> tuple[str, ...]:
    """What a document says by itself: its texts, numbers of some length, and comments.

    >>> literals_in('{ user(name: "ann", phone: 4915112345) { id } } # for Ann')
    ('ann', '4915112345', ' for Ann')
    """
    return tuple(next(filter(None, one), "") for one in _LITERAL.findall(document))


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
