"""A table of events with what warehouses hold: typed columns, NULLs, repeated rows, ties."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd

PAGES = (
    *("/", "/search?q=mug", "/search?q=red+mug&page=2", "/cart", "/checkout", "/Help/Über-uns"),
    *("/sites;region=north/2;PHPSESSID=1F3A;sort=name", "/sites;region=south/3;sort=name"),
)


def events_frame(users: int = 120) -> pd.DataFrame:
    """Visits of some users; times repeat, so that ties have to be broken."""
    rng = random.Random(7)
    rows: list[dict[str, object]] = []
    for user in range(users):
        moment = datetime(2026, 1, 1) + timedelta(minutes=rng.randrange(9000), milliseconds=user)
        for _ in range(rng.randrange(1, 12)):
            page = rng.choice((*PAGES, f"/product/{rng.randrange(40)}", f"/product/{user}"))
            rows.append(
                {
                    "event_time": moment,
                    "user_id": f"user-{user}",
                    "event": rng.choice(("page_view", "page_view", "add to cart")),
                    "page_url": "https://shop.test" + page,
                    "status": rng.choice((200, 200, 302, 404)),
                    "load_ms": rng.randrange(20, 400),
                }
            )
            moment += timedelta(
                seconds=rng.choice((0, 3, 40, 2400)), microseconds=rng.choice((0, 250))
            )
    rows += rows[:9]
    frame = pd.DataFrame(rows)
    # An anonymous visitor, whose row cannot be counted.
    frame.loc[5, "user_id"] = None
    return frame


def write_duckdb(path: Path, frame: pd.DataFrame) -> str:
    """A DuckDB file with the table `events`; its URL."""
    with duckdb.connect(str(path)) as connection:
        connection.register("frame", frame)
        connection.execute("CREATE TABLE events AS SELECT * FROM frame")
    return f"duckdb://{path}"
