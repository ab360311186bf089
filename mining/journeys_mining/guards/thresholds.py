"""What a rule has to show to be a guard; imports nothing, so that models can be compared by it."""

NOISE_PERCENT = 2
"""Of the sessions where a rule could be broken, those that may break it by loss of rows."""
LEAST_SESSIONS = 20
"""Where a rule could be broken; fewer say too little."""
LEAST_LIFT = 8.0
"""How many times more often sessions break it that depend on the action before alone."""
FALSE_CHANCE = 0.001
"""That any rule of a model is chance."""
MARGINS = (-1, 0, 1)
"""Of the rules about counts that are tried."""


def tried_about_pairs(action_count: int) -> int:
    """How many rules about two of so many actions there are: two about order, one a margin."""
    return action_count**2 * (2 + len(MARGINS))


def is_noise(exceptions: float, sessions: float) -> bool:
    """Whether so few exceptions may come from rows that were lost."""
    return exceptions * 100 <= sessions * NOISE_PERCENT
