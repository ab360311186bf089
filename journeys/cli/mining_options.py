"""The options by which commands read an export, passed on as one `MiningOptions`."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from journeys_mining.options import MiningOptions

R = TypeVar("R")

_NAMES = {"order_by": "ordinal", "max_refused": "max_refused_share"}
"""Options that are called otherwise in the record; the others have its names."""

_PLAIN = (
    "user", "time", "time_format", "time_zone", "event", "url", "session", "order_by",
    "reader", "mapping", "log_format", "encoding", "routes", "floor", "max_refused", "memory",
    "threads",
)  # fmt: skip

# As `journeys_mining.events.left_out.RULES`, which is too heavy to import for `--help`.
_BOT_RULES = ("bots", "marked-bots", "crawling", "repeating", "assetless")
_MARKS = (
    "excluded-hits", "no-visitor", "intraday", "goals", "abandoned-carts", "mapping",
)  # fmt: skip
_RULES = (
    *_BOT_RULES, "assets", "duplicates", "health-checks", "heads", "pseudo-events", "rare-clicks",
    *_MARKS,
)  # fmt: skip

_OPTIONS = (
    click.option("--user", metavar="COLUMN", help="Column of the user or device id."),
    click.option("--time", metavar="COLUMN", help="Column of the time."),
    click.option(
        "--time-format",
        metavar="FORMAT",
        help="day-first, month-first, or how times are written: '%d.%m.%Y %H:%M'.",
    ),
    click.option(
        "--time-zone", metavar="ZONE", help="Zone of times that name none: Europe/Berlin."
    ),
    click.option("--event", metavar="COLUMN", help="Column of the event's name."),
    click.option("--url", metavar="COLUMN", help="Column of the page's URL or path."),
    click.option("--session", metavar="COLUMN", help="Column of the session id."),
    click.option(
        "--columns", metavar="NAMES", help="Names of the columns, where the file has no header."
    ),
    click.option("--order-by", metavar="COLUMN", help="Column that orders events of one moment."),
    click.option(
        "--reader", "--format", "reader", metavar="NAME", help="Reader to use instead of guessing."
    ),
    click.option(
        "--mapping",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="YAML file that says which column is what; see docs/readers.md.",
    ),
    click.option(
        "--log-format",
        metavar="FORMAT",
        help="Apache's LogFormat or nginx's log_format, as configured; or combined, haproxy, s3.",
    ),
    click.option(
        "--routes",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="OpenAPI document or route list to name pages by, before learning the rest.",
    ),
    click.option("--encoding", metavar="NAME", help="Encoding of the files, if it is not UTF-8."),
    click.option(
        "--idle-timeout",
        default="30m",
        show_default=True,
        metavar="DURATION",
        help="A longer silence starts a new session, where the export has no session ids.",
    ),
    click.option(
        "-k",
        "--floor",
        default=5,
        show_default=True,
        type=click.IntRange(1),
        help="Leave out what fewer than so many users did.",
    ),
    click.option(
        "--max-refused",
        default=0.1,
        show_default=True,
        type=click.FloatRange(0, 1),
        help="Stop when a larger share of rows cannot be read.",
    ),
    click.option("--memory", metavar="SIZE", help="Memory for the data, such as 1GB; more spills."),
    click.option("--threads", type=click.IntRange(1), help="Threads to use; all cores otherwise."),
    click.option(
        "--keep",
        "rules",
        multiple=True,
        type=click.Choice(_RULES),
        help="Count what a rule leaves out, too; may be repeated.",
    ),
    click.option("--keep-bots", is_flag=True, help="Count bots, too, known or found out."),
    click.option("--keep-assets", is_flag=True, help="Count static assets, too."),
)


def mining_options(command: Callable[..., R]) -> Callable[..., R]:
    """Adds the options of `journeys mine` and passes what they say as `options`."""

    @wraps(command)
    def with_options(*args: Any, **kwargs: Any) -> R:
        return command(*args, options=_take(kwargs), **kwargs)

    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options


def _take(arguments: dict[str, Any]) -> "MiningOptions":
    """What the command line says of reading, taken out of its other arguments."""
    from journeys.durations import parse_duration
    from journeys_mining.options import MiningOptions

    idle_timeout_s = parse_duration(arguments.pop("idle_timeout"), where="--idle-timeout")
    columns = tuple(name.strip() for name in (arguments.pop("columns") or "").split(",") if name)
    keep = set(arguments.pop("rules"))
    keep |= set(_BOT_RULES) if arguments.pop("keep_bots") else set()
    keep |= {"assets"} if arguments.pop("keep_assets") else set()
    chosen = {_NAMES.get(name, name): arguments.pop(name) for name in _PLAIN}
    return MiningOptions(
        idle_timeout_s=idle_timeout_s, columns=columns, keep=tuple(sorted(keep)), **chosen
    )
