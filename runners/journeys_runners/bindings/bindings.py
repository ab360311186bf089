"""Reads bindings.yaml: how the team performs what replay cannot find out by itself.

    actions:
      newsletter_signup @ /:
        request:
          method: POST
          path: /newsletter/{list}
          form: {email: "${NEWSLETTER_EMAIL}"}
      add_to_cart @ /product/{id}:
        gestures:
          - {get_by_label: Quantity, fill: "2"}
          - {get_by_role: button, name: Add to cart}
      rate @ /product/{id}:
        function: our_bindings:rate
    fields:
      password: ${STAGING_PASSWORD}
    banners:
      - {get_by_role: button, name: Accept all}

`{slot}` is filled when the step is performed, `${NAME}` from the environment as the file is read.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue, model_validator

from journeys.checked_yaml import CheckedModel, read_yaml
from journeys.errors import Fault, FaultyFileError
from journeys_runners.bindings.gestures import Gesture, GestureModel

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundRequest:
    """The request that performs an action."""

    method: str
    path: str
    """Below the base URL, with `{slot}` where a value goes."""
    form: tuple[tuple[str, str], ...] = ()
    json: JsonValue = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundGestures:
    """What a visitor does in a browser to perform an action."""

    gestures: tuple[Gesture, ...]
    page: str | None = None
    """Template of the page on which they are made; None for wherever the visitor stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundFunction:
    """The Python function that performs an action (`journeys_runners.ways.functions`)."""

    name: str
    """`package.module:function`."""


Bound = BoundRequest | BoundGestures | BoundFunction


@dataclass(frozen=True, slots=True, kw_only=True)
class Bindings:
    """What bindings.yaml and bindings.learned.yaml say."""

    actions: tuple[tuple[str, Bound], ...] = ()
    """How to perform an action, by its text in the model."""
    fields: tuple[tuple[str, str], ...] = ()
    """What to write into a form's field, by the field's name."""
    banners: tuple[Gesture, ...] = ()
    """What to do in a browser where its element is shown, whatever the step: `Accept all`."""
    learned: tuple[tuple[str, BoundGestures], ...] = ()
    """What `journeys learn` found out; what is written by hand goes before it."""

    def bound(self, action: str) -> Bound | None:
        """The hand-written way to perform `action`."""
        return dict(self.actions).get(action)

    def learned_for(self, action: str) -> BoundGestures | None:
        """The learned way to perform `action`."""
        return dict(self.learned).get(action)

    def unused(self, actions: Iterable[str]) -> tuple[str, ...]:
        """Bound actions that are not among `actions`: renamed since, or misspelt."""
        known = set(actions)
        return tuple(action for action, _ in self.actions if action not in known)


def load_suite_bindings(hand_written: Path, learned: Path) -> Bindings:
    """The bindings of a suite: its own file, and what was learned.

    Raises
    ------
    InputError
        One of the files has faults.
    """
    own, found = load_bindings(hand_written), load_bindings(learned)
    gestures = [(action, one) for action, one in found.actions if isinstance(one, BoundGestures)]
    return replace(own, learned=tuple(gestures))


def load_bindings(path: Path, environment: Mapping[str, str] = os.environ) -> Bindings:
    """The bindings in a file; none if there is no such file.

    Raises
    ------
    InputError
        The file is not YAML, its content is not what it should be, or it names an environment
        variable that is not set; every fault is named with its path.
    """
    if not path.exists():
        return Bindings()
    file = read_yaml(path, BindingsFile)
    expander = _Expander(environment)
    bindings = Bindings(
        actions=tuple(
            (action, _bound(expander, f"$.actions.{action}", one))
            for action, one in file.actions.items()
        ),
        fields=expander.pairs("$.fields", file.fields),
        banners=_gestures(expander, "$.banners", file.banners),
    )
    if expander.faults:
        raise FaultyFileError(
            str(path), expander.faults, remedy="set the variable, or write the value itself"
        )
    return bindings


