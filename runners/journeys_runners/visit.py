"""One visitor: performs steps by HTTP, keeps what was seen, judges it."""

import time
from datetime import UTC, datetime
from typing import Final

from journeys.evidence import Problem, StepEvidence, Way
from journeys.journey import Expectation, Journey, Step
from journeys_mining.actions import ActionKind
from journeys_runners.checks import Met, judge, too_slow
from journeys_runners.client import Answer, Client
from journeys_runners.interface import RunContext
from journeys_runners.masking import mask_url
from journeys_runners.memory import Memory
from journeys_runners.navigation import Trip, travel
from journeys_runners.pages import Page, parse_page
from journeys_runners.performing import perform_turn
from journeys_runners.site_map import SiteMap
from journeys_runners.turn import Turn, turn_for
from journeys_runners.ways.plan import Plan

_LATENCY_TRIES: Final = 3


class HttpVisit:
    """One attempt at one journey."""

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
        self.memory = Memory(site_map.site)
        self._client = client
        self._journey = journey
        self._attempt = attempt

    async def perform(self, index: int, step: Step) -> StepEvidence:
        """Perform one step and judge what came."""
        turn = turn_for(self.context, self._journey, self._attempt, index, step)
        started_at, begin_s = datetime.now(UTC), time.perf_counter()
        outcome = await perform_turn(self, turn)
        page = self.memory.page
        return StepEvidence(
            index=index,
            action=step.action,
            way=outcome.way,
            started_at=started_at,
            elapsed_s=time.perf_counter() - begin_s,
            exchanges=tuple(answer.exchange for answer in turn.answers),
            page_url=mask_url(page.url) if page else None,
            page=self.memory.site.template_of(page.url) if page else None,
            problem=outcome.problem,
        )

    async def go(self, turn: Turn, plan: Plan, expect: Expectation) -> Problem | None:
        """Send what the plan says, follow where it leads, and judge where it ends."""
        trip = await self._travel(turn, plan)
        page = self._arrive(trip, turn.action.kind)
        self.memory.note_consequences(trip.answers, turn.action)
        met = Met(
            expect=expect,
            way=plan.way,
            trip=trip,
            page=page,
            template=self.memory.site.template_of(trip.last.request.url),
            has_slots=plan.has_slots,
            invented=plan.invented,
        )
        return judge(met) or await self._check_latency(turn, met)

    async def _travel(self, turn: Turn, plan: Plan) -> Trip:
        site = self.memory.site
        trip = await travel(self._client, site, plan.request, trace_id=turn.trace_id)
        turn.answers.extend(trip.answers)
        return trip

    def _arrive(self, trip: Trip, kind: ActionKind) -> Page | None:
        """The page that came; where it is none, a script of the page made the request."""
        answer = trip.last
        if answer.failure or trip.stop:
            return None
        url, has_address = answer.request.url, answer.request.method == "GET"
        if answer.is_html:
            content_type = answer.headers.get("Content-Type", "")
            page = parse_page(
                answer.body,
                url=url,
                content_type=content_type,
                event_names=self.context.suite.event_names,
                has_address=has_address,
            )
            self.memory.arrive(page)
            return page
        if kind is ActionKind.VIEW:
            self.memory.arrive(Page(url=url, has_address=has_address))
        return None

    async def _check_latency(self, turn: Turn, met: Met) -> Problem | None:
        """Measure again before blaming: a machine that was busy once is no fault of the product."""
        answer = _timed(met.trip)
        times_s = [answer.exchange.elapsed_s]
        problem = too_slow(met.expect, times_s, met.asked)
        is_safe = answer.request.method == "GET" and met.way is not Way.BINDING
        while problem and is_safe and len(times_s) < _LATENCY_TRIES:
            again = await self._client.send(answer.request, trace_id=turn.trace_id)
            turn.answers.append(again)
            if again.failure or again.status != answer.status:
                # Another answer takes another time: it says nothing about this one's.
                return problem
            times_s.append(again.exchange.elapsed_s)
            problem = too_slow(met.expect, times_s, met.asked)
        return problem


def _timed(trip: Trip) -> Answer:
    """The answer whose time counts: the page, or what the application did with a form."""
    return trip.last if trip.first.request.method == "GET" else trip.first
