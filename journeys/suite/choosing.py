"""Chooses the journeys of a suite from a model, and says what they stand for."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from journeys.errors import InputError, NothingToReplayError
from journeys.evidence import GraphEdge
from journeys.journey import Journey, Suite, actions_of
from journeys.sampling.rare import choose_rare
from journeys.sampling.tempered import sample_tempered
from journeys.sampling.typical import sample_typical
from journeys.suite.events_on_leave import events_on_leave
from journeys.suite.events_on_load import events_on_load
from journeys.suite.link_sources import link_sources
from journeys.suite.view_events import view_events
from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.chain.novelty import Novelty
from journeys_mining.model.navigation_model import END, START, NavigationModel
from journeys_mining.model.slots import SlotRepeat

_NEARLY_ALWAYS: Final = 0.95
"""A slot whose value is an earlier one's as often takes it over in replays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteShare:
    """What share of production behaviour a suite stands for, by the model."""

    session_share: float
    """Share of sessions that are exactly one of the journeys, 0–1."""
    transition_share: float
    """Share of production's first-order transitions that some journey makes, by count, 0–1."""


def choose_suite(  # noqa: PLR0913 - all but the first are named
    model: NavigationModel,
    *,
    typical: int,
    rare: int,
    seed: int,
    profile: str | None = None,
    novelty: Novelty | None = None,
    temper: float = 1.0,
) -> Suite:
    """Typical journeys first, then rare ones that are not among them; of one profile, or of all.

    With novelty, some of those drawn have steps that were never seen. With a temper below one, all
    drawn ones are tempered, with weights.

    Raises
    ------
    InputError
        The model has no such profile, or both novelty and a temper are asked for.
    NothingToReplayError
        The model gives no journey.
    """
    if temper == 1:
        drawn = sample_typical(model, typical, seed=seed, profile=profile, novelty=novelty)
    elif novelty is None:
        drawn = sample_tempered(model, typical, temper=temper, seed=seed, profile=profile)
    else:
        raise InputError(
            "steps that were never seen have no weight",
            remedy="ask for novelty or for a temper, not for both",
        )
    chosen = {actions_of(one.steps): one for one in drawn}
    for one in choose_rare(model, rare, profile=profile):
        chosen.setdefault(actions_of(one.steps), one)
    if not chosen:
        raise NothingToReplayError(
            "the model gives no journey of two steps or more, and no rare one",
            remedy="mine a longer period, lower the floor, or ask for more journeys",
        )
    return replace(suite_of(model, chosen.values(), seed=seed), profile=profile)


def suite_of(model: NavigationModel, journeys: Iterable[Journey], *, seed: int) -> Suite:
    """A suite of these journeys, with all that a replay needs to know of the model."""
    actions = [Action.parse(one.action) for one in model.actions]
    performed = tuple(journeys)
    expected = {name for one in performed for step in one.steps for name in step.expect.events}
    return Suite(
        journeys=performed,
        model_digest=model.digest,
        seed=seed,
        templates=tuple(sorted({one.template for one in actions if one.template})),
        event_names=tuple(sorted({one.name for one in actions if one.name} | expected)),
        hosts=model.source.hosts,
        slot_values=_slot_values(model),
        slot_tuples=_slot_tuples(model),
        slot_repeats=_slot_repeats(model),
        request_fields=model.request_fields,
        link_sources=link_sources(model),
        events_on_load=events_on_load(model),
        template_hosts=tuple((one.template, one.host) for one in model.template_hosts),
        usual_s=_usual_s(model),
        events_on_leave=events_on_leave(model),
        view_events=view_events(model),
    )


def _usual_s(model: NavigationModel) -> tuple[tuple[str, float], ...]:
    timed = ((Action.parse(one.action), one.duration_ms) for one in model.actions)
    return tuple(
        (action.template, duration_ms[1] / 1000)
        for action, duration_ms in timed
        if action.kind is ActionKind.VIEW and action.template and duration_ms
    )


def share_of(model: NavigationModel, journeys: Sequence[Journey]) -> SuiteShare:
    """What the journeys stand for; a journey that is there twice counts once."""
    walked: set[tuple[str, str]] = set()
    for one in journeys:
        session = (START, *actions_of(one.steps), END)
        walked.update(itertools.pairwise(session))
    edges = graph_edges(model)
    total = sum(edge.count for edge in edges)
    made = sum(edge.count for edge in edges if (edge.before, edge.after) in walked)
    probs = {actions_of(one.steps): one.prob for one in journeys}
    return SuiteShare(
        session_share=sum(probs.values()), transition_share=made / total if total else 0.0
    )


def graph_edges(model: NavigationModel) -> tuple[GraphEdge, ...]:
    """The model's first-order transitions."""
    return tuple(
        GraphEdge(before=one.context[0], after=one.action, count=one.count)
        for one in model.transitions
        if len(one.context) == 1
    )


def _slot_values(model: NavigationModel) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    pools: dict[tuple[str, str], dict[str, int]] = {}
    for one in model.slot_values:
        template = Action.parse(one.action).template
        if template is not None:
            pool = pools.setdefault((template, one.slot), {})
            pool[one.value] = pool.get(one.value, 0) + one.count
    return tuple(
        (template, slot, tuple(sorted(pool, key=lambda value: (-pool[value], value))))
        for (template, slot), pool in sorted(pools.items())
    )


def _slot_tuples(
    model: NavigationModel,
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    ranked = sorted(model.slot_tuples, key=lambda one: (-one.count, one.action, one.values))
    templates = {one.action: Action.parse(one.action).template for one in ranked}
    return tuple(
        (template, tuple(zip(one.slots, one.values, strict=True)))
        for one in ranked
        if (template := templates[one.action]) is not None
    )


def _slot_repeats(model: NavigationModel) -> tuple[tuple[str, str, tuple[SlotRepeat, ...]], ...]:
    sure = (
        (one.action, one.slot, tuple(r for r in one.repeats if r.count >= _NEARLY_ALWAYS * r.of))
        for one in model.slots
    )
    return tuple(one for one in sure if one[2])
