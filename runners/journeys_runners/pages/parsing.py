"""Reads what a page offers a visitor. Takes HTML."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from lxml import etree, html

from journeys_runners.pages.complaints import complaint_of, may_complain
from journeys_runners.pages.controls import controls_of
from journeys_runners.pages.dialogs import dialogs_of, with_nameless
from journeys_runners.pages.form_reading import (
    HANDLE,
    MAX_TEXT,
    form_of,
    labels_of,
    owned_controls,
)
from journeys_runners.pages.htmx import HtmxPage
from journeys_runners.pages.links import join, links_of
from journeys_runners.pages.loose_fields import boxes_of, choosers_of, loose_forms_of
from journeys_runners.pages.page import Page
from journeys_runners.pages.script_buttons import may_press, script_buttons, with_buttons
from journeys_runners.pages.scripts import names_announced, names_quoted

_SHOWN_TAGS: Final = frozenset(
    {"img", "svg", "canvas", "video", "audio", "iframe", "object", "embed", "input", "button"}
    | {"select", "textarea", "picture", "meter", "progress", "hr", "frame", "a", "form"}
)
_UNSEEN_TAGS: Final = frozenset({"script", "style", "template", "noscript", "head", "title"})
_PARSE_ERRORS = (etree.LxmlError, ValueError, LookupError, AssertionError, RecursionError)
# One class for all elements: lxml would otherwise ask Python for that of each.
_ELEMENTS: Final = etree.ElementDefaultClassLookup(
    element=html.HtmlElement,
    comment=html.HtmlComment,
    pi=html.HtmlProcessingInstruction,
    entity=html.HtmlEntity,
)
_META_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)


def parse_page(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    event_names: Collection[str] = (),
    has_address: bool = True,
) -> Page:
    """What an HTML page offers; nothing if it cannot be read as HTML at all."""
    try:
        root = html.document_fromstring(body, parser=_parser(body, content_type))
        return _page(root, body, url, event_names, has_address=has_address)
    except _PARSE_ERRORS:
        return Page(url=url, has_address=has_address, is_blank=not body.strip())


def _parser(body: bytes, content_type: str) -> html.HTMLParser:
    declared = re.search(r"charset\s*=\s*[\"']?([\w-]+)", content_type)
    in_page = _META_CHARSET.search(body[:4096])
    charset = declared[1] if declared else in_page[1].decode("ascii") if in_page else "utf-8"
    return _parser_of(charset.lower())


@lru_cache(16)
def _parser_of(charset: str) -> html.HTMLParser:
    try:
        parser = html.HTMLParser(encoding=charset)
    except LookupError:
        parser = html.HTMLParser(encoding="utf-8")
    parser.set_element_class_lookup(_ELEMENTS)
    return parser


def _page(
    root: html.HtmlElement,
    body: bytes,
    url: str,
    event_names: Collection[str],
    *,
    has_address: bool,
) -> Page:
    # What few pages have is looked for only where the HTML names it at all.
    has_htmx, is_live = b"hx-" in body, HANDLE.encode() in body
    base = next((found.get("href", "") for found in root.iter("base") if found.get("href")), "")
    base_url = join(url, base) or url

    def join_action(action: str) -> str:
        return join(base_url, action) or url

    owned, labels = owned_controls(root), labels_of(root)
    links, forms = links_of(root, base_url)
    controls = tuple(controls_of(root)) if is_live else ()
    # A live page is pressed as it stands: what its scripts do is seen, and learned.
    by_script = script_buttons(root, owned) if not is_live and may_press(body) else {}
    own = (form for form in root.iter("form") if form.get("method", "").lower() != "dialog")
    if not has_htmx:
        forms = (
            *(
                with_buttons(
                    with_nameless(form, owned.get(one, ()), labels), by_script.get(one, ())
                )
                for one in own
                for form in (form_of(one, owned.get(one, ()), labels=labels, join=join_action),)
            ),
            *forms,
        )
    else:
        htmx = HtmxPage(root=root, url=url, owned=owned, labels=labels, join=join_action)
        links = (*links, *htmx.links())
        forms = (*map(htmx.form, own), *forms, *htmx.forms())
    return Page(
        url=url,
        links=links,
        controls=tuple(one for one in controls if not one.is_disabled),
        disabled=tuple(one for one in controls if one.is_disabled),
        boxes=boxes_of(root, labels) if is_live else (),
        choosers=choosers_of(root) if is_live else (),
        forms=(
            (*forms, *loose_forms_of(root, url, join_action), *dialogs_of(root, url, join_action))
            if is_live
            else forms
        ),
        scripts=tuple(_scripts(root, base_url)),
        runs_scripts=next(root.iter("script"), None) is not None,
        has_address=has_address,
        is_blank=not _shows_something(root),
        title=_text_of_first(root, "title"),
        heading=_text_of_first(root, "h1"),
        complaint=complaint_of(root) if may_complain(body) else "",
        announced=frozenset(_announced(root, event_names)),
        mentioned=frozenset(
            name
            for script in _inline_scripts(root)
            for name in names_quoted(script)
            if name in event_names
        ),
    )


def _text_of_first(root: html.HtmlElement, tag: str) -> str:
    found = next(root.iter(tag), None)
    return " ".join(found.text_content().split())[:MAX_TEXT] if found is not None else ""


def _scripts(root: html.HtmlElement, base_url: str) -> Iterator[str]:
    for script in root.iter("script"):
        if url := join(base_url, script.get("src") or "#"):
            yield url


def _shows_something(root: html.HtmlElement) -> bool:
    body = root.find("body")
    if body is None:
        return next(root.iter("frameset"), None) is not None
    for element in body.iter():
        if element.tag in _SHOWN_TAGS:
            return True
        is_text = isinstance(element.tag, str) and element.tag not in _UNSEEN_TAGS
        if is_text and element.text and element.text.strip():
            return True
        if element is not body and element.tail and element.tail.strip():
            return True
    return False


def _inline_scripts(root: html.HtmlElement) -> Iterator[str]:
    return (one.text for one in root.iter("script") if one.get("src") is None and one.text)


def _announced(root: html.HtmlElement, event_names: Collection[str]) -> Iterator[str]:
    for script in _inline_scripts(root):
        yield from names_announced(script, event_names)
    for image in root.iter("img"):
        query = image.get("src", "").partition("#")[0].partition("?")[2]
        yield from (value for _, value in parse_qsl(query) if value in event_names)
