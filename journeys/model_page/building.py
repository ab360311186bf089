"""Builds what the page of a model says. A page has limits: what it leaves out is counted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from journeys.evidence import GraphEdge
from journeys.model_page.chain_numbers import weigh_contexts, weigh_transitions
from journeys.model_page.content import ActionContent, ModelContent, ProfileContent, SlotContent
from journeys.model_page.repeated_actions import again_shares
from journeys.model_page.telling_contexts import find_telling_contexts
from journeys.model_page.through_journeys import find_through_journeys
from journeys.page_parts.action_labels import label_lines
from journeys.page_parts.graph_layers import place
from journeys.page_parts.profile_words import describe_profiles
from journeys_mining.actions.action import Action
from journeys_mining.chain.smoothing import Chain
from journeys_mining.model.navigation_model import (
    END,
    START,
    ActionStats,
    NavigationModel,
    SlotValue,
    Transition,
)

TRANSITIONS_MAX: Final = 50_000
VALUES_PER_SLOT_MAX: Final = 20
_TELLING_CONTEXTS_PER_ACTION_MAX = 6
_COLUMNS_MAX = 9


def build_content(
    model: NavigationModel, *, transitions_max: int = TRANSITIONS_MAX
) -> ModelContent:
    """All that the page says; of more transitions than it can hold, the telling ones.

    Those of one action come first, then the most frequent.
    """
    chain = Chain(model)
    index_of = {name: index for index, name in enumerate(_names(model))}
    actions = _actions(model, chain, index_of)
    ranked = sorted(model.transitions, key=lambda one: (len(one.context) > 1, -one.count))
    kept = ranked[:transitions_max]
    return ModelContent(
        model=model,
        actions=actions,
        transitions=weigh_transitions(kept, chain, index_of),
        transitions_left_out=len(ranked) - len(kept),
        contexts=weigh_contexts(kept, chain, index_of),
        exit_shifts=chain.coded.effects.exit_shifts,
        recency_factors=model.tuned.recency_factors if model.tuned else (),
        habit_factors=model.tuned.habit_factors if model.tuned else (),
        through=find_through_journeys(model, chain, actions, index_of),
        profiles=_profiles(model, index_of),
    )


def _profiles(model: NavigationModel, index_of: Mapping[str, int]) -> tuple[ProfileContent, ...]:
    return tuple(
        ProfileContent(
            words=words,
            actions=tuple(
                (index_of[one.action], one.count, one.users) for one in words.profile.actions
            ),
            transitions=tuple(
                (index_of[one.before], index_of[one.action], one.count, one.users)
                for one in words.profile.transitions
            ),
        )
        for words in describe_profiles(model)
    )


def _names(model: NavigationModel) -> tuple[str, ...]:
    return (START, END, *(one.action for one in model.actions))


def _actions(
    model: NavigationModel, chain: Chain, index_of: Mapping[str, int]
) -> tuple[ActionContent, ...]:
    places = _places(model)
    telling = find_telling_contexts(
        model, index_of, per_action_max=_TELLING_CONTEXTS_PER_ACTION_MAX
    )
    slots = _slots(model.slot_values)
    again = again_shares(chain)
    weights = dict(
        zip(chain.coder.names, chain.coded.effects.revisits.of_code.tolist(), strict=True)
    )
    edges = [
        ActionStats(action=name, count=model.source.sessions, users=model.source.users)
        for name in (START, END)
    ]
    return tuple(
        ActionContent(
            action=one.action,
            kind="edge" if one.action in (START, END) else Action.parse(one.action).kind.value,
            label=label_lines(one.action),
            column=places[one.action][0],
            row=places[one.action][1],
            count=one.count,
            users=one.users,
            statuses=one.statuses,
            duration_ms=one.duration_ms,
            revisit_factor=weights[one.action],
            again_share=again.get(one.action),
            telling_contexts=telling.get(one.action, ()),
            slots=slots.get(one.action, ()),
        )
        for one in (*edges, *model.actions)
    )


def _places(model: NavigationModel) -> dict[str, tuple[int, int]]:
    """Column and row of each action; one that no transition joins stands beside the first ones."""
    columns = place(_edges(model.transitions), columns_max=_COLUMNS_MAX)
    places = {
        name: (column, row)
        for column, names in enumerate(columns)
        for row, name in enumerate(names)
    }
    alone = [name for name in _names(model) if name not in places]
    return places | {name: (1, len(model.actions) + row) for row, name in enumerate(alone)}


def _edges(transitions: Iterable[Transition]) -> list[GraphEdge]:
    return [
        GraphEdge(before=one.context[0], after=one.action, count=one.count)
        for one in transitions
        if len(one.context) == 1
    ]


def _slots(values: Iterable[SlotValue]) -> dict[str, tuple[SlotContent, ...]]:
    of_slot: defaultdict[tuple[str, str], list[SlotValue]] = defaultdict(list)
    for one in values:
        of_slot[one.action, one.slot].append(one)
    slots: defaultdict[str, list[SlotContent]] = defaultdict(list)
    for (action, slot), found in sorted(of_slot.items()):
        found.sort(key=lambda one: (-one.count, one.value))
        shown = tuple(found[:VALUES_PER_SLOT_MAX])
        slots[action].append(
            SlotContent(slot=slot, values=shown, more_count=len(found) - len(shown))
        )
    return {action: tuple(found) for action, found in slots.items()}
