"""GraphQL: what a request asks for stands in a document, whose operation has a name."""

import re
from collections.abc import Mapping
from typing import Any, Final

OPERATION_KEY: Final = "operationName"

_DOCUMENT = re.compile(
    r"(?:\s|#.*\n)*(?:(?P<kind>query|mutation|subscription)\b\s*(?P<name>\w+)?[^{]*)?"
    r"\{(?:\s|#.*\n)*(?P<alias>\w+\s*:\s*)?(?P<field>\w+)"
)
_BEGINS_WITH_FRAGMENT = re.compile(r"\s*fragment\b.*?(?=\b(?:query|mutation|subscription)\b)", re.S)

_LITERAL = re.compile(r'"""(.*?)"""|"((?:[^"\\]|\\.)*)"|\b(\d{5,})\b|#(.*)', re.S)
DOCUMENT_PLACES: Final = ("body:/query", "body:/*/query")
"""Where the text of an operation stands."""


def operation_in(message: Mapping[str, Any]) -> str | None:
    """The operation that a request asks for; None where it is no request of GraphQL.

    Of a query without a name its first field.

    >>> operation_in({"query": "query Cart($id: ID!) { cart(id: $id) { total } }"})
    'Cart'
    >>> operation_in({"query": "{ products { id } }"}), operation_in({"query": "red mug"})
    ('products', None)
    """
    name, document = message.get(OPERATION_KEY), message.get("query")
    found = _begin_of(document)
    # A stored query is asked for by its hash and sends no text.
    is_stored = document is None and isinstance(
        message.get("extensions", message.get("id")), dict | str
    )
    if found is None and not is_stored:
        return None
    if isinstance(name, str) and name:
        return name
    return (found["name"] or found["field"]) if found else None


def is_mutation(message: Mapping[str, Any]) -> bool:
    """Whether the operation that a request asks for changes something.

    >>> is_mutation({"query": "mutation Login { login }"}), is_mutation({"query": "{ cart }"})
    (True, False)
    """
    found = _begin_of(message.get("query"))
    return found is not None and found["kind"] == "mutation"


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
