"""Says what a page's own requests for data came to, where a step could not be performed on it.

A script shows what it is answered. Where that is nothing, an error or no answer at all, what
production's users pressed does not stand there, and the page seldom says why. Of all that a page
asks for, what it is made of is told by the words of the addresses: `/api/orders` for
`/orders/{id}`.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Problem, Verdict
from journeys_runners.browser.traffic.seen import Asked, Seen
from journeys_runners.browser.verdicts.open_steps import Awaited
from journeys_runners.browser.window import Window
from journeys_runners.judging.control_pages import ask
from journeys_runners.judging.met import Met, shown
from journeys_runners.judging.silent_page import blame_if_alone
from journeys_runners.pages.words import words_of
from journeys_runners.sending.client import Answer
from journeys_runners.sending.navigation import Trip
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor

_MAY_FOLLOW: Final = frozenset(
    {Cause.UNBOUND, Cause.NOT_OFFERED, Cause.LOST_EVENT, Cause.MISSING_EVENT}
)
_OF_SCRIPTS: Final = frozenset({"xhr", "fetch"})
_SLOT: Final = re.compile(r"\{[^{}]*\}")
_NO: Final = (False, "false", "no")
_SAY_NO: Final = ("success", "successful", "succeeded", "ok")
_FAILED: Final = frozenset({"error", "fail", "failed", "failure"})
_MAX_MESSAGE: Final = 100
_UNANSWERED: Final = "is not answered"
_NO_RECORDS: Final = "answered no records"
_OF_STAGING: Final = re.compile(
    r"auth|log[ _-]?in|sign(?:ed)?[ _-]?in|session|token|permi|allow|forbid|denied|credential|csrf"
    r"|not[ _]?found|no[ _]results?|no[ _]records?|not exist|unknown|expired",
    re.IGNORECASE,
)
"""Words of an error that is the visitor's or of data that is not there, not the application's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lack:
    """What a page asked for and did not get."""

    cause: Cause
    answer: Answer
    said: str
    """What came, as a clause."""
    is_all: bool = False
    """Whether nothing else that it is made of came."""


async def with_lack(
    visitor: Visitor, window: Window, turn: Turn, outcome: Outcome, awaited: Awaited | None
) -> tuple[Outcome, Awaited | None]:
    """The outcome of a step and what it waits for, with what the page was not given.

    What may be sent yet has no other cause for that: nothing may be wrong with it.
    """
    problem = awaited.unsent if awaited else outcome.problem
    if problem is None or problem.cause not in _MAY_FOLLOW:
        return outcome, awaited
    of_visit = await window.traffic.asked(0)
    of_page = await window.traffic.asked(window.loading_at)
    refused = _of_press(await window.traffic.asked(window.acted_at), window)
    if refused and refused.cause is Cause.MISSING_DATA and turn.invented:
        problem = replace(problem, cause=Cause.MISSING_DATA, remedy=_say_fields(turn.invented))
    found = refused or _of_page(of_visit, of_page, _words(visitor, turn), window)
    if found is None:
        return outcome, awaited
    if awaited:
        return outcome, replace(awaited, unsent=_with_clause(problem, found))
    return replace(outcome, problem=await _judged(visitor, turn, problem, found)), None


async def _judged(visitor: Visitor, turn: Turn, problem: Problem, found: _Lack) -> Problem:
    """The problem, or the one that it is where the page was given nothing that it is made of."""
    told = _with_clause(problem, found)
    if problem.cause not in _MAY_FOLLOW or problem.verdict is Verdict.FAILED or not found.is_all:
        return told
    match found.cause:
        case Cause.NO_ANSWER:
            return await _blamed_for_silence(visitor, turn, found, told)
        case Cause.SERVER_ERROR:
            again = await ask(visitor, turn, found.answer.request)
            is_so = again.status < 300 and _error_in(again)
            return replace(told, cause=found.cause, remedy="") if is_so else told
        case _:
            remedy = "seed staging with such records; if it has them, the application lost them"
            return replace(told, cause=found.cause, remedy=remedy)


def _say_fields(names: Sequence[str]) -> str:
    return (
        f"what was invented for {', '.join(names)} may be what it refuses: say what to write there "
        f"under `fields:` in bindings.yaml, e.g. `{names[0]}: …`"
    )


def _with_clause(problem: Problem, found: _Lack) -> Problem:
    what = f"{found.answer.request.method} {shown(found.answer.request.url)}"
    return replace(problem, reason=f"{problem.reason}; the page's own request {what} {found.said}")


async def _blamed_for_silence(visitor: Visitor, turn: Turn, found: _Lack, told: Problem) -> Problem:
    """A fault of the application where it answers everything else at once."""
    met = Met(
        expect=Expectation(),
        way=Way.PAGE,
        trip=Trip(answers=(found.answer,)),
        page=None,
        template=turn.action.template,
    )
    silent = replace(told, cause=Cause.TIMED_OUT)
    blamed = await blame_if_alone(visitor, turn, met, silent)
    if blamed is silent:
        return told
    return replace(blamed, reason=f"what {turn.action} needs does not come: {blamed.reason}")


