"""Matomo: the visits of `Live.getLastVisitsDetails`, as JSON or XML.

The times of the actions are those of the site's zone written as if they were UTC; the visit's own
stamps are UTC, so the difference is the zone.
"""

import json
import statistics
from collections.abc import Iterator, Mapping, Sequence

from journeys.errors import InputError
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition
from journeys_mining.readers.json_documents import Record, load_values, look_at_json, unfold
from journeys_mining.readers.plain_events import PlainEvent, read_plain, refuse_columns
from journeys_mining.readers.xml_rows import load_rows
from journeys_mining.report import ColumnUse

_QUARTER_S = 900
# The kinds of actions that are no step of a visitor.
_MARKS = {"goal": "goals", "ecommerceAbandonedCart": "abandoned-carts"}
_NAMED = {
    "ecommerceOrder": "ecommerce order",
    "ecommerceAbandonedCart": "abandoned cart",
    "outlink": "outlink",
    "download": "download",
}
_PAGES = ("action", "search")
CONTENT_IMPRESSION = "content impression"
"""What a number for the kind says: left out among what trackers send of their own accord."""


class MatomoReader:
    """Reads visits with their actions."""

    name = "matomo"

    def recognise(self, file: ExportFile) -> Recognition:
        """By `actionDetails` in each visit."""
        if "<actionDetails>" in file.head:
            return Recognition(sureness=1.0, why="visits of Matomo, as XML")
        json_head = look_at_json(file)
        records = json_head.records if json_head is not None else ()
        fitting = sum(1 for record in records if _is_visit(record))
        share = fitting / len(records) if records else 0.0
        return Recognition(
            sureness=share if share >= 0.5 else 0.0,
            why=f"{fitting} of the first {len(records)} records are visits of Matomo",
        )

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each action of each visit is an event."""
        refuse_columns(file, options, "an export of visits")
        visits = list(_visits(file))
        actions = [action for visit in visits for action in _actions(visit)]
        if actions and not any(_whole(one.get("timestamp")) for one in actions):
            raise InputError(
                "none of the visits' actions has a `timestamp`",
                where=file.name,
                remedy="call `Live.getLastVisitsDetails` without hiding columns",
            )
        offsets = [offset for visit in visits if (offset := _offset_s(visit)) is not None]
        usual = round(statistics.median(offsets)) if offsets else 0
        # The API gives the newest visit first.
        events = [event for visit in reversed(visits) for event in _events(visit, usual)]
        return read_plain(engine, file, events, _uses(usual if offsets else None))


def _visits(file: ExportFile) -> Iterator[Record]:
    if file.head.lstrip().startswith("<"):
        return load_rows(file)
    return (visit for value in load_values(file) for visit in unfold(value))


def _is_visit(record: Record) -> bool:
    return isinstance(record.get("actionDetails"), list) and "idVisit" in record


def _uses(offset_s: int | None) -> tuple[ColumnUse, ...]:
    if offset_s is None:
        zone = "taken as UTC: no visit has a stamp that tells the site's zone"
    elif offset_s == 0:
        zone = "it is UTC, as the visits' own stamps show"
    else:
        zone = f"the site's zone of {offset_s / 3600:+g} h, shown by the visits' stamps, is mended"
    places = {
        "user": "visitorId",
        "account": "userId",
        "time": "actionDetails.timestamp",
        "session": "idVisit",
    }
    said = {"time": f"by the format; {zone}"}
    return tuple(
        ColumnUse(role=role, column=column, why=said.get(role, "by the format"))
        for role, column in places.items()
    )


def _offset_s(visit: Record) -> int | None:
    """Seconds by which the actions' times are ahead of UTC; None if the visit does not tell."""
    times = [time for action in _actions(visit) if (time := _whole(action.get("timestamp")))]
    first, last = (
        _whole(visit.get("firstActionTimestamp")),
        _whole(visit.get("lastActionTimestamp")),
    )
    if not times or (first is None and last is None):
        return None
    ahead = min(times) - first if first is not None else max(times) - (last or 0)
    return round(ahead / _QUARTER_S) * _QUARTER_S


def _events(visit: Record, usual_offset_s: int) -> Iterator[PlainEvent]:
    own = _offset_s(visit)
    offset_s = usual_offset_s if own is None else own
    page: str | None = None
    for action in _actions(visit):
        time_s = _whole(action.get("timestamp"))
        kind, url = str(action.get("type")), _text(action.get("url"))
        if kind in _PAGES:
            page = url or page
        yield PlainEvent(
            user=_text(visit.get("visitorId")) or _text(visit.get("userId")),
            account=_text(visit.get("userId")),
            time_us=None if time_s is None else (time_s - offset_s) * 1_000_000,
            name=_name(kind, action),
            # A link out of the site or to a file was clicked on the page before.
            url=page if kind in ("outlink", "download") else url,
            session=_text(visit.get("idVisit")),
            mark=_MARKS.get(kind),
            example=json.dumps(action, ensure_ascii=False),
        )


def _name(kind: str, action: Mapping[str, object]) -> str | None:
    if kind in _PAGES:
        return None if _text(action.get("url")) else _text(action.get("pageTitle"))
    if kind == "event":
        parts = [_text(action.get("eventCategory")), _text(action.get("eventAction"))]
        return " ".join(part for part in parts if part) or "event"
    if kind.isdigit():
        return CONTENT_IMPRESSION
    return _NAMED.get(kind) or kind


def _actions(visit: Record) -> Sequence[Mapping[str, object]]:
    actions = visit.get("actionDetails")
    return [one for one in actions if isinstance(one, dict)] if isinstance(actions, list) else []


def _text(value: object) -> str | None:
    return str(value).strip() or None if isinstance(value, str | int) else None


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdigit() else None
