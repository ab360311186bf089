"""Clients that call themselves browsers and do what no person does, each told by a named rule.

Only plain requests and page views are looked at. A client is left out whole: what a machine did
before it was found out is no step of a user either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table
from journeys_mining.events.event_names import PAGE_VIEW_NAMES
from journeys_mining.events.left_out import ASSET, ASSETLESS, CRAWLING, REPEATING, RULES
from journeys_mining.options import MiningOptions
from journeys_mining.report import LeftOutRows

PAGES_IN_AN_HOUR: Final = 300
"""So many different pages in one hour of the clock are more than a person opens: one in 12 s."""
TIMES_IN_A_DAY: Final = 100
"""So many requests of one page in one day, and hardly another one: a monitor, not a visitor."""
SAME_PAGE_SHARE: Final = 0.95
PAGES_WITHOUT_ASSETS: Final = 10
"""So many pages without an image, a style or a script, where other clients load them."""
LEAST_CLIENTS: Final = 20
"""Fewer clients of three pages or more do not show that a log has the assets of its pages."""
ASSETS_SHARE: Final = 0.5

Paths = Callable[[], Table]

_HOUR_US = 3_600_000_000
_DAY_US = 24 * _HOUR_US


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Clients:
    """Who asked for pages and assets, and whether a look at them is worth the while."""

    table: Table
    """user_code, pages, whole (pages that were answered), assets."""
    most_pages: int
    """That one of them asked for."""
    several: int
    """How many had three pages or more."""
    loading: int
    """How many of these loaded an asset."""


def leave_out_bots(  # noqa: PLR0913, PLR0917
    engine: Engine,
    marked: Table,
    calls: Table,
    paths: Paths,
    rules: Sequence[str],
    options: MiningOptions,
) -> tuple[Table, tuple[LeftOutRows, ...]]:
    """The marked rows without those of clients that behave like machines, and how many there were.

    Parameters
    ----------
    marked
        The coded rows with `left_out`, the number of the one of the `rules` that leaves it out.
    paths
        Gives url_code and path of all URLs.
    """
    pages = _pages(engine, marked, calls, rules)
    if pages is None:
        return marked, ()
    clients = _clients(engine, pages)
    counted: list[LeftOutRows] = []
    kept = {RULES[name] for name in options.keep}
    for rule, find in _FINDERS.items():
        found = None if rule in kept else find(engine, pages, clients, paths)
        if found is None:
            continue
        bots = engine.keep(engine.new_name("bots"), found)
        theirs = marked.semi_join(bots, "user_code")
        count = engine.number(theirs.left_out.isnull().ifelse(1, 0).sum().fill_null(0))
        if count:
            counted.append(LeftOutRows(rule=rule, count=count))
            marked = marked.anti_join(bots, "user_code")
    engine.drop(clients.table)
    return marked, tuple(counted)


def _pages(engine: Engine, marked: Table, calls: Table, rules: Sequence[str]) -> Table | None:
    """The requests for pages and assets; None where an export has events alone."""
    plain_name = calls.name.lower().replace(" ", "_")
    plain = calls.filter(
        ((calls.name == "") | plain_name.isin(PAGE_VIEW_NAMES)) & (calls.method == "GET")
    )
    codes = engine.fetch(plain.select("call_code"))["call_code"].tolist()
    if not codes:
        return None
    # Where assets are kept they are steps like others, and tell nothing.
    is_asset = (marked.left_out == rules.index(ASSET)) if ASSET in rules else ibis.literal(False)
    asked = marked.mutate(is_asset=is_asset.fill_null(False))
    asked = asked.filter(asked.call_code.isin(codes) & asked.url_code.notnull())
    asked = asked.filter(asked.left_out.isnull() | asked.is_asset)
    answered = asked.status.isnull() | asked.status.between(200, 299)
    return asked.mutate(is_page=~asked.is_asset, is_whole=~asked.is_asset & answered)


def _clients(engine: Engine, pages: Table) -> _Clients:
    by_client = engine.keep(
        "clients",
        pages.group_by("user_code").agg(
            pages=pages.is_page.ifelse(1, 0).sum(),
            whole=pages.is_whole.ifelse(1, 0).sum(),
            assets=pages.is_asset.ifelse(1, 0).sum(),
        ),
    )
    several = by_client.whole >= 3
    found = engine.numbers(
        by_client.aggregate(
            most_pages=by_client.pages.max(),
            several=several.ifelse(1, 0).sum(),
            loading=(several & (by_client.assets > 0)).ifelse(1, 0).sum(),
        )
    )
    return _Clients(table=by_client, **found)


def _crawling(engine: Engine, pages: Table, clients: _Clients, paths: Paths) -> Table | None:
    hour = pages.time_us - pages.time_us % _HOUR_US
    busy = _busy_times(engine, pages.mutate(bucket=hour), clients, PAGES_IN_AN_HOUR, paths)
    if busy is None:
        return None
    counted = busy.group_by("user_code", "bucket").agg(paths=busy.count())
    return counted.filter(counted.paths >= PAGES_IN_AN_HOUR).select("user_code").distinct()


def _repeating(engine: Engine, pages: Table, clients: _Clients, paths: Paths) -> Table | None:
    day = pages.time_us - pages.time_us % _DAY_US
    busy = _busy_times(engine, pages.mutate(bucket=day), clients, TIMES_IN_A_DAY, paths)
    if busy is None:
        return None
    counted = busy.group_by("user_code", "bucket").agg(most=busy.times.max(), all=busy.times.sum())
    same = counted.most >= SAME_PAGE_SHARE * counted["all"].cast("float64")
    return counted.filter((counted.most >= TIMES_IN_A_DAY) & same).select("user_code").distinct()


def _busy_times(
    engine: Engine, pages: Table, clients: _Clients, least: int, paths: Paths
) -> Table | None:
    """user_code, bucket, path and times, of the buckets with so many pages; None without any."""
    if clients.most_pages < least:
        return None
    busy = clients.table.filter(clients.table.pages >= least)
    theirs = pages.filter(pages.is_page).semi_join(busy, "user_code")
    theirs = theirs.select("user_code", "bucket", "url_code")
    sizes = theirs.group_by("user_code", "bucket").agg(size=theirs.count())
    dense = engine.keep(engine.new_name("busy"), sizes.filter(sizes["size"] >= least))
    if engine.number(dense.count()) == 0:
        return None
    located = theirs.semi_join(dense, ["user_code", "bucket"]).inner_join(
        paths().select("url_code", "path"), "url_code"
    )
    return located.group_by("user_code", "bucket", "path").agg(times=located.count())


def _assetless(
    engine: Engine,  # noqa: ARG001
    pages: Table,  # noqa: ARG001
    clients: _Clients,
    paths: Paths,  # noqa: ARG001
) -> Table | None:
    """Clients that loaded many pages and no asset, in a log that has the assets of the others."""
    if clients.several < LEAST_CLIENTS or clients.loading < ASSETS_SHARE * clients.several:
        return None
    table = clients.table
    silent = table.assets == 0
    return table.filter((table.whole >= PAGES_WITHOUT_ASSETS) & silent).select("user_code")


_FINDERS: Final[Mapping[str, Callable[[Engine, Table, _Clients, Paths], Table | None]]] = {
    CRAWLING: _crawling,
    REPEATING: _repeating,
    ASSETLESS: _assetless,
}
"""What finds the clients of a rule: user_code, or None if there is none."""
