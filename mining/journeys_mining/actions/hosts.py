"""Production's own hosts: those a replay must refuse as targets."""

from journeys_mining.actions.urls import host_of
from journeys_mining.engine import Engine, Table
from journeys_mining.reading import Export

_MANY_ROWS = 100_000
_PARTS = 50
_OWN_SHARE = 0.5
"""An access log's own host is the referer of more than this share of its referred requests."""


def list_hosts(
    engine: Engine, export: Export, events: Table, urls: Table, floor: int
) -> tuple[str, ...]:
    """The hosts of the URLs that at least `floor` users saw, or else of the referers.

    An access log does not name its host, but most of its requests were referred by its own pages.
    """
    hosted = urls.filter(urls.host != "").select("url_code", "host")
    named: set[str] = set()
    if export.row_count > _MANY_ROWS:
        # Most hosts are seen by many: some users show that, and all are asked for the others.
        named = _seen_by_many(engine, events.filter(events.user_code % _PARTS == 0), hosted, floor)
    if named:
        hosted = hosted.filter(hosted.host.notin(sorted(named)))
    named |= _seen_by_many(engine, events, hosted, floor)
    if named:
        return tuple(sorted(named))
    rows = export.rows
    referred = rows.filter(rows.refused.isnull() & rows.referer.notnull())
    referers = referred.select(host=host_of(referred.referer))
    counted = engine.fetch(referers.group_by("host").agg(count=referers.count()))
    total = int(counted["count"].sum())
    sites: dict[str, int] = {}
    for host, count in counted.itertuples(index=False):
        site = str(host).removeprefix("www.")
        sites[site] = sites.get(site, 0) + int(count)
    own = {site for site, count in sites.items() if site and count > _OWN_SHARE * total}
    return tuple(
        sorted(str(host) for host in counted["host"] if str(host).removeprefix("www.") in own)
    )


def _seen_by_many(engine: Engine, events: Table, hosted: Table, floor: int) -> set[str]:
    by_user = events.inner_join(hosted, "url_code").select("host", "user_code").distinct()
    users = by_user.group_by("host").agg(users=by_user.count())
    return set(
        engine.fetch(users.filter(users.users >= floor).select("host"))["host"].astype("str")
    )
