"""How much memory a mining run may take: what was asked for, or a share of what the machine has."""

import ctypes
import os
import re
from pathlib import Path

from journeys.errors import InputError

_SHARE = 0.6
_LEAST_BYTES = 128 * 2**20
_UNITS = {"K": 1, "M": 2, "G": 3, "T": 4}


def memory_limit_bytes(asked: str | None) -> int:
    """The limit in bytes; without one asked for, 60% of the machine's or container's memory.

    >>> memory_limit_bytes("1.5GB"), memory_limit_bytes("512 MiB")
    (1500000000, 536870912)

    Raises
    ------
    InputError
        The text is not a size, or is less than the engine can start with.
    """
    if asked is None:
        return int(_machine_bytes() * _SHARE)
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([KMGT])(i?)B?", asked.strip(), re.IGNORECASE)
    if match is None:
        raise InputError(
            f"{asked!r} is not a size", where="--memory", remedy="write a size such as 1GB or 512MB"
        )
    size = float(match[1]) * (1024 if match[3] else 1000) ** _UNITS[match[2].upper()]
    if size < _LEAST_BYTES:
        raise InputError(
            f"{asked} is too little to start with", where="--memory", remedy="allow 128MiB or more"
        )
    return int(size)


def hand_back_freed() -> None:
    """Hand what was freed back to the system, of which the C library keeps some for each thread
    that there was; other libraries than GNU's do so by themselves."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _machine_bytes() -> int:
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    # A container's limit is not visible in the machine's figures.
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.exists() and (text := limit.read_text(encoding="ascii").strip()).isdigit():
        return min(physical, int(text))
    return physical
