"""A deterministic clickstream of any size: same numbers, same file.

About 12 events a session, 200 templates whose use is zipfian, ids in three URLs of four, a few rows
late. Ids are drawn log-uniformly, so that a few are everywhere and most are rare; `unique_ids`
makes nearly every URL a new one, which no dictionary can shorten.

    python -m benchmarks.clickstream 1000000 events.csv
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

TEMPLATES = 200
_EVENTS_PER_SESSION = 12
_SESSIONS_PER_USER = 4
_CHUNK_SESSIONS = 40_000
_IDS = 50_000
_LATE_SHARE = 0.02
_BEGIN_MS = 1_772_323_200_000
_DAYS = 30

Ints: TypeAlias = npt.NDArray[np.int64]

# Templates 0-49 have no id, 50-149 one, 150-179 one in the middle, 180-199 a query.
_URL = """'https://shop.example' || CASE
    WHEN template < 50 THEN printf('/section-%c/page-%c', 97 + template // 10, 97 + template % 10)
    WHEN template < 150 THEN printf('/catalogue-%c/item-%c/%d',
        97 + template // 20, 97 + template % 20, id)
    WHEN template < 180 THEN printf('/account-%c/%d/orders', 97 + template % 26, id)
    ELSE printf('/find-%c?q=word%d&page=%d', 97 + template % 20, id % 400, id % 7) END"""
_EVENT = """CASE WHEN kind >= 10 THEN 'page_view' ELSE ['add_to_cart', 'remove_from_cart',
    'open_image', 'apply_filter', 'sort_list', 'copy_link', 'share', 'rate', 'play_video',
    'ask_question'][kind + 1] END"""
_ROWS = f"""
    SELECT strftime(epoch_ms(time_ms), '%Y-%m-%dT%H:%M:%S.%gZ') AS "timestamp",
        printf('u%08d', user_number) AS user_id, {_EVENT} AS event, {_URL} AS page_url,
        CASE kind WHEN 99 THEN 404 ELSE 200 END AS status, load_ms,
        md5(row_number::VARCHAR) AS event_id,
        ['desktop', 'mobile', 'tablet'][user_number % 3 + 1] AS device
    FROM chunk"""


def write_clickstream(path: Path, events: int, *, unique_ids: bool = False) -> None:
    """A CSV of exactly so many events."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection, path.open("wb") as target:
        part = path.with_suffix(".part")
        for index, chunk in enumerate(_chunks(events, unique_ids)):
            connection.register("chunk", chunk)
            header = str(index == 0).lower()
            connection.execute(f"COPY ({_ROWS}) TO '{part}' (FORMAT csv, HEADER {header})")
            target.write(part.read_bytes())
        part.unlink()


def _chunks(events: int, unique_ids: bool) -> Iterator[pd.DataFrame]:
    """The rows as numbers, a few hundred thousand at a time."""
    rng = np.random.default_rng(20261121)
    users = max(events // (_EVENTS_PER_SESSION * _SESSIONS_PER_USER), 10)
    sessions = events // _EVENTS_PER_SESSION + 1
    done = 0
    while done < events:
        # Sessions of a chunk begin in a stretch of time of their own.
        at = done / events, min((done + _CHUNK_SESSIONS * _EVENTS_PER_SESSION) / events, 1.0)
        chunk = _chunk(rng, users, at, min(_CHUNK_SESSIONS, sessions), unique_ids)
        chunk = chunk[: events - done]
        chunk["row_number"] = np.arange(done, done + len(chunk))
        yield chunk
        done += len(chunk)


def _chunk(
    rng: np.random.Generator,
    users: int,
    stretch: tuple[float, float],
    sessions: int,
    unique_ids: bool,
) -> pd.DataFrame:
    lengths = rng.geometric(1 / _EVENTS_PER_SESSION, sessions)
    session = np.repeat(np.arange(sessions), lengths)
    begins_ms = np.sort(rng.uniform(*stretch, sessions)) * _DAYS * 86_400_000 + _BEGIN_MS
    think_ms = rng.lognormal(9.2, 1.1, len(session)).clip(200, 1_500_000)
    since_ms = np.cumsum(think_ms)
    since_ms -= np.repeat(since_ms[np.cumsum(lengths) - lengths], lengths)
    time_ms = (begins_ms[session] + since_ms).astype(np.int64)
    late = rng.random(len(session)) < _LATE_SHARE
    order = np.argsort(time_ms + late * rng.integers(0, 600_000, len(session)), kind="stable")
    columns = {
        "time_ms": time_ms,
        "user_number": rng.integers(0, users, sessions)[session],
        "template": _walk(rng, lengths),
        "id": rng.integers(0, 2**40, len(session)) if unique_ids else _ids(rng, len(session)),
        "kind": rng.integers(0, 100, len(session)),
        "load_ms": rng.lognormal(5.0, 0.6, len(session)).astype(np.int64),
    }
    return pd.DataFrame({name: values[order] for name, values in columns.items()})


def _walk(rng: np.random.Generator, lengths: Ints) -> Ints:
    """Templates of the sessions' events: half go where the last one links, half anywhere."""
    anywhere = (rng.zipf(1.3, lengths.sum()) - 1) % TEMPLATES
    links = rng.random(lengths.sum()) < 0.5
    links[np.cumsum(lengths) - lengths] = False
    steps = rng.integers(0, 4, lengths.sum())
    # A run of links begins where there was none, and goes on by each one's step.
    anchor = np.maximum.accumulate(np.where(links, 0, np.arange(len(links))))
    walked = np.cumsum(steps * links)
    return np.asarray((anywhere[anchor] * 7 + walked - walked[anchor]) % TEMPLATES, dtype=np.int64)


def _ids(rng: np.random.Generator, size: int) -> Ints:
    return np.asarray(np.exp(rng.random(size) * np.log(_IDS)), dtype=np.int64)


def main() -> None:
    """Write the file that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--unique-ids", action="store_true")
    asked = parser.parse_args()
    write_clickstream(asked.path, asked.events, unique_ids=asked.unique_ids)


if __name__ == "__main__":
    main()
