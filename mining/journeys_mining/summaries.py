"""What a mining run says of itself: in the model, and to a person."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table
from journeys_mining.model.navigation_model import NavigationModel, SourceSummary, Transition
from journeys_mining.reading import Export
from journeys_mining.report import LeftOutRows, MiningReport

_SHOWN_TRANSITIONS = 10
_DAY = len("2026-01-31")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSummary:
    events: int
    users: int
    first_event: str
    """UTC, ISO 8601: to the microsecond, so it is for who runs it and not for a model."""
    last_event: str
    left_out: tuple[LeftOutRows, ...]
    """Rows beside them that are no step of a user."""


def summarise_events(
    engine: Engine, events: Table, left_out: tuple[LeftOutRows, ...], floor: int
) -> EventSummary:
    by_user = events.group_by("user_code").agg(
        count=events.count(), first=events.time_us.min(), last=events.time_us.max()
    )
    counted = engine.numbers(
        by_user.aggregate(
            users=by_user.count(),
            events=by_user["count"].sum(),
            first=by_user["first"].min(),
            last=by_user["last"].max(),
        )
    )
    users = counted["users"]
    if users < floor:
        raise InputError(
            f"the export has {users:,} {'user' if users == 1 else 'users'}, and the floor of"
            f" {floor} would remove everything: what fewer users did is never kept",
            remedy="mine a longer period, or lower the floor with `--floor 1`"
            " if nobody's privacy is at stake",
        )
    return EventSummary(
        events=counted["events"],
        users=users,
        first_event=_iso(counted["first"]),
        last_event=_iso(counted["last"]),
        left_out=left_out,
    )


def source_of(
    export: Export, summary: EventSummary, sessions: int, hosts: tuple[str, ...]
) -> SourceSummary:
    return SourceSummary(
        description=", ".join(dict.fromkeys(one.file.partition("/")[0] for one in export.files)),
        reader=", ".join(dict.fromkeys(one.reader for one in export.files)),
        events=summary.events,
        sessions=sessions,
        users=summary.users,
        # Somebody's own moment would lie below any floor.
        first_event=summary.first_event[:_DAY] + "T00:00:00Z",
        last_event=summary.last_event[:_DAY] + "T23:59:59Z",
        hosts=hosts,
    )


def report_of(
    export: Export,
    summary: EventSummary,
    model: NavigationModel,
    actions_seen: int,
    joined_events: tuple[str, ...],
) -> MiningReport:
    first_order = [one for one in model.transitions if len(one.context) == 1]

    def rarity(one: Transition) -> tuple[int, tuple[str, ...], str]:
        return (one.count, one.context, one.action)

    def frequency(one: Transition) -> tuple[int, tuple[str, ...], str]:
        return (-one.count, one.context, one.action)

    return MiningReport(
        files=export.files,
        rows=export.row_count,
        refused=export.refused,
        left_out=summary.left_out,
        events=model.source.events,
        users=model.source.users,
        sessions=model.source.sessions,
        first_event=summary.first_event,
        last_event=summary.last_event,
        actions_seen=actions_seen,
        actions_kept=len(model.actions),
        joined_events=joined_events,
        without_rows=export.without_rows,
        most_frequent=tuple(sorted(first_order, key=frequency)[:_SHOWN_TRANSITIONS]),
        rarest=tuple(sorted(first_order, key=rarity)[:_SHOWN_TRANSITIONS]),
    )


def _iso(time_us: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)
    return moment.isoformat().replace("+00:00", "Z")
