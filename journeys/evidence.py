"""Evidence: everything seen while a journey was performed, and the verdict drawn from it.

Runners make these records, the store keeps them, reports read them. Secrets are masked before a
record is made (`journeys_runners.masking.masking`).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NewType, Protocol, TypeVar

from journeys.journey import JourneyId, JourneyKind

RunId = NewType("RunId", str)
"""Sortable by time, unique: `20261121T020304Z-5f3a`."""


def new_run_id(now: datetime) -> RunId:
    """An id for a run that starts now."""
    return RunId(f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}")


class Verdict(StrEnum):
    """What a step, a journey or a run came to."""

    PASSED = "passed"
    FAILED = "failed"
    """The product is at fault."""
    INCONCLUSIVE = "inconclusive"
    """The environment, the data or a missing binding is at fault."""
    FLAKY = "flaky"
    """Failed, then passed on a retry."""


class Way(StrEnum):
    """How a step was bound to the application."""

    BINDING = "binding"
    """A hand-written binding."""
    LEARNED = "learned binding"
    """What `journeys learn` found to lead there."""
    LINK = "link"
    """A link on the current page."""
    FORM = "form"
    """A form on the current page."""
    REDIRECT = "redirect"
    """The previous step had already led here."""
    PAGE = "page"
    """The page itself announces the event as it loads."""
    CONTROL = "control"
    """A control on the page that is marked with, or worded like, the event."""
    REQUEST = "request"
    """A request built from the template."""
    DETOUR = "detour"
    """By a link or form of another page, or after signing in."""
    UNBOUND = "unbound"
    """No way was found."""


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
class Exchange:
    """One request and what came back."""

    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: bytes
    started_at: datetime
    """UTC."""
    elapsed_s: float
    status: int | None
    """None if no response came."""
    response_headers: tuple[tuple[str, str], ...] = ()
    response_body: bytes = b""
    response_size: int = 0
    """Bytes of the whole body, of which `response_body` may be the beginning."""
    error: str | None = None
    """Why no response came."""
    trace_id: str | None = None
    """W3C trace id sent in `traceparent`; None for a foreign origin."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEvidence:
    """What happened at one step."""

    index: int
    """0 for the first step."""
    action: str
    way: Way
    started_at: datetime
    elapsed_s: float
    exchanges: tuple[Exchange, ...]
    page_url: str | None
    """Where the visitor stands after the step."""
    page: str | None
    """Template of that page, if the model knows it."""
    problem: Problem | None = None
    note: str = ""
    """What a person should know of a step that passed: one sentence."""

    @property
    def verdict(self) -> Verdict:
        return self.problem.verdict if self.problem else Verdict.PASSED

    @property
    def was_left_out(self) -> bool:
        """Whether staging had gone before it could be performed."""
        return self.problem is not None and self.problem.cause is Cause.NOT_PERFORMED


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


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyEvidence:
    """One attempt at a journey.

    It ends at the first step that is seen not to pass, but not at an event that nothing on its page
    sends. Of a step whose event may be sent as its page is left, that is known later. In both cases
    steps after it have been performed, too.
    """

    journey_id: JourneyId
    kind: JourneyKind
    prob: float
    reason: str
    planned: tuple[str, ...]
    """Actions of all its steps, performed or not."""
    attempt: int
    """1 for the first try."""
    started_at: datetime
    elapsed_s: float
    steps: tuple[StepEvidence, ...]
    verdict: Verdict
    """Flaky on the attempt that passed after a failed one."""
    reproduce: str
    """The command line that performs this journey again."""

    @property
    def deciding_step(self) -> StepEvidence | None:
        return deciding_step(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of a suite against one environment and one version."""

    id: RunId
    started_at: datetime
    base_url: str
    runner: str
    app_version: str | None
    model_digest: str
    seed: int
    suite: str
    """Folder or name of the suite."""
    test: str | None = None
    """Name of the test that made the run, when it was one."""
    journeys_version: str = ""
    shard: str | None = None
    """Which part of the suite it was: `2/4`."""


class RunState(StrEnum):
    """How far a run came."""

    RUNNING = "running"
    """Also what a run that was killed says for ever: it never got to say more."""
    FINISHED = "finished"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should look at."""

    run_id: RunId
    journey_id: JourneyId
    step_index: int
    action: str
    cause: Cause
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """A first-order transition of the model, kept with a run so that reports can draw it."""

    before: str
    after: str
    count: int
