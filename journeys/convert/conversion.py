"""What a converter gives, and the first-order chain that all of them take."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from journeys_mining.actions.action import Action, slots_of
from journeys_mining.model.navigation_model import END, START, NavigationModel, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A file for another tool."""

    text: str
    notes: tuple[str, ...] = ()
    """What the tool's format cannot hold, one sentence each."""


def guards_note(model: NavigationModel) -> tuple[str, ...]:
    """That a tool which walks from action to action does not keep the guards."""
    count = len(model.guards)
    if not count:
        return ()
    return (f"the model's guards ({count}) are not in it: what it draws may break them",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What follows one action."""

    action: str
    nexts: tuple[Transition, ...]
    """Most frequent first; END is an action here."""

    @property
    def total(self) -> int:
        return sum(one.count for one in self.nexts)


def first_order(model: NavigationModel) -> tuple[Row, ...]:
    """START first, then the actions by name; an action that nothing follows goes to END."""
    nexts: dict[str, list[Transition]] = {START: []}
    nexts |= {one.action: [] for one in model.actions}
    for one in model.transitions:
        if len(one.context) == 1:
            nexts[one.context[0]].append(one)
    return tuple(
        Row(action=action, nexts=_ranked(action, found, model)) for action, found in nexts.items()
    )


def _ranked(
    action: str, found: Sequence[Transition], model: NavigationModel
) -> tuple[Transition, ...]:
    if not found:
        (stats,) = (one for one in model.actions if one.action == action)
        end = Transition(context=(action,), action=END, count=stats.count, users=stats.users)
        return (end,)
    return tuple(sorted(found, key=lambda one: (-one.count, one.action)))


def identifiers(rows: Sequence[Row]) -> dict[str, str]:
    """A distinct name for each action, START and END included: letters, digits and underscores.

    An event may be called as a language or a tool calls something of its own (`import`, `run`), so
    each format puts something before the names.

    >>> rows = [Row(action="view /a/{id}", nexts=()), Row(action="view /a/id", nexts=())]
    >>> identifiers(rows)["view /a/{id}"], identifiers(rows)["view /a/id"]
    ('view_a_id', 'view_a_id_2')
    """
    names = {START: "start", END: "end"}
    taken = set(names.values())
    for row in rows:
        if row.action in names:
            continue
        plain = re.sub(r"[^a-z0-9]+", "_", row.action.lower()).strip("_") or "action"
        name, number = plain, 2
        while name in taken:
            name, number = f"{plain}_{number}", number + 1
        names[row.action] = name
        taken.add(name)
    return names


def slot_pools(model: NavigationModel) -> dict[str, dict[str, list[str]]]:
    """Values for the slots of each template that has some; "1" where the model holds none."""
    pools: dict[str, dict[str, list[str]]] = {}
    for stats in model.actions:
        template = Action.parse(stats.action).template
        if template and slots_of(template):
            pools[template] = {slot: [] for slot in slots_of(template)}
    for one in model.slot_values:
        template = Action.parse(one.action).template
        if template in pools and one.value not in pools[template].setdefault(one.slot, []):
            pools[template][one.slot].append(one.value)
    return {
        template: {slot: pool or ["1"] for slot, pool in slots.items()}
        for template, slots in pools.items()
    }
