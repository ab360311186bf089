"""From events to actions: each event's name, method and URL become one action of the model.

Everything is worked out once for each distinct shape of URL and each distinct combination, and put
back as a dictionary table of numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.actions.parameters import widest_known
from journeys_mining.actions.queries import (
    Signature,
    widest_part,
    with_query,
    without_choices,
)
from journeys_mining.actions.url_shapes import NO_URL, UrlShapes
from journeys_mining.engine import Engine, Table
from journeys_mining.events.coded_events import CodedEvents
from journeys_mining.events.event_names import PAGE_VIEW_NAMES
from journeys_mining.events.privacy import without_personal


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class NamedEvents:
    """The events with the action of each."""

    events: Table
    """The coded events with action_code instead of call_code and form_code."""
    actions: tuple[str, ...]
    """The action of each code, as text; those of events that were joined are alike."""
    view_events: Mapping[str, str]
    """The name under which every view of a page came, by the action; see `SourceSummary`."""


def name_actions(engine: Engine, coded: CodedEvents, shapes: UrlShapes, floor: int) -> NamedEvents:
    """The action of each event.

    A query variant of a path with fewer than `floor` users is one that says less, or the bare path;
    so are the parameters of its segments.
    """
    events = coded.events.mutate(form_code=coded.events.form_code.fill_null(NO_URL))
    shapes = _with_known_parameters(engine, events, shapes, floor)
    templates = _templates(engine, events, shapes, floor)
    shaped = shapes.shaped(shapes.used)
    combinations = shaped.select("call_code", "shape_code").distinct()
    frame = engine.fetch(combinations.inner_join(coded.calls, "call_code"))
    texts = [
        _action(name, method, templates.get(shape))
        for name, method, shape in frame[["name", "method", "shape_code"]].itertuples(index=False)
    ]
    actions = tuple(sorted(set(texts)))
    codes = {action: code for code, action in enumerate(actions)}
    frame["action_code"] = [codes[text] for text in texts]
    dictionary = frame[["call_code", "shape_code", "action_code"]].astype("int32")
    combined = shaped.inner_join(
        engine.put(engine.new_name("combinations"), dictionary), ["call_code", "shape_code"]
    ).select("call_code", "form_code", "action_code")
    named = events.inner_join(combined, ["call_code", "form_code"]).drop("call_code", "form_code")
    return NamedEvents(
        events=engine.keep(engine.new_name("named"), named),
        actions=actions,
        view_events=_view_events(texts, frame["name"].tolist()),
    )


def _with_known_parameters(
    engine: Engine, events: Table, shapes: UrlShapes, floor: int
) -> UrlShapes:
    """Without the parameters of paths that fewer than `floor` users came with."""
    variants: dict[int, tuple[str, Signature]] = {
        shape: (bare, ()) for shape, bare in enumerate(shapes.bare) if ";" in bare
    }
    enough = {bare for bare, _ in _with_enough_users(engine, events, shapes, variants, floor)}
    known = {
        bare: bare if bare in enough else widest_known(bare, enough)
        for bare, _ in variants.values()
    }
    return replace(shapes, bare=tuple(known.get(bare, bare) for bare in shapes.bare))


def _view_events(actions: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """The name of the rows of each page, where all have the same one."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for action, name in zip(actions, names, strict=True):
        named[action].add(name)
    return {
        action: name
        for action, (name, *others) in named.items()
        if not others and name and Action.parse(action).kind is ActionKind.VIEW
    }


def _templates(engine: Engine, events: Table, shapes: UrlShapes, floor: int) -> dict[int, str]:
    """The template of each shape: with as much of its query as enough users came with."""
    found: dict[int, Signature] = {}
    # What chooses a page, and has too few users for a page of its own, is a value after all.
    for reading in (tuple, without_choices):
        variants = {
            shape: (shapes.bare[shape], reading(signature))
            for shape, signature in enumerate(shapes.signatures)
            if signature and shape not in found
        }
        enough = _with_enough_users(engine, events, shapes, variants, floor)
        found |= {shape: one[1] for shape, one in variants.items() if one in enough}
    known: defaultdict[str, set[Signature]] = defaultdict(set)
    for shape, signature in found.items():
        known[shapes.bare[shape]].add(signature)
    for shape, signature in enumerate(shapes.signatures):
        if shape not in found:
            found[shape] = widest_part(signature, known[shapes.bare[shape]])
    return {shape: with_query(shapes.bare[shape], one) for shape, one in found.items()}


def _with_enough_users(
    engine: Engine,
    events: Table,
    shapes: UrlShapes,
    variants: dict[int, tuple[str, Signature]],
    floor: int,
) -> set[tuple[str, Signature]]:
    """The variants that at least `floor` users came to."""
    names = sorted(set(variants.values()))
    if not names:
        return set()
    numbers = {name: number for number, name in enumerate(names)}
    frame = pd.DataFrame(
        {"shape_code": list(variants), "variant": [numbers[one] for one in variants.values()]},
        dtype="int32",
    )
    of_forms = shapes.of_forms.inner_join(
        engine.put(engine.new_name("variants"), frame), "shape_code"
    )
    varied = events.inner_join(of_forms, "form_code")
    pairs = varied.select("variant", "user_code").distinct()
    users = pairs.group_by("variant").agg(users=pairs.count())
    enough = engine.fetch(users.filter(users.users >= floor))["variant"]
    return {names[number] for number in enough.tolist()}


def _action(name: str, method: str, template: str | None) -> str:
    viewed = template is not None and name.lower().replace(" ", "_") in PAGE_VIEW_NAMES
    if name and not viewed:
        called = without_personal(" ".join(name.split()))
        return str(Action(kind=ActionKind.EVENT, name=called, template=template))
    if method == "GET":
        return str(Action(kind=ActionKind.VIEW, template=template))
    return str(Action(kind=ActionKind.REQUEST, method=method, template=template))
