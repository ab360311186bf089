"""Reads what a page offers a visitor. Takes HTML."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree, html

from journeys_runners.pages.complaints import complaint_of, may_complain
from journeys_runners.pages.dialogs import dialogs_in, dialogs_of, with_nameless
from journeys_runners.pages.forms import (
    HANDLE,
    Form,
    Pairs,
    attributes_in,
    attributes_of,
    form_of,
    handle_of,
    is_shown,
    label_of,
    labels_of,
    owned_controls,
    text_of,
)
from journeys_runners.pages.htmx import HtmxPage, sends_by_itself
from journeys_runners.pages.link_forms import form_of_link, token_of
from journeys_runners.pages.loose_fields import boxes_of, choosers_of, loose_forms_of
from journeys_runners.pages.page import Control, Link, Page, is_hash_route
from journeys_runners.pages.script_buttons import may_press, script_buttons, with_buttons
from journeys_runners.pages.scripts import names_announced, names_quoted

_MAX_TEXT: Final = 200
_MOST_KNOWN: Final = 2048
"""The links of a page's layout come with every page."""
_LONGEST_KNOWN: Final = 2000
"""Characters of the attributes of a link that is remembered."""
_SHOWN_TAGS: Final = frozenset(
    {"img", "svg", "canvas", "video", "audio", "iframe", "object", "embed", "input", "button"}
    | {"select", "textarea", "picture", "meter", "progress", "hr", "frame", "a", "form"}
)
_OTHER_HANDLES: Final = frozenset({"form", "area", "select", "textarea"})
"""Elements of a live page that are known by a handle and are no controls."""
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
    base_url = _join(url, base) or url

    def join_action(action: str) -> str:
        return _join(base_url, action) or url

    owned, labels = owned_controls(root), labels_of(root)
    links, forms = _links(root, base_url)
    controls = tuple(_controls(root)) if is_live else ()
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
    return " ".join(found.text_content().split())[:_MAX_TEXT] if found is not None else ""


def _scripts(root: html.HtmlElement, base_url: str) -> Iterator[str]:
    for script in root.iter("script"):
        if url := _join(base_url, script.get("src") or "#"):
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


def _links(root: html.HtmlElement, base_url: str) -> tuple[tuple[Link, ...], tuple[Form, ...]]:
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
        return _join(base_url, href)
    page, _, route = href.partition("#")
    url = _join(base_url, page) if page else base_url.partition("#")[0]
    return f"{url}#{route}" if url else None


def _controls(root: html.HtmlElement) -> Iterator[Control]:
    """What scripts answer in a live page: buttons and boxes of no form, links that lead nowhere."""
    in_dialogs = {
        button
        for dialog in dialogs_in(root)
        if next(dialog.iter("input", "textarea"), None) is not None
        for button in dialog.iter("button")
    }
    labels = labels_of(root)
    for element in root.iterfind(f".//*[@{HANDLE}]"):
        handle = handle_of(element)
        if element in in_dialogs:
            continue
        if handle is not None and _is_control(element):
            yield Control(
                text=" ".join(_text_on(element, labels).split())[:_MAX_TEXT],
                attributes=attributes_of(element),
                handle=handle,
                is_shown=is_shown(element),
                is_disabled=element.get("disabled") is not None,
            )


def _text_on(element: html.HtmlElement, labels: Mapping[str, str]) -> str:
    """What a control says: in it, or on the label beside it."""
    if element.tag != "input":
        return str(element.text_content())
    match str(element.get("type")).lower():
        case "button":
            return str(element.get("value", ""))
        case "checkbox" | "radio":
            return label_of(element, labels)
        case _:
            return str(element.get("placeholder", ""))


def _is_control(element: html.HtmlElement) -> bool:
    if sends_by_itself(element):
        return False
    kind = str(element.get("type", "")).lower()
    match element.tag:
        case "input":
            is_loose = next(element.iterancestors("form"), None) is None
            # What may not be typed into opens something to choose from: a calendar, a list.
            opens = element.get("readonly") is not None
            return kind == "button" or opens or (is_loose and kind in ("checkbox", "radio"))
        case "button":
            around = next(element.iterancestors("form"), None)
            is_alone = around is None and not element.get("form")
            return kind == "button" or (is_alone and kind != "reset")
        case "a":
            href = str(element.get("href", "#")).strip()
            # What points into the page shows a tab or a panel of it.
            is_place = href.startswith("#") and not is_hash_route(href[1:])
            return not href or is_place or href.lower().startswith("javascript:")
        case _:
            return element.tag not in _OTHER_HANDLES and element.get("contenteditable") is None


@lru_cache(_MOST_KNOWN)
def _join(base_url: str, href: str) -> str | None:
    """The absolute HTTP URL of a reference, without fragment; None if it is not one."""
    if href.startswith("#"):
        return None
    try:
        url = urljoin(base_url, href).partition("#")[0]
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _inline_scripts(root: html.HtmlElement) -> Iterator[str]:
    return (one.text for one in root.iter("script") if one.get("src") is None and one.text)


def _announced(root: html.HtmlElement, event_names: Collection[str]) -> Iterator[str]:
    for script in _inline_scripts(root):
        yield from names_announced(script, event_names)
    for image in root.iter("img"):
        query = image.get("src", "").partition("#")[0].partition("?")[2]
        yield from (value for _, value in parse_qsl(query) if value in event_names)
