"""The text of a model file: one line for each action, transition and slot value, made for diffs."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from journeys_mining.model.profiles import Profiling

if TYPE_CHECKING:
    from journeys_mining.model.navigation_model import (
        ActionStats,
        NavigationModel,
        SlotValue,
        Transition,
    )

FORMAT: Final = "journeys.navigation-model"
VERSION: Final = 1


def model_lines(model: "NavigationModel") -> Iterator[str]:
    """The lines of a model's file."""
    head = {"format": FORMAT, "version": VERSION, "floor": model.floor, "order": model.order}
    yield "{"
    for key, value in head.items():
        yield f"  {json.dumps(key)}: {json.dumps(value)},"
    yield f'  "source": {_json(asdict(model.source))},'
    if model.privacy:
        told = {name: one for name, one in asdict(model.privacy).items() if one is not None}
        yield f'  "privacy": {_json(told)},'
    if model.tuned:
        yield f'  "tuned": {_json(asdict(model.tuned))},'
    if model.profiling:
        yield from _profiling_lines(model.profiling)
    yield from _section("actions", map(_as_line, model.actions))
    yield from _lines_of("transitions", _transition_lines(model.transitions))
    if model.request_fields:
        yield from _section("request_fields", map(asdict, model.request_fields))
    if model.template_hosts:
        yield from _section("template_hosts", map(asdict, model.template_hosts))
    if model.guards:
        yield from _section("guards", [one.as_line() for one in model.guards])
    if model.slots:
        yield from _section("slots", map(asdict, model.slots))
    if model.slot_tuples:
        yield from _section("slot_tuples", map(asdict, model.slot_tuples))
    yield from _section("slot_values", map(_as_line, model.slot_values), last=True)
    yield "}"


# One for all: a model may have half a million lines.
_json = json.JSONEncoder(ensure_ascii=False).encode


def _profiling_lines(profiling: Profiling) -> Iterator[str]:
    """One line for each profile's figures, and for each of its actions and transitions."""
    content = asdict(profiling)
    profiles = content.pop("profiles")
    yield f'  "profiling": {_json(content)[:-1]}, "profiles": ['
    for number, one in enumerate(profiles, start=1):
        actions, transitions = one.pop("actions"), one.pop("transitions")
        yield f"    {_json(one)[:-1]},"
        lines = (*_section("actions", actions), *_section("transitions", transitions, last=True))
        yield from (f"    {line}".replace("\n", "\n    ") for line in lines)
        yield "    }" if number == len(profiles) else "    },"
    yield "  ]},"


def _section(name: str, rows: Iterable[dict[str, object]], *, last: bool = False) -> Iterator[str]:
    filled = ({k: v for k, v in row.items() if v not in (None, (), "")} for row in rows)
    yield from _lines_of(name, map(_json, filled), last=last)


def _lines_of(name: str, lines: Iterable[str], *, last: bool = False) -> Iterator[str]:
    indented = [f"    {line}" for line in lines]
    yield f'  "{name}": ['
    if indented:
        yield ",\n".join(indented)
    yield "  ]" if last else "  ],"


def _transition_lines(transitions: Iterable["Transition"]) -> Iterator[str]:
    """As `_json` writes them, at a fifth of the cost: there may be half a million."""
    written = _Written()
    for one in transitions:
        context = ", ".join([written[name] for name in one.context])
        line = f'{{"context": [{context}], "action": {written[one.action]}'
        think = f', "think_s": {_json(one.think_s)}' if one.think_s else ""
        yield f'{line}, "count": {one.count}, "users": {one.users}{think}}}'


class _Written(dict[str, str]):
    """Texts as JSON, each worked out once."""

    def __missing__(self, text: str) -> str:
        self[text] = _json(text)
        return self[text]


def _as_line(row: "ActionStats | SlotValue") -> dict[str, object]:
    """As `asdict`, which copies deeply what needs no copy."""
    return {name: getattr(row, name) for name in row.__slots__}
