"""What a user did, without its values: the states of the navigation model.

An action is written as one line of text, the same in the model, in scenarios and in reports:

    view /product/{id}              a page
    POST /cart/items                a request
    add_to_cart @ /product/{id}     a named event, with the page it fired on
    click_logo                      a named event on whatever page, or without any
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from journeys_mining.actions.paths import normalise_path, plainly_escaped


class ActionKind(StrEnum):
    """How an action shows itself in an export."""

    VIEW = "view"
    REQUEST = "request"
    EVENT = "event"


_REQUEST = re.compile(r"([A-Z]+) (/.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a user did, without its values."""

    kind: ActionKind
    template: str | None
    """URL template, such as `/search?q={q}`; None for an event on whatever page."""
    method: str = "GET"
    """HTTP method; GET for pages, without meaning for events."""
    name: str | None = None
    """Name of the event, for events only."""

    def __str__(self) -> str:
        match self.kind:
            case ActionKind.VIEW:
                return f"view {self.template}"
            case ActionKind.REQUEST:
                return f"{self.method} {self.template}"
            case ActionKind.EVENT:
                return f"{self.name} @ {self.template}" if self.template else str(self.name)

    @classmethod
    @lru_cache(4096)
    def parse(cls, text: str) -> Self:
        """The action that `str(action)` wrote.

        >>> Action.parse("add_to_cart @ /product/{id}").name
        'add_to_cart'
        >>> Action.parse("POST /cart/items").method
        'POST'
        """
        if text.startswith("view /"):
            return cls(kind=ActionKind.VIEW, template=text.removeprefix("view "))
        if match := _REQUEST.fullmatch(text):
            return cls(kind=ActionKind.REQUEST, method=match[1], template=match[2])
        name, at, page = text.rpartition(" @ /")
        if at:
            return cls(kind=ActionKind.EVENT, name=name, template=f"/{page}")
        return cls(kind=ActionKind.EVENT, name=text, template=None)


SLOT = re.compile(r"\{([^{}]+)\}")
"""A slot in a template: `{id}`, `{slug}`, `{q}`."""

# What the value of a typed slot looks like; a slot of any other name takes any one segment.
_SLOT_PATTERNS = {
    "id": r"[0-9]+",
    "uuid": r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "hash": r"[0-9a-zA-Z_-]{8,}",
    "date": r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?",
    "locale": r"[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?",
}
# An integer fits a hash and anything fits a slug, so the tighter of two templates goes first.
_LOOSENESS = {"id": 0, "uuid": 0, "date": 0, "locale": 0, "hash": 1}


@lru_cache(4096)
def slots_of(template: str) -> tuple[str, ...]:
    """Names of the slots, in order.

    >>> slots_of("/product/{id}/reviews?page={page}")
    ('id', 'page')
    """
    return tuple(SLOT.findall(template))


def number_slots(template: str) -> str:
    """The template with every further slot of one name numbered: `{id}`, `{id2}`."""
    seen: Counter[str] = Counter()

    def numbered(match: re.Match[str]) -> str:
        seen[match[1]] += 1
        return f"{{{match[1]}{seen[match[1]]}}}" if seen[match[1]] > 1 else match[0]

    return re.sub(r"\{([^{}]+)\}", numbered, template)


def fill_template(template: str, values: dict[str, str]) -> str:
    """The template with its slots filled; KeyError names a slot that has no value."""
    return SLOT.sub(lambda match: values[match[1]], template)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateMatch:
    """The template that a URL belongs to, and the values of its slots in that URL."""

    template: str
    values: tuple[tuple[str, str], ...]


