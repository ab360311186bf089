"""Mines many damaged files of every format: each must end in a model or in a clear error.

    python -m benchmarks.fuzzed_exports --data FOLDER --files 10000

FOLDER holds exports; each is cut to its first bytes, damaged in a way that the seed decides, and
mined. A traceback, more than a minute of CPU time, or an error without a remedy is told, with what
is needed to see it again. Ends with 1 if there was any; Ctrl-C ends it early.
"""

import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import click

from journeys.errors import InputError
from journeys_mining.engine import open_engine
from journeys_mining.mine import _mined, mine
from journeys_mining.options import MiningOptions
from journeys_mining.reading import Export, read_export

_FIRST_BYTES = 20_000
_LONGEST_S = 60
_TOLD_EACH = 500
_MOST_ROWS = 2**40
_OPTIONS = MiningOptions(floor=1, max_refused_share=1.0, keep=("bots", "assets"), threads=1)
_SPICES = (b"\x00", b"\xff", b'"', b"\n", b"\r", b"\t", b",", b"\\", b"{", b"}", b"[", b"]", b"%",
           b"-1", b"1e999", b"\xef\xbb\xbf", "\u2028".encode(), b"'; DROP TABLE rows; --",
           b"9" * 30, b"null", b"../../../etc/passwd", b"A" * 5000)  # fmt: skip


def _flip(random_: random.Random, content: bytearray) -> None:
    for _ in range(random_.randint(1, 20)):
        content[random_.randrange(len(content))] = random_.randrange(256)


def _cut(random_: random.Random, content: bytearray) -> None:
    del content[random_.randrange(len(content)) :]


def _lose(random_: random.Random, content: bytearray) -> None:
    begin = random_.randrange(len(content))
    del content[begin : begin + random_.randint(1, 500)]


def _repeat(random_: random.Random, content: bytearray) -> None:
    begin = random_.randrange(len(content))
    content[begin:begin] = content[begin : begin + random_.randint(1, 500)] * random_.randint(1, 5)


def _spice(random_: random.Random, content: bytearray) -> None:
    for _ in range(random_.randint(1, 5)):
        begin = random_.randrange(len(content) + 1)
        content[begin:begin] = random_.choice(_SPICES)


def _swap_lines(random_: random.Random, content: bytearray) -> None:
    lines = bytes(content).split(b"\n")
    random_.shuffle(lines)
    content[:] = b"\n".join(lines)


_DAMAGES: Sequence[Callable[[random.Random, bytearray], None]] = (
    _flip, _cut, _lose, _repeat, _spice, _swap_lines,
)  # fmt: skip


def damaged(original: bytes, seed: int) -> bytes:
    """The first bytes of a file with one to three damages."""
    random_ = random.Random(seed)
    content = bytearray(original[:_FIRST_BYTES])
    for _ in range(random_.randint(1, 3)):
        if content:
            random_.choice(_DAMAGES)(random_, content)
    return bytes(content)


def outcome_of(path: Path) -> str:
    """`model`, `error`, or what went wrong: a fault of ours begins with `FAULT`."""
    return _outcome(lambda: mine([path], _OPTIONS, lambda _: None))


def outcomes_of(paths: Sequence[Path]) -> list[str]:
    """As `outcome_of`; each file is read by itself, and what was read is mined together.

    What follows the reading takes ten times as long and does not know the format. Where it fails,
    each file is mined alone, to find out which it was.
    """
    outcomes: dict[Path, str] = {}
    exports: list[Export] = []
    with open_engine(threads=1) as engine:
        for path in paths:
            outcomes[path] = _outcome(
                lambda path=path: exports.append(  # type: ignore[misc]
                    read_export(engine, [path], _OPTIONS, lambda _: None)
                )
            )
        together = _outcome(lambda: _mined(engine, _joined(exports), _OPTIONS, lambda _: None))
    if exports and together != "model":
        read = [path for path in paths if outcomes[path] == "model"]
        outcomes |= {path: outcome_of(path) for path in read}
        if len(read) > 1 and not any(outcomes[path].startswith("FAULT") for path in read):
            # None of them alone does it: still a fault, unless nothing could be mined at all.
            outcomes[read[0]] = together if together != "error" else outcomes[read[0]]
    return [outcomes[path] for path in paths]


def _joined(exports: Sequence[Export]) -> Export:
    """Several exports as one, in their order."""
    first, *others = (
        one.rows.mutate(row=one.rows.row + number * _MOST_ROWS)
        for number, one in enumerate(exports)
    )
    return replace(exports[0], rows=first.union(*others) if others else first)


def _outcome(deed: Callable[[], object]) -> str:
    try:
        with _at_most(_LONGEST_S):
            deed()
    except InputError as error:
        return "error" if error.what else "FAULT: an error without words"
    except TimeoutError:
        return f"FAULT: longer than {_LONGEST_S} s"
    except Exception as error:
        return f"FAULT: {type(error).__name__}: {str(error).splitlines()[:1]}"
    return "model"


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    # Of CPU time: a machine that does other things is no hang.
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--files", default=10_000, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--together", default=25, show_default=True, help="Files that are mined at once.")
def main(data: Path, files: int, seed: int, together: int) -> None:
    """Mine damaged copies of the exports in a folder."""
    originals = sorted(path for path in data.rglob("*") if path.is_file())
    counts: Counter[str] = Counter()
    begun = time.process_time()
    with suppress(KeyboardInterrupt):
        for first in range(0, files, together):
            numbers = range(first, min(first + together, files))
            with tempfile.TemporaryDirectory() as folder:
                paths = [
                    _damaged_copy(originals[number % len(originals)], seed + number, Path(folder))
                    for number in numbers
                ]
                outcomes = outcomes_of(paths)
            for number, outcome in zip(numbers, outcomes, strict=True):
                counts[outcome.partition(":")[0]] += 1
                if outcome.startswith("FAULT"):
                    original = originals[number % len(originals)].relative_to(data)
                    click.echo(f"{original} seed {seed + number}: {outcome}")
            if counts.total() % _TOLD_EACH == 0:
                click.echo(_summary(counts, begun))
    click.echo(_summary(counts, begun))
    raise SystemExit(1 if counts["FAULT"] else 0)


def _summary(counts: Counter[str], begun: float) -> str:
    return (
        f"{counts.total():,} files: {counts['model']:,} mined, {counts['error']:,} clear errors,"
        f" {counts['FAULT']:,} faults; {time.process_time() - begun:,.0f} s of CPU"
    )


def _damaged_copy(original: Path, seed: int, folder: Path) -> Path:
    path = folder / str(seed) / original.name
    path.parent.mkdir()
    path.write_bytes(damaged(original.read_bytes(), seed))
    return path


if __name__ == "__main__":
    main()
