"""A site graph: which actions a page leads to, told by a file of links instead of by traffic.

A link is a line `from<TAB>to`; lines that begin with `#` are comments. Either side is an action of
the model, or a template: as `from` it stands for every action on that page, as `to` for its view.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from journeys.errors import InputError
from journeys_mining.actions.action import Action, ActionKind

_SHAPE = "write one link a line, `from<TAB>to`: actions of the model, or templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLink:
    """A link of which the model does not know an end; it is not in the graph."""

    line: int
    """From 1."""
    name: str
    """The end that is unknown, the first one if both are."""
    near: str | None = None
    """An action or a template of a like name."""

    def __str__(self) -> str:
        hint = f" (did you mean {self.near!r}?)" if self.near else ""
        return f"line {self.line}: {self.name!r}{hint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteGraph:
    """Links between actions of a model."""

    links: tuple[tuple[str, str], ...]
    """The action on whose page the link is, and the action it leads to; sorted, each once."""
    unknown: tuple[UnknownLink, ...] = ()
    """In the order of the file."""


def load_site_graph(path: Path, actions: Iterable[str]) -> SiteGraph:
    """The links in a file, between these actions.

    Raises
    ------
    InputError
        There is no such file, a line is no link, or no link is between actions that are known.
    """
    known = _Known(actions)
    links: set[tuple[str, str]] = set()
    unknown: list[UnknownLink] = []
    for number, before, after in _lines(path):
        froms, tos = known.on_page.get(before), known.to.get(after)
        if froms is None or tos is None:
            name = before if froms is None else after
            unknown.append(UnknownLink(line=number, name=name, near=known.near(name)))
        else:
            links.update((one, tos) for one in froms)
    if not links:
        what = f"of {len(unknown):,} links none is between actions of the model"
        raise InputError(
            f"{what}; first, {unknown[0]}" if unknown else "there is no link in the file",
            where=str(path),
            remedy=f"{_SHAPE}; `journeys inspect` lists the model's actions",
        )
    return SiteGraph(links=tuple(sorted(links)), unknown=tuple(unknown))


class _Known:
    """What a model's actions may be called in a file of links."""

    _MOST_HINTS = 20
    """Likening is slow: further unknown names get no hint."""

    def __init__(self, actions: Iterable[str]) -> None:
        on_page: defaultdict[str, list[str]] = defaultdict(list)
        self.to: dict[str, str] = {}
        for text in actions:
            action = Action.parse(text)
            on_page[text].append(text)
            self.to[text] = text
            if action.template and action.kind is not ActionKind.REQUEST:
                on_page[action.template].append(text)
            if action.template and action.kind is ActionKind.VIEW:
                self.to[action.template] = text
        self.on_page: Mapping[str, list[str]] = dict(on_page)
        self._hints: dict[str, str | None] = {}

    def near(self, name: str) -> str | None:
        """A known name that is written much like it."""
        if name not in self._hints and len(self._hints) < self._MOST_HINTS:
            self._hints[name] = next(iter(get_close_matches(name, self.on_page, n=1)), None)
        return self._hints.get(name)


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """Number and ends of each link."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(
            "there is no such file", where=str(path), remedy=f"give a file of links: {_SHAPE}"
        ) from None
    except (IsADirectoryError, UnicodeDecodeError) as error:
        raise InputError(
            f"this is no file of links: {error}", where=str(path), remedy=_SHAPE
        ) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        ends = [part.strip() for part in line.split("\t")]
        if len(ends) != 2 or not all(ends):
            raise InputError(
                f"this is no link: {line!r}", where=f"{path}, line {number}", remedy=_SHAPE
            )
        yield number, ends[0], ends[1]
