"""Judges answers to operations (GraphQL, JSON-RPC), which say 200 whatever went wrong.

An operation of which nothing came has failed, unless production's usually fails. Where servers do
not tell whose fault that is, our values may be what they refuse.
"""

from typing import Final

from journeys.verdict import Cause, Problem
from journeys_runners.judging.met import GIVE_CREDENTIALS, Met

# That there is no such method (404) is nobody's data.
_CAUSES: Final = {
    500: Cause.SERVER_ERROR,
    404: Cause.WRONG_STATUS,
    401: Cause.AUTH,
    403: Cause.AUTH,
}
_REMEDIES: Final = {
    Cause.AUTH: GIVE_CREDENTIALS,
    Cause.MISSING_DATA: "see in the evidence what was sent, and say it under `fields:` in "
    "bindings.yaml, or seed staging with such data",
}


def check_operation(met: Met) -> Problem | None:
    """A problem if the answer to an operation says that it was not performed."""
    error = met.operation_error
    if error is None or met.is_as_expected:
        return None
    cause = _CAUSES.get(error.status, Cause.MISSING_DATA)
    return Problem(
        cause=cause,
        reason=f"{met.asked} answered {met.trip.last.status} with an error and nothing else: "
        f"{error.message}",
        remedy=_REMEDIES.get(cause, ""),
    )
