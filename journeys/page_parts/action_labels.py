"""The names of actions as pictures show them: short, in one line or two."""

from typing import Final

from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import END, START

LABEL_CHARS_MAX: Final = 22


def label_lines(action: str) -> tuple[str, str]:
    """An action's label: what was done, and the page it was done on if that is another thing.

    >>> label_lines("apply_coupon @ /cart")
    ('apply_coupon', '@ /cart')
    >>> label_lines("view /product/{id}"), label_lines("(start)")
    (('/product/{id}', ''), ('START', ''))
    """
    first, second = _lines(action)
    return shortened(first), shortened(second)


def _lines(action: str) -> tuple[str, str]:
    if action in (START, END):
        return action.strip("()").upper(), ""
    parsed = Action.parse(action)
    match parsed.kind:
        case ActionKind.VIEW:
            return parsed.template or "", ""
        case ActionKind.REQUEST:
            return f"{parsed.method} {parsed.template}", ""
        case ActionKind.EVENT:
            return parsed.name or "", f"@ {parsed.template}" if parsed.template else ""


def shortened(text: str) -> str:
    """The text without its middle, if it is long: templates differ at both ends."""
    if len(text) <= LABEL_CHARS_MAX:
        return text
    half = (LABEL_CHARS_MAX - 1) // 2
    return f"{text[:half]}…{text[-half:]}"
