"""What can be told of an answer without knowing its data: what it is, leads to and asks for.

Marks are what stays the same from run to run while records, prices and tokens change: links by
templates, forms by their fields, JSON by its keys, texts without their numbers.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from journeys.report.page_bodies import has_end
from journeys.store import LoadedExchange
from journeys_mining.actions.action import TemplateMatcher
from journeys_mining.recorded.content import sent_places

_MOST_KEYS: Final = 200
_DEEPEST: Final = 6
_MOST_NAMES: Final = 40
"""An object with more keys is a table of records by their ids."""
_LONGEST_TEXT: Final = 80
_NUMBER: Final = re.compile(r"\d+(?:[.,:/-]\d+)*")
_HAS_DIGIT: Final = re.compile(r"\d")
KINDS: Final = (
    "answer", "page", "title", "heading", "written", "form", "field", "link", "event", "key",
)  # fmt: skip
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One thing that a page has, or not."""

    kind: str
    """One of `KINDS`."""
    text: str
    of: str = ""
    """The form of a field, or the request that brought what is written."""

    def __str__(self) -> str:
        match self.kind:
            case "title" | "heading":
                return f"the {self.kind} “{self.text}”"
            case "link":
                return f"the link to {self.text}"
            case "field":
                return f"the field {self.text} of the form {self.of}"
            case "written":
                return f"what was just written into {self.text} by {self.of}"
            case "event":
                return f"the name of the event {self.text}"
            case _:
                return f"the {self.kind} {self.text}"


class MarkReader:
    """Reads marks of answers; an answer that came before is not read again."""

    def __init__(self, matcher: TemplateMatcher, events: Collection[str], base_url: str) -> None:
        self._matcher = matcher
        self._prefix = urlsplit(base_url).path.rstrip("/")
        names = b"|".join(re.escape(one.encode()) for one in sorted(events))
        self._events = re.compile(rb"\b(?:" + names + rb")\b") if names else None
        self._known: dict[tuple[str | None, str, str], frozenset[Mark]] = {}

    def read(self, answer: LoadedExchange) -> frozenset[Mark] | None:
        """The marks of an answer; None if only the beginning of its body is kept."""
        kept, kind = answer.response_body, _content_type(answer)
        key = kept.digest, answer.url, kind
        if key not in self._known:
            body = kept.load() or b""
            if kept.kept_bytes < answer.response_size and not has_end(body):
                return None
            self._known[key] = frozenset(self._marks(body, answer.url, kind))
        return self._known[key] | {Mark("answer", f"{answer.status} {kind}".strip())}

    def _marks(self, body: bytes, url: str, kind: str) -> Iterator[Mark]:
        if kind.endswith("json"):
            yield from _keys(body)
        if "html" not in kind:
            return
        if self._events:
            yield from (Mark("event", one.decode()) for one in self._events.findall(body))
        try:
            root = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
            yield from self._of_page(root, url)
        except (etree.LxmlError, ValueError):
            return

    def _of_page(self, root: html.HtmlElement, url: str) -> Iterator[Mark]:
        for kind, tag in (("title", "title"), ("heading", "h1")):
            text = _text(next(root.iter(tag), None))
            if text:
                yield Mark(kind, text)
        for anchor in root.iter("a"):
            template = self._template(url, anchor.get("href"))
            if template:
                yield Mark("link", template)
        for form in root.iter("form"):
            yield from self._of_form(form, url)

    def _of_form(self, form: html.HtmlElement, url: str) -> Iterator[Mark]:
        action = form.get("action") or url
        path = self._template(url, action) or _NUMBER.sub("{}", urlsplit(urljoin(url, action)).path)
        name = f"{(form.get('method') or 'get').upper()} {path}"
        yield Mark("form", name)
        for field in form.iter("input", "select", "textarea", "button"):
            if field.get("name"):
                yield Mark("field", _NUMBER.sub("0", field.get("name")), of=name)

    def _template(self, url: str, href: str | None) -> str | None:
        """The template that a link of this host leads to."""
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            return None
        try:
            there = urlsplit(urljoin(url, href.strip()))
        except ValueError:
            return None
        if there.netloc != urlsplit(url).netloc:
            return None
        found = self._matcher.match(there._replace(path=self._below(there.path)).geturl())
        return found.template if found else None

    def _below(self, path: str) -> str:
        """The path as production has it, without what the base URL puts before it."""
        return path.removeprefix(self._prefix) if path.startswith(f"{self._prefix}/") else path


def written_marks(
    sent: LoadedExchange, shown: LoadedExchange, action: str, marker: str
) -> frozenset[Mark]:
    """Which of the texts that were sent is shown; only those that nobody else can have written."""
    body = (sent.request_body.load() or b"").decode("utf-8", "replace")
    if marker not in body:
        return frozenset()
    text = (shown.response_body.load() or b"").decode("utf-8", "replace")
    seen = unescape(text)
    return frozenset(
        Mark("written", _NUMBER.sub("0", place.partition(":")[2]), of=action)
        for place, _, value in sent_places((), _type_in(sent.request_headers), body)
        if marker in value and value in seen
    )


def _content_type(answer: LoadedExchange) -> str:
    return _type_in(answer.response_headers).partition(";")[0].strip().lower()


def _type_in(headers: Iterable[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def _text(element: html.HtmlElement | None) -> str:
    if element is None:
        return ""
    text = " ".join(element.text_content().split())
    return _NUMBER.sub("0", text)[:_LONGEST_TEXT]


def _keys(body: bytes) -> Iterator[Mark]:
    try:
        found = sorted(set(_paths(json.loads(body), "", 0)))
    except (ValueError, RecursionError):
        return
    yield from (Mark("key", one) for one in found[:_MOST_KEYS])


def _paths(value: object, at: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _paths(one, f"{at}[]", depth + 1)
    elif isinstance(value, dict):
        is_table = len(value) > _MOST_NAMES or any(map(_HAS_DIGIT.search, value))
        for name, one in value.items():
            path = f"{at}.{'*' if is_table else name}".removeprefix(".")
            yield path
            yield from _paths(one, path, depth + 1)
