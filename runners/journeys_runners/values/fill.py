"""Fills a form as a visitor would: what stands there stays, what is missing is found."""

import dataclasses
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from typing import Final

from journeys_runners.pages.complaints import longest_allowed
from journeys_runners.pages.forms import Button, Field, Form, Pairs
from journeys_runners.pages.password_forms import asks_for_another, may_change_password
from journeys_runners.pages.words import words_of, words_of_form
from journeys_runners.sending.bodies import Upload
from journeys_runners.values.inventor import of_another_country
from journeys_runners.values.moments import is_over, one_after_the_other, to_come
from journeys_runners.values.sources import Sources
from journeys_runners.values.uploads import upload_for

_OF_FILES: Final = words_of("attach attachment file import upload")
_ALWAYS_A_DAY: Final = 28
Chance = Callable[[], random.Random]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A filled form, ready to be sent."""

    pairs: tuple[tuple[str, str], ...]
    invented: tuple[str, ...] = ()
    """Names of the fields whose values nobody gave us."""
    uploads: tuple[Upload, ...] = ()


def fill_form(form: Form, button: Button | None, sources: Sources, seed: str) -> Filling:
    """The pairs that submitting the form sends, in the order of its fields."""
    # Most forms leave nothing to chance, and a seed takes longer to read than a form to fill.
    rng = cache(partial(random.Random, seed))
    radios = _checked_radios(form.fields, sources, rng)
    texts = [one for one in form.fields if one.is_text]
    who, main = _who_signs_in(form, texts), _main_field(texts)
    is_change = sources.is_change or bool(button and button.is_disabled)
    changed = _to_be_changed(form, texts) if is_change else None
    pairs: list[tuple[str, str]] = []
    invented: list[str] = []
    uploads: list[Upload] = []
    for one in form.fields:
        match one.kind:
            case "file":
                is_all = not texts or _is_about_a_file(form, button, texts)
                if one.required or is_all or sources.is_thorough:
                    uploads.append(_upload(one, sources))
                    invented.append(one.name)
            case "hidden":
                pairs.append((one.name, one.value))
            case "select":
                pairs += ((one.name, value) for value in _selected(one, sources, rng))
            case "radio" | "checkbox":
                if _is_checked(one, radios, sources) != (one is changed):
                    pairs.append((one.name, one.value))
            case _:
                # A link that a script answers is about no text: a search stands beside it.
                is_alone = len(texts) == 1 and not (button and button.sets)
                is_needed = one.is_text and (
                    is_alone or one in (who, main, changed) or _is_asked_for(one, sources, texts)
                )
                asked = _as_complained(_at_least_one(one) if one is main else one, sources)
                asked = dataclasses.replace(asked, value="") if one is changed else asked
                value = _text(asked, sources, is_needed=is_needed)
                if value is None:
                    invented.append(one.name)
                    value = sources.inventor.value_for(asked, is_name=one is who)
                elif asked is not one:
                    invented.append(one.name)
                pairs.append((one.name, value))
    ordered = tuple(one_after_the_other(pairs, invented))
    return Filling(
        pairs=_pressed(ordered, button), invented=tuple(invented), uploads=tuple(uploads)
    )


def _pressed(pairs: Sequence[tuple[str, str]], button: Button | None) -> Pairs:
    """The pairs as the button sends them: with what its script writes, and with its own."""
    if button is None:
        return tuple(pairs)
    written = dict(button.sets)
    own = ((button.name, button.value),) if button.name else ()
    return (*((name, written.get(name, text)) for name, text in pairs), *own)


def _upload(field: Field, sources: Sources) -> Upload:
    accept = dict(field.attributes).get("accept", "")
    return upload_for(field.name, accept, sources.inventor.marker)


def _as_complained(field: Field, sources: Sources) -> Field:
    """The field as the page wants it: a date, another country's postcode, a shorter text."""
    if abroad := valued_abroad(field, sources.complaint):
        return dataclasses.replace(field, value=abroad)
    if is_over(field, sources.complaint):
        return dataclasses.replace(field, value=to_come(field))
    if is_wrong_date(field, sources.complaint):
        return dataclasses.replace(field, kind="date", value="", required=True)
    names = (field.label.rstrip("* "), field.name)
    limits = (longest_allowed(sources.complaint, one) for one in names if sources.complaint)
    limit = next((one for one in limits if one), None)
    if limit is None or len(field.value) <= limit:
        return field
    attributes = {**dict(field.attributes), "maxlength": str(limit)}
    return dataclasses.replace(field, value="", required=True, attributes=tuple(attributes.items()))


def _is_checked(field: Field, radios: Mapping[str, Field], sources: Sources) -> bool:
    if field.kind == "radio":
        return radios.get(field.name) is field
    return field.checked or field.required or sources.given(field.name) == field.value


def _is_asked_for(field: Field, sources: Sources, texts: Sequence[Field]) -> bool:
    has_password = any(one.kind == "password" for one in texts)
    is_told = field.required or is_named(field, sources.complaint) or sources.is_thorough
    return is_told or (has_password and _is_login(field) and not may_change_password(texts))


def _main_field(texts: Sequence[Field]) -> Field | None:
    """What a form is about that asks for nothing: nobody sends one with nothing in it.

    It is the text area, also where the subject of an answer stands above it; where there are only
    numbers, as of tickets to order, the first of them.
    """
    areas = [one for one in texts if one.kind == "textarea"]
    area = next(iter(areas), None)
    if any(one.required for one in texts):
        return None
    if any(one.value and not _is_zero(one) for one in texts):
        is_empty = len(areas) == 1 and areas[0].is_shown and not areas[0].value
        return area if is_empty else None
    only_numbers = all(one.kind == "number" for one in texts)
    return area or (next(iter(texts), None) if only_numbers else None)


