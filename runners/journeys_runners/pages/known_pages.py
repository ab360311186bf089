"""Parses a page once, however often it comes: in a run the same pages come a thousand times.

Two pages that differ in nothing but the tokens of their forms are the same page to this: it is read
once with marks in their places, and each visitor gets it with the tokens that came.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from journeys_runners.masking.page_secrets import MARK_BEGIN, mark, mark_secrets
from journeys_runners.pages.form_reading import MAX_TEXT
from journeys_runners.pages.forms import Button, Field, Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.parsing import parse_page

_MOST_BYTES: Final = 2_097_152
"""Of the HTML whose pages are remembered; a page takes several times that of its HTML."""
_MOST_AS_THEY_CAME: Final = 128
_LONGEST_AS_IT_CAME: Final = 32_768
# What HTML writes as it is, whatever the charset; an empty one is none.
_PLAIN: Final = re.compile(rb"[\w+/=.:|~-]+", re.ASCII)

_Key = tuple[bytes, str, str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnownPage:
    """A page as it was read, with marks in the places of its tokens."""

    page: Page
    size: int
    """Bytes of its HTML."""
    marked: tuple[bool, ...]
    """Of each of its forms, whether a mark is in it."""


class KnownPages:
    """The pages that came lately, by everything that they are read from."""

    def __init__(self) -> None:
        self._pages: dict[_Key, _KnownPage] = {}
        self._as_they_came: dict[_Key, Page] = {}
        """Pages that came lately, by their HTML with its tokens: some come again as they were."""
        self.size = 0
        """Bytes of the HTML of the pages that are remembered."""

    def parse(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str,
        event_names: Collection[str],
        has_address: bool,
    ) -> Page:
        """What `parse_page` makes of it; the known events are the same all through a run."""
        as_it_came = (body, url, content_type, has_address)
        page = self._as_they_came.get(as_it_came)
        if page is None:
            page = self._read(as_it_came, event_names)
            while len(self._as_they_came) >= _MOST_AS_THEY_CAME:
                del self._as_they_came[next(iter(self._as_they_came))]
            if len(body) <= _LONGEST_AS_IT_CAME:
                self._as_they_came[as_it_came] = page
        return page

    def _read(self, as_it_came: _Key, event_names: Collection[str]) -> Page:
        body, url, content_type, has_address = as_it_came
        marked = mark_secrets(body)
        html, tokens = _with_plain_marks(marked.html, marked.secrets)
        key = (html, url, content_type, has_address)
        known = self._pages.pop(key, None)
        if known is None:
            page = parse_page(
                html,
                url=url,
                content_type=content_type,
                event_names=event_names,
                has_address=has_address,
            )
            marked_forms = tuple(any(map(_is_marked, _controls(one))) for one in page.forms)
            known = _KnownPage(page=page, size=len(body), marked=marked_forms)
            self.size += len(body)
        # Put last again: what has not come for the longest time is forgotten first.
        self._pages[key] = known
        while self.size > _MOST_BYTES and len(self._pages) > 1:
            self.size -= self._pages.pop(next(iter(self._pages))).size
        return _with_tokens(known, tokens)


def _with_plain_marks(html: bytes, secrets: Sequence[bytes]) -> tuple[bytes, dict[str, str]]:
    """The page with marks only for what HTML writes as it is, and what these stand for."""
    tokens: dict[str, str] = {}
    for number, secret in enumerate(secrets):
        if _PLAIN.fullmatch(secret):
            tokens[mark(number).decode("ascii")] = secret.decode("ascii")
        else:
            html = html.replace(mark(number), secret)
    return html, tokens


def _with_tokens(known: _KnownPage, tokens: Mapping[str, str]) -> Page:
    """The page with the tokens in the places of their marks."""
    if not tokens or not any(known.marked):
        return known.page
    forms = zip(known.page.forms, known.marked, strict=True)
    return replace(
        known.page,
        forms=tuple(_form_with_tokens(one, tokens) if marked else one for one, marked in forms),
    )


def _form_with_tokens(form: Form, tokens: Mapping[str, str]) -> Form:
    def read(text: str) -> str:
        return tokens.get(text, text)

    # A field that a script makes of a link takes its name from the page's head, too.
    return replace(
        form,
        fields=tuple(
            replace(one, name=read(one.name), value=read(one.value)) if _is_marked(one) else one
            for one in form.fields
        ),
        buttons=tuple(
            replace(
                one,
                value=read(one.value),
                text=read(one.text)[:MAX_TEXT],
                sets=tuple((name, read(text)) for name, text in one.sets),
            )
            if _is_marked(one)
            else one
            for one in form.buttons
        ),
    )


def _controls(form: Form) -> tuple[Field | Button, ...]:
    return (*form.fields, *form.buttons)


def _is_marked(one: Field | Button) -> bool:
    is_set = isinstance(one, Button) and any(MARK_BEGIN in text for _, text in one.sets)
    return MARK_BEGIN in one.value or MARK_BEGIN in one.name or is_set
