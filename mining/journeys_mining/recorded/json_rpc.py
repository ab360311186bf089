"""JSON-RPC: a request calls a method by its name, and errors are answered 200.

Version 2.0 (jsonrpc.org/specification) and the one before it, which has no mark of its own.
"""

from collections.abc import Mapping
from typing import Any, Final

METHOD_PLACES: Final = ("body:/method", "body:/*/method")
"""Where the name of a method stands."""
MESSAGE_ID_PLACES: Final = ("body:/id", "body:/*/id")
"""Where a client numbers its requests, to know the answers by."""

_INTERNAL: Final = -32603
_NO_SUCH_METHOD: Final = -32601


def method_in(message: Mapping[str, Any]) -> str | None:
    """The method that a request calls; None where it is no request of JSON-RPC.

    >>> method_in({"jsonrpc": "2.0", "method": "host.get", "id": 1})
    'host.get'
    >>> method_in({"method": "card", "amount": 3}), method_in({"jsonrpc": "2.0", "result": 7})
    (None, None)
    """
    method = message.get("method")
    is_call = "jsonrpc" in message or message.keys() >= {"params", "id"}
    return method if is_call and isinstance(method, str) and method else None


def error_of(said: Mapping[str, Any]) -> tuple[int, str] | None:
    """What an answer says went wrong, as a status of HTTP and a text; None where nothing did.

    >>> error_of({"error": {"code": -32603, "message": "Internal error", "data": "no database"}})
    (500, 'Internal error: no database')
    >>> error_of({"result": [], "error": None}), error_of({"error": {"code": -32602}})
    (None, (422, 'error -32602'))
    """
    error = said.get("error")
    if not isinstance(error, Mapping):
        return None
    status = {_INTERNAL: 500, _NO_SUCH_METHOD: 404}.get(error.get("code", 0), 422)
    told = [one for one in (error.get("message"), error.get("data")) if one]
    texts = [one for one in told if isinstance(one, str)] or [f"error {error.get('code')}"]
    return status, ": ".join(texts)
