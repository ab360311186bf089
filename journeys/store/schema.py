"""Tables of the results database, made to be read with SQL too.

A run has journeys (one row for each attempt), a journey has steps, and a step the exchanges that
were made in it, as a JSON array; their bodies are rows of their own. A finding is a step with a
problem, kept once its journey is finished. Edges belong to a model, not to a run: runs of the same
model share them.

In SQLite, `SELECT value ->> 'url' FROM steps, json_each(exchanges)` gives every address that was
asked for; in PostgreSQL, `json_array_elements(exchanges)`.
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

from journeys.store.column_types import SeenText, Texts, UtcTime

VERSION: Final = 4
"""Raised with every change that an older journeys could not read or write."""

metadata = MetaData()

schema_versions = Table(
    "journeys_schema",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("started_at", UtcTime, nullable=False, index=True),
    Column("base_url", SeenText, nullable=False),
    Column("runner", String, nullable=False),
    Column("app_version", SeenText),
    Column("model_digest", String, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("suite", SeenText, nullable=False),
    Column("test", SeenText),
    Column("journeys_version", String, nullable=False),
    Column("shard", String),
)

# What a run set out to do: journeys that are not in `journeys` were never begun.
planned_journeys = Table(
    "planned_journeys",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("journey_id", String, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("journey", SeenText),
    Column("action", SeenText),
    Column("reason", SeenText, nullable=False),
    Column("until", Date, nullable=False),
)

# Sentences for a person: of hooks, of the quarantine list, of what was left out.
notes = Table(
    "notes",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("text", SeenText, nullable=False),
)

# By the way in which steps were bound; written when a run is reported, for SQL and for trends.
# Their sum, hand-written bindings left out, is the run's performed share.
performed_shares = Table(
    "performed_shares",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("way", String, primary_key=True),
    Column("share", Float, nullable=False),
)

journeys = Table(
    "journeys",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("journey_id", String, primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("prob", Float, nullable=False),
    # Of tempered journeys only.
    Column("weight", Float),
    Column("reason", SeenText, nullable=False),
    Column("planned", Texts, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    # Empty until the attempt is finished.
    Column("elapsed_s", Float),
    Column("verdict", String),
    Column("reproduce", SeenText),
)

_ATTEMPT = ("run_id", "journey_id", "attempt")

steps = Table(
    "steps",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("journey_id", String, primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("step_index", Integer, primary_key=True, autoincrement=False),
    Column("action", SeenText, nullable=False),
    Column("way", String, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("elapsed_s", Float, nullable=False),
    Column("page_url", SeenText),
    Column("page", SeenText),
    Column("verdict", String, nullable=False),
    # Empty when the step passed; `reason` may say then what is to be known of it all the same.
    Column("cause", String),
    Column("reason", SeenText),
    Column("remedy", SeenText),
    # What was sent and answered: `journeys.store.exchanges`.
    Column("exchanges", JSON, nullable=False),
    ForeignKeyConstraint(_ATTEMPT, [f"journeys.{name}" for name in _ATTEMPT]),
)

# What exchanges of any run carried, each body once.
bodies = Table(
    "bodies",
    metadata,
    Column("digest", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("journey_id", String, primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("step_index", Integer, primary_key=True, autoincrement=False),
    Column("action", SeenText, nullable=False),
    Column("cause", String, nullable=False),
    Column("reason", SeenText, nullable=False),
    Column("remedy", SeenText, nullable=False),
    ForeignKeyConstraint(_ATTEMPT, [f"journeys.{name}" for name in _ATTEMPT]),
)

graph_edges = Table(
    "graph_edges",
    metadata,
    Column("model_digest", String, primary_key=True),
    Column("before", SeenText, primary_key=True),
    Column("after", SeenText, primary_key=True),
    Column("count", BigInteger, nullable=False),
)
