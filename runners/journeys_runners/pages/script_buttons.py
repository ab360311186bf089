"""Links and buttons whose script fills in a form's fields and sends it, as buttons of that form.

Pages that stand in one form say `<a href="javascript:__doPostBack('list','Page$2')">`; others say
`onclick="this.form.what.value = 'remove'; this.form.submit()"`. Reads no grammar of JavaScript:
what counts is which fields are given a text, and that a form is sent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml import html

from journeys_runners.pages.form_reading import script_button_of
from journeys_runners.pages.forms import Button, Form, Pairs
from journeys_runners.pages.script_functions import Brackets, without_texts

_FUNCTION: Final = re.compile(r"\bfunction\s+([\w$]+)\s*\(([\w$\s,]*)\)\s*(?=\{)")
# theForm.page.value = 2, forms[0]["page"].value = number, getElementById("page").value = "2"
_SETS: Final = re.compile(
    r"""(?:([\w$]+)|["']([^"']+)["']\s*[\])])\s*\.\s*value\s*=(?!=)\s*"""
    r"""(?:(["'])([^"']*)\3|([\w$]+))"""
)
_SENDS: Final = re.compile(r"\.(?:submit|requestSubmit)\s*\(")
_ARGUMENT: Final = re.compile(r"""(["'])([^"']*)\1|([^,\s]+)""")
_SCRIPT: Final = "javascript:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Function:
    """What a function of the page does to its forms."""

    parameters: tuple[str, ...]
    body: str


def may_press(body: bytes) -> bool:
    """Whether the page has such a script at all: few have."""
    return b".submit(" in body or b".requestSubmit(" in body


def script_buttons(
    root: html.HtmlElement,
    owned: Mapping[html.HtmlElement, Sequence[html.HtmlElement]],
) -> dict[html.HtmlElement, tuple[Button, ...]]:
    """By form, what is pressed to have a script send it."""
    functions = dict(_functions(root))
    found: dict[html.HtmlElement, list[Button]] = {}
    for element in root.iter("a", "button", "input"):
        code = _code_of(element)
        if code is None or not (_SENDS.search(code) or _calls(code, functions)):
            continue
        sets = tuple(_sets_of(code, functions))
        form, names = _form_of(element, code, sets, owned)
        if form is not None:
            known = tuple((names[name], text) for name, text in sets if name in names)
            found.setdefault(form, []).append(script_button_of(element, known))
    return {form: tuple(buttons) for form, buttons in found.items()}


def with_buttons(form: Form, buttons: tuple[Button, ...]) -> Form:
    """The form with these buttons beside its own."""
    return replace(form, buttons=(*form.buttons, *buttons)) if buttons else form


def _code_of(element: html.HtmlElement) -> str | None:
    """What pressing the element runs; None where it sends its form by itself, or does nothing."""
    href = str(element.get("href", "")).strip()
    if element.tag == "a" and href.lower().startswith(_SCRIPT):
        return href[len(_SCRIPT) :].replace("\\'", "'")
    is_button = element.tag == "a" or str(element.get("type")).lower() == "button"
    code = str(element.get("onclick", "")) if is_button else ""
    return code.replace("\\'", "'") or None


def _functions(root: html.HtmlElement) -> Iterator[tuple[str, _Function]]:
    """The functions of the page that send a form, by name."""
    for script in root.iter("script"):
        text = script.text or ""
        if not _SENDS.search(text):
            continue
        bare = without_texts(text)
        brackets = Brackets(bare)
        for match in _FUNCTION.finditer(bare):
            body = text[match.end() : brackets.end_of(match.end()) or len(text)]
            if _SENDS.search(body):
                parameters = tuple(one.strip() for one in match[2].split(","))
                yield match[1], _Function(parameters=parameters, body=body)


def _calls(code: str, functions: Mapping[str, _Function]) -> list[tuple[_Function, str]]:
    """The functions that are called, each with the text of its arguments."""
    found = (
        (function, match[1])
        for name, function in functions.items()
        for match in re.finditer(rf"(?<![\w$.]){re.escape(name)}\s*\(([^)]*)\)", code)
    )
    return list(found)


def _sets_of(code: str, functions: Mapping[str, _Function]) -> Iterator[tuple[str, str]]:
    """The fields that are given a text, and which."""
    yield from _assignments(code, {})
    for function, given in _calls(code, functions):
        arguments = [match[2] or match[3] or "" for match in _ARGUMENT.finditer(given)]
        yield from _assignments(
            function.body, dict(zip(function.parameters, arguments, strict=False))
        )


def _assignments(code: str, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for match in _SETS.finditer(code):
        literal, variable = match[4], match[5] or ""
        if literal is not None or variable.isdecimal():
            yield match[1] or match[2], literal if literal is not None else variable
        elif variable in values:
            yield match[1] or match[2], values[variable]


def _form_of(
    element: html.HtmlElement,
    code: str,
    sets: Pairs,
    owned: Mapping[html.HtmlElement, Sequence[html.HtmlElement]],
) -> tuple[html.HtmlElement | None, Mapping[str, str]]:
    """The form that is sent, and the names of its fields by name and by id.

    It has the fields that are filled in, or is named, or is the one around; else the only one.
    """
    around = next(element.iterancestors("form"), None)
    for form in dict.fromkeys(one for one in (around, *owned) if one is not None):
        names = _names_of(owned.get(form, ()))
        if any(name in names for name, _ in sets):
            return form, names
    named = (one for one in owned if {one.get("name"), one.get("id")} & _quoted(code))
    form = next(named, around) if not sets else None
    if form is None and not sets and len(owned) == 1:
        form = next(iter(owned))
    return form, {}


def _quoted(code: str) -> set[str]:
    return set(re.findall(r"[\w$-]+", code)) - {"form", "document", "forms", "this", "submit"}


def _names_of(controls: Sequence[html.HtmlElement]) -> Mapping[str, str]:
    named = [one for one in controls if one.get("name")]
    by_id = {str(one.get("id")): one.get("name", "") for one in named if one.get("id")}
    return {**by_id, **{one.get("name", ""): one.get("name", "") for one in named}}
