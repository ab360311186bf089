"""URL templates learned from a site's own paths.

Takes each distinct path once, with typed slots already in place and with the number of its events;
gives the template of each. A position becomes `{slug}` where one parent has many children, none of
which stands out, and what lies below them is alike: `/product/red-mug`, `/product/blue-mug`, …;
not if they are sections (`sections`): `/admin/users`, `/admin/images`, …
Pure Python: no engine, no file.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from journeys_mining.actions.action import number_slots
from journeys_mining.actions.locales import DEEPEST, LOCALE, locales
from journeys_mining.actions.parameters import (
    is_parameters,
    join_parameters,
    joined,
    segments_of,
)
from journeys_mining.actions.path_tree import PathNode
from journeys_mining.actions.paths import plainly_escaped
from journeys_mining.actions.sections import are_sections
from journeys_mining.events.privacy import leftover_kind, segment_kind

MIN_SIBLINGS = 20
"""Fewer children of one parent than this are told apart by name."""
DOMINATING_SHARE = 0.3
"""A child with more than this share of its parent's events keeps its name, 0–1."""
_ALIKE_SHARE = 0.5
# A name that so many siblings have below them is no section's own.
_LEAST_HOLDERS = 3
_HOLDING_SHARE = 0.02
_LEAST_SHARED = 2
_DEPTH = 4
_MIN_UNNAMED = 100
_RARE = 5
_WORDS_SHARE = 0.1
_CODE = re.compile(r"[0-9]|[a-z][A-Z]")
_SLUG = "{slug}"
_NAME = "{name}"
_HASH = "{hash}"
# A record in one of its forms: `/issues/17.json`, `/news/4711.html`.
_ID_WITH_ENDING = re.compile(r"[0-9]+(\.[a-z]{3,5})")
# A record as OData writes it: `Books(17)`, `Authors('ann')`.
_KEYED = re.compile(
    r"(?P<kind>[A-Za-z][\w.]*)\((?P<open>'|%27|)"
    r"(?:(?P<id>[0-9]+)|(?P<uuid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})|(?P<slug>[^'(),]+))"
    r"(?P=open)\)"
)
# How a site with accounts calls their pages: `/@ann`, `/~ann`.
_HANDLE = re.compile(r"([@~])[A-Za-z][\w.-]*")

_MIN_NUMBERED = 3
"""Fewer titles below one parent than this do not show that the number in a name is an id."""
_NUMBERED_SHARE = 0.5
# A title with its id: `red-mug_17`, `red-mug-17`, `17-red-mug`.
_TITLE_WITH_ID = (
    re.compile(r"(?P<title>[^{}]*[^\W\d_][^{}]*?)(?P<mark>[-_.~])(?P<id>[0-9]+)"),
    re.compile(r"(?P<id>[0-9]+)(?P<mark>[-_.~])(?P<title>[^{}]*[^\W\d_][^{}]*)"),
)
_KIND_WITH_ID = re.compile(r"(?P<kind>[^\W\d]+[-.~]?)(?P<id>[0-9]+)")
_MIN_OF_A_KIND = 8
"""Fewer numbers behind one name may be steps or versions: `step-1`, `step-2`; `v1`, `v2`."""
_MANY_KINDS = 5
_MARKS = "-.~"


def learn_templates(counts: Mapping[str, int]) -> dict[str, str]:
    """The template of each path.

    Parameters
    ----------
    counts
        Events of each distinct path. Paths are normalised and hold typed slots already.

    Examples
    --------
    >>> paths = {f"/product/mug-no-{word}": 1 for word in "abcdefghijklmnopqrstuvwxyz"}
    >>> set(learn_templates(paths).values())
    {'/product/{slug}'}
    >>> learn_templates({"/cart": 3, "/user/{id}/order/{id}": 2})["/user/{id}/order/{id}"]
    '/user/{id}/order/{id2}'
    """
    root = PathNode()
    for path in sorted(counts):
        segments = [_token_as_slot(one) for one in segments_of(plainly_escaped(path))]
        root.add(segments, path, counts[path])
    learned = {path: joined([*map(_impersonal, names)]) for names, path in _walk(root, ())}
    return {path: number_slots(template) for path, template in learned.items()}


