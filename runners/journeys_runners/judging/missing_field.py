"""Finds fields that are gone: a form comes back whatever is written, and asks for less than before.

Where production's users were recorded, it is known what they sent. A form that lacks a field which
all of them filled in, and which no script adds, cannot be sent as they sent it.
"""

import re
from typing import Final

from journeys.verdict import Cause, Problem
from journeys_mining.recorded.content import FORM
from journeys_runners.judging.naming_scripts import scripts_may_name
from journeys_runners.pages.forms import Form
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_ALWAYS: Final = 0.95
"""What fewer of production's requests say may be left out, 0-1."""
_SCRIPT: Final = re.compile(rb"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


async def missing_field(
    visitor: Visitor, turn: Turn, plan: Plan, problem: Problem
) -> Problem | None:
    """The problem of a form that came back; None where nothing that production sent is missing."""
    page, press = visitor.memory.page, plan.press
    if problem.cause is not Cause.MISSING_DATA or page is None or not isinstance(press, Submission):
        return None
    asked = [name for form in page.forms for name in _names(form)]
    if not set(asked) & set(_names(press.form)):
        return None
    lacking = [name for name in _always_sent(turn) if name not in asked]
    source = next((one.body for one in reversed(turn.answers) if one.is_html), None)
    if not lacking or source is None:
        return None
    names = re.compile(rb"\b(?:" + b"|".join(re.escape(one.encode()) for one in lacking) + rb")\b")
    if any(map(names.search, _SCRIPT.findall(source))):
        return None
    if await scripts_may_name(visitor, turn, page, names):
        return None
    return Problem(
        cause=Cause.REFUSED_FORM,
        reason=f"the form of {turn.action} comes back whatever is written, and it has no field "
        f"{', '.join(lacking)}, which production's users fill in each time",
    )


def _names(form: Form) -> tuple[str, ...]:
    names = (*(one.name for one in form.fields), *(one.name for one in form.buttons))
    return tuple(filter(None, names))


def _always_sent(turn: Turn) -> list[str]:
    """The names of the fields that production's users filled in each time, as recordings show."""
    own = [one for one in turn.request_fields if one.action == turn.step.action]
    fields = [one for one in own if one.place.startswith(FORM)]
    most = max((one.count for one in fields), default=0)
    return [
        one.place.removeprefix(FORM) for one in fields if one.count - one.empty >= _ALWAYS * most
    ]
