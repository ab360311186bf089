"""Gates: figures that a pipeline insists on, and the sentence of one that is missed."""

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from journeys.audit.model_evaluation.figures import HIGHER_IS_BETTER, Evaluation, FigureName, Seen
from journeys.audit.model_evaluation.wording import TITLES
from journeys.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The worst value that a figure may have."""

    name: FigureName
    value: float

    @property
    def is_least(self) -> bool:
        """Whether the figure must be no less, rather than no more."""
        return self.name in HIGHER_IS_BETTER


def parse_gate(text: str, *, under: bool) -> Gate:
    """A gate from `NAME=VALUE`.

    Parameters
    ----------
    under
        Whether it is missed by a figure under the value, as those must be of which more is better;
        otherwise by one over it.

    Raises
    ------
    InputError
        There is no such figure, the value is no number, or the figure is good on the other side.

    Examples
    --------
    >>> parse_gate("next-step=0.4", under=True)
    Gate(name=<FigureName.NEXT_STEP: 'next-step'>, value=0.4)
    """
    option = "--fail-under" if under else "--fail-over"
    name, _, value_text = text.partition("=")
    known = [str(one) for one in FigureName]
    if name.strip() not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise InputError(
            f"{option} {text}: there is no figure {name!r}",
            remedy=f"did you mean {near[0]!r}?" if near else "use one of " + ", ".join(known),
        )
    figure = FigureName(name.strip())
    try:
        value = float(value_text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(
            f"{option} {text}: {value_text!r} is no number", remedy=f"write {option} {name}=0.5"
        )
    if under != (figure in HIGHER_IS_BETTER):
        better, other = ("less", "--fail-over") if under else ("more", "--fail-under")
        raise InputError(
            f"{option} {text}: of {figure}, {better} is better", remedy=f"use {other} {text}"
        )
    return Gate(name=figure, value=value)


def missed_gates(evaluation: Evaluation, gates: Iterable[Gate]) -> tuple[str, ...]:
    """A sentence for each gate that is not kept; a figure that was not measured keeps none."""
    values = {one.name: one.value for one in evaluation.figures}
    reasons = {one.name: one.why for one in evaluation.not_measured}
    missed: list[str] = []
    for gate in gates:
        side = "at least" if gate.is_least else "at most"
        wanted = f"{gate.name} must be {side} {gate.value:g}"
        value = values.get(gate.name)
        if value is None:
            missed.append(f"{wanted}, and was not measured: {reasons[gate.name]}")
        elif value < gate.value if gate.is_least else value > gate.value:
            missed.append(f"{wanted}, and is {value:.4g} ({TITLES[gate.name]})")
    return tuple(missed)


def check_gates(evaluation: Evaluation, gates: Iterable[Gate]) -> tuple[str, ...]:
    """As `missed_gates`, for sessions that the model has not been mined from.

    Raises
    ------
    InputError
        There are gates, and the sessions are those that the model was mined from: whatever it
        learned by heart would keep them.
    """
    asked = tuple(gates)
    if asked and evaluation.seen is Seen.THE_SAME:
        raise InputError(
            "these are the events that the model was mined from: a gate on them says nothing",
            remedy="name an export of another time, or leave the model out, so that users are set"
            " apart before mining: journeys evaluate EXPORT",
        )
    return missed_gates(evaluation, asked)
