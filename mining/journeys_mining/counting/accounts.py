"""What returning visitors sign in with: what they registered with in an earlier session.

Takes the sessions of one user after another, in the order of time; gives what the requests that
send a password repeat of earlier ones. Nothing else is looked for in earlier sessions, for a
replay's visitor has none: the account alone has to be made before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from journeys_mining.counting.recorded_requests import RecordedRequest
from journeys_mining.recorded.content import BODY, FORM, is_telling

_PASSES: Final = "passw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What one place of a request that signs in has to do with an earlier action."""

    place: tuple[str, str]
    """Action and place of the request."""
    earlier: str
    """The action that sent a password in an earlier session."""
    repeats: tuple[str, ...]
    """Its places that held the same value."""
    value: str


class Accounts:
    """Remembers what the user whose sessions are seen has sent along with passwords."""

    def __init__(self) -> None:
        self._user: int | None = None
        self._sent: dict[str, dict[str, str]] = {}
        """By action, the values of its places."""

    def returns(self, session: Sequence[RecordedRequest]) -> Iterator[Return]:
        """What the session's requests repeat of those of the user's earlier sessions."""
        if session[0].user != self._user:
            self._user, self._sent = session[0].user, {}
        known, seen = dict(self._sent), set[str]()
        for request in session:
            sent = _credentials(request)
            for earlier in known.keys() - seen - {request.action}:
                for place, value in sent.items():
                    same = tuple(one for one, other in known[earlier].items() if other == value)
                    yield Return(
                        place=(request.action, place), earlier=earlier, repeats=same, value=value
                    )
            seen.add(request.action)
            if sent and not request.has_failed:
                self._sent[request.action] = sent


def _credentials(request: RecordedRequest) -> dict[str, str]:
    """What is sent along with a password, by its places; nothing if none is."""
    sent = {
        place: given[0][1]
        for place, given in request.sent.items()
        if place.startswith((BODY, FORM)) and len(given) == 1 and is_telling(given[0][1])
    }
    return sent if any(_PASSES in place.lower() for place in sent) else {}
