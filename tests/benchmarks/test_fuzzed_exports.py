"""Damaged exports end in a model or a clear error; thousands of them in the benchmark."""

import re
from pathlib import Path
from typing import Final

from benchmarks.fuzzed_exports import damaged, outcomes_of

_ROOT: Final = Path(__file__).parents[2]
_SAMPLES: Final = ("events.jsonl", "access.log")
_BYTES: Final = 200_000
"""About a thousand rows of each."""
_SEEDS: Final = 6
_PAGE: Final = (_ROOT / "docs" / "readers.md").read_text(encoding="utf-8")
_DOCUMENTED: Final = dict(re.findall(r"^```\w+ (\w+)\n(.*?)^```$", _PAGE, re.DOTALL | re.MULTILINE))
_STAMP: Final = "2026-11-02T09:14:03Z"
_OTHERS: Final = {
    "requests that are logged twice": (
        f'{{"timestamp": "{_STAMP}", "event": "request_started", "request_id": "r1", "user_id": 7,'
        ' "ip": "10.0.0.1", "request": "GET /cart"}\n'
        f'{{"timestamp": "{_STAMP}", "event": "request_finished", "request_id": "r1",'
        ' "code": 200}\n'
    ),
    "columns in German": "Kunden-ID;Datum;Uhrzeit;Seite;Aktion\nk1;23.11.2026;10:00:05;/für;Kauf\n",
    "columns in Japanese": (
        "ユーザーID,日付,時刻,ページ,イベント名\nu1,2026-11-23,10:00:05,/,購入\n"
    ),
    "pairs": f"time={_STAMP} method=GET path=/cart status=200 user=u1 ip=10.0.0.1\n",
    "streams of Loki": (
        '{"data": {"result": [{"stream": {"app": "web"}, "values": [["1793610843000000000",'
        ' "10.0.0.1 - - [02/Nov/2026:09:14:03 +0000] \\"GET /cart HTTP/1.1\\" 200 12 \\"-\\"'
        ' \\"Mozilla/5.0\\""]]}]}}\n'
    ),
    "a printed table": (
        " user_id |       time          | event\n---------+---------------------+-------\n"
        " u1      | 2026-11-02 09:14:03 | home\n(1 row)\n"
    ),
    "a list for each user": (
        f'{{"u1": [{{"at": "{_STAMP}", "event": "a"}}], "u2": [{{"at": "{_STAMP}", "event": "b"}}],'
        f' "u3": [{{"at": "{_STAMP}", "event": "c"}}]}}\n'
    ),
    "a classic load balancer": (
        f"{_STAMP} shop 10.0.0.1:2817 10.0.0.9:80 0.01 0.02 0.01 200 200 0 29"
        ' "GET http://shop.example:80/cart HTTP/1.1" "Mozilla/5.0" - -\n'
    ),
    "a dump": "CREATE TABLE events (id int);\nINSERT INTO events VALUES (1,7,'home'),(2,8,'b');\n",
    "a page": "<!DOCTYPE html><html><head><title>Sign in</title></head></html>\n",
}


def test_a_damaged_file_is_no_fault_of_ours(tmp_path: Path) -> None:
    samples = {name: (_ROOT / "sample_data" / name).read_bytes()[:_BYTES] for name in _SAMPLES}
    short = {name: 8 * text.encode() for name, text in (_DOCUMENTED | _OTHERS).items()}
    seeded = [(name, seed) for name in samples for seed in range(_SEEDS)]
    seeded += [(name, seed) for seed, name in enumerate(short)]
    paths = []
    for name, seed in seeded:
        paths.append(tmp_path / f"{name} {seed}")
        paths[-1].write_bytes(damaged((samples | short)[name], seed))
    outcomes = dict(zip(seeded, outcomes_of(paths), strict=True))
    assert {one for one in outcomes.items() if one[1] not in ("model", "error")} == set()
    assert set(outcomes.values()) == {"model", "error"}


def test_the_seed_decides_the_damage() -> None:
    assert damaged(b"a,b\n1,2\n", 3) == damaged(b"a,b\n1,2\n", 3)
    assert len({damaged(b"a,b\n1,2\n" * 9, seed) for seed in range(20)}) > 10