class _RequestModel(CheckedModel):
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    path: str = Field(pattern="^/")
    form: dict[str, str | int | float] = Field(default_factory=dict)
    # A field called `json` would hide a method of pydantic's own.
    json_body: JsonValue = Field(default=None, alias="json")
    headers: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_one_body(self) -> "_RequestModel":
        if self.form and self.json_body is not None:
            raise ValueError("a request has either `form` or `json`, not both")
        return self


class _BindingModel(CheckedModel):
    request: _RequestModel | None = None
    gestures: list[GestureModel] | None = Field(default=None, min_length=1)
    page: str | None = Field(default=None, pattern="^/")
    function: str | None = Field(default=None, pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")

    @model_validator(mode="after")
    def _is_one_way(self) -> "_BindingModel":
        ways = [
            name for name in ("request", "gestures", "function") if getattr(self, name) is not None
        ]
        if len(ways) != 1:
            raise ValueError("an action has one of `request`, `gestures` and `function`")
        if self.page and not self.gestures:
            raise ValueError("`page` belongs to `gestures`: where they are made")
        return self


def _has_element(one: GestureModel) -> GestureModel:
    if one.gesture().by is None:
        raise ValueError("say by which element the banner is known, such as its button")
    return one


class BindingsFile(CheckedModel):
    """The content of bindings.yaml; its JSON Schema is docs/bindings.schema.json."""

    actions: dict[str, _BindingModel] = Field(default_factory=dict)
    fields: dict[str, str | int | float] = Field(default_factory=dict)
    banners: list[Annotated[GestureModel, AfterValidator(_has_element)]] = Field(
        default_factory=list
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_empty(cls, content: object) -> object:
        # A key whose lines are all commented out is null in YAML.
        if isinstance(content, dict):
            empty: dict[str, object] = {"banners": []}
            return {
                key: empty.get(key, {}) if value is None else value
                for key, value in content.items()
            }
        return content


class _Expander:
    """Puts environment variables in and collects those that are not set."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.faults: list[Fault] = []

    def text(self, path: str, text: str) -> str:
        def value(match: re.Match[str]) -> str:
            if match[1] not in self._environment:
                message = f"the environment variable {match[1]} is not set"
                self.faults.append(Fault(path=path, message=message))
            return self._environment.get(match[1], "")

        return _VARIABLE.sub(value, text)

    def pairs(
        self, path: str, pairs: Mapping[str, str | int | float]
    ) -> tuple[tuple[str, str], ...]:
        return tuple((key, self.text(f"{path}.{key}", str(one))) for key, one in pairs.items())

    def json(self, path: str, value: JsonValue) -> JsonValue:
        match value:
            case str():
                return self.text(path, value)
            case list():
                return [self.json(f"{path}[{index}]", one) for index, one in enumerate(value)]
            case dict():
                return {key: self.json(f"{path}.{key}", one) for key, one in value.items()}
            case _:
                return value


def _bound(expander: _Expander, path: str, one: _BindingModel) -> Bound:
    if one.request is not None:
        return _bound_request(expander, f"{path}.request", one.request)
    if one.function is not None:
        return BoundFunction(name=one.function)
    gestures = _gestures(expander, f"{path}.gestures", one.gestures or ())
    return BoundGestures(gestures=gestures, page=one.page)


def _gestures(expander: _Expander, path: str, found: Iterable[GestureModel]) -> tuple[Gesture, ...]:
    gestures = (one.gesture() for one in found)
    return tuple(
        replace(one, value=expander.text(f"{path}[{index}]", one.value))
        for index, one in enumerate(gestures)
    )


def _bound_request(expander: _Expander, path: str, request: _RequestModel) -> BoundRequest:
    return BoundRequest(
        method=request.method,
        path=expander.text(f"{path}.path", request.path),
        form=expander.pairs(f"{path}.form", request.form),
        json=expander.json(f"{path}.json", request.json_body),
        headers=expander.pairs(f"{path}.headers", request.headers),
    )
