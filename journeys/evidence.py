"""Evidence: everything seen while a journey was performed, and the verdict drawn from it.

Runners make these records, the store keeps them, reports read them. Secrets are masked before a
record is made (`journeys_runners.masking.masking`).
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NewType

from journeys.journey import JourneyId, JourneyKind
from journeys.verdict import Cause, Problem, Verdict, deciding_step

RunId = NewType("RunId", str)
"""Sortable by time, unique: `20261121T020304Z-5f3a`."""


def new_run_id(now: datetime) -> RunId:
    """An id for a run that starts now."""
    return RunId(f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}")


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


GIVEN_UP: Final = "given up by the browser"
"""Said of a request that its page did not wait for, such as a beacon of a page that is left."""


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
