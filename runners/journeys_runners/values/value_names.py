"""What a value is called: the names under which a later request may ask for it.

A place `/runs/*/info/run_id` and a query key `runId` both ask for a `run id`; a plain `id` is the
id of what stands around it, `/runs/*/id`, or of the resource of its URL, `/api/runs/{id}`.
"""

import re
from collections.abc import Iterator
from typing import Final

from journeys_mining.actions.action import SLOT
from journeys_mining.recorded.content import BODY, COOKIE, FORM, HEADER
from journeys_mining.recorded.json_places import keys_of

Name = tuple[str, ...]

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# Without what stands around them these say nothing.
_PLAIN: Final = frozenset(
    {"id", "uuid", "guid", "key", "name", "slug", "number", "code", "ref", "hash", "value", "pk"}
)
_IDENTIFIERS: Final = frozenset({"id", "uuid", "guid", "slug", "ref", "hash", "pk", "cursor"})
AUTHORIZATION: Final = f"{HEADER}authorization"
_TOKENS: Final = (("access", "token"), ("id", "token"), ("auth", "token"), ("token",), ("jwt",))
"""What applications call the token that a client brings in its header."""
_VERBS: Final = frozenset(
    {"create", "get", "list", "search", "query", "find", "update", "set", "add", "new", "edit"}
    | {"delete", "remove", "log", "save", "all", "api", "rest", "ajax", "rpc", "upload", "fetch"}
)
_VERSION: Final = re.compile(r"v?\d+(\.\d+)*")


def words_in(text: str) -> Name:
    """The words of a key, in small letters, the last one in the singular.

    >>> words_in("experimentIds"), words_in("registered-models")
    (('experiment', 'id'), ('registered', 'model'))
    """
    words = [word.lower() for word in _WORD.findall(text)]
    return (*words[:-1], _singular(words[-1])) if words else ()


def resource_of(template: str) -> Name:
    """What the addresses of a template are about.

    >>> resource_of("/api/2.0/users/{id}/orders"), resource_of("/api/v1/runs/search?q={q}")
    (('order',), ('run',))
    """
    found: Name = ()
    for segment in template.partition("?")[0].split("/"):
        words = words_in(segment)
        if words and not SLOT.search(segment) and not _VERSION.fullmatch(segment):
            is_about = not set(words) <= _VERBS and words[0] not in _VERBS
            found = words if is_about else found
    return found


def names_of(place: str, template: str) -> tuple[Name, ...]:
    """Every name of a value that stands at a place of an answer to this template, best first."""
    *around, own = _words_on_the_way(place)
    if not own:
        return ()
    names = [own]
    if len(own) == 1 and own[0] in _PLAIN:
        names = [(*one, *own) for one in reversed(around) if one]
        names.append((*resource_of(template), *own))
    return tuple(dict.fromkeys(names))


def names_wanted(place: str, template: str) -> tuple[Name, ...]:
    """The names under which a request's place or slot may find its value, best first."""
    where, colon, _ = place.partition(":")
    if place == AUTHORIZATION:
        return _TOKENS
    if colon and f"{where}:" in (BODY, FORM, HEADER, COOKIE):
        names = names_of(place, template)
    else:
        names = tuple(_names_of_slot(place, template))
    # `parent_run_id` is a run's id.
    shorter = (name[start:] for name in names for start in range(1, len(name) - 1))
    return tuple(dict.fromkeys((*names, *shorter)))


def is_identifier(place: str) -> bool:
    """Whether a place holds what names a record: no value may be made up for it."""
    where, colon, _ = place.partition(":")
    if not colon:
        return True
    *_, own = _words_on_the_way(place)
    return where not in ("header", "cookie") and _ends_in_identifier(own)


def is_token(place: str) -> bool:
    """Whether a place holds what an application gave for being known again."""
    *_, own = _words_on_the_way(place)
    return place == AUTHORIZATION or own[-1:] == ("token",)


def names_record(key: str) -> bool:
    """Whether a key asks for a record by what identifies it: `run_id`, not `size`."""
    return _ends_in_identifier(words_in(key))


def _ends_in_identifier(words: Name) -> bool:
    return bool(words) and words[-1] in _IDENTIFIERS


def key_of(place: str) -> str:
    """The last key of a place, or the slot itself: what `fields:` of bindings.yaml call it."""
    where, colon, rest = place.partition(":")
    if f"{where}:" == BODY:
        keys = keys_of(rest)
        return keys[-1] if keys else ""
    return rest if colon else place


def _words_on_the_way(place: str) -> list[Name]:
    where, _, rest = place.partition(":")
    keys = keys_of(rest) if f"{where}:" == BODY else (rest,)
    return [words_in(key) for key in keys] or [()]


def _names_of_slot(slot: str, template: str) -> Iterator[Name]:
    path, _, query = template.partition("?")
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        if value == f"{{{slot}}}":
            yield from names_of(f"{FORM}{key}", template)
            return
    before: Name = ()
    for segment in path.split("/"):
        if f"{{{slot}}}" in segment:
            kind = slot.rstrip("0123456789")
            for word in dict.fromkeys((kind, "id", "uuid", "slug", "key", "name", "number")):
                yield (*before, word)
            yield before
            return
        before = words_in(segment) or before


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word