class TemplateMatcher:
    """Finds which of a model's templates a real URL belongs to.

    The most specific template wins: fewest slots in the path, then most keys, of its query and of
    parameters in its path (`;region={region}`), then most values of them. Keys that a template does
    not name are ignored, as tracking parameters are; a template whose keys or values the URL lacks
    does not fit.

    >>> matcher = TemplateMatcher(["/product/{id}", "/product/new", "/search", "/search?q={q}"])
    >>> matcher.match("https://shop.test/product/17?utm_source=mail")
    TemplateMatch(template='/product/{id}', values=(('id', '17'),))
    >>> matcher.match("/search?q=red+mug&page=2").values
    (('q', 'red mug'),)
    >>> matcher.match("/about") is None
    True
    >>> wiki = TemplateMatcher(["/wiki", "/wiki?id={id}", "/wiki?do=edit&id={id}"])
    >>> [wiki.match(f"/wiki?id=a&do={do}").template for do in ("edit", "show")]
    ['/wiki?do=edit&id={id}', '/wiki?id={id}']
    >>> TemplateMatcher(["/", "/#/product/{id}"]).match("/#/product/17").values
    (('id', '17'),)
    >>> TemplateMatcher(["/{locale}/Help"]).match("/de-AT/help;jsessionid=1F3A").values
    (('locale', 'de-AT'),)
    >>> matcher = TemplateMatcher(["/sites", "/sites;region={region}"])
    >>> [matcher.match(f"/sites;{one}").template for one in ("page=2;region=north", "page=2")]
    ['/sites;region={region}', '/sites']
    """

    def __init__(self, templates: Iterable[str]) -> None:
        self._compiled = sorted(
            (_compile(template) for template in set(templates)), key=lambda one: one.rank
        )
        self._has_capitals = any(one.template != one.template.lower() for one in self._compiled)

    def match(self, url: str) -> TemplateMatch | None:
        """The most specific template that fits the URL's path, query and hash route.

        A URL whose hash route no template knows is matched by its path alone.
        """
        parts = urlsplit(url)
        route, _, route_query = parts.fragment.removeprefix("!").partition("?")
        if route.startswith("/"):
            path = normalise_path(f"{parts.path}/#{normalise_path(route)}")
            if found := self._match(path, route_query):
                return found
        return self._match(normalise_path(parts.path), parts.query)

    def _match(self, path: str, query_text: str) -> TemplateMatch | None:
        query = dict(parse_qsl(query_text, keep_blank_values=True))
        found = self._matched(path, query, exactly=True)
        if found is None and (self._has_capitals or path != path.lower()):
            found = self._matched(path, query, exactly=False)
        return found

    def _matched(
        self, path: str, query: Mapping[str, str], *, exactly: bool
    ) -> TemplateMatch | None:
        for one in self._compiled:
            found = (one.path if exactly else one.in_any_case).fullmatch(path)
            if found is None or not all(key in query for key in one.query_keys):
                continue
            if any(query.get(key) != value for key, value in one.query_choices):
                continue
            in_path = zip(one.path_slots, map(unquote, found.groups()), strict=True)
            in_query = (
                (slot, query[key])
                for key, slot in zip(one.query_keys, one.query_slots, strict=True)
            )
            return TemplateMatch(template=one.template, values=(*in_path, *in_query))
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _CompiledTemplate:
    template: str
    path: re.Pattern[str]
    in_any_case: re.Pattern[str]
    path_slots: tuple[str, ...]
    query_keys: tuple[str, ...]
    query_slots: tuple[str, ...]
    query_choices: tuple[tuple[str, str], ...]
    """Keys whose value the template names: `do=edit`."""

    @property
    def rank(self) -> tuple[int, int, int, int, str]:
        segments = self.template.partition("?")[0].split("/")
        slotted = [one for segment in segments if SLOT.search(one := segment.partition(";")[0])]
        looseness = sum(_looseness(one) for one in slotted)
        parameters = [one for segment in segments for one in segment.split(";")[1:]]
        chosen = len(self.query_choices) + sum("{" not in one for one in parameters)
        said = len(self.query_keys) + len(self.query_choices) + len(parameters)
        return (len(slotted), looseness, -said, -chosen, self.template)


def _looseness(segment: str) -> int:
    """How much fits a segment; one that has text or a number beside its slug takes less."""
    slots = slots_of(segment)
    least = min(_LOOSENESS.get(_slot_type(slot), 2) for slot in slots)
    return min(least, 1) if segment != f"{{{slots[0]}}}" else least


def _slot_type(slot: str) -> str:
    """`id` for `id2`: a further slot of one name is numbered."""
    return slot.rstrip("0123456789")


def _compile(template: str) -> _CompiledTemplate:
    path, _, query = template.partition("?")
    pattern = "/".join(map(_segment_pattern, plainly_escaped(path).split("/")))
    pairs = [pair.split("=", 1) for pair in query.split("&") if pair]
    return _CompiledTemplate(
        template=template,
        path=re.compile(pattern),
        in_any_case=re.compile(pattern, re.IGNORECASE),
        path_slots=slots_of(path),
        query_keys=tuple(key for key, value in pairs if value.startswith("{")),
        query_slots=slots_of(query),
        query_choices=tuple((key, value) for key, value in pairs if not value.startswith("{")),
    )


def _segment_pattern(segment: str) -> str:
    """What fits a segment, with whatever parameters it does not name."""
    name, *parameters = segment.split(";")
    fitting = "".join(
        f"({_SLOT_PATTERNS.get(_slot_type(piece), '[^/;]+')})" if index % 2 else re.escape(piece)
        for index, piece in enumerate(SLOT.split(name))
    )
    others = "(?:;[^/;]*)*"
    named = (f";{SLOT.sub('([^/;]*)', one)}{others}" for one in map(_escaped, parameters))
    return f"{fitting}{others}{''.join(named)}"


def _escaped(parameter: str) -> str:
    """A parameter of a template as a pattern, its slot left as it is."""
    key, mark, value = parameter.partition("=")
    return re.escape(key) + mark + (value if SLOT.fullmatch(value) else re.escape(value))