def _words(visitor: Visitor, turn: Turn) -> frozenset[str]:
    """Those of the page before the visitor, and of the step."""
    page = visitor.memory.page
    where = visitor.memory.site.template_of(page.url) if page else None
    return words_of(_SLOT.sub(" ", f"{turn.action.template or ''} {where or ''}"))


def _of_press(asked: Iterable[Asked], window: Window) -> _Lack | None:
    """What the visitor's last action was refused; it may be for our values."""
    for one, answer in asked:
        if not one.is_own or one.kind not in _OF_SCRIPTS or one.events or _reads(one):
            continue
        error = _error_in(answer)
        if not one.is_finished and window.traffic.is_held_open(one.url):
            return _Lack(cause=Cause.NO_ANSWER, answer=answer, said=_UNANSWERED)
        if error or 400 <= answer.status < 500:
            said = f"answered {answer.status}{' with an error: ' if error else ''}{error}"
            return _Lack(cause=Cause.MISSING_DATA, answer=answer, said=said)
    return None


def _of_page(
    visit: Iterable[Asked], page: Iterable[Asked], words: frozenset[str], window: Window
) -> _Lack | None:
    """What the page lacks of what it is made of; without anything of its own, what earlier ones
    were given."""
    for asked in (_latest(page), _latest(visit)):
        likeness = [len(_words_asked(one) & words) for one, _ in asked]
        most = max(likeness, default=0)
        if most == 0:
            continue
        own = [one for one, alike in zip(asked, likeness, strict=True) if alike == most]
        lacks = [_lack(*one, window) for one in own]
        # Some of what a page asks for is empty on many a day.
        told = (one for one in lacks if one and (all(lacks) or one.said != _NO_RECORDS))
        first = next(told, None)
        return first and replace(first, is_all=all(lacks))
    return None


def _latest(asked: Iterable[Asked]) -> Sequence[Asked]:
    """The last of each kind of request for data: what a search brings takes a list's place."""
    found = {
        (one.started.request.method, urlsplit(one.url).path, _query(one)): (one, answer)
        for one, answer in asked
        if one.is_own and one.kind in _OF_SCRIPTS and not one.events and _reads(one)
    }
    return tuple(found.values())


def _reads(one: Seen) -> bool:
    return one.started.request.method == "GET" or bool(_query(one))


def _query(one: Seen) -> bytes:
    """What asks for data at an address that takes all questions (GraphQL)."""
    body = one.started.request.post_data_buffer or b""
    return body if b'"query"' in body and b"mutation" not in body else b""


def _words_asked(one: Seen) -> frozenset[str]:
    return words_of(f"{urlsplit(one.url).path} {_query(one).decode('utf-8', 'replace')}")


def _lack(one: Seen, answer: Answer, window: Window) -> _Lack | None:
    if not one.is_finished:
        if not window.traffic.is_held_open(one.url):
            return None
        return _Lack(cause=Cause.NO_ANSWER, answer=answer, said=_UNANSWERED)
    if answer.failure or answer.is_unread or not answer.is_data or answer.status >= 300:
        return None
    if error := _error_in(answer):
        said = f"answered {answer.status} with an error: {error}"
        cause = Cause.MISSING_DATA if _OF_STAGING.search(error) else Cause.SERVER_ERROR
        is_safe = one.started.request.method == "GET"
        return _Lack(cause=cause if is_safe else Cause.MISSING_DATA, answer=answer, said=said)
    if holds_no_records(answer):
        return _Lack(cause=Cause.MISSING_DATA, answer=answer, said=_NO_RECORDS)
    return None


def holds_no_records(answer: Answer) -> bool:
    """Whether an answer of data says that there is nothing."""
    return answer.is_data and _is_empty(_read(answer.body))


def _error_in(answer: Answer) -> str:
    """What an answer says went wrong, whatever its status says; empty if nothing."""
    value = _read(answer.body)
    if not (answer.is_data and isinstance(value, dict)):
        return ""
    errors = value.get("errors") or value.get("error")
    says_no = any(value.get(key, True) in _NO for key in _SAY_NO)
    says_no = says_no or str(value.get("status")).lower() in _FAILED
    gives = [one for key, one in value.items() if key not in ("errors", "error")]
    if not says_no and (not errors or any(isinstance(one, dict | list) and one for one in gives)):
        return ""
    first = errors[0] if isinstance(errors, list) and errors else errors
    message = first.get("message") if isinstance(first, dict) else first
    said = value.get("message") or message or "it does not say which"
    return " ".join(str(said).split())[:_MAX_MESSAGE]


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body


def _is_empty(value: object) -> bool:
    """Whether there is no record in it: `[]`, `{"items": [], "total": 0}`."""
    if not isinstance(value, dict) or not value:
        return not value
    inner = [one for one in value.values() if isinstance(one, dict | list)]
    return bool(inner) and all(map(_is_empty, inner))
