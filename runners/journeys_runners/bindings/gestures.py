"""What a visitor does in a page, in Playwright's own words: where, and what.

gestures:
  - {get_by_role: button, name: Create}          # clicked unless something else is said
  - {get_by_label: Name, fill: "{name}"}
  - {get_by_label: Country, select_option: GB}
  - {get_by_role: textbox, name: Search, press: Enter}
  - {get_by_label: Photo, set_input_files: photo.png}   # a small one, made up
  - {frame_locator: "#consent", get_by_role: button, name: Accept all}
  - {get_by_text: Saved, expect: to_be_visible}
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from pydantic import Field, model_validator

from journeys.checked_yaml import CheckedModel

Locator = Literal[
    "get_by_role", "get_by_label", "get_by_text", "get_by_placeholder", "get_by_test_id",
    "get_by_title", "get_by_alt_text", "locator",
]  # fmt: skip
Act = Literal[
    "click", "dblclick", "hover", "check", "uncheck", "fill", "press", "select_option",
    "set_input_files", "drag_to", "goto", "expect",
]  # fmt: skip
Expected = Literal[
    "to_be_visible", "to_be_hidden", "to_be_enabled", "to_be_disabled", "to_be_checked"
]

LOCATORS: Final[tuple[Locator, ...]] = get_args(Locator)
_WITHOUT_VALUE: Final[tuple[Act, ...]] = ("click", "dblclick", "hover", "check", "uncheck")
_WITH_VALUE: Final[tuple[Act, ...]] = (
    "fill", "press", "select_option", "set_input_files", "drag_to", "goto", "expect",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesture:
    """One thing that a visitor does."""

    act: Act
    value: str = ""
    """The text to fill in, the key, the option, the file's name, the selector of what it is dragged
    to, the path, or what is expected."""
    by: Locator | None = None
    """How the element is found; None for what concerns the whole page."""
    what: str = ""
    """Role, label, text or selector."""
    name: str = ""
    """Accessible name, for `get_by_role`."""
    exact: bool = False
    nth: int | None = None
    """Which of several, from 0; None for the first."""
    frame: str = ""
    """Selector of the `iframe` that holds the element; empty for the page itself."""

    @property
    def where(self) -> tuple[str, ...]:
        """What tells its element from others."""
        return (self.frame, self.by or "", self.what, self.name, str(self.nth))

    @property
    def element(self) -> str:
        """Its element, in Playwright's words; empty for the whole page."""
        named = f", name={self.name!r}" if self.name else ""
        frame = f"frame_locator({self.frame!r})." if self.frame else ""
        return f"{frame}{self.by}({self.what!r}{named})" if self.by else ""

    def __str__(self) -> str:
        act = f"{self.act}({self.value!r})" if self.value else f"{self.act}()"
        return f"{self.element}.{act}" if self.by else act


class GestureModel(CheckedModel):
    """One entry under `gestures:`; every key is a word of Playwright's."""

    get_by_role: str | None = None
    get_by_label: str | None = None
    get_by_text: str | None = None
    get_by_placeholder: str | None = None
    get_by_test_id: str | None = None
    get_by_title: str | None = None
    get_by_alt_text: str | None = None
    locator: str | None = None
    name: str = ""
    exact: bool = False
    nth: int | None = Field(default=None, ge=0)
    frame_locator: str = ""
    click: Literal[True] | None = None
    dblclick: Literal[True] | None = None
    hover: Literal[True] | None = None
    check: Literal[True] | None = None
    uncheck: Literal[True] | None = None
    fill: str | int | float | None = None
    press: str | None = None
    select_option: str | int | None = None
    set_input_files: str | None = Field(default=None, pattern=r"^[^/\\]+\.[a-z]+$")
    drag_to: str | None = None
    goto: str | None = Field(default=None, pattern="^/")
    expect: Expected | None = None

    @model_validator(mode="after")
    def _is_one_gesture(self) -> "GestureModel":
        found = [name for name in LOCATORS if getattr(self, name) is not None]
        acts = [name for name in (*_WITHOUT_VALUE, *_WITH_VALUE) if getattr(self, name) is not None]
        if len(acts) > 1:
            raise ValueError(f"a gesture does one thing, not {' and '.join(acts)}: write two")
        if len(found) > 1:
            raise ValueError(f"an element is found in one way, not by {' and '.join(found)}")
        if not found and acts not in (["goto"], ["press"]):
            raise ValueError(f"say which element is meant: one of {', '.join(LOCATORS)}")
        if self.name and found != ["get_by_role"]:
            raise ValueError("`name` belongs to get_by_role")
        return self

    def gesture(self) -> Gesture:
        """The record."""
        by = next((one for one in LOCATORS if getattr(self, one) is not None), None)
        act: Act = next(
            (one for one in (*_WITHOUT_VALUE, *_WITH_VALUE) if getattr(self, one) is not None),
            "click",
        )
        return Gesture(
            act=act,
            value=str(getattr(self, act)) if act in _WITH_VALUE else "",
            by=by,
            what=str(getattr(self, by)) if by else "",
            name=self.name,
            exact=self.exact,
            nth=self.nth,
            frame=self.frame_locator,
        )


def content_of(gesture: Gesture) -> dict[str, str | int | bool]:
    """The gesture as it stands in a file."""
    content: dict[str, str | int | bool] = {"frame_locator": gesture.frame} if gesture.frame else {}
    if gesture.by:
        content[gesture.by] = gesture.what
    if gesture.name:
        content["name"] = gesture.name
    if gesture.exact:
        content["exact"] = True
    if gesture.nth is not None:
        content["nth"] = gesture.nth
    content[gesture.act] = gesture.value if gesture.act in _WITH_VALUE else True
    return content
