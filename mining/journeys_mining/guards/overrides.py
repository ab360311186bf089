"""What a person says about guards: `overrides/guards.yaml`, which mining never touches.

Takes the file and a model, gives the model with the guards that hold, and the lines of the file
that no longer apply.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from journeys.checked_yaml import CheckedModel, read_yaml
from journeys_mining.model.guards import Guard, GuardKey, GuardRule, in_words
from journeys_mining.model.navigation_model import NavigationModel

GUARDS_FILE: Final = Path("overrides") / "guards.yaml"
"""Beside a model, and in a suite's folder."""


class GuardLine(CheckedModel):
    """One rule: an action, and one of the keys that say when it may be done, with another."""

    action: str
    always_after: str | None = None
    never_after: str | None = None
    no_more_than: str | None = None
    margin: Annotated[int, Field(ge=-20, le=20)] | None = None
    while_more: str | None = None
    than: str | None = None

    @model_validator(mode="after")
    def _has_one_rule(self) -> Self:
        given = [rule for rule in GuardRule if getattr(self, rule) is not None]
        if len(given) != 1:
            known = ", ".join(GuardRule)
            raise ValueError(f"give exactly one of {known}, not {len(given)}")
        if self.margin is not None and self.no_more_than is None:
            raise ValueError("margin goes with no_more_than only")
        if (self.than is None) != (self.while_more is None):
            raise ValueError("while_more and than go together")
        return self

    def guard(self) -> Guard:
        """The line as a guard."""
        rule, other = next(
            (rule, getattr(self, rule)) for rule in GuardRule if getattr(self, rule) is not None
        )
        counts = rule is GuardRule.NO_MORE_THAN
        return Guard(
            action=self.action,
            rule=rule,
            other=other,
            margin=(self.margin or 0) if counts else None,
            than=self.than,
        )


class GuardsFile(CheckedModel):
    """The content of `overrides/guards.yaml`; its JSON Schema is docs/guards.schema.json."""

    drop: tuple[GuardLine, ...] = ()
    """Learned rules that do not hold."""
    add: tuple[GuardLine, ...] = ()
    """Rules that hold, learned or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """A model whose guards a person has looked over."""

    model: NavigationModel
    stale: tuple[str, ...]
    """Lines that no longer apply, as sentences, each with its path in the file."""


def override_guards(model: NavigationModel, folder: Path) -> Overridden:
    """The model with the guards of `overrides/guards.yaml` in `folder`, if there is such a file.

    Raises
    ------
    InputError
        The file has faults.
    """
    path = folder / GUARDS_FILE
    if not path.exists():
        return Overridden(model=model, stale=())
    return apply_guards_file(model, read_yaml(path, GuardsFile))


def apply_guards_file(model: NavigationModel, file: GuardsFile) -> Overridden:
    """The model with its guards as the file says."""
    dropped = {one.guard().key for one in file.drop}
    learned = {one.key: one for one in model.guards}
    actions = {one.action for one in model.actions}
    written = {one.key: one for one in (line.guard() for line in file.add)}
    # What is learned as well as written keeps its support.
    guards = {key: one for key, one in learned.items() if key not in dropped} | {
        key: learned.get(key, one) for key, one in written.items() if set(one.names) <= actions
    }
    return Overridden(
        model=replace(model, guards=tuple(sorted(guards.values(), key=_by_key))),
        stale=(*_stale_drops(file.drop, set(learned)), *_stale_additions(file.add, actions)),
    )


def _by_key(one: Guard) -> GuardKey:
    return one.key


def _stale_drops(lines: Iterable[GuardLine], known: set[GuardKey]) -> Iterator[str]:
    for index, line in enumerate(lines):
        if line.guard().key not in known:
            yield f"$.drop[{index}]: the model has no rule “{in_words(line.guard())}”"


def _stale_additions(lines: Iterable[GuardLine], actions: set[str]) -> Iterator[str]:
    for index, line in enumerate(lines):
        guard = line.guard()
        for name in guard.names:
            if name not in actions:
                yield f"$.add[{index}]: the model has no action {name!r}"