def _to_be_changed(form: Form, texts: Sequence[Field]) -> Field | None:
    """What to change where nothing is sent, or led on from, until something in the form differs."""
    if any(one.required and not one.value for one in texts):
        return None
    typed = (one for one in texts if one.kind != "password" and not one.is_readonly)
    ticked = (one for one in form.fields if one.kind == "checkbox")
    return next((one for one in (*typed, *ticked) if one.is_shown), None)


def _is_about_a_file(form: Form, button: Button | None, texts: Sequence[Field]) -> bool:
    """Whether a form asks for no text, and says that it is for a file: *Add attachment*."""
    asks = any(one.required or one.kind in ("textarea", "password") for one in texts)
    return not asks and bool(words_of_form(form, button) & _OF_FILES)


def _is_zero(field: Field) -> bool:
    return field.kind == "number" and not field.value.strip("0.,")


def _at_least_one(field: Field) -> Field:
    """The field; where it is a number, emptied and not to be filled with none."""
    if field.kind != "number":
        return field
    attributes = dict(field.attributes)
    if not re.fullmatch(r"[0-9.]*[1-9][0-9.]*", attributes.get("min", "")):
        attributes["min"] = "1"
    return dataclasses.replace(field, value="", attributes=tuple(attributes.items()))


def is_named(field: Field, complaint: str) -> bool:
    """Whether a complaint names a field, by its name or its label."""
    if not complaint:
        return False
    said = f" {_plain(complaint)} "
    names = (_plain(one) for one in (field.name, field.label) if one)
    return any(name and f" {name} " in said for name in names)


def is_wrong_date(field: Field, complaint: str) -> bool:
    """Whether a text came back marked as wrong, from a page that asks for a date."""
    is_text = field.kind == "text" and bool(field.value)
    return is_text and _is_marked(field) and bool(re.search(r"\bdate\b", complaint.lower()))


def valued_abroad(field: Field, complaint: str) -> str | None:
    """What to write where an invented postcode or telephone number is of another country."""
    is_refused = bool(complaint) and (is_named(field, complaint) or _is_marked(field))
    return of_another_country(field.value) if is_refused else None


def _is_marked(field: Field) -> bool:
    """Whether the page says that what stands in a field is wrong."""
    given = dict(field.attributes)
    return given.get("aria-invalid") == "true" or "invalid" in given.get("class", "")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _who_signs_in(form: Form, texts: Sequence[Field]) -> Field | None:
    """The field right before the first password, whatever it is called.

    The first of all where an account is asked for by its name alone.
    """
    if asks_for_another(form.action) and not any(one.kind == "password" for one in texts):
        return next(iter(texts), None)
    if may_change_password(texts):
        return None
    pairs = pairwise(texts)
    found = (one for one, following in pairs if following.kind == "password")
    first = next(found, None)
    return first if first and first.kind != "password" else None


def _is_login(field: Field) -> bool:
    return field.kind in ("email", "password")


def _text(field: Field, sources: Sources, *, is_needed: bool) -> str | None:
    """The text to send; None if one has to be invented."""
    given = sources.given(field.name)
    if given is not None:
        return given
    if not field.value and field.name in sources.environment:
        return sources.environment[field.name]
    if field.value or not is_needed:
        return field.value
    mined = sources.mined.get(field.name, ())
    return next((value for value in mined if _may_hold(field, value)), None)


def _may_hold(field: Field, value: str) -> bool:
    """Whether a browser would send the value, which production may have refused."""
    limits = dict(field.attributes)
    longest = limits.get("maxlength", "")
    if longest.isdigit() and len(value) > int(longest):
        return False
    low, high = (_number(limits.get(one, "")) for one in ("min", "max"))
    number = _number(value) if field.kind in ("number", "range") else None
    return number is None or ((low is None or low <= number) and (high is None or number <= high))


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None


def _selected(field: Field, sources: Sources, rng: Chance) -> tuple[str, ...]:
    for given in (sources.given(field.name), sources.environment.get(field.name)):
        if given is not None and given in field.choices:
            return (given,)
    if any(field.selected):
        return field.selected
    # Some months have no more days.
    usable = [choice for choice in field.choices if choice and not _is_rare_day(field, choice)]
    if field.required and usable:
        return (rng().choice(usable),)
    # Without a selection of its own a browser sends the first option.
    return field.choices[:1]


def _is_rare_day(field: Field, choice: str) -> bool:
    return field.name.lower().endswith("day") and choice.isdigit() and int(choice) > _ALWAYS_A_DAY


def _checked_radios(fields: Iterable[Field], sources: Sources, rng: Chance) -> dict[str, Field]:
    """The radio button of each group that is sent: given, checked, or one of them."""
    groups: dict[str, list[Field]] = {}
    for one in fields:
        if one.kind == "radio":
            groups.setdefault(one.name, []).append(one)
    chosen: dict[str, Field] = {}
    for name, group in groups.items():
        given = sources.given(name) or sources.environment.get(name)
        named = next((one for one in group if one.value == given), None)
        checked = next((one for one in group if one.checked), None)
        chosen[name] = named or checked or rng().choice(group)
    return chosen
