"""Other records in the place of those that only production has: `/shelf/new` for `/shelf/old`.

Few records of a kind are told apart by name in the model, as sections are. Which they are shows on
staging: of production's `/projects/…` most have no link there, and others have that the model does
not know. Takes templates and addresses, gives pairs of paths; asks nobody.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import quote

from journeys_mining.actions.action import TemplateMatcher, fill_template, slots_of

_MOST_TOLD: Final = 3
_LEAST_SIBLINGS: Final = 3
"""Fewer names below one path are not called records."""
_LEAST_NAMED: Final = 2
"""Fewer records with one name each do not show that it is theirs."""
_MARKS_OF_A_TITLE: Final = 2
_MARK: Final = re.compile(r"[-_.%+]|[0-9]")


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
        folders = list(_fitting(parent, others))
        records = _records(parent, names, [others[one] for one in folders])
        missing = [one for one in records if one not in there.get(parent, ())]
        if 2 * len(missing) <= len(records):
            continue
        new = [
            f"{folder}/{one}" for folder in folders for one in others[folder] if one not in names
        ]
        for place, name in enumerate(missing if new else ()):
            found[f"{parent}/{name}"] = new[place % len(new)]
    return found


def may_name_a_record(template: str, templates: Collection[str]) -> bool:
    """Whether the template has enough siblings somewhere to be one of several records."""
    return any(
        len(_literal(names)) >= _LEAST_SIBLINGS
        for parent, names in _children(templates).items()
        if template.startswith(f"{parent}/")
    )


def beside(path: str, other: str) -> str:
    """The address of the record at `path`, were it beside the `other`, whose place is known.

    >>> beside("/{id}/{id2}/red-mug", "/2026/08/blue-cup")
    '/2026/08/red-mug'
    """
    folder, _, name = path.rpartition("/")
    match = TemplateMatcher([folder]).match(other.rpartition("/")[0])
    values = {slot: quote(value, safe="") for slot, value in match.values} if match else {}
    return f"{fill_template(folder, values)}/{name}"


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


def beginning_notes(left_out: str) -> Iterator[str]:
    """What a person should know where staging's paths begin otherwise than production's."""
    if left_out:
        yield (
            f"production's addresses begin with {left_out}, those of staging's front page do not: "
            f"{left_out}/… was looked for without it. If staging has it, too, write it behind "
            "--base-url"
        )


def _records(parent: str, names: Iterable[str], there: Collection[Collection[str]]) -> list[str]:
    """The names below a path, where they are enough to be records of a kind.

    Below a record lie its sections, `/shop/{id}/members`: there, most names must read like titles,
    or each of staging's records must have a name of its own and nothing else `there`.
    """
    known = _literal(names)
    titles = [one for one in known if len(_MARK.findall(one)) >= _MARKS_OF_A_TITLE]
    named = {next(iter(one)) for one in there if len(one) == 1}
    are_names = len(named) == len(there) >= _LEAST_NAMED
    is_of_sections = bool(slots_of(parent)) and 2 * len(titles) <= len(known) and not are_names
    return known if len(known) >= _LEAST_SIBLINGS and not is_of_sections else []


def _literal(names: Iterable[str]) -> list[str]:
    return sorted(one for one in names if not slots_of(one))


def _fitting(parent: str, folders: Collection[str]) -> Iterable[str]:
    """The folders that the path, which may have slots, stands for."""
    if not slots_of(parent):
        return (parent,) if parent in folders else ()
    matcher = TemplateMatcher([parent])
    return [one for one in folders if matcher.match(one)]


def _children(paths: Iterable[str]) -> dict[str, list[str]]:
    """The names below each path, each once; not those of the first level."""
    found: dict[str, dict[str, None]] = {}
    for path in paths:
        segments = [one for one in path.partition("?")[0].split("/") if one]
        for end in range(1, len(segments)):
            parent = "/" + "/".join(segments[:end])
            found.setdefault(parent, {}).setdefault(segments[end])
    return {parent: list(names) for parent, names in found.items()}
