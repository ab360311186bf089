"""Visits as the storefront's own web server logs them: Apache's combined format.

Beside the visitors there is what every such log has: style sheets and drawings, crawlers, and the
health checks of the platform. Analytics beacons go to a server of their own in production and are
not here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Final

from journeys.demo.catalogue import CATEGORIES, PRODUCTS
from journeys.demo.visit_exports import ORIGIN
from journeys.demo.visits import Visit, VisitStep

_HEALTH_CHECK_EVERY_MS: Final = 300_000
_PLATFORM: Final = ("10.0.0.5", "kube-probe/1.33")

# Addresses are of 198.19.0.0/16, set aside for measurements (RFC 2544), as the visitors' are.
_CRAWLERS: Final = (
    (
        "198.19.0.10",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        1_100_000,
    ),
    (
        "198.19.0.20",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        2_300_000,
    ),
    (
        "198.19.0.30",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        3_100_000,
    ),
)
"""Address, user agent, and the mean time between two requests in milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    at_ms: int
    ip: str
    user_agent: str
    path: str
    method: str = "GET"
    status: int = 200
    size: int = 0
    referrer: str = "-"

    def line(self) -> str:
        moment = datetime.fromtimestamp(self.at_ms // 1000, UTC)
        size = str(self.size) if self.size else "-"
        return (
            f"{self.ip} - - [{moment:%d}/{_MONTHS[moment.month - 1]}/{moment:%Y:%H:%M:%S} +0000] "
            f'"{self.method} {self.path} HTTP/1.1" {self.status} {size} '
            f'"{self.referrer}" "{self.user_agent}"\n'
        )


# strftime's %b would follow the locale of whoever runs this.
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def access_log(visits: Iterable[Visit], *, from_ms: int, to_ms: int, seed: int) -> str:
    """The log of a span of time; the visits are those that began in it."""
    random = Random(seed)  # noqa: S311  (a simulation, not a secret)
    hits = [hit for visit in visits for hit in _hits_of(visit, random)]
    hits.extend(_crawler_hits(from_ms, to_ms, random))
    hits.extend(
        _Hit(at_ms=at_ms, ip=_PLATFORM[0], user_agent=_PLATFORM[1], path="/healthz", size=30)
        for at_ms in range(from_ms, to_ms, _HEALTH_CHECK_EVERY_MS)
    )
    hits.sort(key=lambda hit: hit.at_ms)  # Stable: requests of one moment stay in their order.
    return "".join(hit.line() for hit in hits)


def _hits_of(visit: Visit, random: Random) -> Iterator[_Hit]:
    """The requests behind one visit. What a page announces by script is no request of its own."""
    visitor, referrer = visit.visitor, visit.referrer or "-"
    assets: set[str] = set()

    def hit(at_ms: int, path: str, *, method: str = "GET", status: int = 200, size: int) -> _Hit:
        return _Hit(
            at_ms=at_ms,
            ip=visitor.ip,
            user_agent=visitor.user_agent,
            path=path,
            method=method,
            status=status,
            size=size,
            referrer=referrer,
        )

    for step in visit.steps:
        if step.posts_to is not None:
            yield hit(step.at_ms, step.posts_to, method="POST", status=303, size=0)
        if step.load_ms is None:
            continue
        yield hit(step.at_ms - step.load_ms, step.url, size=random.randrange(2100, 3900))
        referrer = ORIGIN + step.url
        for asset, size in _assets_of(step):
            if asset not in assets:
                assets.add(asset)
                yield hit(step.at_ms, asset, size=size)


def _assets_of(step: VisitStep) -> Iterator[tuple[str, int]]:
    yield "/static/shop.css", 4779
    page, _, _query = step.url.partition("?")
    if page.startswith("/product/"):
        yield f"/images/{page.removeprefix('/product/')}.svg", 512


def _crawler_hits(from_ms: int, to_ms: int, random: Random) -> Iterator[_Hit]:
    pages = [
        "/",
        *(f"/category/{category.slug}" for category in CATEGORIES),
        *(f"/product/{product_id}" for product_id in PRODUCTS),
    ]
    for ip, user_agent, mean_gap_ms in _CRAWLERS:
        at_ms = from_ms + random.randrange(mean_gap_ms)
        yield _Hit(
            at_ms=at_ms, ip=ip, user_agent=user_agent, path="/robots.txt", status=404, size=1900
        )
        while (at_ms := at_ms + round(random.uniform(0.2, 1.8) * mean_gap_ms)) < to_ms:
            yield _Hit(
                at_ms=at_ms,
                ip=ip,
                user_agent=user_agent,
                path=random.choices(pages)[0],
                size=random.randrange(2100, 3900),
            )
