"""The numbers of the model's probabilities that held-out sessions decide; part of the model file.

They are few, and each rests on many users: nothing of a single session is in them.
"""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import Field

RevisitFactor: TypeAlias = Annotated[float, Field(ge=0.01, le=100)]
"""A model file is held to these bounds: weights of nothing could leave a session no way on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discounts:
    """What Kneser-Ney smoothing takes from the counts of contexts of one length.

    Chen & Goodman (1999), section 3: three discounts by count; Teh (2006): the strength.
    """

    once: Annotated[float, Field(ge=0, le=1)]
    """Taken from a count of one; 0–1."""
    twice: Annotated[float, Field(ge=0, le=2)]
    """Taken from a count of two; 0–2."""
    more: Annotated[float, Field(ge=0, le=3)]
    """Taken from a count of three or more; 0–3."""
    strength: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    """Weight of the shorter context beyond what was taken, in counts; not negative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitShift:
    """How much likelier a session ends in a range of positions than its context says."""

    position: Annotated[int, Field(ge=1)]
    """First position of the range: actions done so far, from 1. It ends where the next begins."""
    log_odds: Annotated[float, Field(ge=-10, le=10)]
    """Added to the log-odds of the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecencyFactor:
    """How much likelier an action is that the session last did in a range of lags."""

    lag: Annotated[int, Field(ge=1)]
    """First lag of the range: steps since the action was done, from 1. It ends where the next
    begins."""
    factor: RevisitFactor
    """Times the action's revisit factor: its weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitFactor:
    """How much likelier a session goes back that went back so many times before."""

    returns: Annotated[int, Field(ge=0)]
    """First number of the range: steps so far to an action that was done before the last one. It
    ends where the next begins."""
    factor: RevisitFactor
    """Times the weight of every action that was done before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonMix:
    """Weights of the parts of a score of what comes within some steps (`horizon`)."""

    association: Annotated[float, Field(ge=0, le=100)] = 0.5
    lift: Annotated[float, Field(ge=0, le=100)] = 0.3
    seen: Annotated[float, Field(ge=-100, le=100)] = 0.0
    """Added for an action among the last ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TunedNumbers:
    """What was fitted on sessions that the counts had not seen."""

    discounts: tuple[Discounts, ...]
    """For contexts of one action, of two, and so on; longer contexts than these are not used."""
    exit_shifts: tuple[ExitShift, ...] = ()
    """Sorted by position."""
    revisit_factor: RevisitFactor = 1.0
    """Weight of an action that the session already did, against one that it did not."""
    recency_factors: tuple[RecencyFactor, ...] = ()
    """Sorted by lag; none: it makes no difference how long ago an action was done."""
    habit_factors: tuple[HabitFactor, ...] = ()
    """Sorted by returns; none: it makes no difference how often a session went back."""
    horizon: HorizonMix = HorizonMix()
