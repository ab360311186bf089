"""What the answer to an operation says went wrong: nearly all of them have the status 200.

Takes what was asked and answered, gives the status that another kind of server would have answered.
JSON-RPC answers an error in the place of a result (`json_rpc`). GraphQL's stand beside the data,
with `extensions.code` in Apollo's words, which others took over; or they are data: a mutation gives
a type of error in the place of what it makes (`__typename`, `errorCode`), or a payload with a list
of them (`userErrors`, `errors`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from journeys_mining.recorded import json_rpc
from journeys_mining.recorded.graphql import is_mutation, operation_in
from journeys_mining.recorded.operations import asked_in, first_in

_STATUSES: Final = {"INTERNAL_SERVER_ERROR": 500, "UNAUTHENTICATED": 401, "FORBIDDEN": 403}
_NOT_DONE: Final = 422
_MOST_CHARS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationError:
    """Why nothing of what was asked for was done."""

    status: int
    """What says so in HTTP."""
    message: str


def error_in(asked: str, answered: str) -> OperationError | None:
    """The first error of an answer that holds nothing else; None for what is no operation.

    >>> buy = '{"query": "mutation Buy { buy { id } }"}'
    >>> error_in(buy, '{"errors": [{"message": "no"}], "data": null}')
    OperationError(status=422, message='no')
    >>> error_in(buy, '{"data": {"buy": {"__typename": "StockError", "message": "none left"}}}')
    OperationError(status=422, message='none left')
    >>> error_in(buy, '{"data": {"buy": {"userErrors": [{"message": "no"}], "order": null}}}')
    OperationError(status=422, message='no')
    >>> error_in(buy, '{"data": {"buy": {"userErrors": [], "order": {"id": 1}}}}')
    """
    request = asked_in(asked) if _may_hold_one(answered) else None
    said = first_in(answered) if request is not None else None
    if request is None or said is None:
        return None
    if json_rpc.method_in(request) is not None:
        return _in_place_of_result(said)
    return _of_graphql(request, said) if operation_in(request) is not None else None


def _in_place_of_result(said: Mapping[str, Any]) -> OperationError | None:
    error = json_rpc.error_of(said)
    return OperationError(status=error[0], message=error[1][:_MOST_CHARS]) if error else None


def _of_graphql(request: Mapping[str, Any], said: Mapping[str, Any]) -> OperationError | None:
    data = said.get("data")
    given = [one for one in data.values() if one is not None] if isinstance(data, dict) else []
    if not given:
        return _beside_data(said.get("errors"))
    refusals = [_refusal(one) for one in given] if is_mutation(request) else []
    messages = [one for one in refusals if one is not None]
    if not messages or len(messages) < len(given):
        return None
    return OperationError(status=_NOT_DONE, message=messages[0][:_MOST_CHARS])


def _may_hold_one(answered: str) -> bool:
    """Reading all that is answered costs more than looking for a word."""
    return "rror" in answered


def _beside_data(errors: object) -> OperationError | None:
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return None
    extensions = errors[0].get("extensions")
    code = str(extensions.get("code") or "") if isinstance(extensions, dict) else ""
    message = str(errors[0].get("message") or code or "no message")[:_MOST_CHARS]
    return OperationError(status=_STATUSES.get(code, _NOT_DONE), message=message)


def _refusal(given: object) -> str | None:
    """What a field of the data says in the place of what a mutation was to do."""
    if not isinstance(given, dict):
        return None
    kind, code = (str(given.get(key) or "") for key in ("__typename", "errorCode"))
    if kind.endswith("Error") or code:
        return str(given.get("message") or code or kind)
    return next((told for told in map(_told, given.items()) if told is not None), None)


def _told(item: tuple[str, Any]) -> str | None:
    key, errors = item
    if not key.endswith(("errors", "Errors")) or not isinstance(errors, list) or not errors:
        return None
    first = errors[0]
    if not isinstance(first, Mapping):
        return None
    return str(first["message"]) if first.get("message") else None
