"""Universal Analytics' export to BigQuery (`ga_sessions_`): visits with their hits in a list.

A hit's time is given in milliseconds since its visit began.
"""

from dataclasses import replace

import duckdb
import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import HEAD_BYTES, ExportFile, unreadable_parquet
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.json_documents import Record
from journeys_mining.readers.parts import Part, first_filled, read_parts, recognise_records
from journeys_mining.readers.records import shape_of_records
from journeys_mining.sql_texts import sql_name, sql_text

_VISIT = ("fullVisitorId", "clientId", "visitId", "visitStartTime", "hits")


class Ga360Reader:
    """Reads what Google Analytics 360 exported before GA4."""

    name = "ga360"

    def recognise(self, file: ExportFile) -> Recognition:
        """By hits beside the start of their visit."""
        return recognise_records(file, "hits of Universal Analytics", _is_hit, _is_visit)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each hit is an event."""
        return read_parts(engine, _as_json(engine, file), _PARTS, options)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the layout alone: the places are known."""
        return None if file.parquet else shape_of_records(file)


def _is_hit(record: Record) -> bool:
    return {"visitStartTime", "hitNumber", "time"} <= record.keys()


def _is_visit(columns: frozenset[str]) -> bool:
    return {"visitstarttime", "fullvisitorid", "hits"} <= columns


def _as_json(engine: Engine, file: ExportFile) -> ExportFile:
    """Visits of Parquet as lines of JSON, of which the hits are then unpacked."""
    if not file.parquet:
        return file
    copy = engine.folder / engine.new_name("visits.jsonl")
    names = ", ".join(sql_name(one) for one in _VISIT if one in file.columns)
    visits = f"SELECT {names} FROM read_parquet({sql_text(str(file.path))})"  # noqa: S608
    try:
        engine.run(f"COPY ({visits}) TO {sql_text(str(copy))} (FORMAT json)")
    except duckdb.Error as error:
        raise unreadable_parquet(file.name, error) from error
    with copy.open(encoding="utf-8") as stream:
        head = stream.read(HEAD_BYTES)
    return replace(file, path=copy, parquet=False, head=head[: head.rfind("\n") + 1] or head)


def _time_ms(begin_s: Value, after_ms: Value) -> Value:
    moment = begin_s.try_cast("int64") * 1000 + after_ms.try_cast("int64")
    return moment.cast("string")


def _name(kind: Value, action: Value, screen: Value) -> Value:
    """Of a page nothing: its URL is its name."""
    named = first_filled(action, screen, kind.lower())
    return ibis.cases((kind == "PAGE", ibis.null("string")), else_=named)


def _url(host: Value, path: Value) -> Value:
    return ibis.coalesce("https://" + host.nullif("") + path, path)


_PARTS = (
    Part(role="user", places=("fullVisitorId", "clientId"), combine=first_filled),
    Part(
        role="time",
        places=("visitStartTime", "time"),
        combine=_time_ms,
        shown="visitStartTime and hits.time",
    ),
    Part(
        role="event",
        places=("type", "eventInfo.eventAction", "appInfo.screenName"),
        combine=_name,
        shown="hits.eventInfo.eventAction",
    ),
    Part(
        role="url",
        places=("page.hostname", "page.pagePath"),
        combine=_url,
        shown="hits.page.pagePath",
    ),
    Part(role="session", places=("visitId",)),
    Part(role="ordinal", places=("hitNumber",)),
)
