"""What is counted of one field of an action's requests, while recordings are read."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Literal

from journeys_mining.counting.accounts import Return

Part = Literal["sent", "answered"]
Place = tuple[str, Part, str]
"""Action, part and place."""


@dataclass(slots=True)
class FieldCount:
    count: int = 0
    empty: int = 0
    users: set[int] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    schemes: Counter[str] = field(default_factory=Counter)
    users_of_value: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    values: Counter[str] = field(default_factory=Counter)
    came_before: Counter[str] = field(default_factory=Counter)
    """How often each action had come before."""
    first_after: Counter[str] = field(default_factory=Counter)
    """The same, of the first request of its action in a session alone."""
    first_repeats: Counter[Place] = field(default_factory=Counter)
    repeats: Counter[Place] = field(default_factory=Counter)
    repeating_users: defaultdict[Place, set[int]] = field(default_factory=lambda: defaultdict(set))
    repeated: defaultdict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))

    def note_repeats(self, earlier: Place, values: set[str], user: int) -> None:
        self.repeats[earlier] += 1
        self.repeating_users[earlier].add(user)
        self.repeated[earlier] |= values

    def note_return(self, found: Return, user: int) -> None:
        self.came_before[found.earlier] += 1
        for place in found.repeats:
            self.note_repeats((found.earlier, "sent", place), {found.value}, user)
