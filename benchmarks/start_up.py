"""What `journeys --help` costs over a bare interpreter, both measured in turns in one run.

    python benchmarks/start_up.py

The figure to keep: at most 150 ms more than `python -c pass`.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

ROUNDS = 21
LIMIT_MS = 150


def main() -> None:
    """Print both medians and the difference."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "journeys --help": [sys.executable, "-c", "from journeys.cli import run; run()", "--help"],
    }
    times_ms: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times_ms[name].append(_run_ms(command))
    medians = {name: statistics.median(times) for name, times in times_ms.items()}
    for name, median in medians.items():
        print(
            f"{name:<16} {median:6.1f} ms  (median of {ROUNDS}, fastest {min(times_ms[name]):.1f})"
        )
    bare, helped = medians.values()
    print(f"difference {helped - bare:.1f} ms of at most {LIMIT_MS}; ratio {helped / bare:.2f}")


def _run_ms(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
