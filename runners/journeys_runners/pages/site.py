"""The application's own URLs: which are its own, and which template of the model each fits."""

import re
from collections import Counter
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
from journeys_runners.target import Target

_MOST_KNOWN: Final = 4096
_NEARLY_ALL: Final = 0.8
_MOST_BEGINNINGS: Final = 3
_LEAST_BELOW: Final = 3
# What may stand in a URL as it is, `%` included: a server's links are sent as they were written.
_URL_SAFE: Final = "%/:?[]@!$&'()*+,;=~-._"
_IS_PLACE: Final = re.compile(r"(localhost|[\w-]+(\.[\w-]+)+|[\w-]+(?=:))(:\d+)?(/\S*)?")


class _Place:
    """What lies below one base URL."""

    def __init__(self, base_url: str, templates: Iterable[str]) -> None:
        self.origin = origin_of(base_url)
        self.prefix = urlsplit(base_url).path.rstrip("/")
        self.left_out = ""
        """What production's paths begin with and these do not."""
        self.matcher = TemplateMatcher(templates)

    def below(self, path: str) -> str | None:
        """The path below the base URL as production would have it; None where it lies elsewhere."""
        below = path.removeprefix(self.prefix)
        if self.prefix and (below == path or below[:1] not in ("", "/")):
            return None
        return f"{self.left_out}{below}" or "/"

    def url_of(self, path: str) -> str:
        """The address of what production has at a path."""
        is_there = not self.left_out or not begins_with(path, self.left_out)
        here = path if is_there else path.removeprefix(self.left_out) or "/"
        return f"{self.origin}{self.prefix}{here}"


class Site:
    """The application below its base URL, and below those of its other hosts."""

    def __init__(
        self,
        base_url: str,
        templates: Iterable[str],
        elsewhere: Mapping[str, str] | None = None,
        unknown: Iterable[str] = (),
    ) -> None:
        """`elsewhere` gives the base URLs of templates that lie on other hosts; what lies below
        the `unknown` ones is the application's own, too, and has no template."""
        self.templates = frozenset(templates)
        """Everything that the model or a journey knows."""
        others = dict(elsewhere or {})
        own = self.templates - others.keys()
        self.home = f"{origin_of(base_url)}{urlsplit(base_url).path.rstrip('/')}/"
        """The base URL as a browser would open it."""
        # Where production lies below the same path, its addresses have it already.
        self._main = _Place(origin_of(base_url) if _is_in_all(base_url, own) else base_url, own)
        places = {
            base: _Place(base, [one for one in others if others[one] == base])
            for base in sorted({*others.values(), *unknown})
        }
        self._place_of = {template: places[base] for template, base in others.items()}
        self._by_origin = {one.origin: one for one in (*places.values(), self._main)}
        # Every page of a visit repeats its navigation, and every visit of a run its pages.
        self._known_match = lru_cache(_MOST_KNOWN)(self._find_match)
        self._known_owner = lru_cache(_MOST_KNOWN)(self._is_own)
        self._stand_ins: dict[str, str] = {}
        self._with_slash: dict[str, bool] = {}
        """Whether the path of the address first seen of a template ends with a slash."""

    @property
    def origin(self) -> str:
        """Scheme, host and port of the base URL."""
        return self._main.origin

    @property
    def prefix(self) -> str:
        """What stands before the addresses of the model: the path of the base URL, without a slash
        at its end, or nothing where they have that path themselves."""
        return self._main.prefix

    @property
    def base(self) -> str:
        """What addresses of the model are put behind."""
        return f"{self.origin}{self.prefix}"

    @property
    def origins(self) -> tuple[str, ...]:
        """Those of all its hosts."""
        return tuple(self._by_origin)

    def owns(self, url: str) -> bool:
        """Whether the URL is of one of the application's origins: scheme, host and port."""
        return self._known_owner(url)

    def _is_own(self, url: str) -> bool:
        return self._place_at(url) is not None

    def _place_at(self, url: str) -> _Place | None:
        try:
            return self._by_origin.get(str(URL(url, encoded=True).origin()))
        except ValueError:
            return None

    def path_of(self, url: str) -> str | None:
        """The path of an address as production would have it; None where it lies elsewhere."""
        place = self._place_at(url)
        return place.below(urlsplit(url).path) if place else None

    def beginnings(self) -> list[str]:
        """What nearly all paths of the model begin with, the longest first: `/app/shop`, `/app`."""
        own = [_path_of(one) for one in self.templates if one not in self._place_of]
        found: list[str] = []
        for depth in range(1, _MOST_BEGINNINGS + 1):
            counts = Counter("/".join(one.split("/")[: depth + 1]) for one in own)
            ((beginning, count),) = counts.most_common(1) or [("/", 0)]
            is_one = not set(beginning.rpartition("/")[2]) & set("{#") and beginning != "/"
            if not is_one or count < max(_LEAST_BELOW, _NEARLY_ALL * len(own)):
                break
            found.insert(0, beginning)
        return found

    def leave_out(self, beginning: str) -> None:
        """Take addresses that lack this beginning for production's that have it."""
        self._main.left_out = beginning
        self._known_match.cache_clear()
        self._with_slash.clear()

    def let_stand_in(self, path: str, other: str) -> None:
        """Take what lies at the `other` path for what production has at `path`."""
        self._stand_ins[path] = other
        self._known_match.cache_clear()

    def has_stand_in(self, template: str) -> bool:
        """Whether another record stands in for the one that the template names."""
        return any(begins_with(template, path) for path in self._stand_ins)

    def url_of(self, template: str, values: Mapping[str, str]) -> str:
        """The URL of a page with these slot values; KeyError names a slot without a value."""
        known = template
        quoted = {slot: quote(value, safe="") for slot, value in values.items()}
        for one, other in self._stand_ins.items():
            if begins_with(template, one):
                template = other + template.removeprefix(one)
        path, hash_mark, route = fill_template(template, quoted).partition("#")
        if self._with_slash.get(template) and not hash_mark:
            path = _slashed(path)
        place = self._place_of.get(known, self._main)
        return f"{place.url_of(sendable(path))}{hash_mark}{sendable(route)}"

    def note_slash(self, url: str) -> None:
        """Write the addresses of the URL's template with a slash at their end from now on."""
        if found := self.match(url):
            self._with_slash[found.template] = True

    def match(self, url: str) -> TemplateMatch | None:
        """The template that a URL of the application fits."""
        return self._known_match(url)

    def _find_match(self, url: str) -> TemplateMatch | None:
        parts, place = urlsplit(url), self._place_at(url)
        below = place.below(parts.path) if place else None
        if place is None or below is None:
            return None
        rest = ("", "", below, parts.query, parts.fragment)
        found = place.matcher.match(urlunsplit(rest))
        for one, other in self._stand_ins.items():
            if found is None and begins_with(below, other):
                renamed = beside(one, other) + below.removeprefix(other)
                found = place.matcher.match(urlunsplit(("", "", renamed, *rest[3:])))
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
        place = self._place_at(url)
        if expected is None or known == _path_of(expected) or place is None:
            return found
        parts = urlsplit(url)
        below = urlunsplit(("", "", place.below(parts.path) or "/", "", parts.fragment))
        shorter = TemplateMatcher([_path_of(expected)]).match(below)
        return replace(shorter, template=expected) if shorter else found

    def template_of(self, url: str | None) -> str | None:
        """The template alone."""
        found = self.match(url) if url else None
        return found.template if found else None


