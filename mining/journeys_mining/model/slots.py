"""What a model knows of slots beside their values: kinds, ranges, tuples, and what they repeat."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotTuple:
    """Values that at least k users gave to the query slots of an action together."""

    action: str
    slots: tuple[str, ...]
    values: tuple[str, ...]
    """In the order of the slots."""
    count: int
    users: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRepeat:
    """An earlier slot whose value a slot repeats. Counted in the sessions of some users."""

    action: str
    """Of the earlier step."""
    slot: str
    back: int
    """Steps between the two, 1 to 3."""
    count: int
    """How often the values were equal."""
    of: int
    """How often the earlier step was that action."""
    users: int
    """Whose values were equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSummary:
    """What values a slot takes; of those that fewer than k users gave nothing is said."""

    action: str
    slot: str
    kind: str = ""
    """`integer`, `number`, `date`, `uuid`, `hash`, `locale`, `boolean` or `text`; empty where no
    value of a query is above the floor."""
    values: int = 0
    """How many different values of a query are above the floor."""
    least: str | None = None
    """Of numbers and dates, the smallest value above the floor."""
    most: str | None = None
    repeats: tuple[SlotRepeat, ...] = ()
    """The surest first."""
