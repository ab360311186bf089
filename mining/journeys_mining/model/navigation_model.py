"""The navigation model: what production's users do, as counts. Records; `model_file` reads them.

The file is made to be read in a diff: one line for each action, transition and slot value, sorted,
counts as integers, the same bytes for the same input. It is documented in docs/model-format.md.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from journeys.whole_file import write_whole_file
from journeys_mining.model.guards import Guard
from journeys_mining.model.model_lines import model_lines
from journeys_mining.model.profiles import Profiling
from journeys_mining.model.slots import SlotSummary, SlotTuple
from journeys_mining.model.tuned_numbers import RevisitFactor, TunedNumbers

START: Final = "(start)"
"""Stands before the first action of every session."""
END: Final = "(end)"
"""Stands after the last action of every session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """Where the counts come from. Names no path and no time of mining: same input, same bytes."""

    description: str
    """Names of the files, without their folders."""
    reader: str
    events: int
    """Events counted, after duplicates, refused rows and left-out rows are gone."""
    sessions: int
    users: int
    first_event: str
    """Where the first day begins, UTC, ISO 8601: no model tells the moment of one user."""
    last_event: str
    """Where the last day ends."""
    hosts: tuple[str, ...]
    """Hosts seen in the export; refused as targets of a replay unless allowed by name."""
    view_events: tuple[tuple[str, str], ...] = ()
    """Pages' views with the name under which every row of each came, such as `page_view`: what the
    source calls it. None of an access log's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacySummary:
    """What holds for the persons behind the counts; docs/privacy.md says it at length."""

    guarantee: Literal["k-anonymous counts", "differentially private counts"] = "k-anonymous counts"
    """Each count rests on `least_users` distinct users or more, which is no differential privacy;
    or each is noisy, so that `epsilon`, `delta` and `steps_per_user` hold."""
    least_users: int
    user_ids: Literal["hashed with a key that was not kept"] = "hashed with a key that was not kept"
    removed: tuple[tuple[str, int], ...] = ()
    """Distinct slot values that enough users gave and that look personal, by kind."""
    epsilon: float | None = None
    """Any model is at most e^epsilon times likelier with any one user's data than without."""
    delta: float | None = None
    """The probability with which that does not hold."""
    steps_per_user: int | None = None
    """So many transitions of each user were counted at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStats:
    """An action and what production answered to it."""

    action: str
    count: int
    users: int
    statuses: tuple[tuple[str, int], ...] = ()
    """HTTP status classes and their counts, `("2xx", 812)`; empty if the export has none."""
    refusals: tuple[tuple[int, int], ...] = ()
    """Statuses from 400 to 499 and their counts, `(409, 31)`."""
    duration_ms: tuple[int, int] | None = None
    """Median and 95th percentile of the time production took, where the export has it."""
    redirects: tuple[tuple[str, int], ...] = ()
    """Templates of the pages that production redirected to, or `//host` of another application,
    with their counts, where the export says so; the most frequent first."""
    revisit_factor: RevisitFactor | None = None
    """Weight of the action in a session that did it before; None: the model's overall factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A context of one to three actions, oldest first, and the action that followed it."""

    context: tuple[str, ...]
    action: str
    count: int
    users: int
    think_s: tuple[float, float] | None = None
    """Median and 90th percentile of the seconds between; for contexts of one action only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotValue:
    """A value that at least k users gave to a slot."""

    action: str
    slot: str
    value: str
    count: int
    users: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """Where in a session the value of a request's field was seen before."""

    action: str
    part: Literal["sent", "answered"]
    place: str
    """As in `RequestField`, or a slot of the action's own template.

    `body:/items/*~type=folder/id` is that of the records of one kind."""
    count: int
    """How often the value was the one seen there last."""
    of: int
    """How often the action had come before."""
    users: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestField:
    """Something that requests of an action send: a place in their body, a header, a URL slot."""

    action: str
    place: str
    """`body:/runs/*/id`, `form:name`, `header:x-csrf-token`, or a slot of the template."""
    kind: str
    """JSON's types, and formats: `uuid`, `date-time`, `date`, `email`, `epoch-ms`, …"""
    count: int
    users: int
    scheme: str = ""
    """What stands before the value: `Bearer `."""
    sources: tuple[FieldSource, ...] = ()
    """The surest first."""
    empty: int = 0
    """Of `count`, how often it was sent empty."""

    @property
    def is_mostly_new(self) -> bool:
        """Whether users had sent only few of the values before, and none was answered to them.

        A choice that they make again, not a value that somebody has to get first.
        """
        repeated = sum(source.count for source in self.sources)
        return 2 * repeated < self.count and all(one.part == "sent" for one in self.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateHost:
    """A template on another of production's hosts than the one on which most visits begin."""

    template: str
    host: str
    """Without `www.`."""


@dataclass(frozen=True, kw_only=True)
class NavigationModel:
    """What production's users do, as counts above the floor."""

    source: SourceSummary
    floor: int
    """k: every action, transition and value rests on at least so many distinct users."""
    order: int
    """The longest context, in actions."""
    actions: tuple[ActionStats, ...]
    """Sorted by action."""
    transitions: tuple[Transition, ...]
    """Sorted by length of context, context, action. END is an action here; START opens contexts."""
    slot_values: tuple[SlotValue, ...]
    tuned: TunedNumbers | None = None
    """How counts become probabilities; None if there were too few users to find out."""
    slot_tuples: tuple[SlotTuple, ...] = ()
    """Values that were given to the query slots of an action together; sorted as slot_values."""
    slots: tuple[SlotSummary, ...] = ()
    """What each slot takes; sorted by action and slot."""
    request_fields: tuple[RequestField, ...] = ()
    """What requests send, where the export is a recording; sorted by action and place."""
    template_hosts: tuple[TemplateHost, ...] = ()
    """What lies on other hosts, where the application has several; sorted by template."""
    privacy: PrivacySummary | None = None
    """What holds for the persons behind the counts; None in files of before."""
    guards: tuple[Guard, ...] = ()
    """Rules about the order of actions that production's sessions keep; sorted by `Guard.key`."""
    profiling: Profiling | None = None
    """Classes of sessions; None if they do not differ enough to be told apart."""

    @cached_property
    def digest(self) -> str:
        """First 12 hexadecimal digits of the SHA-256 of the file: names this model in results."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]

    def to_json(self) -> str:
        """The file's text."""
        return self._text

    @cached_property
    def _text(self) -> str:
        return "\n".join(model_lines(self)) + "\n"

    def save(self, path: Path) -> None:
        """Write the file in one step: a reader sees the old file or the new one, never a part.

        Raises
        ------
        InputError
            It cannot be written there.
        """
        write_whole_file(path, self.to_json().encode())
