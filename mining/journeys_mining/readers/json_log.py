"""Access logs as JSON lines: Caddy, Traefik, and nginx with the usual names of its variables."""

from dataclasses import replace

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.export_file import ExportFile
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.json_documents import Record
from journeys_mining.readers.log_events import visitor
from journeys_mining.readers.parts import Part, first_filled, keep_parts, parsed, recognise_records
from journeys_mining.readers.records import open_records, shape_of_records

_NGINX = frozenset(["remote_addr", "status"])
_NGINX_REQUEST = frozenset(["request", "request_uri", "uri"])
_TRAEFIK = frozenset(["ClientHost", "RequestMethod", "RequestPath"])


class JsonLogReader:
    """Reads access logs that are JSON lines."""

    name = "json_log"

    def recognise(self, file: ExportFile) -> Recognition:
        """By the names that a request has in Caddy's, Traefik's or nginx's logs."""
        return recognise_records(file, "requests of an access log", _is_request)

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each line is a request; two equal lines are two requests in one moment."""
        kept, uses = keep_parts(engine, open_records(engine, file), _PARTS, options)
        repeated = kept.table.mutate(digest=ibis.null("uint64"))
        table = engine.keep(engine.new_name("cells"), repeated)
        engine.drop(kept.table)
        return parsed(engine, replace(kept, table=table), uses)

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the layout alone: the places are known."""
        return shape_of_records(file)


def _is_request(record: Record) -> bool:
    inner = record.get("request")
    if isinstance(inner, dict):
        return {"method", "uri"} <= inner.keys() and "ts" in record
    names = record.keys()
    return names >= _TRAEFIK or (names >= _NGINX and bool(names & _NGINX_REQUEST))


def _user(agent: Value, header: Value, traefik: Value, *addresses: Value) -> Value:
    return visitor(first_filled(*addresses), first_filled(agent, header, traefik))


def _method(line: Value, *methods: Value) -> Value:
    return first_filled(*methods, line.re_extract(r"^([A-Z]+) \S", 1))


def _url(line: Value, secure: Value, traefik_host: Value, *texts: Value) -> Value:
    """The host, if it is known, and the path; nginx may write the whole request line."""
    *hosts, caddy, traefik, nginx, plain = texts
    host = first_filled(*hosts, traefik_host)
    path = first_filled(caddy, traefik, nginx, line.re_extract(r"^[A-Z]+ (\S+)", 1), plain)
    scheme = ibis.cases((secure.fill_null("") == "http", "http://"), else_="https://")
    return ibis.cases((path.startswith("/"), ibis.coalesce(scheme + host, "") + path), else_=path)


def _duration_ms(seconds: Value, nanoseconds: Value, nginx_s: Value) -> Value:
    in_ms = ibis.coalesce(
        seconds.try_cast("float64") * 1e3,
        nanoseconds.try_cast("float64") / 1e6,
        nginx_s.try_cast("float64") * 1e3,
    )
    return in_ms.cast("string")


_AGENTS = ("http_user_agent", "request.headers.User-Agent.0", "request_User-Agent")
_PARTS = (
    Part(
        role="user",
        places=(
            *_AGENTS,
            *("request.client_ip", "request.remote_ip", "request.remote_addr"),
            *("ClientHost", "remote_addr"),
        ),
        combine=_user,
    ),
    Part(
        role="time",
        places=("ts", "StartUTC", "time_iso8601", "msec", "@timestamp", "timestamp", "time"),
    ),
    Part(
        role="url",
        places=(
            *("request", "scheme", "RequestHost", "request.host", "http_host", "host"),
            *("server_name", "request.uri", "RequestPath", "request_uri", "uri"),
        ),
        combine=_url,
    ),
    Part(
        role="method",
        places=("request", "request.method", "RequestMethod", "request_method"),
        combine=_method,
    ),
    Part(role="status", places=("status", "DownstreamStatus")),
    Part(
        role="duration",
        places=("duration", "Duration", "request_time"),
        combine=_duration_ms,
        shown="time taken",
    ),
    Part(role="agent", places=_AGENTS),
    Part(
        role="redirect",
        places=(
            *("resp_headers.Location.0", "downstream_Location", "origin_Location"),
            *("sent_http_location", "upstream_http_location"),
        ),
    ),
)
