"""What the figures of an evaluation mean, for somebody who knows none of their names."""

from typing import Final

from journeys.audit.model_evaluation.figures import FigureName, Seen
from journeys.audit.model_evaluation.prediction import HORIZON

TITLES: Final[dict[FigureName, str]] = {
    FigureName.PERPLEXITY: "Choices at each step (perplexity)",
    FigureName.GAIN: "Less surprised than a first-order chain",
    FigureName.NEXT_STEP: "Next action guessed right",
    FigureName.HORIZON: f"What comes within {HORIZON} actions guessed right",
    FigureName.NEW_STEPS: "Real steps the model cannot take",
    FigureName.PAIR_DIVERGENCE: "Pairs of actions, drawn against real",
    FigureName.TRIPLE_DIVERGENCE: "Triples of actions, drawn against real",
    FigureName.LENGTH_KS: "Lengths of sessions, drawn against real (KS)",
    FigureName.TWO_SAMPLE_AUC: "Drawn told from real by a classifier (AUC)",
    FigureName.INFEASIBLE: "Drawn steps to pages that nothing leads to",
    FigureName.GUARD_VIOLATIONS: "Drawn sessions that break a guard",
    FigureName.COPIES: "Drawn sessions that are copies",
    FigureName.MEMBERSHIP_AUC: "Mined-from told from others (AUC)",
}

SEEN: Final[dict[Seen, str]] = {
    Seen.UNSEEN: "The model was mined from other users' sessions: it has not seen these.",
    Seen.OTHER_TIME: "These sessions are of another time than those the model was mined from.",
    Seen.SAME_TIME: (
        "These sessions are of the time the model was mined from. Where they are the same sessions,"
        " the model looks better than it is."
    ),
    Seen.THE_SAME: (
        "These are the very events the model was mined from. Every figure flatters it, and none"
        " says how it does on others: name an export of another time, or leave the model out, so"
        " that users are set apart before mining."
    ),
}
"""What the model may know of the sessions it is measured by."""

MAY_FLATTER: Final = frozenset({Seen.SAME_TIME, Seen.THE_SAME})

FIRST_ORDER: Final = "first-order chain"
REAL: Final = "real against real"
REAL_USERS: Final = "other real users"
NEXT_GUESS: Final = "its likeliest next action"
MOST_FREQUENT: Final = "always the most frequent"
CHANCE: Final = "chance"


def surprise_in_words(perplexity: float, first_order: float) -> str:
    """What the perplexity of a model says beside that of a first-order chain.

    >>> surprise_in_words(4.0, 5.0)
    'At each step the model wavers as between 4.0 equally likely actions, a first-order chain as \
between 5.0.'
    """
    return (
        f"At each step the model wavers as between {perplexity:.1f} equally likely actions,"
        f" a first-order chain as between {first_order:.1f}."
    )


def gain_in_words(gain: float) -> str:
    """What the share says by which a model's perplexity lies below that of a first-order chain.

    >>> gain_in_words(0.31)
    'The model is 31% less surprised by real sessions than a first-order chain.'
    >>> gain_in_words(-0.02)
    'The model is 2% more surprised than a first-order chain: what it remembers misleads it.'
    """
    if round(abs(gain), 2) == 0:
        return "The model is as surprised by real sessions as a first-order chain."
    if gain > 0:
        return (
            f"The model is {per_cent(gain)} less surprised by real sessions than a first-order"
            " chain."
        )
    return (
        f"The model is {per_cent(-gain)} more surprised than a first-order chain:"
        " what it remembers misleads it."
    )


def next_step_in_words(share: float, first_order: float, most_frequent: float) -> str:
    """How often the next action is guessed."""
    return (
        f"Of 100 next actions the model guesses {share * 100:.0f}, a first-order chain"
        f" {first_order * 100:.0f}; naming the most frequent action each time gets"
        f" {most_frequent * 100:.0f}."
    )