def _token_as_slot(segment: str) -> str:
    """A slot for what nobody can have named: long, with capitals, small letters and digits; for a
    number with an ending, `{id}.json`; for a key, `Books({id})`; and for what looks personal:
    `{email}`, `{name}`."""
    classes = (r"[0-9]", r"[a-z]", r"[A-Z]")
    is_token = re.fullmatch(r"[0-9A-Za-z_-]{16,}", segment) and all(
        len(re.findall(one, segment)) >= 2 for one in classes
    )
    if is_token:
        return _HASH
    if record := _ID_WITH_ENDING.fullmatch(segment):
        return f"{{id}}{record[1]}"
    if (keyed := _KEYED.fullmatch(segment)) and (keyed["open"] or not keyed["slug"]):
        slot = next(one for one in ("id", "uuid", "slug") if keyed[one])
        return f"{keyed['kind']}({keyed['open']}{{{slot}}}{keyed['open']})"
    if handle := _HANDLE.fullmatch(segment):
        return f"{handle[1]}{{name}}"
    kind = segment_kind(segment) if _is_name(segment) else None
    return segment if kind is None else f"{{{kind}}}"


def _impersonal(name: str) -> str:
    """A slot for a token or number that has no siblings to show that it is a value."""
    kind = leftover_kind(name) if _is_name(name) else None
    return name if kind is None else f"{{{kind}}}"


def _is_name(segment: str) -> bool:
    """Whether a segment says itself what it is: no slot, and no parameters of another one."""
    return "{" not in segment and not is_parameters(segment)


