"""What files are called in messages and models: as little of their paths as tells them apart."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath


def short_names(paths: Sequence[str]) -> list[str]:
    """The last part of each path, and the parts before it that others of that name do not share.

    >>> short_names(["logs/day=1/e.csv", "logs/day=2/e.csv", "logs/users.csv"])
    ['day=1/e.csv', 'day=2/e.csv', 'users.csv']
    """
    parts = [[part for part in PurePosixPath(path).parts if part != "/"] for path in paths]
    names = [_end(one, 1) for one in parts]
    for length in range(2, max(map(len, parts), default=0) + 1):
        seen = Counter(names)
        if len(seen) == len(names):
            break
        names = [
            _end(one, length) if seen[name] > 1 else name
            for one, name in zip(parts, names, strict=True)
        ]
    return names


def _end(parts: Sequence[str], length: int) -> str:
    return "/".join(parts[-length:])
