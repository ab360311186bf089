"""What htmx makes of a page's elements: links and forms whose answers become a part of the page.

Any element may say with `hx-get`, `hx-post`, … what is asked when it is used. What the form around
it holds is sent along; `hx-vals` and `hx-include` add to it. `hx-headers`, `hx-target` and the like
count for everything inside of the element that has them (htmx.org, "Reference").
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml import html

from journeys_runners.pages.form_reading import (
    MAX_TEXT,
    attributes_of,
    field_of,
    form_of,
    handle_of,
)
from journeys_runners.pages.forms import Button, Field, Form
from journeys_runners.pages.page import Link

IS_FRAGMENT: Final = "HX-Request"
"""The header that says that a part of a page is asked for."""
LEADS_TO: Final = ("HX-Redirect", "HX-Location")
"""Headers of an answer that has the visitor leave the page."""
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_FIELDS: Final = frozenset({"input", "select", "textarea"})
_BY_ID: Final = re.compile(r"#([\w:.-]+)")
_BY_NAME: Final = re.compile(r"""\[name=["']?([^"'\]]+)["']?\]""")
_NO_BUTTON: Final = frozenset({"submit", "button", "image"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmxPage:
    """A page whose elements htmx reads.

    In a live page its script asks, when they are used: of those, only what sends is of interest.
    """

    root: html.HtmlElement
    url: str
    owned: Mapping[html.HtmlElement, Sequence[html.HtmlElement]]
    """The controls of each form."""
    labels: Mapping[str, str]
    join: Callable[[str], str]
    """Makes a reference absolute."""

    def links(self) -> Iterator[Link]:
        """What is asked for with a GET, and sends nothing that a visitor writes."""
        for element, method, url in self._elements():
            if method == "GET" and not _holds_value(element):
                yield Link(
                    url=url,
                    text=_text(element),
                    attributes=attributes_of(element),
                    headers=self._headers(element),
                )

    def forms(self) -> Iterator[Form]:
        """What is sent by elements that are no forms themselves."""
        for element, method, url in self._elements():
            if method != "GET" or _holds_value(element):
                yield self._form(element, method, url)

    def form(self, element: html.HtmlElement) -> Form:
        """The record of a form; as htmx sends it, where it is one of its own."""
        controls = [one for one in self.owned.get(element, ()) if not self._asks_by_itself(one)]
        form = form_of(element, controls, labels=self.labels, join=self.join)
        asked = self._asked(element)
        if asked is None:
            return form
        return replace(
            form,
            method=asked[0],
            action=asked[1],
            enctype=_inherited(element, "encoding") or form.enctype,
            fields=(*form.fields, *self._added(element)),
            headers=self._headers(element),
        )

    def _elements(self) -> Iterator[tuple[html.HtmlElement, str, str]]:
        for element in self.root.iter():
            if element.tag != "form" and isinstance(element.tag, str):
                asked = self._asked(element)
                if asked and (handle_of(element) is None or sends_by_itself(element)):
                    yield element, *asked

    def _asks_by_itself(self, control: html.HtmlElement) -> bool:
        """Whether a button does not submit the form around it but asks for something of its own."""
        return not _holds_value(control) and self._asked(control) is not None

    def _asked(self, element: html.HtmlElement) -> tuple[str, str] | None:
        for method in _METHODS:
            if (url := _own(element, method)) is not None:
                return method.upper(), self.join(url.strip()) if url.strip() else self.url
        return None

    def _form(self, element: html.HtmlElement, method: str, url: str) -> Form:
        around = next(element.iterancestors("form"), None) if method != "GET" else None
        controls = list(self.owned.get(around, ())) if around is not None else []
        if _holds_value(element) and element not in controls:
            controls.append(element)
        button = Button(
            name=element.get("name", "") if element.tag == "button" else "",
            value=element.get("value", "") if element.tag == "button" else "",
            text=_text(element),
            action=None,
            method=None,
            attributes=attributes_of(element),
            handle=handle_of(element),
        )
        return Form(
            method=method,
            action=url,
            enctype=_inherited(element, "encoding") or "",
            fields=(*self._fields(controls), *self._added(element)),
            buttons=(button,),
            attributes=attributes_of(element),
            headers=self._headers(element),
        )

    def _fields(self, controls: Sequence[html.HtmlElement]) -> tuple[Field, ...]:
        found = (field_of(one, self.labels, name=one.get("name", "")) for one in controls)
        return tuple(one for one in found if one)

    def _added(self, element: html.HtmlElement) -> tuple[Field, ...]:
        """What `hx-vals` and `hx-include` send besides."""
        values = _json_of(element, "vals")
        hidden = (
            Field(name=name, kind="hidden", value=value if isinstance(value, str) else str(value))
            for name, value in values.items()
        )
        return (*self._fields(self._included(element)), *hidden)

    def _included(self, element: html.HtmlElement) -> list[html.HtmlElement]:
        wanted = _inherited(element, "include") or ""
        ids, names = set(_BY_ID.findall(wanted)), set(_BY_NAME.findall(wanted))
        found: list[html.HtmlElement] = []
        for one in self.root.iter() if ids or names else ():
            if one.get("id") in ids or one.get("name") in names:
                found += list(one.iter(*_FIELDS))
        if wanted.startswith("closest "):
            around = next(element.iterancestors(wanted.removeprefix("closest ").strip()), None)
            found += list(around.iter(*_FIELDS)) if around is not None else []
        return found

    def _headers(self, element: html.HtmlElement) -> tuple[tuple[str, str], ...]:
        target = _inherited(element, "target") or ""
        told = {
            IS_FRAGMENT: "true",
            "HX-Current-URL": self.url,
            "HX-Trigger": element.get("id", ""),
            "HX-Trigger-Name": element.get("name", ""),
            "HX-Target": target.removeprefix("#") if target.startswith("#") else "",
        }
        own = {name: str(value) for name, value in _json_of(element, "headers").items()}
        return tuple((name, value) for name, value in (told | own).items() if value)


def sends_by_itself(element: html.HtmlElement) -> bool:
    """Whether an element, but for fields, sends something when it is used."""
    sends = any(_own(element, method) is not None for method in _METHODS if method != "get")
    return sends and not _holds_value(element)


def _holds_value(element: html.HtmlElement) -> bool:
    return element.tag in _FIELDS and element.get("type") not in _NO_BUTTON


def _own(element: html.HtmlElement, name: str) -> str | None:
    found: str | None = element.get(f"hx-{name}", element.get(f"data-hx-{name}"))
    return found


def _inherited(element: html.HtmlElement, name: str) -> str | None:
    """The attribute of the element or of the nearest around it."""
    around = (element, *element.iterancestors())
    return next((found for one in around if (found := _own(one, name)) is not None), None)


def _json_of(element: html.HtmlElement, name: str) -> dict[str, object]:
    """The pairs that an attribute of the element and of those around it holds; the nearest win."""
    found: dict[str, object] = {}
    for one in (element, *element.iterancestors()):
        try:
            pairs = json.loads(_own(one, name) or "{}")
        except ValueError:
            # `js:` is for a browser.
            continue
        if isinstance(pairs, dict):
            found = pairs | found
    return found


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())[:MAX_TEXT]
