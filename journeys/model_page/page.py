"""The page of a model as one HTML file (`journeys.page_parts.self_contained`).

Its tables stand in the HTML and can be read without a script; the script draws the graph, sorts
and searches, and works out journeys.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from markupsafe import Markup

from journeys.model_page.building import build_content
from journeys.model_page.content import ModelContent, TransitionContent
from journeys.model_page.embedding import embed
from journeys.page_parts import figures
from journeys.page_parts.self_contained import (
    own_file,
    own_look,
    page_environment,
    script_digest,
)
from journeys.whole_file import write_whole_file
from journeys_mining.model.guards import by_effect, in_words, support_in_words
from journeys_mining.model.navigation_model import NavigationModel, SlotValue

TABLE_ROWS_MAX: Final = 1_000
"""Rows of each table that are written out; the script shows the others."""

_SCRIPTS = (
    "data.js",
    "elements.js",
    "profiles.js",
    "chain.js",
    "shapes.js",
    "graph.js",
    "panel.js",
    "tables.js",
    "journey.js",
    "main.js",
)


def write_model_page(model: NavigationModel, path: Path, *, profile: str | None = None) -> None:
    """Write the page of a model to an HTML file; it opens with the sessions of this profile.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    page = render_model_page(build_content(model), profile)
    write_whole_file(path, page.encode("utf-8", "backslashreplace"))


def render_model_page(content: ModelContent, profile: str | None = None) -> str:
    """The page's text."""
    environment = page_environment("journeys.model_page")
    environment.filters.update(
        percent=figures.percent,
        probability=figures.probability,
        day=_day,
        seconds=_seconds,
        in_words=in_words,
        support=support_in_words,
    )
    parts = [own_file(environment, name) for name in _SCRIPTS]
    # One function around all: nothing of ours becomes a name of the page.
    script = Markup('"use strict";\n(() => {{\n{}}})();\n').format(Markup("\n").join(parts))
    actions = sorted(content.actions[2:], key=lambda one: (-one.count, one.action))
    rows, rows_left_out = _rows(content)
    return environment.get_template("page.html.j2").render(
        model=content.model,
        guards=sorted(content.model.guards, key=by_effect),
        names=[one.action for one in content.actions],
        profiles=content.profiles,
        values=_values(content)[:TABLE_ROWS_MAX],
        values_left_out=max(len(content.model.slot_values) - TABLE_ROWS_MAX, 0),
        actions=actions[:TABLE_ROWS_MAX],
        actions_left_out=max(len(actions) - TABLE_ROWS_MAX, 0),
        answered=any(one.statuses for one in actions),
        timed=any(one.duration_ms for one in actions),
        rows=rows,
        rows_left_out=rows_left_out,
        transitions_left_out=content.transitions_left_out,
        data=_as_data({**embed(content), "opensWith": profile}),
        script=script,
        script_digest=script_digest(script),
        style=own_look() + own_file(environment, "page.css"),
    )


def _rows(content: ModelContent) -> tuple[list[TransitionContent], int]:
    """First-order transitions; of many, half the most frequent and half the rarest."""
    singles = [one for one in content.transitions if len(one.context) == 1]
    if len(singles) <= TABLE_ROWS_MAX:
        return singles, 0
    half = TABLE_ROWS_MAX // 2
    return singles[:half] + singles[-half:], len(singles) - 2 * half


def _values(content: ModelContent) -> list[SlotValue]:
    """Values of slots, the most frequent of each slot first."""
    return sorted(
        content.model.slot_values, key=lambda one: (one.action, one.slot, -one.count, one.value)
    )


def _as_data(value: object) -> Markup:
    """JSON that stays inside its element: no `<` that could end it."""
    text = json.dumps(value, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704


def _day(instant: str) -> str:
    """The day of an instant of the model; the text itself if it is none."""
    try:
        return datetime.fromisoformat(instant).strftime("%Y-%m-%d")
    except ValueError:
        return instant


def _seconds(seconds: float) -> str:
    """
    >>> [_seconds(number) for number in (0.022, 9.719, 75.0, 8000.0)]
    ['0.02 s', '9.7 s', '75 s', '133 min']
    """
    if seconds >= 600:
        return f"{seconds / 60:.0f} min"
    digits = 2 if seconds < 1 else 1 if seconds < 9.95 else 0
    return f"{seconds:.{digits}f} s"
