"""The parameters of path segments in templates: `/sites;region={region}/summary`.

Takes those of the segments of one place, gives what a template says of them. A parameter that has
one value everywhere keeps it, if it is a name; any other value is a slot called after its key.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from journeys_mining.actions.action import number_slots
from journeys_mining.actions.path_tree import PathNode
from journeys_mining.actions.queries import is_choice, is_named_key
from journeys_mining.events.tokens import holds_token

_ID = re.compile(r"[0-9a-fA-F]{16,128}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""What a machine made, and a record is called: a hash, a UUID."""


def segments_of(path: str) -> Iterator[str]:
    """The segments of a path, the parameters of each as one more behind it: `;region=north`.

    Without parameters that are about the visit.

    >>> list(segments_of("/sites;region=north;jsessionid=1F3A/17;xK3f9QpL2v8ZrT5w/summary"))
    ['sites', ';region=north', '17', 'summary']
    """
    for segment in path.split("/"):
        name, *parameters = segment.split(";")
        named = "".join(f";{one}" for one in sorted(filter(_is_named, parameters)))
        yield from filter(None, (name, named))


def joined(segments: Collection[str]) -> str:
    """The path of segments as `segments_of` gives them.

    >>> joined(["sites", ";region={region}", "summary"]), joined([";page=2"])
    ('/sites;region={region}/summary', '/;page=2')
    """
    return re.sub(r"(?<=.)/;", ";", "/" + "/".join(segments))


def is_parameters(segment: str) -> bool:
    """Whether a segment of `segments_of` is the parameters of the one before it."""
    return segment.startswith(";")


def join_parameters(node: PathNode) -> None:
    """Make one child of all parameters of a segment that have the same keys."""
    alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in filter(is_parameters, node.children):
        alike[tuple(key for key, _ in _pairs(name))].append(name)
    for names in alike.values():
        node.join(_with_slots(names), names)


def with_parameters(template: str, learned: str) -> str:
    """A template that says nothing of parameters, with those that were learned of its segments.

    >>> with_parameters("/sites/{site}", "/sites;region={region}/{id}")
    '/sites;region={region}/{site}'
    """
    pairs = list(zip(template.split("/"), learned.split("/"), strict=False))
    if ";" in template or ";" not in learned or len(pairs) <= template.count("/"):
        return template
    joined = "/".join(f"{one}{''.join(other.partition(';')[1:])}" for one, other in pairs)
    return number_slots(joined) if template.count("/") == learned.count("/") else template


def widest_known(template: str, known: Collection[str]) -> str:
    """Of the known templates of a path the one that says most of these parameters; else the path.

    >>> widest_known("/a;x={x};y={y}/{id}", ["/a;x={x}/{id}", "/a;z={z}/{id}"])
    '/a;x={x}/{id}'
    >>> widest_known("/a;id={id}/{id2}", [])
    '/a/{id}'
    """
    path, said = _apart(template)
    less = [one for one in known if _apart(one)[0] == path and _apart(one)[1] <= said]
    return max(less, key=lambda one: (one.count(";"), one), default=number_slots(path))


def _apart(template: str) -> tuple[str, frozenset[tuple[int, str]]]:
    """The path, its slots without numbers, and the parameters of each segment."""
    parted = [segment.split(";") for segment in template.split("/")]
    said = (
        (place, re.sub(r"\{.*", "{", one)) for place, (_, *of) in enumerate(parted) for one in of
    )
    return re.sub(r"[0-9]+\}", "}", "/".join(name for name, *_ in parted)), frozenset(said)


def _with_slots(alike: Collection[str]) -> str:
    """One for all of these, which have the same keys.

    >>> _with_slots([";by=name;page=1", ";by=name;page=2"]), _with_slots([";region=north;v=1"])
    (';by=name;page={page}', ';region=north;v={v}')
    """
    return "".join(map(_parameter, zip(*map(_pairs, alike), strict=True)))


def _parameter(given: Collection[tuple[str, str | None]]) -> str:
    (key,) = {key for key, _ in given}
    values = {value for _, value in given}
    (value, *others) = values
    if value is None and not others:
        return f";{key}"
    if not others and value and is_choice(value):
        return f";{key}={value}"
    return f";{key}={{{key}}}"


def _pairs(parameters: str) -> Iterator[tuple[str, str | None]]:
    for one in parameters.split(";")[1:]:
        key, mark, value = one.partition("=")
        yield key, value if mark else None


def _is_named(parameter: str) -> bool:
    key, _, escaped = parameter.partition("=")
    value = unquote(escaped)
    is_id = _ID.fullmatch(value) is not None
    return is_named_key(unquote(key)) and (is_id or not holds_token(value))
