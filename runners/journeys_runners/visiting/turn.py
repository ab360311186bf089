"""One step being performed: what is asked, what may be filled in, what has been seen so far."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from journeys.evidence import Way
from journeys.journey import Journey, Step
from journeys.verdict import Problem
from journeys_mining.actions.action import Action
from journeys_mining.model.navigation_model import RequestField
from journeys_mining.recorded.content import HEADER
from journeys_runners.interface import RunContext
from journeys_runners.sending.client import Answer
from journeys_runners.values.inventor import Inventor
from journeys_runners.values.sources import Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a step."""

    way: Way
    problem: Problem | None = None
    unsent: Problem | None = None
    """What is wrong with what was pressed if it sends its event not even as its page is left.

    Where the run does not see what presses send, that is no problem."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """One step being performed."""

    index: int
    step: Step
    action: Action
    trace_id: str
    """W3C trace id, the same for all requests of the step."""
    seed: str
    fixed: Mapping[str, str]
    mined: Mapping[str, tuple[str, ...]]
    """Values that production's users gave to the slots of the action's own template."""
    sources: Sources
    request_fields: tuple[RequestField, ...] = ()
    """What the recordings of the suite say of requests."""
    led_elsewhere: frozenset[str] = frozenset()
    """Buttons that are known to lead elsewhere than production's users were led from here."""
    before: tuple[str, ...] = ()
    """The actions of the steps before it, last first."""
    after: tuple[str, ...] = ()
    """The actions of the next steps, at most two."""
    answers: list[Answer] = field(default_factory=list)
    unanswered: Problem | None = None
    """Why a request of this step, or of the way to it, got no answer."""
    as_at_times: Problem | None = None
    """What is wrong with an answer that production gives at times, too."""
    note: str = ""
    """What a person should know of the step although it passed."""
    invented: tuple[str, ...] = ()
    """Fields that were filled with invented values for the last that was done in a browser."""

    @property
    def redirects(self) -> bool:
        """Whether production leads on from the step by itself."""
        return (self.step.expect.status or "").startswith("3")

    def own_values(self, slots: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """The environment's values for these slots; empty where it lacks one, or none is open."""
        known, wanted = {**self.sources.environment, **self.fixed}, tuple(slots)
        if not set(wanted) <= set(known) or set(wanted) <= set(self.fixed):
            return ()
        return tuple((slot, known[slot]) for slot in wanted)


class Turns:
    """Makes the turns of one attempt at a journey: what is the same for all its steps is made once.

    Their choices depend on seed, journey and step, not on the run. Where an earlier attempt could
    not go on with what it chose, others are made.
    """

    def __init__(self, context: RunContext, journey: Journey, attempt: int) -> None:
        self._context = context
        self._journey = journey
        self._attempt = attempt
        identity, fields = context.identity, dict(context.bindings.fields)
        of_account = dict(identity.fields) if identity else {}
        is_new = identity is not None and identity.is_new
        self._account = {} if is_new else of_account
        self._bound = {**of_account, **fields} if is_new else fields
        self._request_fields = _fields_left_open(context)

    def turn(self, index: int, step: Step, *, account_count: int = 0) -> Turn:
        """The turn of one step; `account_count` accounts were made by this visit before it."""
        context, journey = self._context, self._journey
        action, fixed = Action.parse(step.action), dict(step.values)
        data = context.data.values_for(journey.id, context.seed, action.template)
        seed = f"{context.seed}:{journey.id}:{index}"
        if in_vain := context.knowledge.in_vain[journey.id]:
            seed = f"{seed}:{in_vain}"
        mined = {
            **context.mined.of(action.template),
            **context.mined.together(action.template, seed),
            **{slot: (value,) for slot, value in data.items()},
        }
        name = f"{context.run_id}:{journey.id}:{self._attempt}:{index}"
        inventor = Inventor(
            marker=context.marker or context.run_id,
            journey_id=journey.id,
            attempt=self._attempt,
            step_index=index,
            account_count=account_count,
        )
        return Turn(
            index=index,
            step=step,
            action=action,
            trace_id=hashlib.sha256(name.encode()).hexdigest()[:32],
            seed=seed,
            fixed=fixed,
            mined=mined,
            sources=Sources(
                bound=self._bound,
                account=self._account,
                fixed=fixed,
                environment=data,
                mined={**context.mined.anywhere, **mined},
                inventor=inventor,
            ),
            request_fields=self._request_fields,
            led_elsewhere=frozenset(
                button
                for of, leads_to, button in context.knowledge.led_elsewhere
                if (of, leads_to) == (step.action, step.expect.leads_to)
            ),
            before=tuple(one.action for one in reversed(journey.steps[max(0, index - 3) : index])),
            after=tuple(one.action for one in journey.steps[index + 1 : index + 3]),
        )


def _fields_left_open(context: RunContext) -> tuple[RequestField, ...]:
    """What requests send, without the headers that every request of this visitor has anyway."""
    given = {f"{HEADER}{name.lower()}" for name, _ in context.target.headers}
    return tuple(
        one for one in context.suite.request_fields if one.place.partition("{")[0] not in given
    )
