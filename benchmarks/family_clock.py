"""Reads what CPU time this process and all that it has started take, a browser's processes too.

A process that ends takes its count with it, unless its parent waits for it; a browser's own do not
all. So a thread looks at `/proc` (Linux) again and again and keeps what each had when it was seen
last.
"""

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_PAUSE_S: Final = 0.1
_TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")


class FamilyClock:
    """Counts from its opening to its end."""

    def __init__(self) -> None:
        self._ticks: dict[int, int] = {}
        """By process."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._look()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def cpu_s(self) -> float:
        """Seconds of CPU time so far, of those that are over too."""
        self._look()
        return sum(self._ticks.values()) / _TICKS_PER_S

    def _watch(self) -> None:
        while not self._over.wait(_PAUSE_S):
            self._look()

    def _look(self) -> None:
        parents: dict[int, int] = {}
        ticks: dict[int, int] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                # The name before it may hold spaces.
                told = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            pid = int(folder.name)
            parents[pid], ticks[pid] = int(told[1]), int(told[11]) + int(told[12])
        self._ticks |= {pid: ticks[pid] for pid in ticks if _is_of_family(pid, parents)}


def _is_of_family(pid: int, parents: dict[int, int]) -> bool:
    own = os.getpid()
    while pid != own and pid in parents:
        pid = parents[pid]
    return pid == own
