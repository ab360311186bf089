"""The navigation model: what production's users do, as counts. One JSON file.

The file is made to be read in a diff: one line for each action, transition and slot value, sorted,
counts as integers, the same bytes for the same input. It is documented in docs/model-format.md.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from journeys.errors import Fault, FaultyFileError, InputError
from journeys.whole_file import write_whole_file
from journeys_mining.model.guards import Guard
from journeys_mining.model.profiles import Profiling
from journeys_mining.model.tuned_numbers import RevisitFactor, TunedNumbers

START: Final = "(start)"
"""Stands before the first action of every session."""
END: Final = "(end)"
"""Stands after the last action of every session."""

FORMAT: Final = "journeys.navigation-model"
VERSION: Final = 1


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
    """UTC, ISO 8601."""
    last_event: str
    hosts: tuple[str, ...]
    """Hosts seen in the export; refused as targets of a replay unless allowed by name."""


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
    duration_ms: tuple[int, int] | None = None
    """Median and 95th percentile of the time production took, where the export has it."""
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
    """As in `RequestField`, or a slot of the action's own template."""
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
    request_fields: tuple[RequestField, ...] = ()
    """What requests send, where the export is a recording; sorted by action and place."""
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
        return "\n".join(self._lines()) + "\n"

    def save(self, path: Path) -> None:
        """Write the file in one step: a reader sees the old file or the new one, never a part.

        Raises
        ------
        InputError
            It cannot be written there.
        """
        write_whole_file(path, self.to_json().encode())

    def _lines(self) -> Iterator[str]:
        head = {"format": FORMAT, "version": VERSION, "floor": self.floor, "order": self.order}
        yield "{"
        for key, value in head.items():
            yield f"  {json.dumps(key)}: {json.dumps(value)},"
        yield f'  "source": {_json(asdict(self.source))},'
        if self.privacy:
            told = {name: one for name, one in asdict(self.privacy).items() if one is not None}
            yield f'  "privacy": {_json(told)},'
        if self.tuned:
            yield f'  "tuned": {_json(asdict(self.tuned))},'
        if self.profiling:
            yield from _profiling_lines(self.profiling)
        yield from _section("actions", map(_as_line, self.actions))
        yield from _lines_of("transitions", _transition_lines(self.transitions))
        if self.request_fields:
            yield from _section("request_fields", map(asdict, self.request_fields))
        if self.guards:
            yield from _section("guards", [one.as_line() for one in self.guards])
        yield from _section("slot_values", map(_as_line, self.slot_values), last=True)
        yield "}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ModelFile:
    __pydantic_config__: ClassVar = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    format: Literal["journeys.navigation-model"]
    version: Literal[1]
    floor: int
    order: int
    source: SourceSummary
    actions: tuple[ActionStats, ...]
    transitions: tuple[Transition, ...]
    slot_values: tuple[SlotValue, ...]
    tuned: TunedNumbers | None = None
    request_fields: tuple[RequestField, ...] = ()
    guards: tuple[Guard, ...] = ()
    profiling: Profiling | None = None
    privacy: PrivacySummary | None = None


_FILE = TypeAdapter(_ModelFile)


def model_file_schema() -> dict[str, Any]:
    """The JSON Schema of a model file, without its name and address."""
    return _FILE.json_schema()


def load_model(path: Path) -> NavigationModel:
    """The model in a file.

    Raises
    ------
    InputError
        The file is missing, is not JSON, is no model, is of an unknown version, or its content is
        not what it should be; every fault is named with its path.
    """
    raw = _read_json(path)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise InputError(
            "this is not a navigation model",
            where=str(path),
            remedy="make one with `journeys mine EXPORT --output model.json`",
        )
    if raw.get("version") != VERSION:
        raise InputError(
            f"the model is of version {raw.get('version')!r}; this journeys reads {VERSION}",
            where=str(path),
            remedy="upgrade journeys, or mine the export again with this version",
        )
    try:
        file = _FILE.validate_python(raw)
    except ValidationError as error:
        raise FaultyFileError(
            str(path),
            [Fault(path=_path(one["loc"]), message=one["msg"]) for one in error.errors()],
            remedy="mine the export again; model files are not meant to be edited",
        ) from error
    model = NavigationModel(
        source=file.source,
        floor=file.floor,
        order=file.order,
        actions=file.actions,
        transitions=file.transitions,
        slot_values=file.slot_values,
        tuned=file.tuned,
        request_fields=file.request_fields,
        guards=file.guards,
        profiling=file.profiling,
        privacy=file.privacy,
    )
    _check_consistency(model, path)
    return model


