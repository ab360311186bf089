"""Other records in the place of those that only production has: `/shelf/new` for `/shelf/old`.

Few records of a kind are told apart by name in the model, as sections are. Which they are shows on
staging: of production's `/projects/…` most have no link there, and others have that the model does
not know. Takes templates and addresses, gives pairs of paths; asks nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from journeys_mining.actions.action import slots_of

_MOST_TOLD: Final = 3
_LEAST_SIBLINGS: Final = 3
"""Fewer names below one path are not called records."""


def stand_ins(
    templates: Collection[str], linked: Collection[str], strange: Collection[str]
) -> Mapping[str, str]:
    """For each path of a record that has no link, the path of one that has.

    Parameters
    ----------
    templates
        What the model knows.
    linked
        Those of them to which staging's pages link.
    strange
        Paths to which they link, too, and that fit no template.

    Examples
    --------
    >>> known = {f"/projects/{name}/issues" for name in ("otter", "maple", "basalt")}
    >>> dict(stand_ins(known, (), ["/projects/falcon", "/projects/cedar/issues"]))
    ... # doctest: +NORMALIZE_WHITESPACE
    {'/projects/basalt': '/projects/falcon', '/projects/maple': '/projects/cedar',
     '/projects/otter': '/projects/falcon'}
    >>> dict(stand_ins(known, ["/projects/otter/issues", "/projects/maple"], ["/projects/falcon"]))
    {}
    """
    others, there = _children(strange), _children(linked)
    found: dict[str, str] = {}
    for parent, names in _children(templates).items():
        known = sorted(one for one in names if not slots_of(one))
        missing = [one for one in known if one not in there.get(parent, ())]
        new = [one for one in others.get(parent, ()) if one not in names]
        is_of_records = len(known) >= _LEAST_SIBLINGS and 2 * len(missing) > len(known)
        if is_of_records and new and not slots_of(parent):
            for place, name in enumerate(missing):
                found[f"{parent}/{name}"] = f"{parent}/{new[place % len(new)]}"
    return found


def may_name_a_record(template: str, templates: Collection[str]) -> bool:
    """Whether the template has enough siblings somewhere to be one of several records."""
    return any(
        sum(not slots_of(name) for name in names) >= _LEAST_SIBLINGS
        for parent, names in _children(templates).items()
        if template.startswith(f"{parent}/") and not slots_of(parent)
    )


def are_siblings(path: str, other: str) -> bool:
    """Whether two paths are of records of one kind."""
    return path.rpartition("/")[0] == other.rpartition("/")[0]


def stand_in_notes(found: Mapping[str, str]) -> Iterator[str]:
    """What a person should know of the records that stood in for others, a note for each kind.

    Whether they were records or pages of the application itself, only a person can tell.
    """
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(found):
        kinds[path.rpartition("/")[0]].append(path)
    for parent, missing in kinds.items():
        names = ", ".join(missing[:_MOST_TOLD]) + (", …" if len(missing) > _MOST_TOLD else "")
        others = ", ".join(sorted({found[path] for path in missing})[:_MOST_TOLD])
        yield (
            f"{len(missing)} below {parent} that production's users saw have no link on staging "
            f"({names}); {others} stood in for them. If these are pages of the application rather "
            "than data, they are gone"
        )


def _children(paths: Iterable[str]) -> dict[str, list[str]]:
    """The names below each path, each once; not those of the first level."""
    found: dict[str, dict[str, None]] = {}
    for path in paths:
        segments = [one for one in path.partition("?")[0].split("/") if one]
        for end in range(1, len(segments)):
            parent = "/" + "/".join(segments[:end])
            found.setdefault(parent, {}).setdefault(segments[end])
    return {parent: list(names) for parent, names in found.items()}