def _walk(node: PathNode, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for path in node.paths:
        yield names, path
    join_parameters(node)
    node.join_spellings()
    if len(names) < DEEPEST:
        node.join(LOCALE, locales(node))
    for slot, alike in (*_numbered_kinds(node), *_titles_with_ids(node)):
        node.join(slot, alike)
    slugs = _slugs(node, at_root=all(one == LOCALE for one in names))
    # Whose titles are values has people among them, too: `/wiki/{name}` is no page of its own.
    node.join(_SLUG, {*slugs, *(node.children.keys() & {_NAME})} if slugs else ())
    for name in sorted(node.children):
        yield from _walk(node.children[name], (*names, name))


def _numbered_kinds(node: PathNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The children that are records of one kind, each with its number: `issue17`, `user-4`.

    Kinds that are many are values themselves: `WEB-17`, `OPS-4`, as projects number their issues.
    """
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for name in node.children:
        if found := _KIND_WITH_ID.fullmatch(name):
            kinds[found["kind"]].append(name)
    for mark in _MARKS:
        marked = [kind for kind in kinds if kind.endswith(mark)]
        if sum(len(kinds[kind]) >= _MIN_OF_A_KIND for kind in marked) >= _MANY_KINDS:
            yield f"{_SLUG}{mark}{{id}}", tuple(name for kind in marked for name in kinds.pop(kind))
    for kind, names in sorted(kinds.items()):
        if len(names) >= _MIN_OF_A_KIND:
            yield f"{kind}{{id}}", tuple(names)


def _titles_with_ids(node: PathNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The children that are a title and its id, `red-mug_17`, and those that are its title alone.

    A number is an id where no number comes twice and titles are many: `step-1`, `step-2` has
    one. A folder that is called like one of the titles, `/books_3` and `/books/novels_7`, is a
    value of the same slot without its id.
    """
    for shape in _TITLE_WITH_ID:
        by_mark: defaultdict[str, dict[str, re.Match[str]]] = defaultdict(dict)
        for name in node.children:
            if found := shape.fullmatch(name):
                by_mark[found["mark"]][name] = found
        for mark, found_by_name in sorted(by_mark.items()):
            if not _are_ids(node, found_by_name):
                continue
            slots = ("{slug}", "{id}") if shape is _TITLE_WITH_ID[0] else ("{id}", "{slug}")
            yield mark.join(slots), tuple(found_by_name)
            titles = {match["title"] for match in found_by_name.values()}
            yield _SLUG, tuple(name for name in node.children if name in titles)


def _are_ids(node: PathNode, found: Mapping[str, re.Match[str]]) -> bool:
    titles = {match["title"] for match in found.values()}
    numbers = {match["id"] for match in found.values()}
    pages = sum(1 for name, child in node.children.items() if child.paths or name in found)
    return (
        len(found) >= _NUMBERED_SHARE * pages
        and len(titles) >= _MIN_NUMBERED
        and len(numbers) == len(found)
    )


def _slugs(node: PathNode, *, at_root: bool) -> Collection[str]:
    """The children that are values of one slot; none if they are too few.

    What lies below a value is told by its siblings, too: `/u/ann/messages`, `/u/bob/messages`. A
    child whose own paths are nobody else's is a section. A child without paths below is a value
    unless it stands out; on the first level only if it reads like a title, for there a site has
    its sections.
    """
    literal = {name: child for name, child in node.children.items() if _is_name(name)}
    if len(literal) < MIN_SIBLINGS:
        return ()
    total = sum(child.count for child in literal.values())
    below = {name: child for name, child in literal.items() if any(_names(child))}
    alike = _alike(below)
    unnamed = [name for name in literal if name not in below and literal[name].children]
    # A handful of sections with ids below, `/issues/{id}`, is no slot; hundreds of titles are.
    too_few = frozenset(unnamed if len(unnamed) < _MIN_UNNAMED else ())
    leaves = [
        name
        for name, child in literal.items()
        if name not in below
        and name not in too_few
        and child.count <= DOMINATING_SHARE * total
        and not (at_root and not _reads_like_a_title(name))
    ]
    if at_root and len(alike) < MIN_SIBLINGS:
        alike = [name for name in alike if _reads_like_a_title(name)]
    values = {*alike, *leaves}
    candidates = [name for name in literal if name in values]
    if len(candidates) < MIN_SIBLINGS or are_sections([literal[name] for name in candidates]):
        return ()
    pages = _words_among_codes(literal, candidates)
    return [name for name in candidates if name not in pages]


def _words_among_codes(children: Mapping[str, PathNode], values: Sequence[str]) -> Collection[str]:
    """Pages among records that are called by codes, `/invoices/upcoming`: much visited words."""
    words = [name for name in values if not _CODE.search(name)]
    if len(words) > _WORDS_SHARE * len(values):
        return ()
    usual = _usual(children, values)
    return [name for name in words if children[name].count > _RARE * usual]


def _usual(children: Mapping[str, PathNode], names: Collection[str]) -> int:
    return sorted(children[name].count for name in names)[len(names) // 2]


def _alike(children: Mapping[str, PathNode]) -> list[str]:
    """The children below which there is mostly what is below their siblings, too."""
    held: Counter[_Name] = Counter()
    for child in children.values():
        held.update(set(_names(child)))
    least = max(_LEAST_HOLDERS, _HOLDING_SHARE * len(children))
    shared = frozenset(name for name, holders in held.items() if holders >= least)
    if len(shared) < _LEAST_SHARED and all(depth > 1 for depth, _ in shared):
        # One name far below is no evidence: `/api/orders/order-list/all`.
        shared = frozenset()
    evident = [
        name
        for name, child in children.items()
        if _events_along(child, shared) >= _ALIKE_SHARE * _events_below(child)
    ]
    if len(evident) < MIN_SIBLINGS:
        return evident
    # Where so many are values, a rare child that shows nothing of its own is one more of them.
    usual = _usual(children, evident)
    known = frozenset(evident)
    rare = [
        name
        for name, child in children.items()
        if name not in known and child.count <= _RARE * usual
    ]
    return [*evident, *rare]


_Name = tuple[int, str]
"""A name and how many levels it lies below."""


def _names(node: PathNode, depth: int = 1) -> Iterator[_Name]:
    """The names below a node; slots are no names, for sections have them in common."""
    for name, child in node.children.items():
        if _is_name(name):
            yield depth, name
        if depth < _DEPTH:
            yield from _names(child, depth + 1)


def _events_below(node: PathNode) -> int:
    return sum(child.count for child in node.children.values())


def _events_along(node: PathNode, shared: Collection[_Name], depth: int = 1) -> int:
    """Events below a node whose paths lead through one of these names."""
    return sum(
        child.count if (depth, name) in shared else _events_along(child, shared, depth + 1)
        for name, child in node.children.items()
    )


def _reads_like_a_title(name: str) -> bool:
    return len(re.findall(r"[-_.%+]|[0-9]", name)) >= 2
