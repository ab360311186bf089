"""Measures mining of many small files against one file of the same rows.

    python -m benchmarks.many_files [--files 720] [--events 36000] [--only csv] [--read-only]

The rows are those of `clickstream`, cut into files as exports are: a folder of CSV, of JSON lines
and of rotated access logs, and Amplitude's zip of gzipped JSON lines. Each is mined in a process of
its own; CPU time is user and system. With `--read-only` what follows the reading is left out, which
many files and one have in common.
"""

import argparse
import csv
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.clickstream import write_clickstream

Row = Mapping[str, str]

_MINE = """import sys
from pathlib import Path
from journeys_mining.mine import mine
from journeys_mining.options import MiningOptions
mined = mine([Path(sys.argv[1])], MiningOptions(), lambda stage: None)
print(mined.report.events)"""
_READ = """import sys
from pathlib import Path
from journeys_mining.engine import open_engine
from journeys_mining.options import MiningOptions
from journeys_mining.reading import read_export
with open_engine() as engine:
    export = read_export(engine, [Path(sys.argv[1])], MiningOptions(), lambda stage: None)
    print(export.row_count)"""


def main() -> None:
    """Write the files and measure each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=720)
    parser.add_argument("--events", type=int, default=36_000)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--read-only", action="store_true")
    asked = parser.parse_args()
    code = _READ if asked.read_only else _MINE
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = _rows(folder, asked.events)
        print(f"{'':<12} {'files':>6} {'CPU s':>7} {'wall s':>7}  rows")
        for kind, write in _KINDS.items():
            if asked.only and kind not in asked.only:
                continue
            for count in (1, asked.files):
                path = folder / f"{kind}-{count}"
                path.mkdir()
                cpu_s, wall_s, said = _measured(code, write(path, _cut(rows, count)))
                print(f"{kind:<12} {count:>6} {cpu_s:7.1f} {wall_s:7.1f}  {said}", flush=True)


def _rows(folder: Path, events: int) -> list[Row]:
    path = folder / "events.csv"
    write_clickstream(path, events)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _cut(rows: Sequence[Row], count: int) -> Iterator[Sequence[Row]]:
    for place in range(count):
        yield rows[place * len(rows) // count : (place + 1) * len(rows) // count]


def _measured(code: str, path: Path) -> tuple[float, float, str]:
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().strip()
    if process.returncode:
        sys.exit(f"{path.name} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - begun, said


def _csv(folder: Path, parts: Iterator[Sequence[Row]]) -> Path:
    for number, rows in enumerate(parts):
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"events-{number:04}.csv").write_text(stream.getvalue(), encoding="utf-8")
    return folder


def _json_lines(folder: Path, parts: Iterator[Sequence[Row]]) -> Path:
    for number, rows in enumerate(parts):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"events-{number:04}.jsonl").write_text(text, encoding="utf-8")
    return folder


def _access_logs(folder: Path, parts: Iterator[Sequence[Row]]) -> Path:
    for number, rows in enumerate(parts):
        text = "".join(map(_log_line, rows))
        (folder / f"access-{number:04}.log.gz").write_bytes(gzip.compress(text.encode()))
    return folder


def _log_line(row: Row) -> str:
    user = int(row["user_id"][1:])
    address = f"10.{user // 65536}.{user // 256 % 256}.{user % 256}"
    stamp = datetime.fromisoformat(row["timestamp"]).strftime("%d/%b/%Y:%H:%M:%S +0000")
    path = row["page_url"].removeprefix("https://shop.example")
    return f'{address} - - [{stamp}] "GET {path} HTTP/1.1" {row["status"]} 512 "-" "Firefox"\n'


def _amplitude(folder: Path, parts: Iterator[Sequence[Row]]) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, rows in enumerate(parts):
            text = "".join(json.dumps(_amplitude_event(row)) + "\n" for row in rows)
            archive.writestr(f"1/1_{number:04}#0.json.gz", gzip.compress(text.encode()))
    return path


def _amplitude_event(row: Row) -> dict[str, object]:
    return {
        "$insert_id": row["event_id"],
        "device_id": row["user_id"],
        "session_id": -1,
        "event_time": row["timestamp"].replace("T", " ").removesuffix("Z"),
        "event_type": row["event"],
        "event_properties": {"[Amplitude] Page URL": row["page_url"]},
    }


_KINDS: Mapping[str, Callable[[Path, Iterator[Sequence[Row]]], Path]] = {
    "csv": _csv,
    "json-lines": _json_lines,
    "access-log": _access_logs,
    "amplitude": _amplitude,
}


if __name__ == "__main__":
    main()