def horizon_in_words(share: float, first_order: float) -> str:
    """How often the guess comes soon."""
    return (
        f"Asked what comes within {HORIZON} actions, the model is right {share * 100:.0f} times in"
        f" 100; the likeliest next action of a first-order chain comes {first_order * 100:.0f}"
        " times."
    )


def new_steps_in_words(share: float, floor: int) -> str:
    """How many real steps are impossible in a model."""
    return (
        f"{per_cent(share)} of the real steps are an action or a transition that fewer than"
        f" {floor} users had done when the model was mined: no journey drawn from it has them."
    )


def divergence_in_words(what: str, value: float, real: float) -> str:
    """How far n-grams are apart."""
    if value <= real * 1.1:
        return f"{what} of drawn sessions are as like real ones as real ones are among themselves."
    return (
        f"{what} of drawn sessions are {value:.3f} bits from real ones, of 1 at most;"
        f" real ones of as many sessions are {real:.3f} bits apart by chance."
    )


def lengths_in_words(value: float, real: float) -> str:
    """How far the lengths of sessions are apart."""
    return (
        f"However short one calls short, the share of short sessions differs by"
        f" {value * 100:.1f} points at most between drawn and real ones, and by"
        f" {real * 100:.1f} between two halves of the real ones."
    )


def two_sample_in_words(auc: float, first_order: float) -> str:
    """How often a classifier picks the drawn session."""
    return (
        f"Given a drawn session and a real one, a classifier that has seen many of both picks the"
        f" drawn one {auc * 100:.0f} times in 100, where a coin gets 50; of sessions drawn from a"
        f" first-order chain it picks {first_order * 100:.0f}."
    )


def infeasible_in_words(share: float, real: float) -> str:
    """How many steps cannot be, by the site's links."""
    return (
        f"{per_cent(share)} of the drawn steps to a page follow no link of the page before and do"
        f" not go back to a page of the session; of real ones {per_cent(real)}."
    )


def guards_in_words(share: float, real: float, guards: int) -> str:
    """How many sessions break guards."""
    return (
        f"{per_cent(share)} of drawn sessions break one of the model's {guards} guards;"
        f" of real ones {per_cent(real)}."
    )


def copies_in_words(share: float, real: float, least_steps: int) -> str:
    """How many sessions are copies."""
    return (
        f"{per_cent(share)} of the drawn sessions of {least_steps} actions or more are word for"
        f" word one that the model was mined from; of other real users' sessions"
        f" {per_cent(real)} are, so that many come by chance."
    )


def membership_in_words(auc: float) -> str:
    """How often an attacker is right."""
    return (
        f"Given a session that the model was mined from and one that it was not, an attacker who"
        f" has the model picks the right one {auc * 100:.0f} times in 100; guessing gets 50."
    )


def per_cent(share: float) -> str:
    """A share as a person reads it.

    >>> [per_cent(one) for one in (0, 0.0004, 0.012, 0.31)]
    ['0%', '0.04%', '1.2%', '31%']
    """
    return f"{share * 100:.2g}%" if 0 < share < 0.0995 else f"{share * 100:.0f}%"


def shown(name: FigureName, value: float) -> str:
    """A figure or reference in the unit of its name.

    >>> shown(FigureName.NEXT_STEP, 0.5699), shown(FigureName.TWO_SAMPLE_AUC, 0.53)
    ('57%', '0.530')
    """
    if name in _SHARES:
        return per_cent(value) if value >= 0 else f"-{per_cent(-value)}"
    return f"{value:.2f}" if name is FigureName.PERPLEXITY else f"{value:.3f}"


_SHARES = frozenset(
    {
        FigureName.GAIN,
        FigureName.NEXT_STEP,
        FigureName.HORIZON,
        FigureName.NEW_STEPS,
        FigureName.INFEASIBLE,
        FigureName.GUARD_VIOLATIONS,
        FigureName.COPIES,
    }
)
