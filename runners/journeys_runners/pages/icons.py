"""Says what an icon shows: the only word that some buttons have.

Icons are named for who writes the page, in attributes and classes: `svgicon="save"`,
`data-testid="SaveIcon"`, `class="pi pi-save"`.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urldefrag

from lxml import html

ICON_NAMES: Final = (
    "data-testid", "svgicon", "data-mat-icon-name", "data-icon", "data-lucide", "icon", "name",
)  # fmt: skip
"""Attributes of elements within a button that name its icon."""
_OF_ICONS: Final = frozenset({"i", "svg", "span"})
_CLASS: Final = re.compile(
    r"(?:[a-z]{1,3}|mdi|icon|glyphicon|lucide|anticon|feather|codicon|octicon|tabler-icon)-"
    r"([a-z][a-z-]+)"
)
_SAYS_NOTHING: Final = re.compile(r"(?i)(?<![a-z])(?:icon|button|btn|svg|label|fw|lg|sm|xs)s?\b")


def words_of_icon(element: html.HtmlElement) -> str:
    """The names of the icon in a button that says nothing else; empty where it has none."""
    if str(element.text_content()).strip() or element.get("aria-label") or element.get("title"):
        return ""
    within = (one for one in element.iterdescendants() if isinstance(one.tag, str))
    names = (_SAYS_NOTHING.sub("", name) for one in within for name in _names_of(one))
    return " ".join(dict.fromkeys(name.strip("-_ ") for name in names))


def _names_of(icon: html.HtmlElement) -> Iterator[str]:
    yield from (icon.get(name) for name in ICON_NAMES if icon.get(name))
    yield from (icon.get(name) for name in ("alt", "aria-label") if icon.get(name))
    if icon.tag == "use":
        yield urldefrag(icon.get("href", "")).fragment
    if icon.tag in _OF_ICONS:
        for one in icon.get("class", "").split():
            if found := _CLASS.fullmatch(one):
                yield found[1]
