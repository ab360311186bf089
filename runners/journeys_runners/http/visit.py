"""One visitor: performs steps by HTTP, keeps what was seen, judges it."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from journeys.evidence import StepEvidence
from journeys.journey import Expectation, Journey, Step
from journeys.verdict import Problem
from journeys_mining.actions.action import ActionKind
from journeys_runners.interface import RunContext
from journeys_runners.judging.judging import gives_password, judge_carefully, passed_on
from journeys_runners.judging.last_look import is_forgotten_at_the_end
from journeys_runners.judging.met import Met
from journeys_runners.masking.masking import mask_url
from journeys_runners.masking.secret_values import SecretValues
from journeys_runners.pages.page import Page
from journeys_runners.performing.entering import memory_of
from journeys_runners.performing.turns import perform_turn
from journeys_runners.sending.client import Answer, Client, Request
from journeys_runners.sending.navigation import Trip, travel
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.site_map import SiteMap
from journeys_runners.visiting.turn import Turn, Turns
from journeys_runners.ways.expected_events import with_expected_events
from journeys_runners.ways.functions import call, load_function, step_in_hand


class HttpVisit:
    """One attempt at one journey."""

    uses_pages = False

    def __init__(
        self,
        *,
        context: RunContext,
        site_map: SiteMap,
        client: Client,
        journey: Journey,
        attempt: int,
    ) -> None:
        self.context = context
        self.site_map = site_map
        self.memory = memory_of(context, site_map.site)
        self.sender = client
        self._turns = Turns(context, journey, attempt)
        self._secrets = SecretValues()
        self._secrets.add_cookies(client.cookies())
        self._last: tuple[Turn, StepEvidence] | None = None

    async def perform(self, index: int, step: Step) -> StepEvidence:
        """Perform one step and judge what came."""
        turn = self._turns.turn(index, step, account_count=self.memory.account_count)
        started_at, begin_s = datetime.now(UTC), time.perf_counter()
        outcome = await with_expected_events(self, turn, await perform_turn(self, turn))
        page = self.memory.page
        if any("Set-Cookie" in one.headers for one in turn.answers):
            self._secrets.add_cookies(self.sender.cookies())
        evidence = StepEvidence(
            index=index,
            action=step.action,
            way=outcome.way,
            started_at=started_at,
            elapsed_s=time.perf_counter() - begin_s,
            exchanges=tuple(answer.exchange for answer in turn.answers),
            page_url=mask_url(page.url) if page else None,
            page=self.memory.site.template_of(page.url) if page else None,
            problem=outcome.problem,
            note="" if outcome.problem else turn.note,
        )
        self._last = turn, self._secrets.step(evidence)
        return self._last[1]

    async def finish(self) -> Sequence[StepEvidence]:
        """The last step, where the visitor is not known any more after it."""
        turn, step = self._last or (None, None)
        if turn is None or step is None or step.problem:
            return ()
        problem = await is_forgotten_at_the_end(self, turn)
        if problem is None:
            return ()
        exchanges = tuple(answer.exchange for answer in turn.answers)
        return (self._secrets.step(replace(step, exchanges=exchanges, problem=problem, note="")),)

    async def go(self, turn: Turn, plan: Plan, expect: Expectation) -> Problem | None:
        """Send what the plan says, follow where it leads, and judge where it ends."""
        if plan.function:
            return await self._leave_to_function(turn, plan, expect)
        trip = await self._travel(turn, plan)
        return await self._judge(turn, plan, expect, trip)

    async def event_comes(self, name: str) -> bool:  # noqa: ARG002 - as every visitor
        """Nobody sees what scripts send: there are none."""
        return False

    def has_sent(self, name: str) -> bool:  # noqa: ARG002 - as every visitor
        """What pages send is not seen by HTTP."""
        return False

    def has_sent_twice(self, name: str) -> bool:  # noqa: ARG002 - as every visitor
        """Nor how often."""
        return False

    async def step_sends(self, name: str) -> bool:
        """As little as any other."""
        return await self.event_comes(name)

    async def scroll(self) -> bool:
        """A page is read as a whole."""
        return False

    async def leave(self) -> None:
        """Be nobody the application knows."""
        self.sender.forget_cookies()
        self.memory.is_signed_in = False

    async def _judge(
        self, turn: Turn, plan: Plan, expect: Expectation, trip: Trip
    ) -> Problem | None:
        page = self._arrive(trip, turn.action.kind)
        self.memory.note_consequences(trip.answers, turn.action)
        met = Met(
            expect=expect,
            way=plan.way,
            trip=trip,
            page=page,
            template=self.memory.site.template_reached(trip.last.request.address, expect.page),
            has_slots=plan.has_slots,
            is_shortened=plan.is_shortened,
            invented=plan.invented,
            passed=passed_on(trip, self.memory.site),
            sent=plan.press.pairs if isinstance(plan.press, Submission) else (),
            gives_password=gives_password(plan),
            is_data=plan.is_data,
        )
        return await judge_carefully(self, turn, met)

    async def _leave_to_function(
        self, turn: Turn, plan: Plan, expect: Expectation
    ) -> Problem | None:
        trips: list[Trip] = []

        async def send(request: Request) -> Answer:
            trips.append(await self._travel(turn, replace(plan, request=request)))
            return trips[-1].last

        step = step_in_hand(turn, self.memory.site, None, send)
        if problem := await call(
            load_function(plan.function, turn.step.action), step, plan.function
        ):
            return problem
        return await self._judge(turn, plan, expect, trips[-1]) if trips else None

    async def _travel(self, turn: Turn, plan: Plan) -> Trip:
        site = self.memory.site
        trip = await travel(self.sender, site, plan.request, trace_id=turn.trace_id)
        turn.answers.extend(trip.answers)
        return trip

    def _arrive(self, trip: Trip, kind: ActionKind) -> Page | None:
        """The page that came; where it is none, a script of the page made the request.

        A script's request moves nobody: the visitor stays on the page that has links and forms.
        """
        answer = trip.last
        if answer.failure or trip.stop:
            return None
        url, has_address = answer.request.url, answer.request.method == "GET"
        if answer.is_html:
            content_type = answer.headers.get("Content-Type", "")
            page = self.context.knowledge.pages.parse(
                answer.body,
                url=url,
                content_type=content_type,
                event_names=self.context.suite.event_names,
                has_address=has_address,
            )
            if answer.request.gets_fragment and self.memory.page:
                self.memory.arrive(self.memory.page.with_fragment(page))
            else:
                self.memory.arrive(page)
            return page
        if kind is ActionKind.VIEW and not (self.memory.page and answer.is_data):
            self.memory.arrive(Page(url=url, has_address=has_address))
        return None
