"""The links of a page, and the addresses of whatever it names."""

from functools import lru_cache
from itertools import chain
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import html

from journeys_runners.pages.form_reading import (
    attributes_in,
    handle_of,
    is_shown,
    text_of,
)
from journeys_runners.pages.forms import Form, Pairs
from journeys_runners.pages.link_forms import form_of_link, token_of
from journeys_runners.pages.page import Link, is_hash_route

_MOST_KNOWN: Final = 2048
"""The links of a page's layout come with every page."""
_LONGEST_KNOWN: Final = 2000
"""Characters of the attributes of a link that is remembered."""


def links_of(root: html.HtmlElement, base_url: str) -> tuple[tuple[Link, ...], tuple[Form, ...]]:
    """Links that are followed, and those that a script turns into forms."""
    token = token_of(root)
    at_foot = {
        link
        for one in root.iter("footer", "div")
        if one.tag == "footer" or one.get("role") == "contentinfo"
        for link in one.iter("a")
    }
    found = [
        _known_link(url, tuple(one.attrib.items()), text_of(one), token, one in at_foot)
        for one in root.iter("a", "area")
        if one.get("href") is not None and (url := _link_url(base_url, one))
    ]
    return (
        tuple(one for one in found if isinstance(one, Link)),
        tuple(one for one in found if isinstance(one, Form)),
    )


def _known_link(
    url: str, attributes: Pairs, text: str, token: tuple[str, str] | None, is_at_foot: bool
) -> Link | Form:
    is_short = sum(map(len, chain.from_iterable(attributes))) <= _LONGEST_KNOWN
    read = _link_or_form if is_short else _link_or_form.__wrapped__
    return read(url, attributes, text, token, is_at_foot)


@lru_cache(_MOST_KNOWN)
def _link_or_form(
    url: str, attributes: Pairs, text: str, token: tuple[str, str] | None, is_at_foot: bool
) -> Link | Form:
    if form := form_of_link(attributes, text, url, token):
        return form
    given = dict(attributes)
    return Link(
        url=url,
        text=text,
        attributes=attributes_in(attributes),
        handle=handle_of(given),
        is_shown=is_shown(given),
        is_at_foot=is_at_foot,
    )


def _link_url(base_url: str, element: html.HtmlElement) -> str | None:
    href = element.get("href", "").strip()
    if handle_of(element) is None or not is_hash_route(href.partition("#")[2]):
        return join(base_url, href)
    page, _, route = href.partition("#")
    url = join(base_url, page) if page else base_url.partition("#")[0]
    return f"{url}#{route}" if url else None


@lru_cache(_MOST_KNOWN)
def join(base_url: str, href: str) -> str | None:
    """The absolute HTTP URL of a reference, without fragment; None if it is not one."""
    if href.startswith("#"):
        return None
    try:
        url = urljoin(base_url, href).partition("#")[0]
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None
