"""Options for gates: figures that a pipeline insists on."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from journeys.audit.model_evaluation.gates import Gate

R = TypeVar("R")


def gate_options(command: Callable[..., R]) -> Callable[..., R]:
    """Adds `--fail-under` and `--fail-over` and passes what they say as `gates`."""

    @wraps(command)
    def with_options(
        *args: Any, fail_under: tuple[str, ...], fail_over: tuple[str, ...], **kwargs: Any
    ) -> R:
        return command(*args, gates=_gates(fail_under, fail_over), **kwargs)

    over = click.option(
        "--fail-over",
        multiple=True,
        metavar="NAME=VALUE",
        help="Exit with 1 if this figure is more. For all other figures.",
    )
    under = click.option(
        "--fail-under",
        multiple=True,
        metavar="NAME=VALUE",
        help="Exit with 1 if this figure is less. For gain, next-step, horizon.",
    )
    return under(over(with_options))


def _gates(under: tuple[str, ...], over: tuple[str, ...]) -> tuple["Gate", ...]:
    from journeys.audit.model_evaluation.gates import parse_gate

    return (
        *(parse_gate(one, under=True) for one in under),
        *(parse_gate(one, under=False) for one in over),
    )
