"""What an evaluation found: figures, each with what to hold it against, in numbers and words."""

from dataclasses import dataclass
from enum import StrEnum


class FigureName(StrEnum):
    """One name for each figure: in files, on the command line and in gates."""

    PERPLEXITY = "perplexity"
    GAIN = "gain"
    NEXT_STEP = "next-step"
    HORIZON = "horizon"
    NEW_STEPS = "new-steps"
    PAIR_DIVERGENCE = "pair-divergence"
    TRIPLE_DIVERGENCE = "triple-divergence"
    LENGTH_KS = "length-ks"
    TWO_SAMPLE_AUC = "two-sample-auc"
    INFEASIBLE = "infeasible"
    GUARD_VIOLATIONS = "guard-violations"
    COPIES = "copies"
    MEMBERSHIP_AUC = "membership-auc"


HIGHER_IS_BETTER = frozenset({FigureName.GAIN, FigureName.NEXT_STEP, FigureName.HORIZON})
"""Of all others, less is better."""


class Seen(StrEnum):
    """What the model may know of the sessions that it was measured by."""

    UNSEEN = "unseen"
    """Their users were set apart before mining."""
    OTHER_TIME = "other-time"
    """They are later or earlier than all that the model was mined from."""
    SAME_TIME = "same-time"
    """They are of the time that the model was mined from: some may be the same."""
    THE_SAME = "the-same"
    """They are the events that the model was mined from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a figure is to be held against: a floor, or a simpler model's figure."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number."""

    name: FigureName
    value: float
    references: tuple[Reference, ...] = ()
    limit: float
    """As far as a good model may go; a rule of thumb, no gate."""
    words: str
    """What it says, in a sentence or two."""

    @property
    def higher_is_better(self) -> bool:
        """Whether more of it is better."""
        return self.name in HIGHER_IS_BETTER

    @property
    def good(self) -> bool:
        """Whether it keeps to its limit."""
        return self.value >= self.limit if self.higher_is_better else self.value <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMeasured:
    """A figure that there is none of, and why."""

    name: FigureName
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFigures:
    """What follows one action in real sessions, and how well a model foretells it."""

    action: str
    """`(start)` for what sessions begin with."""
    count: int
    """Times it was done in the real sessions."""
    per_session: float
    """Of real sessions, on average."""
    drawn_per_session: float
    """Of drawn sessions, on average."""
    bits: float
    """Mean surprise of what follows it."""
    first_order_bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that was found about one model. Nothing of a single session is in it."""

    model: str
    """Digest of the model."""
    mined_from: str
    measured_by: str
    """What the sessions were read from."""
    seen: Seen
    sessions: int
    users: int
    steps: int
    floor: int
    actions: int
    seed: int
    figures: tuple[Figure, ...]
    not_measured: tuple[NotMeasured, ...]
    by_action: tuple[ActionFigures, ...]
    """Those first at which the model is surprised most often and most strongly."""
