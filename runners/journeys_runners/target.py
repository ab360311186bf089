"""What is tested: the application on staging."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The staging application and how it may be used."""

    base_url: str
    """Scheme, host, port and optional path: `http://staging.test:8080/shop`."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with every request to the application's own origin."""
    timeout_s: float = 10.0
    """For one request, from sending it to the end of its body."""
    rate_per_s: float | None = None
    """Cap on requests a second, over all journeys together; None for no cap."""
    max_redirects: int = 10
    max_body_bytes: int = 262_144
    """Bytes of each body that are kept as evidence; twenty times as many are read and parsed."""
