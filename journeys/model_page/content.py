"""What the page of a model says, before it is a page.

Actions are numbers here, indexes into `ModelContent.actions`: 0 is START, 1 is END.
"""

from dataclasses import dataclass

from journeys.page_parts.profile_words import ProfileWords
from journeys_mining.model.navigation_model import NavigationModel, SlotValue
from journeys_mining.model.tuned_numbers import ExitShift, HabitFactor, RecencyFactor


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What follows a longer context, and how often the shorter one says that it would."""

    action: int
    count: int
    share: float
    """Of all times that the longer context was seen, 0–1."""
    usual_share: float
    """Of all times that its last action was seen, 0–1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingContext:
    """A context of several actions after which users do something else than usual."""

    context: tuple[int, ...]
    """Oldest first."""
    count: int
    """How often it was seen."""
    next_steps: tuple[NextStep, ...]
    """Those that differ most from the usual, most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotContent:
    """The most frequent values of a slot."""

    slot: str
    values: tuple[SlotValue, ...]
    more_count: int
    """Values that the model has and the page leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionContent:
    """An action, its place in the picture, and what production knows of it."""

    action: str
    kind: str
    """`view`, `request`, `event`, or `edge` for START and END."""
    label: tuple[str, str]
    column: int
    """From the left, 0 for START."""
    row: int
    """From the top of its column."""
    count: int
    """For START and END: the sessions."""
    users: int
    statuses: tuple[tuple[str, int], ...] = ()
    duration_ms: tuple[int, int] | None = None
    """Median and 95th percentile."""
    revisit_factor: float = 1.0
    again_share: float | None = None
    """Of drawn sessions that do it, those that do it again; None where too few do it."""
    telling_contexts: tuple[TellingContext, ...] = ()
    slots: tuple[SlotContent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionContent:
    """A context and the action that followed it."""

    context: tuple[int, ...]
    action: int
    count: int
    users: int
    prob: float
    """Of the action after this context, smoothed as the model smooths, 0–1."""
    think_s: tuple[float, float] | None
    """Median and 90th percentile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextContent:
    """A context of several actions."""

    context: tuple[int, ...]
    backoff: float
    """What the probability after the context without its oldest action is weighted with, for
    actions that were not seen after this context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThroughJourney:
    """The likeliest session that goes through a transition."""

    transition: tuple[int, ...]
    """Context and action."""
    actions: tuple[int, ...]
    """Without START and END."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileContent:
    """A class of sessions, in words and in counts."""

    words: ProfileWords
    actions: tuple[tuple[int, int, int], ...]
    """Action, count, users."""
    transitions: tuple[tuple[int, int, int, int], ...]
    """Action before, action, count, users."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelContent:
    """All that the page says."""

    model: NavigationModel
    actions: tuple[ActionContent, ...]
    """START, END, then the model's in its own order."""
    transitions: tuple[TransitionContent, ...]
    """Shortest contexts first, the most frequent first among them."""
    transitions_left_out: int
    contexts: tuple[ContextContent, ...]
    exit_shifts: tuple[ExitShift, ...]
    recency_factors: tuple[RecencyFactor, ...]
    habit_factors: tuple[HabitFactor, ...]
    through: tuple[ThroughJourney, ...]
    """Through the rarest transitions first; then through the most telling contexts."""
    profiles: tuple[ProfileContent, ...]
