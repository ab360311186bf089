"""Places of records of one kind: a list of folders and files has a place for the folders' names.

Where a record of a list says of what kind it is, as `{"type": "folder", "name": "a"}` does, its
values stand at a second place, too, in which the list's `*` names the kind:
`/content/*~type=folder/name`. No key looks so, for a `~` in a key is escaped.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from journeys_mining.recorded.json_places import ANY, escaped, is_any, leaves

_KEYS: Final = re.compile(r"(?i)(?:^|[a-z_@-])(?:type|kind|typename|class)$")
_KIND: Final = re.compile(r"[A-Za-z][\w.+-]{0,39}")
_NAMED: Final = re.compile(rf"/{re.escape(ANY)}~[^/]*")
_MAX_DEPTH: Final = 16
_MAX_LEAVES: Final = 5_000


def leaves_of_kinds(value: object) -> Iterator[tuple[str, object]]:
    """The leaves of the records of lists that say of what kind they are, with the second place.

    >>> list(leaves_of_kinds({"in": [{"type": "folder", "name": "a"}, {"name": "b"}]}))
    [('/in/*~type=folder/type', 'folder'), ('/in/*~type=folder/name', 'a')]
    """
    yield from islice(_leaves_of_kinds(value), _MAX_LEAVES)


def _leaves_of_kinds(value: object) -> Iterator[tuple[str, object]]:
    for around, record in _records(value, "", 0):
        if kind := _kind_of(record):
            for below, leaf in leaves(record):
                if not any(map(is_any, below.split("/"))):
                    yield f"{around}~{kind}{below}", leaf


def without_kinds(place: str) -> str:
    """The place of such records whatever their kind is.

    >>> without_kinds("body:/in/*~type=folder/name")
    'body:/in/*/name'
    """
    return _NAMED.sub(f"/{ANY}", place)


def names_kind(place: str) -> bool:
    """Whether a place is that of records of one kind."""
    return "~" in place and _NAMED.search(place) is not None


def _records(value: object, place: str, depth: int) -> Iterator[tuple[str, Mapping[str, object]]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, dict | list):
                yield from _records(one, f"{place}/{escaped(str(key))}", depth + 1)
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, dict):
                yield f"{place}/{ANY}", one
            yield from _records(one, f"{place}/{ANY}", depth + 1)


def _kind_of(record: Mapping[str, object]) -> str | None:
    """`type=folder`, by the first key that says so."""
    return next(
        (
            f"{escaped(key)}={kind}"
            for key, kind in record.items()
            if isinstance(kind, str) and _KEYS.search(key) and _KIND.fullmatch(kind)
        ),
        None,
    )