def _check_consistency(model: NavigationModel, path: Path) -> None:
    known = {one.action for one in model.actions}
    faults = [
        Fault(path=path_, message=f"unknown action {name!r}")
        for path_, names in _names_used(model)
        for name in names
        if name not in known and name not in (START, END)
    ]
    if faults:
        raise FaultyFileError(str(path), faults[:20], remedy="mine the export again")


def _names_used(model: NavigationModel) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Places of the file that name actions, and the names."""
    for index, one in enumerate(model.transitions):
        yield f"$.transitions[{index}]", (*one.context, one.action)
    for number, profile in enumerate(model.profiling.profiles if model.profiling else ()):
        place = f"$.profiling.profiles[{number}]"
        for index, action in enumerate(profile.actions):
            yield f"{place}.actions[{index}]", (action.action,)
        for index, pair in enumerate(profile.transitions):
            yield f"{place}.transitions[{index}]", (pair.before, pair.action)


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            "there is no such file",
            where=str(path),
            remedy="make a model with `journeys mine EXPORT --output model.json`",
        ) from None
    except IsADirectoryError:
        raise InputError("this is a directory, not a model file", where=str(path)) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(
            f"this is not JSON ({error})",
            where=str(path),
            remedy="a model is the file that `journeys mine EXPORT --output model.json` writes",
        ) from error


def _path(loc: tuple[int | str, ...]) -> str:
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)


# One for all: a model may have half a million lines.
_json = json.JSONEncoder(ensure_ascii=False).encode


def _profiling_lines(profiling: Profiling) -> Iterator[str]:
    """One line for each profile's figures, and for each of its actions and transitions."""
    content = asdict(profiling)
    profiles = content.pop("profiles")
    yield f'  "profiling": {_json(content)[:-1]}, "profiles": ['
    for number, one in enumerate(profiles, start=1):
        actions, transitions = one.pop("actions"), one.pop("transitions")
        yield f"    {_json(one)[:-1]},"
        lines = (*_section("actions", actions), *_section("transitions", transitions, last=True))
        yield from (f"    {line}".replace("\n", "\n    ") for line in lines)
        yield "    }" if number == len(profiles) else "    },"
    yield "  ]},"


def _section(name: str, rows: Iterable[dict[str, object]], *, last: bool = False) -> Iterator[str]:
    filled = ({k: v for k, v in row.items() if v not in (None, (), "")} for row in rows)
    yield from _lines_of(name, map(_json, filled), last=last)


def _lines_of(name: str, lines: Iterable[str], *, last: bool = False) -> Iterator[str]:
    indented = [f"    {line}" for line in lines]
    yield f'  "{name}": ['
    if indented:
        yield ",\n".join(indented)
    yield "  ]" if last else "  ],"


def _transition_lines(transitions: Iterable[Transition]) -> Iterator[str]:
    """As `_json` writes them, at a fifth of the cost: there may be half a million."""
    written = _Written()
    for one in transitions:
        context = ", ".join([written[name] for name in one.context])
        line = f'{{"context": [{context}], "action": {written[one.action]}'
        think = f', "think_s": {_json(one.think_s)}' if one.think_s else ""
        yield f'{line}, "count": {one.count}, "users": {one.users}{think}}}'


class _Written(dict[str, str]):
    """Texts as JSON, each worked out once."""

    def __missing__(self, text: str) -> str:
        self[text] = _json(text)
        return self[text]


def _as_line(row: ActionStats | SlotValue) -> dict[str, object]:
    """As `asdict`, which copies deeply what needs no copy."""
    return {name: getattr(row, name) for name in row.__slots__}
