"""Measures mining against DuckDB's scan of the file, hand-written SQL and pandas.

    python -m benchmarks.mining 1000000 [--folder FOLDER] [--only journeys] [--memory 1GB]
        [--peers-python PYTHON]

Each contender runs in a process of its own: CPU time (user and system), peak memory, wall time.
Gates are ratios of CPU time, for wall time on a shared machine says little; only those to the peers
are of wall time, for we count on all cores and they on one: to be measured where nothing else runs.
Ends with 1 if one was missed; the gates are those at 10 million events. Retentioneering and PM4Py
are measured where a Python that has them is named. All start from compiled modules, as they do
where they are installed.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clickstream import write_clickstream
from benchmarks.mining_prepared import coded_events, named_events

_SCAN, _SQL = "scan", "sql"
_OURS, _BY_HAND = "orders 1-5", "by hand"
_PEERS = {"retentioneering": 15.0, "pm4py": 6.0}
"""How many times as fast as each we have to be, by wall time."""
_OUR_FOLDERS = ("journeys", "mining", "runners", "benchmarks")
_COMPILE = """import compileall, sys, sysconfig
for folder in (sysconfig.get_path("purelib"), *sys.argv[1:]):
    compileall.compile_dir(folder, quiet=2)"""
"""Where no bytecode may be written, each start would compile thousands of modules again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one process took."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    said: str


def main() -> None:
    """Make the file, unless it is there, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=int)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--memory", help="measure `journeys mine --memory` beside it without")
    parser.add_argument("--unique-ids", action="store_true")
    parser.add_argument("--peers-python", help="a Python that has Retentioneering and PM4Py")
    asked = parser.parse_args()
    unique = "-unique" if asked.unique_ids else ""
    file = asked.folder / f"clickstream-{asked.events}{unique}.csv"
    if not file.exists():
        write_clickstream(file, asked.events, unique_ids=asked.unique_ids)
    for python in filter(None, (sys.executable, asked.peers_python)):
        subprocess.run([python, "-c", _COMPILE, *_OUR_FOLDERS], check=True)
    commands = _commands(file, asked.memory, asked.peers_python)
    chosen = {name: one for name, one in commands.items() if not asked.only or name in asked.only}
    if chosen.keys() & {_OURS, _BY_HAND, *_PEERS}:
        subprocess.run([sys.executable, "-m", "benchmarks.mining_prepared", str(file)], check=True)
    measured = {name: _measure(name, command) for name, command in chosen.items()}
    print(f"\n{asked.events:,} events, {file.stat().st_size / 1e6:,.0f} MB")
    _print_table(measured)
    if asked.peers_python is None:
        print("Retentioneering and PM4Py were not measured: name a Python with --peers-python")
    sys.exit(0 if _gates_hold(measured, asked.memory) else 1)


def _commands(file: Path, memory: str | None, peers_python: str | None) -> dict[str, list[str]]:
    """What runs each contender, by its name."""
    ours = [sys.executable, "-m", "benchmarks.mining_contenders"]
    files = dict.fromkeys((_SCAN, "counting", _SQL, "journeys", "pandas"), file)
    files |= {_OURS: named_events(file), _BY_HAND: coded_events(file)}
    commands = {name: [*ours, name, str(one)] for name, one in files.items()}
    if memory:
        commands["journeys in " + memory] = [*ours, "journeys", str(file), "--memory", memory]
    if peers_python:
        script = str(Path(__file__).with_name("mining_peers.py"))
        for name in _PEERS:
            commands[name] = [peers_python, script, name, str(files[_OURS])]
    return commands


def _measure(name: str, command: Sequence[str]) -> Measured:
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().strip()
    if process.returncode:
        sys.exit(f"{name} ended with {process.returncode}")
    measured = Measured(
        cpu_s=used.ru_utime + used.ru_stime,
        wall_s=time.perf_counter() - begun,
        peak_mb=_peak_mb(used),
        said=said.splitlines()[-1] if said else "",
    )
    print(f"{name}: {measured}", flush=True)
    return measured


def _peak_mb(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _print_table(measured: Mapping[str, Measured]) -> None:
    scan = measured.get(_SCAN)
    print(f"{'':<18} {'CPU s':>8} {'/ scan':>7} {'wall s':>8} {'peak MB':>8}")
    for name, one in measured.items():
        ratio = f"{one.cpu_s / scan.cpu_s:7.1f}" if scan else " " * 7
        print(
            f"{name:<18} {one.cpu_s:8.1f} {ratio} {one.wall_s:8.1f} {one.peak_mb:8.0f}  {one.said}"
        )


def _gates_hold(measured: Mapping[str, Measured], memory: str | None) -> bool:
    def cpu(name: str) -> float | None:
        return measured[name].cpu_s if name in measured else None

    whole, limited = measured.get("journeys"), measured.get(f"journeys in {memory}")
    gates = [
        ("journeys mine / scan, CPU", _ratio(cpu("journeys"), cpu(_SCAN)), 5.0),
        ("counting / SQL by hand, CPU of like work", _by_hand(measured), 1.1),
        ("journeys mine, peak GB", whole.peak_mb / 1000 if whole else None, 2.0),
    ]
    if limited:
        gates += [
            ("limited / unlimited, CPU", _ratio(limited.cpu_s, cpu("journeys")), 1.3),
            ("limited, peak GB", limited.peak_mb / 1000, 1.6),
        ]
    for peer, times in _PEERS.items():
        if _OURS in measured and peer in measured:
            ours, theirs = measured[_OURS], measured[peer]
            gates.append((f"orders 1-5 / {peer}, wall", ours.wall_s / theirs.wall_s, 1 / times))
            wall, of_cpu = theirs.wall_s / ours.wall_s, theirs.cpu_s / ours.cpu_s
            print(f"orders 1-5: {wall:.1f} times as fast as {peer}, {of_cpu:.1f} times by CPU time")
    if _OURS in measured and "retentioneering" in measured:
        peaks = measured[_OURS].peak_mb / measured["retentioneering"].peak_mb
        gates.append(("orders 1-5 / retentioneering, peak", peaks, 0.25))
    held = True
    for name, value, at_most in gates:
        if value is not None:
            held &= value <= at_most
            verdict = "held" if value <= at_most else "MISSED"
            print(f"{name}: {value:.3f} of at most {at_most:.3g} {verdict}")
    return held


def _by_hand(measured: Mapping[str, Measured]) -> float | None:
    """The ratio that the contender itself measured, both sides in one process."""
    return float(measured[_BY_HAND].said.split()[-1]) if _BY_HAND in measured else None


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other is not None else None


if __name__ == "__main__":
    main()
