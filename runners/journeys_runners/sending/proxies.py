"""The proxy that requests go through: as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say, or the system.

Requests to this machine go through none, as in browsers. Files of credentials (`.netrc`) are not
read: what they hold is for other programs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from yarl import URL

from journeys.errors import InputError
from journeys_runners.target import is_loopback

PROXY_REMEDY: Final = (
    "check HTTP_PROXY and HTTPS_PROXY, or name the host in NO_PROXY if no proxy leads to it"
)

_USABLE: Final = ("http", "https")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """Which proxies there are."""

    by_scheme: Mapping[str, str]
    """Of each scheme of URLs the proxy; `all` for the others, `no` for hosts that have none."""

    def of(self, url: URL) -> URL | None:
        """The proxy to ask for this URL; None to ask its own host.

        Raises
        ------
        InputError
            The proxy is of a kind that cannot be used.
        """
        given = self.by_scheme.get(url.scheme) or self.by_scheme.get("all")
        if not given or is_loopback(url.host or "") or self._passes_by(url):
            return None
        proxy = URL(given if "://" in given else f"http://{given}")
        if proxy.scheme not in _USABLE or not proxy.host:
            raise InputError(
                f"a proxy at {proxy.scheme}:// cannot be used for {url.scheme}://{url.host}",
                where=f"{url.scheme.upper()}_PROXY or ALL_PROXY",
                remedy="name a proxy that speaks HTTP, or the host in NO_PROXY",
            )
        return proxy

    @property
    def exempt(self) -> str:
        """The hosts that are asked without a proxy, with commas between them."""
        return ",".join(filter(None, ("localhost", "127.0.0.1", "[::1]", self.by_scheme.get("no"))))

    @staticmethod
    def _passes_by(url: URL) -> bool:
        return bool(proxy_bypass(urlsplit(str(url.origin())).netloc))


def proxies_of_environment() -> Proxies:
    """Those of now."""
    return Proxies(by_scheme=getproxies())
