"""Verdicts: what a step, a journey or a run came to, and why.

Each cause is explained in docs/verdicts.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar


class Verdict(StrEnum):
    """What a step, a journey or a run came to."""

    PASSED = "passed"
    FAILED = "failed"
    """The product is at fault."""
    INCONCLUSIVE = "inconclusive"
    """The environment, the data or a missing binding is at fault."""
    FLAKY = "flaky"
    """Failed, then passed on a retry."""


class Cause(StrEnum):
    """Why a step did not pass."""

    SERVER_ERROR = "server error"
    BROKEN_LINK = "broken link"
    WRONG_STATUS = "wrong status"
    WRONG_PAGE = "wrong page"
    MISSING_EVENT = "missing event"
    LOST_EVENT = "lost event"
    """What is pressed to send an event sends it no more."""
    TOO_SLOW = "too slow"
    REDIRECT_LOOP = "redirect loop"
    REFUSED_FORM = "refused form"
    """The application does not take its own form back."""
    LOST_SESSION = "lost session"
    """A visitor who had signed in is asked for a password again."""
    MISSING_LINK = "missing link"
    """A page has no link that production's users followed."""
    UNUSABLE = "unusable control"
    """What production's users pressed is covered, disabled or hidden."""
    DOUBLED_EVENT = "doubled event"
    DOUBLED_REQUEST = "doubled request"
    """One press sends a form twice."""
    UNMET = "unmet expectation"
    """What a person wrote into the scenario does not hold."""
    SCRIPT_ERROR = "script error"
    """A script of a page failed, or was not to be had."""
    NO_ANSWER = "no answer"
    """A page hangs or drops the connection, while other pages answer at once."""
    UNREACHABLE = "unreachable"
    CERTIFICATE = "untrusted certificate"
    TIMED_OUT = "timed out"
    AUTH = "auth"
    MISSING_DATA = "missing data"
    RATE_LIMITED = "rate limited"
    SLOW_STAGING = "slow staging"
    """A page is slower than production's, and so are other pages."""
    UNBOUND = "unbound"
    NOT_OFFERED = "not offered"
    REFUSED = "refused"
    SETUP = "setup"
    """A hook that prepares the journey failed."""
    NOT_PERFORMED = "not performed"
    """Staging went away before the journey began."""

    @property
    def verdict(self) -> Verdict:
        """Product faults fail a journey; faults of the environment leave it inconclusive."""
        return Verdict.FAILED if self in _PRODUCT_FAULTS else Verdict.INCONCLUSIVE


_PRODUCT_FAULTS = frozenset(
    {
        Cause.SERVER_ERROR,
        Cause.BROKEN_LINK,
        Cause.WRONG_STATUS,
        Cause.WRONG_PAGE,
        Cause.MISSING_EVENT,
        Cause.LOST_EVENT,
        Cause.TOO_SLOW,
        Cause.REDIRECT_LOOP,
        Cause.REFUSED_FORM,
        Cause.LOST_SESSION,
        Cause.MISSING_LINK,
        Cause.UNUSABLE,
        Cause.DOUBLED_EVENT,
        Cause.DOUBLED_REQUEST,
        Cause.UNMET,
        Cause.SCRIPT_ERROR,
        Cause.NO_ANSWER,
    }
)


_WHATEVER_WAS_DONE = frozenset(
    {
        Cause.SERVER_ERROR,
        Cause.BROKEN_LINK,
        Cause.TOO_SLOW,
        Cause.REDIRECT_LOOP,
        Cause.SCRIPT_ERROR,
        Cause.NO_ANSWER,
    }
)
"""Faults of which no application may say that something else should have been done before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a step did not pass, for a person."""

    cause: Cause
    reason: str
    """One sentence: what was seen, and what production saw."""
    remedy: str = ""
    """What to do about it; for inconclusive steps always."""

    @property
    def verdict(self) -> Verdict:
        return self.cause.verdict


class _Judged(Protocol):
    @property
    def problem(self) -> Problem | None: ...


_Step = TypeVar("_Step", bound=_Judged)


def deciding_step(steps: Sequence[_Step]) -> _Step | None:
    """The step whose problem is that of an attempt: the first one that has any.

    Where that is no failure, what was met after it may be one all the same, whatever was done
    before; anything else may be so because the first step was not performed.
    """
    problems = [(one, one.problem.cause) for one in steps if one.problem]
    if not problems:
        return None
    (first, cause), (last, met_last) = problems[0], problems[-1]
    is_certain = cause.verdict is not Verdict.FAILED and met_last in _WHATEVER_WAS_DONE
    return last if is_certain else first
