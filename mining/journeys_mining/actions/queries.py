"""The queries of templates: which keys they name, and which of them say what is shown.

An application with one script for everything says in the query what a path says elsewhere:
`/wiki.php?do=edit&id=start`. A key that chooses keeps its value: `/wiki.php?do=edit&id={id}`; of
any other key the value is a slot. Which keys choose is found out from the values that they have
(`closed_keys`) and from what follows them (`chain.query_choices`). A key that is a path,
`/login?/register`, names what is done and has no value (the form actions of SvelteKit).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import unquote_plus

from journeys_mining.actions.action import number_slots, slots_of
from journeys_mining.actions.paths import TRACKING
from journeys_mining.events.privacy import is_personal_key, leftover_kind, personal_kind
from journeys_mining.recorded.graphql import OPERATION_KEY

_CHOOSING = (
    *("act", "action", "cmd", "command", "controller", "do", "func", "function", "mod", "mode"),
    *("module", "op", "operation", "option", "page", "route", "screen", "section", "step", "task"),
    *("template", "view"),
)
KEY_MARKS: Final = "@:"
"""What stands before the keys of some applications, to keep them from the fields of a record."""
CHOOSING_KEYS: Final = (
    *_CHOOSING,
    *(f"{mark}{one}" for mark in KEY_MARKS for one in _CHOOSING),
    OPERATION_KEY,
)
"""Keys that choose what is shown by their name, wherever few words are their values."""
CHOICE_MARK: Final = "~"
"""Between a choosing key and its value in the `keys` of a URL; no key that is named has it."""

_CHOICE = re.compile(r"[A-Za-z_][\w./:-]{0,39}")
_OPERATION = re.compile(r"[A-Za-z_][\w./:-]{0,99}")
_TRACKING = re.compile(rf"(?i){TRACKING}")
_KEY = re.compile(rf"[{KEY_MARKS}]?[A-Za-z_$][\w.$:@-]{{0,40}}(?:\[\w*\])*")
_DEED = re.compile(r"/[A-Za-z_]\w{0,39}")


def without_open_keys(template: str) -> str:
    """The template without the keys whose values are slots: the list itself, of a list's page.

    >>> without_open_keys("/wiki?do=index&page={page}"), without_open_keys("/mugs?sort={sort}")
    ('/wiki?do=index', '/mugs')
    """
    path, _, query = template.partition("?")
    kept = [one for one in query.split("&") if one and not slots_of(one)]
    return f"{path}?{'&'.join(kept)}" if kept else path


Signature = tuple[str, ...]
"""What a template names of a query, sorted: `q`, with a value `do=edit`, without any `/save=`."""


def query_signature(keys: str) -> Signature:
    """The keys of a query that a template names: sorted, each once, without those of tracking.

    >>> query_signature("q=&utm_source=&page=&q="), query_signature("id=&do~edit&page~2")
    (('page', 'q'), ('do=edit', 'id', 'page'))
    >>> query_signature("route~/table/sql&next~/cart")
    ('next', 'route=/table/sql')
    >>> query_signature("/save"), query_signature("/save=")
    (('/save=',), ('/save=',))
    """
    named: dict[str, str] = {}
    for pair in keys.split("&"):
        choosing, mark, value = pair.partition(CHOICE_MARK)
        key = unquote_plus(choosing if mark else pair.partition("=")[0])
        if _DEED.fullmatch(key):
            named[f"{key}="] = ""
        elif is_named_key(key):
            named.setdefault(key, _choice(key, unquote_plus(value)) if mark else "")
    return tuple(f"{key}={value}" if value else key for key, value in sorted(named.items()))


def is_named_key(key: str) -> bool:
    """Whether a template names such a key: not if it follows visitors or is no key at all."""
    return bool(_KEY.fullmatch(key)) and not _TRACKING.fullmatch(key) and not is_personal_key(key)


def _choice(key: str, value: str) -> str:
    if key == OPERATION_KEY:
        # Named by those who wrote the application, however long.
        return value if _OPERATION.fullmatch(value) and leftover_kind(value) is None else ""
    # A path elsewhere says where somebody came from or goes to.
    name = value.removeprefix("/") if key in CHOOSING_KEYS else value
    return value if is_choice(name) or (value == "/" and not name) else ""


def is_choice(value: str) -> bool:
    """Whether a value is a name that may stand in a template."""
    return bool(_CHOICE.fullmatch(value)) and not personal_kind(value)


def with_choices(signature: Signature, choices: Mapping[str, Collection[str]]) -> Signature:
    """The signature without values that are not among the choices of their key.

    >>> with_choices(("do=edit", "lang=de", "q"), {"do": {"edit", "login"}})
    ('do=edit', 'lang', 'q')
    """
    return tuple(
        one if not value or value in choices.get(key, ()) else key
        for one in signature
        for key, _, value in [one.partition("=")]
    )


def is_numbered(value: str) -> bool:
    """Whether a value is a path to a record, `node/17`, whatever its number."""
    return any(segment.isdigit() for segment in value.split("/"))


def named_values(signature: Signature) -> Iterator[tuple[str, str]]:
    """The keys of a signature that have a value, and their values."""
    for one in signature:
        key, _, value = one.partition("=")
        if value:
            yield key, value


def without_choices(signature: Signature) -> Signature:
    """The same with a slot for every value."""
    return tuple(_key(one) for one in signature)


def widest_part(signature: Signature, known: Iterable[Signature]) -> Signature:
    """Of the known signatures that hold for such a query, too, the one that says most of it.

    >>> widest_part(("do=edit", "id", "rev"), [("do",), ("id",), ("do=edit", "id"), ("q",)])
    ('do=edit', 'id')
    """
    asked = {*signature, *without_choices(signature)}
    parts = (one for one in known if asked.issuperset(one))
    return max(parts, key=lambda one: (len(one), sum("=" in item for item in one), one), default=())


def with_query(template: str, signature: Signature) -> str:
    """The template with a slot for each key of the query that has no value of its own.

    >>> with_query("/search", ("do=find", "q"))
    '/search?do=find&q={q}'
    """
    if not signature:
        return template
    pairs = (one if "=" in one else f"{one}={{{one}}}" for one in signature)
    return number_slots(f"{template}?{'&'.join(pairs)}")


def signature_of(template: str) -> Signature:
    """The signature of a template's query.

    >>> signature_of("/wiki.php?do=edit&id={id2}")
    ('do=edit', 'id')
    """
    query = template.partition("?")[2]
    return tuple(_key(pair) if pair.endswith("}") else pair for pair in query.split("&") if pair)


def keyed_slots(template: str) -> tuple[tuple[str, str], ...]:
    """The keys of a template and the slots that hold their values; those of parameters in its path
    begin with a semicolon, as they do there.

    >>> keyed_slots("/user/{id}?do=edit&id={id2}&page={page}")
    (('id', 'id2'), ('page', 'page'))
    >>> keyed_slots("/sites;region={region}/{id}?region={region2}")
    ((';region', 'region'), ('region', 'region2'))
    """
    path, _, query = template.partition("?")
    pairs = (f";{one}" for one in re.split("[/;]", path) if "={" in one)
    asked = (pair for pair in query.split("&") if pair.endswith("}"))
    parted = (pair.partition("=") for pair in (*pairs, *asked))
    return tuple((key, slot.strip("{}")) for key, _, slot in parted)


def _key(item: str) -> str:
    return item.partition("=")[0]
