"""The first way: what bindings.yaml says, and what was learned."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import JsonValue

from journeys.evidence import Way
from journeys_mining.actions.action import SLOT
from journeys_runners.bindings.bindings import BoundFunction, BoundGestures, BoundRequest
from journeys_runners.pages.site import Site
from journeys_runners.sending.bodies import form_body, json_body
from journeys_runners.sending.client import Request
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import Plan


def slots_in(bound: BoundRequest | BoundGestures) -> tuple[str, ...]:
    """Every slot that the request leaves open, in its path and in its body, or the gestures."""
    if isinstance(bound, BoundGestures):
        texts = tuple(text for one in bound.gestures for text in (one.value, one.name))
    else:
        texts = (bound.path, *(value for _, value in bound.form), *_texts(bound.json))
    return tuple(dict.fromkeys(slot for text in texts for slot in SLOT.findall(text)))


def by_binding(
    site: Site, bound: BoundRequest, values: Mapping[str, str], referer: str | None
) -> Plan:
    """The plan of a hand-written request; `values` has every slot of it."""
    body = None
    if bound.form:
        body = form_body([(name, _fill(text, values)) for name, text in bound.form])
    elif bound.json is not None:
        body = json_body(_fill_json(bound.json, values))
    request = Request(
        method=bound.method,
        url=site.url_of(bound.path, values),
        body=body,
        headers=bound.headers,
        referer=referer,
    )
    return Plan(way=Way.BINDING, request=request, has_slots=bool(SLOT.search(bound.path)))


def by_gestures(memory: Memory, bound: BoundGestures, values: Mapping[str, str], way: Way) -> Plan:
    """The plan of gestures; `values` has every slot of them."""
    gestures = tuple(
        replace(one, value=_fill(one.value, values), name=_fill(one.name, values))
        for one in bound.gestures
    )
    url = memory.page.url if memory.page else memory.site.home
    return Plan(way=way, request=Request(url=url), gestures=gestures)


def by_function(memory: Memory, bound: BoundFunction) -> Plan:
    """The plan that leaves the step to a function."""
    url = memory.page.url if memory.page else memory.site.home
    return Plan(way=Way.BINDING, request=Request(url=url), function=bound.name)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return SLOT.sub(lambda match: values[match[1]], text)


def _fill_json(value: JsonValue, values: Mapping[str, str]) -> JsonValue:
    match value:
        case str():
            return _fill(value, values)
        case list():
            return [_fill_json(one, values) for one in value]
        case dict():
            return {key: _fill_json(one, values) for key, one in value.items()}
        case _:
            return value


def _texts(value: JsonValue) -> tuple[str, ...]:
    match value:
        case str():
            return (value,)
        case list():
            return tuple(text for one in value for text in _texts(one))
        case dict():
            return tuple(text for one in value.values() for text in _texts(one))
        case _:
            return ()
