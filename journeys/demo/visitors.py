"""Production's visitors, simulated, and the exports that their visits leave behind.

The line, each stage in a module of its own:

    shop_map          the shop's pages and forms as visitors know them
    visitor_types     what visitors fancy on each page, by type
    visit_entries     the ways into the shop
    visitor_schedule  who comes when; gives visits by time
    visit_walk        one visit: a state machine that does only what its page offers
    visits            the records
    visit_exports     events.csv and events.jsonl
    visit_access_log  access.log

A visit begins signed out and with an empty cart: the shop's cookie ends with the browser. The same
seed gives the same bytes. `python -m journeys.demo.visitors sample_data` writes the files that
this repository carries.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

from journeys.demo.visit_access_log import access_log
from journeys.demo.visit_exports import events_csv, events_jsonl
from journeys.demo.visitor_schedule import FIRST_DAY, simulate_visits
from journeys.demo.visits import Visit

SEED: Final = 20261005
"""The seed of the sample data."""

_DAY_MS: Final = 86_400_000
_LOG_DAYS: Final = 2
"""Days that access.log covers: each of its lines is long."""
_JSON_DAYS: Final = 4
"""Days that events.jsonl covers."""


def write_exports(folder: Path, *, seed: int = SEED) -> tuple[Path, ...]:
    """Write events.csv, events.jsonl and access.log into a folder; gives their paths."""
    visits = tuple(simulate_visits(seed))
    first_ms = round(FIRST_DAY.timestamp() * 1000)
    texts = {
        "events.csv": events_csv(visits),
        "events.jsonl": events_jsonl(_begun_before(visits, first_ms + _JSON_DAYS * _DAY_MS)),
        "access.log": access_log(
            _begun_before(visits, first_ms + _LOG_DAYS * _DAY_MS),
            from_ms=first_ms,
            to_ms=first_ms + _LOG_DAYS * _DAY_MS,
            seed=seed,
        ),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        _write(folder / name, text)
    return tuple(folder / name for name in texts)


def write_events_csv(path: Path, *, seed: int = SEED) -> None:
    """Write the file that this repository carries as sample_data/events.csv."""
    _write(path, events_csv(simulate_visits(seed)))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _begun_before(visits: tuple[Visit, ...], end_ms: int) -> tuple[Visit, ...]:
    return tuple(visit for visit in visits if visit.steps[0].at_ms < end_ms)


def main() -> int:
    """Write the exports into the folder that is named; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m journeys.demo.visitors",
        description="Simulate the demo shop's production visitors and write their exports.",
    )
    parser.add_argument("folder", type=Path, help="where to write, such as sample_data")
    parser.add_argument("--seed", type=int, default=SEED, help=f"default {SEED}")
    options = parser.parse_args()
    for path in write_exports(options.folder, seed=options.seed):
        print(f"{path}  {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
