"""The application's own URLs: which are its own, and which template of the model each fits."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from yarl import URL

from journeys.errors import InputError
from journeys.journey import Suite
from journeys_mining.actions.action import Action, TemplateMatch, TemplateMatcher, fill_template
from journeys_runners.pages.stand_ins import beside

# What may stand in a URL as it is, `%` included: a server's links are sent as they were written.
_MOST_KNOWN: Final = 4096
_URL_SAFE: Final = "%/:?[]@!$&'()*+,;=~-._"


class Site:
    """The application below one base URL."""

    def __init__(self, base_url: str, templates: Iterable[str]) -> None:
        self.origin = origin_of(base_url)
        self.prefix = urlsplit(base_url).path.rstrip("/")
        self.templates = frozenset(templates)
        """Everything that the model or a journey knows."""
        self._matcher = TemplateMatcher(self.templates)
        # Every page of a visit repeats its navigation, and every visit of a run its pages.
        self._known_match = lru_cache(_MOST_KNOWN)(self._find_match)
        self._known_owner = lru_cache(_MOST_KNOWN)(self._is_own)
        self._stand_ins: dict[str, str] = {}
        self._with_slash: dict[str, bool] = {}
        """Whether the path of the address first seen of a template ends with a slash."""

    @property
    def home(self) -> str:
        """The base URL as a browser would open it."""
        return f"{self.origin}{self.prefix}/"

    def owns(self, url: str) -> bool:
        """Whether the URL is of the application's origin: scheme, host and port."""
        return self._known_owner(url)

    def _is_own(self, url: str) -> bool:
        try:
            return str(URL(url, encoded=True).origin()) == self.origin
        except ValueError:
            return False

    def let_stand_in(self, path: str, other: str) -> None:
        """Take what lies at the `other` path for what production has at `path`."""
        self._stand_ins[path] = other
        self._known_match.cache_clear()

    def has_stand_in(self, template: str) -> bool:
        """Whether another record stands in for the one that the template names."""
        return any(begins_with(template, path) for path in self._stand_ins)

    def url_of(self, template: str, values: Mapping[str, str]) -> str:
        """The URL of a page with these slot values; KeyError names a slot without a value."""
        quoted = {slot: quote(value, safe="") for slot, value in values.items()}
        for one, other in self._stand_ins.items():
            if begins_with(template, one):
                template = other + template.removeprefix(one)
        path, hash_mark, route = fill_template(template, quoted).partition("#")
        if self._with_slash.get(template) and not hash_mark:
            path = _slashed(path)
        return f"{self.origin}{self.prefix}{sendable(path)}{hash_mark}{sendable(route)}"

    def match(self, url: str) -> TemplateMatch | None:
        """The template that a URL of the application fits."""
        return self._known_match(url)

    def _find_match(self, url: str) -> TemplateMatch | None:
        if not self.owns(url):
            return None
        parts = urlsplit(url)
        below = parts.path.removeprefix(self.prefix)
        if self.prefix and (below == parts.path or below[:1] not in ("", "/")):
            return None
        rest = ("", "", below or "/", parts.query, parts.fragment)
        found = self._matcher.match(urlunsplit(rest))
        for one, other in self._stand_ins.items():
            if found is None and begins_with(below, other):
                renamed = beside(one, other) + below.removeprefix(other)
                found = self._matcher.match(urlunsplit(("", "", renamed, *rest[3:])))
        if found is not None:
            # A template has no slash at its end; what the application's own addresses have counts.
            self._with_slash.setdefault(found.template, below.endswith("/"))
        return found

    def template_reached(self, url: str, expected: str | None) -> str | None:
        """The template of a URL; the expected one also where the URL lacks keys of its query."""
        found = self.match_reached(url, expected)
        return found.template if found else None

    def match_reached(self, url: str, expected: str | None) -> TemplateMatch | None:
        """The template that a URL fits; the expected one also where it lacks keys of its query.

        Only where no template of that path fits: scripts add to addresses, and leave out what is
        empty.
        """
        found = self.match(url)
        known = _path_of(found.template) if found else ""
        if expected is None or known == _path_of(expected) or not self.owns(url):
            return found
        parts = urlsplit(url)
        below = urlunsplit(
            ("", "", parts.path.removeprefix(self.prefix) or "/", "", parts.fragment)
        )
        shorter = TemplateMatcher([_path_of(expected)]).match(below)
        return replace(shorter, template=expected) if shorter else found

    def template_of(self, url: str | None) -> str | None:
        """The template alone."""
        found = self.match(url) if url else None
        return found.template if found else None


def begins_with(path: str, beginning: str) -> bool:
    """Whether a path, or a template, lies at or below another."""
    return path == beginning or path.startswith((f"{beginning}/", f"{beginning}?"))


def _slashed(path: str) -> str:
    bare, mark, query = path.partition("?")
    return f"{bare.removesuffix('/')}/{mark}{query}"


def _path_of(template: str) -> str:
    return template.partition("?")[0]


def site_of(suite: Suite, base_url: str) -> Site:
    """The site with every template that the model or a journey knows."""
    return Site(base_url, {*templates_with_steps(suite), *suite.templates})


def templates_with_steps(suite: Suite) -> tuple[str, ...]:
    """The templates that journeys of the suite come to, each once."""
    actions = (Action.parse(step.action) for one in suite.journeys for step in one.steps)
    return tuple(dict.fromkeys(action.template for action in actions if action.template))


def origin_of(url: str) -> str:
    """Scheme, host and port, without a password and without a default port.

    Raises
    ------
    InputError
        The URL is not an absolute HTTP URL.
    """
    try:
        origin = URL(url).origin()
    except ValueError:
        origin = URL()
    if origin.scheme not in ("http", "https") or not origin.host:
        raise InputError(
            f"{url!r} is not the URL of a web application",
            where="base URL",
            remedy="write it as http://staging.example:8080",
        )
    return str(origin)


@lru_cache(_MOST_KNOWN)
def sendable(url: str) -> str:
    """The URL with what may not be sent percent-encoded, as browsers do; no fragment."""
    return quote(url.partition("#")[0], safe=_URL_SAFE)


def agrees(match: TemplateMatch, fixed: Mapping[str, str]) -> bool:
    """Whether the values are those that the step fixes, as far as it fixes any."""
    return all(fixed.get(slot, value) == value for slot, value in match.values)
