"""What a person may choose about a mining run."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MiningOptions:
    """Names of columns, limits and rules; what is None is recognised in the export."""

    user: str | None = None
    """Column of the user id."""
    time: str | None = None
    """Column of the time of the event."""
    time_format: str | None = None
    """`day-first`, `month-first`, or a form of `strptime`; None: found out from all times."""
    time_zone: str | None = None
    """IANA name of the zone of times that name none; None: UTC."""
    event: str | None = None
    """Column of the event's name."""
    url: str | None = None
    """Column of the page's URL or path."""
    session: str | None = None
    """Column of the export's own session id."""
    method: str | None = None
    """Column of the HTTP method."""
    status: str | None = None
    """Column of the HTTP status."""
    duration: str | None = None
    """Column of the time production took."""
    ordinal: str | None = None
    """Column that orders the events of one moment."""
    encoding: str | None = None
    """A Python codec name, for exports that are not UTF-8."""
    idle_timeout_s: float = 1800.0
    """A session without an id of its own ends after so many seconds without an event."""
    floor: int = 5
    """k: nothing is kept that rests on fewer distinct users; at least 1."""
    epsilon: float | None = None
    """Noise is added to the counts for this privacy loss of each user; None: counts are exact."""
    steps_per_user: int = 25
    """With `epsilon`: so many transitions of each user are counted at most."""
    order: int = 3
    """The longest context, in actions; 1 to 5."""
    max_refused_share: float = 0.1
    """The run stops when a larger share of the rows cannot be read, 0–1."""
    columns: tuple[str, ...] = ()
    """Names of the columns of a table whose file has no header."""
    reader: str | None = None
    """Name of the reader to use."""
    log_format: str | None = None
    """Format string of the server that wrote an access log, or the name of a known format."""
    mapping: Path | None = None
    """A mapping file that says how to read the export."""
    routes: Path | None = None
    """OpenAPI document or route list whose templates go before those that are learned."""
    keep: tuple[str, ...] = ()
    """Names of the rules of `events.left_out.RULES` that leave nothing out."""
    apart_share: float = 0.0
    """Share of the users whose sessions the model must not see, to be measured by them; 0–1."""
    memory: str | None = None
    """The most that the engine's tables may take, such as `1GB`; more is spilled to disk."""
    threads: int | None = None
    """Threads of the engine; None: one for each core."""
