"""Production's own hosts: those a replay must refuse as targets."""

from journeys_mining.actions.urls import host_of
from journeys_mining.engine import Engine, Table

_OWN_SHARE = 0.5
"""An access log's own host is the referer of more than this share of its referred requests."""


def list_hosts(
    engine: Engine, rows: Table, events: Table, urls: Table, floor: int
) -> tuple[str, ...]:
    """The hosts of the URLs that at least `floor` users saw, or else of the referers.

    An access log does not name its host, but most of its requests were referred by its own pages.
    """
    hosted = events.inner_join(urls.filter(urls.host != ""), "url_code")
    by_user = hosted.select("host", "user_code").distinct()
    users = by_user.group_by("host").agg(users=by_user.count())
    named = engine.fetch(users.filter(users.users >= floor).select("host"))
    if len(named) > 0:
        return tuple(sorted(str(host) for host in named["host"]))
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
