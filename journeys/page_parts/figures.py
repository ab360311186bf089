"""Numbers as a person reads them, the same in every kind of report."""

from datetime import UTC, datetime


def percent(share: float | None) -> str:
    """A share in whole per cent; never 0 or 100 when it is not.

    >>> [percent(share) for share in (0.0, 0.001, 0.814, 0.999, 1.0, None)]
    ['0%', '<1%', '81%', '>99%', '100%', 'unknown']
    """
    if share is None:
        return "unknown"
    if 0 < share < 0.01:
        return "<1%"
    if 0.99 < share < 1:
        return ">99%"
    return f"{share * 100:.0f}%"


def probability(prob: float) -> str:
    """A probability in per cent, with two digits that count.

    >>> [probability(prob) for prob in (0.25, 0.0421, 0.00042, 1e-12, 0.0)]
    ['25%', '4.2%', '0.042%', '<0.0001%', '0%']
    """
    if 0 < prob < 1e-6:
        return "<0.0001%"
    text = f"{prob * 100:.2g}" if prob < 0.995 else "100"
    return f"{float(text):.6f}".rstrip("0").rstrip(".") + "%"


def size(byte_count: int) -> str:
    """A number of bytes.

    >>> [size(count) for count in (0, 999, 20_480, 5_000_000)]
    ['0 B', '999 B', '20.0 KiB', '4.8 MiB']
    """
    if byte_count < 1024:
        return f"{byte_count} B"
    if byte_count < 1024**2:
        return f"{byte_count / 1024:.1f} KiB"
    return f"{byte_count / 1024**2:.1f} MiB"


def instant(when: datetime) -> str:
    """An instant, in UTC, to the second.

    >>> instant(datetime(2026, 11, 21, 2, 3, 4, 567, tzinfo=UTC))
    '2026-11-21 02:03:04 UTC'
    """
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def counted(count: int, noun: str) -> str:
    """A number and its noun, in the plural unless the number is one.

    >>> [counted(count, "journey") for count in (0, 1, 1234)]
    ['0 journeys', '1 journey', '1,234 journeys']
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
