"""One visitor in a browser: performs steps on live pages, keeps what was seen, judges it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from journeys.evidence import StepEvidence, Way
from journeys.journey import Expectation, Step
from journeys.verdict import Cause, Problem, deciding_step
from journeys_mining.actions.action import ActionKind
from journeys_runners.browser.acting.scrolling import scroll_down
from journeys_runners.browser.carrying_out import carry_out
from journeys_runners.browser.second_window import OpenWindow
from journeys_runners.browser.settling import settle_late
from journeys_runners.browser.traffic.script_faults import nothing_sent, page_is_gone
from journeys_runners.browser.traffic.seen import Asked, Mark
from journeys_runners.browser.traffic.trips import consequences, page_trip, script_trip, shown_trip
from journeys_runners.browser.verdicts.bare_pages import BarePages
from journeys_runners.browser.verdicts.doubled_requests import sent_twice
from journeys_runners.browser.verdicts.flaws import note_pictures
from journeys_runners.browser.verdicts.lacking_data import with_lack
from journeys_runners.browser.verdicts.open_steps import OpenSteps
from journeys_runners.browser.verdicts.restless_pages import restless
from journeys_runners.browser.verdicts.second_judge import SecondJudge
from journeys_runners.browser.verdicts.view_events import ViewEvents
from journeys_runners.browser.window import Window
from journeys_runners.interface import RunContext
from journeys_runners.judging.checks import judge
from journeys_runners.judging.judging import gives_password, judge_carefully, passed_on
from journeys_runners.judging.met import Met
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.page import Page
from journeys_runners.performing.entering import memory_of
from journeys_runners.performing.turns import perform_turn
from journeys_runners.sending.navigation import Trip, pause_s, travel
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.site_map import SiteMap
from journeys_runners.visiting.turn import Outcome, Turn, Turns
from journeys_runners.ways.expected_events import with_expected_events
from journeys_runners.ways.pages import open_address

_TRIES_WHEN_LIMITED: Final = 4
_LONGEST_BATCH_S: Final = 4.0
"""Analytics libraries collect events for about three seconds before they send them."""
_ENOUGH_SILENCE: Final = 3
"""So often an event is waited for in vain before nobody waits for it any more."""
_PERHAPS_TOO_EARLY: Final = frozenset({Cause.UNBOUND, Cause.MISSING_EVENT})
"""What a page looks like that is not complete yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is around a visit."""

    site_map: SiteMap
    bare_pages: BarePages
    open_beside: OpenWindow
    """Opens a second window of the visitor, of which no files are kept."""


class BrowserVisit:
    """One attempt at one journey."""

    uses_pages = True

    def __init__(self, *, run: RunContext, around: Around, window: Window, turns: Turns) -> None:
        self.context = run
        self.site_map = around.site_map
        self.memory = memory_of(run, around.site_map.site)
        self.sender = window.sender
        self._bare = around.bare_pages
        self._window = window
        self._turns = turns
        self._has_address = True
        self._begun = Mark()
        """When the step at hand began."""
        self._unpassed: list[Outcome] = []
        """What the steps came to that did not pass."""
        self._open_beside = around.open_beside
        views = ViewEvents(self, window, around.open_beside, self._longest_batch_s)
        self._open = OpenSteps(run, window.traffic, views)
        self._second_judge = SecondJudge(self, window, views, self._comes)

    async def perform(self, index: int, step: Step) -> StepEvidence:
        """Perform one step and judge what came."""
        window = self._window
        turn = self._turns.turn(index, step, account_count=self.memory.account_count)
        started_at, begin_s = datetime.now(UTC), time.perf_counter()
        begin = self._begun = window.begin(turn.trace_id, index + 1)
        outcome = await with_expected_events(self, turn, await self._perform_patiently(turn))
        asked = await window.traffic.asked(begin.request_count)
        window.check_alive()
        outcome = await self._second_judge.judge(turn, outcome, begin, asked)
        awaited = self._open.awaited(turn, outcome, begin)
        awaited = awaited if awaited and await window.hears_its_end() else None
        outcome, awaited = await with_lack(self, window, turn, outcome, awaited)
        problem = None if awaited else outcome.problem
        if problem:
            self._unpassed.append(outcome)
            if deciding_step(self._unpassed) is outcome:
                # There is one picture, of the step that the report is about.
                await window.artifacts.keep_failure(window.tabs.current)
        page = self.memory.page
        await window.note_secrets(answer for _, answer in asked)
        evidence = StepEvidence(
            index=index,
            action=step.action,
            way=Way.PAGE if awaited and outcome.way is Way.UNBOUND else outcome.way,
            started_at=started_at,
            elapsed_s=time.perf_counter() - begin_s,
            exchanges=(
                *(answer.exchange for seen, answer in asked if seen.is_own),
                *(answer.exchange for answer in turn.answers),
            ),
            page_url=mask_url(page.url) if page else None,
            page=self.memory.site.template_of(page.url) if page else None,
            problem=problem,
            note="" if problem else turn.note,
        )
        evidence = window.secrets.step(evidence)
        self._open.note(evidence, awaited)
        return evidence

    async def finish(self) -> Sequence[StepEvidence]:
        """Leave the last page if a step waits for what it sends then, and judge such steps."""
        window = self._window
        await note_pictures(self.context.knowledge, self.memory.site, window.traffic)
        if self._open.are_there:
            await window.depart()
        known_better = [window.secrets.step(one) for one in await self._open.judged()]
        if any(one.problem for one in known_better):
            await window.artifacts.keep_failure(None)
        return known_better

    async def scroll(self) -> bool:
        """Go one screen down in the page; False, and at its top again, where it has no more."""
        window = self._window
        if self.memory.page is None or window.tabs.current is None:
            return False
        window.act()
        has_more = await scroll_down(window.tabs.current)
        await window.settle(has_effect=False)
        await self._look()
        return has_more

    async def leave(self) -> None:
        """Be nobody the application knows."""
        await self._window.forget()
        self.memory.is_signed_in = False

    def has_sent(self, name: str) -> bool:
        """Whether the visitor's last action has had this event sent by now."""
        return name in self._window.traffic.events(self._since_action)

    def has_sent_twice(self, name: str) -> bool:
        """Whether it has had this event sent more than once by now."""
        return self._window.traffic.has_sent_twice(name, self._since_action)

    async def event_comes(self, name: str) -> bool:
        """Whether the visitor's last action has this event sent, within the time of a batch."""
        return await self._comes(name, self._since_action)

    @property
    def _since_action(self) -> Mark:
        return replace(self._begun, request_count=self._window.acted_at)

    async def step_sends(self, name: str) -> bool:
        """Whether this event is sent from the step's beginning on, within the time of a batch."""
        return await self._comes(name, self._begun)

    @property
    def _longest_batch_s(self) -> float:
        return min(_LONGEST_BATCH_S, self.context.target.timeout_s)

    async def _comes(self, name: str, since: Mark) -> bool:
        return await self._window.traffic.event_comes(name, since, self._longest_batch_s)

    async def go(self, turn: Turn, plan: Plan, expect: Expectation) -> Problem | None:
        """Do in the page what the plan says, and judge where it leads."""
        problem = await self._go(turn, plan, expect)
        left = self._window.left_at_once(expect.page)
        if problem is None or problem.cause is not Cause.WRONG_PAGE or left is None:
            return problem
        # What an earlier step began may have led on only now: what the page does, it does again.
        again = replace(open_address(self.memory, left), way=plan.way)
        return problem if await self._go(turn, again, expect) else None

    async def _go(self, turn: Turn, plan: Plan, expect: Expectation) -> Problem | None:
        is_sent = plan.is_data or plan.request.method != "GET" or plan.request.headers
        if plan.press is None and is_sent and not (plan.gestures or plan.function):
            return await self._send(turn, plan, expect)
        since, turn.invented = self._window.act(), plan.invented
        if problem := await carry_out(self, self._window, turn, plan, expect):
            return problem
        if problem := await restless(self, self._window, turn, self._open_beside):
            return problem
        met = await self._met(turn, plan, expect, since)
        for attempt in range(_TRIES_WHEN_LIMITED - 1):
            if isinstance(met, Problem) or met.trip.last.status != 429:
                break
            # Pressing again could do it twice; asking for the same page again cannot.
            if met.trip.last.request.method != "GET":
                break
            self._window.sender.limiter.pause(pause_s(met.trip.last, attempt))
            since = self._window.act()
            await self._window.open(met.trip.last.request)
            await self._window.settle()
            met = await self._met(turn, plan, expect, since)
        if isinstance(met, Problem):
            return met
        problem = await judge_carefully(self, turn, met)
        if problem is None and turn.action.kind is ActionKind.VIEW and met.template:
            problem = await self._bare.check(self._window, met.template)
        if problem is None and isinstance(plan.press, Submission):
            asked = await self._window.traffic.asked(self._window.pressed_at)
            problem = sent_twice(turn, plan.press, asked, self.memory.site, self.context.suite)
        return problem

    async def _perform_patiently(self, turn: Turn) -> Outcome:
        """Perform the turn; once more if the page may have been judged before it was complete."""
        window = self._window
        await self._look()
        outcome = await perform_turn(self, turn)
        problem = outcome.problem
        if problem is None or problem.cause not in _PERHAPS_TOO_EARLY or self.memory.page is None:
            return outcome
        if self._open.is_late(turn.step.action):
            return outcome
        await settle_late(window.tabs, self.context.target.timeout_s)
        silent, action = self.context.knowledge.silent, turn.step.action
        if (name := turn.action.name) and silent[action] < _ENOUGH_SILENCE:
            since = replace(self._begun, request_count=window.loading_at)
            came = await self._comes(name, since)
            silent[action] += 0 if came else 1
        await self._look()
        return await perform_turn(self, turn)

    async def _met(self, turn: Turn, plan: Plan, expect: Expectation, since: int) -> Met | Problem:
        """What the action led to: a page that was loaded, or one that a script shows."""
        window, site = self._window, self.memory.site
        asked = await window.traffic.asked(since)
        trip = page_trip(asked, window.led_off)
        if trip:
            self._has_address = trip.last.request.method == "GET"
        page = await self._arrive(trip, turn.action.kind)
        url = page.url if page else trip.last.request.url if trip else ""
        if trip is None and page is None and not window.led_off:
            return page_is_gone()
        if trip is None:
            trip = script_trip(asked, turn.action, site, url)
            is_silent = trip is None and (isinstance(plan.press, Submission) or plan.gestures)
            if is_silent and turn.action.kind is ActionKind.REQUEST:
                return nothing_sent(turn.action, plan.invented)
        if trip is None:
            trip, expect = shown_trip(url, window.led_off), replace(expect, status=None)
        self._second_judge.judged.extend(trip.answers)
        self._note_consequences(turn, asked, url)
        return Met(
            expect=expect,
            way=plan.way,
            trip=trip,
            page=page,
            template=window.template_reached(url, expect.page),
            has_slots=plan.has_slots,
            is_shortened=plan.is_shortened,
            invented=plan.invented,
            passed=passed_on(trip, site),
            sent=plan.press.pairs if isinstance(plan.press, Submission) else (),
            gives_password=gives_password(plan),
            is_data=plan.is_data,
        )

    async def _arrive(self, trip: Trip | None, kind: ActionKind) -> Page | None:
        """The page that came; none if a file came, or nothing."""
        if trip and (trip.last.failure or trip.stop):
            return None
        if trip is None or trip.last.is_html:
            return await self._look()
        if kind is ActionKind.VIEW:
            self.memory.arrive(Page(url=trip.last.request.url, has_address=self._has_address))
        return None

    async def _look(self) -> Page | None:
        page = await self._window.look(has_address=self._has_address)
        if page:
            self.memory.arrive(page)
        return page

    async def _send(self, turn: Turn, plan: Plan, expect: Expectation) -> Problem | None:
        """Send what no page would, and open the page that it leads to."""
        window, site = self._window, self.memory.site
        trip = await travel(window.sender, site, plan.request, trace_id=turn.trace_id)
        turn.answers.extend(trip.answers)
        last, page = trip.last, None
        if last.request.method == "GET" and last.is_html and not (last.failure or trip.stop):
            window.act()
            await window.open(last.request)
            await window.settle()
            page = await self._look()
        self.memory.note_consequences(trip.answers, turn.action)
        template = site.template_of(page.url if page else last.request.url)
        return judge(Met(expect=expect, way=plan.way, trip=trip, page=page, template=template))

    def _note_consequences(self, turn: Turn, asked: Sequence[Asked], url: str) -> None:
        shown = (*self._window.passed, url)
        answers = consequences(asked, shown, self.memory.site)
        self.memory.note_consequences(answers, turn.action)
