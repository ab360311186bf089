"""What is tested: the application on staging."""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from yarl import URL

from journeys_runners.destructive import Destructive, actions_of_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The staging application and how it may be used."""

    base_url: str
    """Scheme, host, port and optional path: `http://staging.test:8080/shop`."""
    other_hosts: tuple[tuple[str, str], ...] = ()
    """Production's other hosts, without `www.`, each with the base URL that stands for it."""
    sign_in_at: tuple[str, ...] = ()
    """Base URLs of other applications at which visitors sign in."""
    ignored_errors: tuple[str, ...] = ()
    """Parts of messages of scripts' errors that are no faults; `*` stands for anything."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with every request to the application's own origin."""
    timeout_s: float = 10.0
    """For one request, from sending it to the end of its body."""
    rate_per_s: float | None = None
    """Cap on requests a second, over all journeys together; None for no cap."""
    verifies_tls: bool = True
    """Whether the application's certificate must be one that is trusted here."""
    max_redirects: int = 10
    max_body_bytes: int = 262_144
    """Bytes of each body that are kept as evidence; twenty times as many are read and parsed."""
    destructive: Destructive = field(default_factory=Destructive)
    """What may not be done there, and what may although it destroys something."""

    @property
    def is_for_files_too(self) -> bool:
        """Whether something is set for all requests, those for pictures and scripts as well."""
        return bool(self.headers or self.rate_per_s or self.destructive.refuse)

    def refusal_of(self, method: str, url: str) -> str | None:
        """The pattern of the settings that refuses a request to this URL of the application."""
        if not self.destructive.refuse:
            return None
        return self.destructive.refusal_of_request(method, self.below(url))

    def allows(self, action: str, method: str, url: str) -> bool:
        """Whether the settings allow an action by this request, whatever it destroys."""
        return self.destructive.allows(action, *actions_of_request(method, self.below(url)))

    def below(self, url: str) -> str:
        """Path and query of a URL of the application, below the base URL."""
        parts, origin = urlsplit(url), URL(url, encoded=True).origin()
        bases = (self.base_url, *(base for _, base in self.other_hosts), *self.sign_in_at)
        own = next((one for one in bases if URL(one).origin() == origin), self.base_url)
        path = parts.path.removeprefix(urlsplit(own).path.rstrip("/")) or "/"
        return urlunsplit(("", "", path, parts.query, ""))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
