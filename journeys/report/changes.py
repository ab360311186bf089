"""What the application no longer shows where it showed it when these journeys last passed.

A change is no verdict: applications are meant to change. It is told where chance is no
explanation, so that a person can say whether somebody meant it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from journeys.evidence import Run
from journeys.report.data import Change
from journeys.report.page_marks import KINDS, Mark, MarkReader, written_marks
from journeys.store import EarlierPasses, LoadedAttempt, LoadedExchange, LoadedRun, LoadedStep
from journeys.store.passed_before import COMPARED_MAX
from journeys_mining.actions.action import Action, ActionKind, TemplateMatcher, slots_of

_CHANCE_MAX: Final = 0.01
"""What shows by chance alone would be gone from all answers as seldom as this."""
_NEW_MAX: Final = 3
_RECORDS_MIN: Final = 3
_TEXTS: Final = ("title", "heading")
_SINGLE: Final = ("answer", "page", *_TEXTS)
"""Kinds of marks of which an answer has one: another one is there in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """The same step of the same journey, when it last passed and now."""

    url: str
    was: frozenset[Mark]
    now: frozenset[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gone:
    """A mark that is gone from an action's answers."""

    action: str
    mark: Mark
    new: tuple[Mark, ...]
    had_count: int
    compared_count: int


def changes_since(loaded: LoadedRun, passes: EarlierPasses) -> tuple[Change, ...]:
    """What is gone since these journeys last passed, the most widespread first."""
    found: defaultdict[tuple[Mark, tuple[Mark, ...]], list[_Gone]] = defaultdict(list)
    for action, pairs in sorted(_pairs(loaded, passes).items()):
        for one in _gone(action, pairs):
            found[one.mark, one.new].append(one)
    # What is gone from the same places was most likely changed by the same hand.
    together: defaultdict[tuple[str, ...], list[_Gone]] = defaultdict(list)
    for gone in found.values():
        together[tuple(one.action for one in gone)] += gone
    changes = (_change(actions, gone) for actions, gone in together.items())
    return tuple(sorted(changes, key=lambda one: (-len(one.actions), one.actions)))


def _change(actions: tuple[str, ...], gone: Sequence[_Gone]) -> Change:
    of_first = [one for one in gone if one.action == actions[0]]
    news = {new for one in of_first for new in one.new}
    return Change(
        actions=actions,
        gone=_in_order(one.mark for one in of_first),
        new=_in_order(news),
        had_count=sum(
            min(one.had_count for one in gone if one.action == action) for action in actions
        ),
        compared_count=sum(
            next(one.compared_count for one in gone if one.action == action) for action in actions
        ),
    )


def _in_order(marks: Iterable[Mark]) -> tuple[str, ...]:
    return tuple(map(str, sorted(marks, key=lambda one: (KINDS.index(one.kind), one))))


class _Readers:
    """Reads the marks of steps, on the application where they were performed."""

    def __init__(self, loaded: LoadedRun) -> None:
        actions = [Action.parse(one) for edge in loaded.graph for one in (edge.before, edge.after)]
        self._matcher = TemplateMatcher(one.template for one in actions if one.template)
        self._events = {one.name for one in actions if one.kind is ActionKind.EVENT and one.name}
        self._readers: dict[str, MarkReader] = {}

    def marks(self, step: LoadedStep, run: Run) -> frozenset[Mark] | None:
        """The marks of a step; None where they cannot be told."""
        base_url = run.base_url
        reader = self._readers.get(base_url)
        if reader is None:
            reader = self._readers[base_url] = MarkReader(self._matcher, self._events, base_url)
        answer = self._answer(step)
        marks = reader.read(answer) if answer else None
        if answer is None or marks is None:
            return None
        sent = next((one for one in reversed(step.exchanges) if self._performs(one, step)), None)
        written = written_marks(sent, answer, step.action, run.id) if sent else frozenset()
        return marks | written | {Mark("page", step.page or "elsewhere")}

    def _performs(self, one: LoadedExchange, step: LoadedStep) -> bool:
        """Whether it is the request that the step's action is named after."""
        action = Action.parse(step.action)
        if action.kind is not ActionKind.REQUEST or one.method != action.method:
            return False
        found = self._matcher.match(one.url)
        return found is not None and found.template == action.template

    def _answer(self, step: LoadedStep) -> LoadedExchange | None:
        """What the visitor saw after the step; of what a script asked for, what it is named by."""
        for one in step.exchanges:
            if self._performs(one, step) and not _leads_on(one):
                return one
        shown = (one for one in reversed(step.exchanges) if one.url == step.page_url)
        return next(shown, None)


def _leads_on(answer: LoadedExchange) -> bool:
    return answer.status is None or 300 <= answer.status < 400


def _pairs(loaded: LoadedRun, passes: EarlierPasses) -> dict[str, list[_Pair]]:
    """Answers at steps that passed then and now, by action: of each journey the first."""
    readers = _Readers(loaded)
    last = {one.journey_id: one for one in loaded.attempts}
    found: defaultdict[str, list[_Pair]] = defaultdict(list)
    for journey, then in sorted(passes.attempts.items()):
        for was, now in _first_steps(then, last[journey]) if journey in last else ():
            if len(found[now.action]) == COMPARED_MAX:
                continue
            had = readers.marks(was, passes.runs[journey])
            has = readers.marks(now, loaded.run)
            if had is not None and has is not None:
                found[now.action].append(_Pair(url=was.page_url or "", was=had, now=has))
    return found


def _first_steps(
    then: LoadedAttempt, now: LoadedAttempt
) -> Iterator[tuple[LoadedStep, LoadedStep]]:
    by_index = {one.index: one for one in then.steps}
    seen = set[str]()
    for step in now.steps:
        was = by_index.get(step.index)
        if was is None or step.problem or was.problem or was.action != step.action:
            continue
        if step.action not in seen:
            seen.add(step.action)
            yield was, step


def _gone(action: str, pairs: Sequence[_Pair]) -> Iterator[_Gone]:
    was, now = _counted(one.was for one in pairs), _counted(one.now for one in pairs)
    for mark, count in sorted(was.items()):
        if mark in now or not _is_no_chance(count, len(pairs)):
            continue
        if mark.kind in _TEXTS and not _is_of_all(mark, action, pairs):
            continue
        if mark.kind == "field" and Mark("form", mark.of) not in now:
            # The form is told.
            continue
        new = [
            one
            for one, times in sorted(now.items())
            if one not in was
            and (one.kind, one.of) == (mark.kind, mark.of)
            and (one.kind in _SINGLE or times == len(pairs))
        ]
        yield _Gone(
            action=action,
            mark=mark,
            new=tuple(new[:_NEW_MAX]),
            had_count=count,
            compared_count=len(pairs),
        )


def _is_no_chance(count: int, of: int) -> bool:
    """Whether what `count` of so many answers had is gone from as many by chance only rarely."""
    share = (count + 1) / (of + 2)
    return (1 - share) ** of <= _CHANCE_MAX


def _is_of_all(mark: Mark, action: str, pairs: Sequence[_Pair]) -> bool:
    """Whether a text belongs to the page, not to a record that it shows."""
    if any(mark not in one.was for one in pairs):
        return False
    template = Action.parse(action).template or ""
    return not slots_of(template) or len({one.url for one in pairs}) >= _RECORDS_MIN


def _counted(answers: Iterable[frozenset[Mark]]) -> dict[Mark, int]:
    counts: defaultdict[Mark, int] = defaultdict(int)
    for marks in answers:
        for one in marks:
            counts[one] += 1
    return counts
