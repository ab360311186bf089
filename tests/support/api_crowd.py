"""Some dozens of clients, one after another, some of whom come back."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from tests.oscar.driver.browser import a_moment
from tests.support.api_client import ApiClient
from tests.support.recording import write_recordings

_RETURNS_PROB: Final = 0.3
_AGENTS: Final = ("tracking-client/3.17", "tracking-client/3.15", "notebook/1.2")

Visits = Sequence[tuple[Callable[[ApiClient], None], int]]


def visit_api(
    base_url: str, visits: Visits, *, production: str, client_count: int, seed: int
) -> tuple[ApiClient, ...]:
    """Let so many clients do what `visits` says; what they remember is production's export."""
    random = Random(seed)
    functions, weights = zip(*visits, strict=True)
    clients: list[ApiClient] = []
    for number in range(client_count):
        client = ApiClient(
            base_url=base_url,
            production=production,
            host=f"198.18.{number // 250}.{number % 250 + 1}",
            agent=random.choice(_AGENTS),
            random=random,
            now=a_moment(random),
        )
        while True:
            (visit,) = random.choices(functions, weights)
            visit(client)
            if random.random() >= _RETURNS_PROB:
                break
            client.now += timedelta(hours=random.uniform(2, 60))
        clients.append(client)
    return tuple(clients)


def write_exports(clients: Sequence[ApiClient], folder: Path) -> tuple[Path, Path]:
    """The folder of recordings, one for each client, and the access log of them all."""
    recordings = write_recordings([one.recording for one in clients], folder / "recordings")
    hits = sorted((hit for one in clients for hit in one.hits), key=lambda hit: hit.at)
    log = folder / "access.log"
    log.write_text("".join(hit.line() for hit in hits))
    return recordings, log