def begins_with(path: str, beginning: str) -> bool:
    """Whether a path, or a template, lies at or below another."""
    return path == beginning or path.startswith((f"{beginning}/", f"{beginning}?"))


def _is_in_all(base_url: str, templates: Iterable[str]) -> bool:
    """Whether the path of the base URL is the beginning of nearly all templates, too.

    Visitors of `/tracker` may have been seen at the host's own front page.
    """
    path, known = urlsplit(base_url).path.rstrip("/"), list(templates)
    below = sum(begins_with(one, path) for one in known)
    return bool(path) and below > 0 and below >= _NEARLY_ALL * len(known)


def _slashed(path: str) -> str:
    bare, mark, query = path.partition("?")
    return f"{bare.removesuffix('/')}/{mark}{query}"


def _path_of(template: str) -> str:
    return template.partition("?")[0]


def site_of(suite: Suite, target: Target) -> Site:
    """The site with every template that the model or a journey knows."""
    other_hosts = dict(target.other_hosts)
    elsewhere = {
        template: other_hosts[host]
        for template, host in suite.template_hosts
        if host in other_hosts
    }
    templates = {*templates_with_steps(suite), *suite.templates}
    return Site(target.base_url, templates, elsewhere, target.sign_in_at)


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
            remedy=f"write it as {_with_scheme(url)}",
        )
    return str(origin)


def _with_scheme(url: str) -> str:
    """What was meant where only the scheme is missing, else an example."""
    return f"http://{url}" if _IS_PLACE.fullmatch(url) else "http://staging.example:8080"


@lru_cache(_MOST_KNOWN)
def sendable(url: str) -> str:
    """The URL with what may not be sent percent-encoded, as browsers do; no fragment."""
    return quote(url.partition("#")[0], safe=_URL_SAFE)


def agrees(match: TemplateMatch, fixed: Mapping[str, str]) -> bool:
    """Whether the values are those that the step fixes, as far as it fixes any."""
    return all(fixed.get(slot, value) == value for slot, value in match.values)
