"""Tells a redirect that is built wrongly from a staging that leads elsewhere as a whole.

Who has not told a staging its own address is led away by all that builds addresses from it. Where
the forms of a run lead on within the application, and one leads to the very page where production's
users come, but on a host that is neither staging's nor production's, that form builds it wrongly.
"""

from typing import Final
from urllib.parse import urljoin, urlsplit

from journeys.verdict import Cause, Problem
from journeys_runners.judging.met import OFFERED, Met
from journeys_runners.masking.masking import mask_url
from journeys_runners.sending.navigation import Stop
from journeys_runners.visiting.visitor import Visitor

_LEAST_OTHERS: Final = 1


def led_out(visitor: Visitor, met: Met) -> Problem | None:
    """A problem if a form's redirect to production's page leaves the application by mistake."""
    trip, expected = met.trip, met.expect.leads_to
    first = trip.first.request
    if trip.stop is not Stop.OFF_SITE or first.method == "GET" or met.way not in OFFERED:
        return None
    site, to = visitor.memory.site, urlsplit(trip.stopped_at)
    location = trip.last.headers.get("Location", "")
    seen = f"{met.asked} redirects to {mask_url(location)[:200]!r}"
    usual = " or ".join(expected)
    # `//cart` is an address on a host `cart`, and was meant to be a path.
    is_path = location.startswith("//") and "." not in to.netloc and ":" not in to.netloc
    if is_path and site.template_of(urljoin(site.home, f"/{to.netloc}{to.path}")) in expected:
        return Problem(
            cause=Cause.WRONG_PAGE,
            reason=f"{seen}, which browsers take for a host; production leads to {usual}",
        )
    hosts = {urlsplit(one).hostname for one in site.origins}
    hosts |= {one.partition(":")[0] for one in visitor.context.suite.hosts}
    if to.hostname in hosts or site.template_of(urljoin(site.home, to.path)) not in expected:
        return None
    own = site.template_of(first.address)
    others = sorted(visitor.context.knowledge.led_on - {own or ""})
    if len(others) < _LEAST_OTHERS:
        return None
    return Problem(
        cause=Cause.WRONG_PAGE,
        reason=f"{seen}; production leads to {usual}, and {to.netloc} is neither this application "
        f"nor a host of production's; other forms of this run ({', '.join(others[:3])}) lead on "
        "within the application",
    )
