"""Visits as analytics tools export them: a CSV table and JSON lines. Same visits, same bytes."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from journeys.demo.visits import Visit, VisitStep

ORIGIN: Final = "https://shop.example.com"
"""Where production is served, in every export."""

_COLUMNS: Final = ("timestamp", "user_id", "event", "page_url", "load_ms", "device")


def events_csv(visits: Iterable[Visit]) -> str:
    """A table with a header and one row for each step, by time, three of them unreadable twice.

    The exporter that the file stands for failed three times, and wrote the row again: once it
    was cut off, once it lost the time, once two writes ran into each other.
    """
    rows = [
        _csv_line(
            (
                _iso(step.at_ms),
                visit.visitor.id,
                step.event or "page_view",
                ORIGIN + step.url,
                "" if step.load_ms is None else str(step.load_ms),
                visit.visitor.device,
            )
        )
        for visit, step in in_order(visits)
    ]
    broken = dict(
        zip((len(rows) * share // 100 for share in (21, 52, 83)), _WRITE_FAULTS, strict=True)
    )
    lines = [_csv_line(_COLUMNS)]
    for place, row in enumerate(rows):
        if place in broken:
            lines.append(broken[place](row))
        lines.append(row)
    return "".join(lines)


def events_jsonl(visits: Iterable[Visit]) -> str:
    """One flat JSON object for each step, by time: epoch milliseconds, and a session id."""
    return "".join(
        json.dumps(
            {
                "ts": step.at_ms,
                "distinct_id": visit.visitor.id,
                "session_id": visit.id,
                "event": step.event or "page_view",
                "url": ORIGIN + step.url,
            }
        )
        + "\n"
        for visit, step in in_order(visits)
    )


def in_order(visits: Iterable[Visit]) -> Iterator[tuple[Visit, VisitStep]]:
    """Every step of every visit, by time; steps of one visit stay in their order."""
    pairs = [(visit, step) for visit in visits for step in visit.steps]
    return iter(sorted(pairs, key=lambda pair: (pair[1].at_ms, pair[0].id)))


def _cut_off(row: str) -> str:
    return row[:36] + "\n"


def _lose_time(row: str) -> str:
    return row[row.index(",") :]


def _run_together(row: str) -> str:
    return row[:17] + row


_WRITE_FAULTS: Final = (_cut_off, _lose_time, _run_together)


def _csv_line(fields: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(fields)
    return line.getvalue()


def _iso(at_ms: int) -> str:
    moment = datetime.fromtimestamp(at_ms // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03d}Z"
