"""The body of a request of a script or an API client, made of the values of its places."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from journeys_mining.model.navigation_model import RequestField
from journeys_mining.recorded.content import BODY, FORM, HEADER
from journeys_mining.recorded.json_places import JsonValue, build
from journeys_mining.recorded.multipart import FILE, MULTIPART
from journeys_runners.sending.bodies import Body, Upload, form_body, json_body
from journeys_runners.values.uploads import upload_for
from journeys_runners.visiting.turn import Turn

CONTENT_TYPE: Final = f"{HEADER}content-type"


def body_of(
    turn: Turn, values: Mapping[str, str], by_place: Mapping[str, RequestField]
) -> Body | None:
    """The body of a request: JSON or a form, with files where recordings show some."""
    document = {
        place.removeprefix(BODY): _as_json(value, by_place[place].kind)
        for place, value in values.items()
        if place.startswith(BODY)
    }
    if document:
        return json_body(build(document))
    pairs, uploads = list[tuple[str, str]](), list[Upload]()
    for place, value in values.items():
        name = place.removeprefix(FORM)
        if place.startswith(FORM) and by_place[place].kind == FILE:
            uploads.append(upload_for(name, value, turn.sources.inventor.marker))
        elif place.startswith(FORM):
            pairs.append((name, value))
    is_parted = bool(uploads) or _mined_type(turn, by_place) == MULTIPART
    if not pairs and not uploads:
        return None
    return form_body(pairs, MULTIPART if is_parted else "", uploads)


def _as_json(text: str, kind: str) -> JsonValue:
    try:
        match kind:
            case "integer" | "epoch-s" | "epoch-ms" | "epoch-us":
                return int(float(text))
            case "number":
                return float(text)
            case _:
                return _WORDS.get((kind, text.lower()), text)
    except ValueError:
        return text


_WORDS: Final[dict[tuple[str, str], JsonValue]] = {
    ("boolean", "true"): True,
    ("boolean", "false"): False,
    ("null", "null"): None,
    ("array", "[]"): [],
    ("object", "{}"): {},
}


def own_content_type(
    turn: Turn, by_place: Mapping[str, RequestField], body: Body | None
) -> Iterator[tuple[str, str]]:
    """The header that says a content type other than the body's usual one, or one of no body."""
    found = _mined_type(turn, by_place)
    if found and found != MULTIPART and (body or "json" in found):
        yield "Content-Type", found


def _mined_type(turn: Turn, by_place: Mapping[str, RequestField]) -> str | None:
    mined: Iterable[str] = turn.mined.get(CONTENT_TYPE, ())
    return next(iter(mined), None) if CONTENT_TYPE in by_place else None
