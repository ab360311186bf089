"""Judges what only a browser sees of a step that is over: its scripts, and the event of its view.

Takes the outcome of a step, gives it or what is worse: scripts first, for they may be the reason.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from journeys.verdict import Cause, Problem, Verdict
from journeys_runners.browser.traffic.script_faults import failed_request, refused_style
from journeys_runners.browser.traffic.seen import Asked, Mark
from journeys_runners.browser.verdicts.flaws import note_logged
from journeys_runners.browser.verdicts.view_events import ViewEvents, since_load
from journeys_runners.browser.window import Window
from journeys_runners.judging.second_look import down
from journeys_runners.sending.client import Answer
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor

_SCRIPTS_ARE_NOT_WHY: Final = frozenset({Cause.UNREACHABLE, Cause.TIMED_OUT})
_SENT_BY_SCRIPTS: Final = frozenset({Cause.LOST_EVENT, Cause.MISSING_EVENT})
"""What follows where the script that was to send an event meets a fault before."""


def _is_decided(problem: Problem) -> bool:
    """Whether no fault of a script could be why."""
    if problem.cause in _SENT_BY_SCRIPTS:
        return False
    return problem.verdict is Verdict.FAILED or problem.cause in _SCRIPTS_ARE_NOT_WHY


class SecondJudge:
    """That of one visit."""

    def __init__(
        self,
        visitor: Visitor,
        window: Window,
        views: ViewEvents,
        comes: Callable[[str, Mark], Awaitable[bool]],
    ) -> None:
        """`comes` waits for an event, within the time of a batch."""
        self.judged: list[Answer] = []
        """Answers that were judged as the step's own."""
        self._visitor = visitor
        self._window = window
        self._views = views
        self._comes = comes

    async def judge(
        self, turn: Turn, outcome: Outcome, begun: Mark, asked: Sequence[Asked]
    ) -> Outcome:
        """The outcome of a step, or what went wrong beside it."""
        outcome = await self._with_script_faults(turn, outcome, begun, asked)
        logged = self._window.faults.logged[begun.logged_count :]
        note_logged(self._visitor.context.knowledge, self._visitor.memory.site, logged)
        return await self._with_view_event(turn, outcome, begun)

    async def _with_view_event(self, turn: Turn, outcome: Outcome, begun: Mark) -> Outcome:
        """The outcome, or what is wrong with the event of a view that is sound otherwise."""
        page, site = self._visitor.memory.page, self._visitor.memory.site
        where = site.template_of(page.url) if page else None
        if outcome.problem or where != turn.action.template:
            return outcome
        since = since_load(begun, self._window.loading_at)
        problem = await self._views.check(turn, page, since, lambda name: self._comes(name, since))
        return replace(outcome, problem=problem) if problem else outcome

    async def _with_script_faults(
        self, turn: Turn, outcome: Outcome, begun: Mark, asked: Sequence[Asked]
    ) -> Outcome:
        """The outcome, or what went wrong in the scripts where that may be the reason for it."""
        problem, window = outcome.problem, self._window
        if problem and _is_decided(problem):
            return outcome
        open_questions = (
            (seen, answer)
            for seen, answer in asked
            if seen.is_own
            and seen.is_finished
            and not any(answer is judged for judged in self.judged)
        )
        await window.faults.be_placed()
        found = (
            failed_request(open_questions)
            or refused_style(asked)
            or window.faults.problem(begun.error_count, window.traffic.seen[begun.request_count :])
        )
        if found is None:
            return outcome
        if found.verdict is Verdict.FAILED:
            memory = self._visitor.memory
            shown = memory.site.template_of(memory.page.url if memory.page else None)
            accused = (shown, turn.action.template)
            found = await down(self._visitor, turn, found.reason, accused) or found
        return replace(outcome, problem=found)
