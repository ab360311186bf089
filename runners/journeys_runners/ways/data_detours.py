"""Plans a request of a script or an API client, and first gets the values that it needs.

Where the visit has not seen a value yet, the action is performed that production's users had it
from: a search before a record is opened, a sign-in before a token is sent. What only reads goes
first; what destroys something is never done for a value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action, ActionKind, slots_of
from journeys_mining.model.navigation_model import RequestField
from journeys_mining.recorded.content import HEADER
from journeys_mining.recorded.graphql import OPERATION_KEY
from journeys_mining.recorded.operations import OPERATION_PLACES
from journeys_runners.pages.words import is_destructive, words_of
from journeys_runners.values.value_names import AUTHORIZATION, key_of, names_wanted, resource_of
from journeys_runners.visiting.plan import Plan
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways.account_requests import makes_account
from journeys_runners.ways.data_requests import (
    DataRequest,
    fields_of,
    fill,
    is_optional,
    plan_data_request,
)
from journeys_runners.ways.data_values import is_challenge

_UNKNOWN: Final = (Cause.AUTH, Cause.MISSING_DATA)
"""How an application may say that it does not know somebody: 401 and 403, or 400 and 404."""
_DEEPEST: Final = 4
_MOST_TRIES: Final = 3
_MOST_SENT: Final = 40
"""So many requests of a step find what can be found: what each tries may try others in turn."""
_READS: Final = words_of("search query list get find count filter lookup read fetch preview")


async def plan_data(
    visitor: Visitor, turn: Turn, action: Action, under: tuple[str, ...] = ()
) -> Plan | None:
    """The plan of the request; None if a slot of its address, or its operation, has no value."""
    memory, sent_before = visitor.memory, len(turn.answers)
    filled = fill(memory, turn, action, is_last=False)
    if filled.missing and len(under) < _DEEPEST:
        for one in filled.missing:
            if not is_optional(turn, one):
                await _look_for(visitor, turn, one, (*under, str(action)))
        filled = fill(memory, turn, action, is_last=True)
    elif filled.missing:
        filled = fill(memory, turn, action, is_last=True)
    if _lacks_what_it_needs(filled, action):
        return None
    plan = plan_data_request(memory, turn, action, filled)
    return replace(plan, way=Way.DETOUR) if len(turn.answers) > sent_before else plan


def _lacks_what_it_needs(filled: DataRequest, action: Action) -> bool:
    is_operation = OPERATION_KEY in (action.template or "")
    lacks_text = is_operation and any(one.place in OPERATION_PLACES for one in filled.missing)
    return lacks_text or any(slot not in filled.values for slot in slots_of(action.template or ""))


async def _look_for(
    visitor: Visitor, turn: Turn, one: RequestField, under: tuple[str, ...]
) -> None:
    """Perform an action that shows the value, unless something has shown it meanwhile."""
    if any(visitor.memory.seen.at(source) for source in one.sources):
        return
    template = Action.parse(one.action).template or ""
    is_named = not one.sources or one.place == AUTHORIZATION
    for text in list(_givers(visitor, turn, one, under))[:_MOST_TRIES]:
        if len(turn.answers) >= _MOST_SENT:
            return
        if not await performed(visitor, turn, text, under):
            continue
        if any(visitor.memory.seen.at(source) for source in one.sources) or (
            is_named and visitor.memory.seen.named(names_wanted(one.place, template))
        ):
            return


async def performed(visitor: Visitor, turn: Turn, text: str, under: tuple[str, ...]) -> bool:
    """Perform another action for what it answers; whether it succeeded."""
    action = Action.parse(text)
    if not visitor.context.may_register and makes_account(action, turn.request_fields):
        return False
    own = replace(
        turn,
        action=action,
        fixed={},
        mined=visitor.context.mined.of(action.template),
        sources=replace(turn.sources, fixed={}),
    )
    plan = await plan_data(visitor, own, action, under)
    problem = await visitor.go(own, plan, Expectation()) if plan else None
    if problem and (plan := await plan_challenged(visitor, own, action)):
        problem = await visitor.go(own, plan, Expectation())
    return plan is not None and not problem


async def plan_challenged(visitor: Visitor, turn: Turn, action: Action) -> Plan | None:
    """The plan of a request that was refused, with what the refusal gave to come back with."""
    seen = visitor.memory.seen
    given = (
        one for one in fields_of(turn, action) if is_challenge(one) and seen.latest(one.sources)
    )
    return await plan_data(visitor, turn, action) if any(given) else None


async def with_account_made(
    visitor: Visitor, turn: Turn, plan: Plan, problem: Problem | None
) -> Plan | None:
    """The plan of a sign-in that was refused, after an account was made; None if none could be.

    Production's users come with an account; a visitor of a replay has none of its own yet.
    """
    is_ours = any("passw" in one.lower() for one in plan.invented)
    if problem is None or problem.cause not in _UNKNOWN or not is_ours:
        return None
    if makes_account(turn.action, turn.request_fields):
        return None
    sent = dict.fromkeys(one.action for one in turn.request_fields)
    for text in (one for one in sent if makes_account(Action.parse(one), turn.request_fields)):
        if await performed(visitor, turn, text, (str(turn.action),)):
            return await plan_data(visitor, turn, turn.action)
    return None


async def with_new_token(visitor: Visitor, turn: Turn, plan: Plan) -> Plan | None:
    """The plan of a request whose token was refused, with another one; None if there is none.

    Clients do so whenever theirs has grown too old: they exchange it, or sign in again.
    """
    if not any(f"{HEADER}{name}" == AUTHORIZATION for name, _ in plan.request.headers):
        return None
    wanted, seen = names_wanted(AUTHORIZATION, ""), visitor.memory.seen
    before = tuple(seen.named(wanted))
    exchanging = (
        source.action
        for one in turn.request_fields
        if one.action == str(turn.action) and one.place == AUTHORIZATION
        for source in one.sources
        if source.part == "answered"
    )
    for text in dict.fromkeys((*exchanging, *_signing_in(turn))):
        own = (str(turn.action),)
        if text not in own and await performed(visitor, turn, text, own):
            tokens = tuple(seen.named(wanted))
            if tokens and tokens != before:
                turn.fixed = {**turn.fixed, AUTHORIZATION: tokens[-1]}
                return await plan_data(visitor, turn, turn.action)
    return None


def _givers(visitor: Visitor, turn: Turn, one: RequestField, under: Sequence[str]) -> Iterator[str]:
    """Actions after which the value is known: those that production had it from, else lists.

    For a token, signing in first: that needs none.
    """
    ranked = sorted(
        one.sources, key=lambda source: (not _only_reads(source.action), source.part == "sent")
    )
    known = (source.action for source in ranked)
    signing_in = _signing_in(turn) if one.place == AUTHORIZATION else ()
    found = known if one.sources else _lists(visitor, one)
    for text in dict.fromkeys((*signing_in, *found)):
        action = Action.parse(text)
        destroys = action.method == "DELETE" or is_destructive(words_of(action.template or ""))
        if text not in under and not destroys:
            yield text


def _signing_in(turn: Turn) -> Iterator[str]:
    """Requests that send the password of the visitor's account."""
    for one in turn.request_fields:
        key = key_of(one.place)
        if "passw" in key.lower() and turn.sources.given(key) is not None:
            yield one.action


def _lists(visitor: Visitor, one: RequestField) -> Iterator[str]:
    """Actions of the suite without open places whose address is about what is asked for."""
    wanted = names_wanted(one.place, Action.parse(one.action).template or "")
    about = {name[:-1] for name in wanted}
    actions = dict.fromkeys(
        step.action for journey in visitor.context.suite.journeys for step in journey.steps
    )
    fitting = [
        text
        for text in actions
        if (action := Action.parse(text)).kind is not ActionKind.EVENT
        and action.template
        and not slots_of(action.template.partition("?")[0])
        and resource_of(action.template) in about
    ]
    yield from sorted(fitting, key=lambda text: (not _only_reads(text), len(text), text))


def _only_reads(text: str) -> bool:
    action = Action.parse(text)
    return action.kind is ActionKind.VIEW or bool(
        words_of((action.template or "").partition("?")[0].rpartition("/")[2]) & _READS
    )
