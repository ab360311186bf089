"""Says what an icon shows: the only word that some buttons have.

Icons are named for who writes the page, in attributes and classes: `svgicon="save"`,
`data-testid="SaveIcon"`, `class="pi pi-save"`.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final
from urllib.parse import urldefrag

from lxml import html

ICON_NAMES: Final = (
    "data-testid", "svgicon", "data-mat-icon-name", "data-icon", "data-lucide", "icon", "name",
)  # fmt: skip
"""Attributes of elements within a button that name its icon."""
_OF_ICONS: Final = frozenset({"i", "svg", "span"})
_SETS: Final = frozenset(
    {"fa", "mdi", "icon", "glyphicon", "lucide", "anticon", "feather", "codicon", "octicon"}
    | {"tabler-icon"}
)
"""What the classes of sets of icons begin with, and hardly another class does."""
_CLASS: Final = re.compile(rf"([a-z]{{1,3}}|{'|'.join(sorted(_SETS))})-([a-z][a-z-]+)")
_STYLES: Final = ("", "s", "r", "l", "b", "d")
"""Letters for the styles of a set: solid, regular, light, brands, duotone."""
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
        yield from _names_in_classes(icon)


def _names_in_classes(icon: html.HtmlElement) -> Iterator[str]:
    """What the classes of an `<i>`, a drawing or an empty `<span>` call the icon.

    Many an empty `<span>` is a ripple, a badge or a layer. Sure is only the name in a set of
    icons that is known, or that a class of its own states.

    >>> def names(markup: str) -> list[str]:
    ...     return list(_names_in_classes(html.fragment_fromstring(markup)))
    >>> names('<span class="pi pi-save">'), names('<span class="fas fa-save">')
    (['save'], ['save'])
    >>> names('<i class="ti-trash">'), names('<svg class="w-full lucide lucide-copy">')
    (['trash'], ['copy'])
    >>> names('<span class="mat-ripple mat-focus-indicator">'), names('<span class="p-badge">')
    ([], [])
    """
    classes = icon.get("class", "").split()
    if icon.tag == "span" and len(icon):
        return
    for one in classes:
        found = _CLASS.fullmatch(one)
        if found and (icon.tag == "i" or _is_set(found[1], classes)):
            yield found[2]


def _is_set(prefix: str, classes: Collection[str]) -> bool:
    """Whether icons of this prefix belong to a set: `fas fa-save` is of the set `fa`."""
    return prefix in _SETS or any(f"{prefix}{style}" in classes for style in _STYLES)
