"""The forms of a page as records: fields with their kinds and present values, submit buttons."""

import re
from dataclasses import dataclass
from typing import Final

_OF_A_COPY: Final = re.compile(r"__[A-Za-z]+__")
"""Stands in the names of a row that scripts copy, for its number: `copies-__prefix__-shelf`."""
TEXTLESS_KINDS: Final = frozenset({"hidden", "checkbox", "radio", "select", "file"})
Pairs = tuple[tuple[str, str], ...]
"""The attributes of an element as they stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What an element's attributes say about its purpose."""

    words: str
    """Its id, name, title and label for screen readers."""
    marks: frozenset[str]
    """Every attribute's value, and what its inline handlers quote: event names stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A control of a form that holds a value."""

    name: str
    kind: str
    """The input's type, `select` or `textarea`."""
    value: str = ""
    """Present value; of a radio button or checkbox, what it sends when checked."""
    checked: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    """Values of a select's enabled options."""
    selected: tuple[str, ...] = ()
    """Those that are selected as the page comes."""
    label: str = ""
    """Label, placeholder and autocomplete, for guessing what belongs there."""
    attributes: tuple[tuple[str, str], ...] = ()
    """min, max, step, maxlength, minlength, pattern, accept and aria-invalid, where given; as
    `class`, all that scripts know it by."""
    is_readonly: bool = False
    suggests: bool = False
    """Whether a script offers what begins like the text that is typed."""
    handle: int | None = None
    """Which element of a live page it is; None where only HTML is known."""
    is_shown: bool = True
    """Whether a visitor of the live page sees it."""

    @property
    def is_text(self) -> bool:
        """Whether a visitor sees it and types into it."""
        return self.kind not in TEXTLESS_KINDS and not _OF_A_COPY.search(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A submit button."""

    name: str
    value: str
    text: str
    action: str | None
    """Its own `formaction`, absolute."""
    method: str | None
    attributes: Attributes
    handle: int | None = None
    sets: Pairs = ()
    """What a script writes into fields of the form as it is pressed, before it sends them."""
    is_disabled: bool = False
    """Of a live page: whether a script has yet to enable it, once something was filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form."""

    method: str
    """Upper case; what a hidden `_method` asks for, where there is one."""
    action: str
    """Absolute, without fragment."""
    enctype: str
    fields: tuple[Field, ...]
    buttons: tuple[Button, ...]
    attributes: Attributes
    handle: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """What a script sends with it."""

    def action_by(self, button: Button | None) -> str:
        return (button and button.action) or self.action

    def method_by(self, button: Button | None) -> str:
        return (button and button.method) or self.method

    def is_sent_as(self, method: str, button: Button | None) -> bool:
        """Whether a log may show the method: what a hidden `_method` asks for, or its carrier.

        What removes something is sent as nothing else.
        """
        own = self.method_by(button)
        return own == method or (method == "POST" and own in ("PUT", "PATCH"))
