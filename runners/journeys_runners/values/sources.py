"""Where the values of forms and requests come from. Takes what was said, mined, or is invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from journeys_runners.values.inventor import Inventor


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the values come from, the first source first."""

    bound: Mapping[str, str]
    """From bindings.yaml."""
    fixed: Mapping[str, str]
    """From the step; also puts its own values over those that stand in the form."""
    mined: Mapping[str, tuple[str, ...]]
    """What production's users gave, most frequent first."""
    inventor: Inventor
    account: Mapping[str, str] = field(default_factory=dict)
    """What the visitor's own account writes into forms, but for those that make another account."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """From the environment's own data, for what the page leaves open."""
    complaint: str = ""
    """What the page said of the form when it was sent first: texts that it names are needed."""
    is_thorough: bool = False
    """Whether texts are filled in that the form does not ask for by itself."""
    is_change: bool = False
    """Whether something in the form is to differ from what stands there."""

    def given(self, name: str) -> str | None:
        """What somebody said to write into this field, whether or not in its capitals."""
        for known in (self.bound, self.account, self.fixed):
            if name in known:
                return known[name]
        said = (*self.bound.items(), *self.account.items())
        return next((value for one, value in said if one.lower() == name.lower()), None)
