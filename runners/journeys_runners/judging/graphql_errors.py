"""Judges answers of GraphQL, which say 200 whatever went wrong.

An operation of which nothing came has failed. Servers tell by `extensions.code` whose fault that is
(Apollo's words, which others took over); where they do not, our values may be what they refuse.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from journeys.evidence import Cause, Problem
from journeys_runners.judging.met import GIVE_CREDENTIALS, Met

_CAUSES: Final = {
    "INTERNAL_SERVER_ERROR": Cause.SERVER_ERROR,
    "UNAUTHENTICATED": Cause.AUTH,
    "FORBIDDEN": Cause.AUTH,
}
_REMEDIES: Final = {
    Cause.AUTH: GIVE_CREDENTIALS,
    Cause.MISSING_DATA: "see in the evidence what was sent, and say it under `fields:` in "
    "bindings.yaml, or seed staging with such data",
}
_MOST_CHARS: Final = 200


def check_graphql(met: Met) -> Problem | None:
    """A problem if the answer to an operation holds errors and no data."""
    request, answer = met.trip.last.request, met.trip.last
    if request.address == request.url or not answer.is_data:
        return None
    error = _error_in(answer.body)
    if error is None:
        return None
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    cause = _CAUSES.get(str(code), Cause.MISSING_DATA)
    said = str(error.get("message") or code or "no message")[:_MOST_CHARS]
    return Problem(
        cause=cause,
        reason=f"{met.asked} answered {answer.status} with an error and no data: {said}",
        remedy=_REMEDIES.get(cause, ""),
    )


def _error_in(body: bytes) -> Mapping[str, Any] | None:
    """The first error of an answer that has no data."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    said = said[0] if isinstance(said, list) and said else said
    errors = said.get("errors") if isinstance(said, dict) else None
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return None
    data = said.get("data")
    has_data = isinstance(data, dict) and any(one is not None for one in data.values())
    return None if has_data else errors[0]
