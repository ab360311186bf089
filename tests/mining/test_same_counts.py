"""The counts do not depend on how the same rows are written down."""

import csv
import gzip
import io
import itertools
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys_mining.mine import mine
from journeys_mining.options import MiningOptions

from .exports import counting_only
from .readers.clicks import Click
from .readers.envelopes import Line, amplitude_events, mixpanel_events, segment_calls

Row: TypeAlias = Any
"""Cells of a table, or a record of a vendor."""

_HEADER = ("user_id", "time", "event", "url", "session_id")
_BEGIN_MS = 1_767_261_600_000
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "latin-1")
_UNITS = {"s": 1e3, "ms": 1.0, "us": 1e-3, "ns": 1e-6, "iso": 1.0, "zone": 1.0}


def _rows() -> list[tuple[str, int, str, str, str]]:
    """Events of 40 visitors, no two at one time, in whole seconds so that every unit holds them."""
    random_ = random.Random(7)
    events = ("page_view", "add_to_cart", "bezahlt für später", "page_view")
    rows = []
    for second in range(600):
        user = random_.randrange(40)
        url = f"https://shop.test/artikel/{random_.randrange(300)}?farbe=grün"
        name = events[random_.randrange(len(events))]
        session = f"s{user}-{second // 150}"
        rows.append((f"u{user}", _BEGIN_MS + second * 1000, name, url, session))
    return rows


ROWS = _rows()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """One way to write the rows down."""

    shuffled: int | None = None
    """A seed; None keeps the order of time."""
    cuts: tuple[float, ...] = ()
    """Where the rows are split into files, as shares of them."""
    delimiter: str = ","
    """`json` for JSON lines."""
    encoding: str = "utf-8"
    unit: str = "ms"
    gzipped: bool = False
    quoted: bool = False


def _time(time_ms: int, unit: str) -> str:
    if unit in ("iso", "zone"):
        minutes, second = divmod((time_ms - _BEGIN_MS) // 1000, 60)
        hour, zone = (10, "Z") if unit == "iso" else (15, "+05:00")
        return f"2026-01-01T{hour}:{minutes:02}:{second:02}{zone}"
    return str(round(time_ms / _UNITS[unit]))


def _write(folder: Path, how: Writing) -> list[Path]:
    rows = [(user, _time(time, how.unit), *rest) for user, time, *rest in ROWS]
    return _write_parts(folder, rows, lambda part: _text(part, how), how)


def _write_parts(
    folder: Path, rows: Sequence[Row], text: Callable[[Sequence[Row]], str], how: Writing
) -> list[Path]:
    """The rows in files, each as `text` writes them."""
    rows = list(rows)
    if how.shuffled is not None:
        random.Random(how.shuffled).shuffle(rows)
    cuts = [0, *sorted(round(share * len(rows)) for share in how.cuts), len(rows)]
    paths = []
    for number, (begin, end) in enumerate(itertools.pairwise(cuts)):
        if begin == end:
            continue
        content = text(rows[begin:end]).encode(how.encoding)
        path = folder / f"part-{number}"
        path.write_bytes(gzip.compress(content) if how.gzipped else content)
        paths.append(path)
    return paths


def _text(rows: Sequence[Sequence[str]], how: Writing) -> str:
    if how.delimiter == "json":
        return _lines([dict(zip(_HEADER, row, strict=True)) for row in rows])
    stream = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if how.quoted else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=how.delimiter, quoting=quoting).writerows([_HEADER, *rows])
    return stream.getvalue()


def _lines(records: Sequence[Mapping[str, object]]) -> str:
    # The names of JSON's own strings need no accents; values keep theirs.
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _mined(how: Writing) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return _model(_write(Path(folder), how), how)


def _poured(vendor: str, how: Writing) -> str:
    records = list(_ENVELOPES[vendor](_clicks()))
    with tempfile.TemporaryDirectory() as folder:
        return _model(_write_parts(Path(folder), records, _lines, how), how)


def _model(paths: Sequence[Path], how: Writing) -> str:
    encoding = how.encoding if how.encoding == "latin-1" else None
    options = MiningOptions(floor=2, encoding=encoding)
    model = mine(paths, options, lambda stage: None).model
    return replace(model, source=replace(model.source, description="", reader="")).to_json()


def _clicks() -> list[Click]:
    return [
        Click(
            number=number,
            user=user,
            session=session,
            session_start_s=_BEGIN_MS // 1000 + int(session.rpartition("-")[2]) * 150,
            time_s=time_ms // 1000,
            event=event,
            url=url,
        )
        for number, (user, time_ms, event, url, session) in enumerate(ROWS)
    ]


_ENVELOPES: Mapping[str, Callable[[Sequence[Click]], Iterator[Line]]] = {
    "segment": segment_calls,
    "amplitude": amplitude_events,
    "mixpanel": partial(mixpanel_events, zone_s=7200),
}
_ORDERS = st.none() | st.integers(0, 99)
_CUTS = st.lists(st.floats(0, 1), max_size=4).map(tuple)


@pytest.fixture(scope="module")
def expected() -> str:
    """The model of the rows as one plain CSV file."""
    return _mined(Writing())


@settings(max_examples=12, derandomize=True)
@given(
    how=st.builds(
        Writing,
        shuffled=_ORDERS,
        cuts=_CUTS,
        delimiter=st.sampled_from([",", ";", "\t", "|", "json"]),
        encoding=st.sampled_from(_ENCODINGS),
        unit=st.sampled_from(list(_UNITS)),
        gzipped=st.booleans(),
        quoted=st.booleans(),
    )
)
def test_any_writing_of_the_same_rows_gives_the_same_model(expected: str, how: Writing) -> None:
    assert _mined(how) == expected


@pytest.mark.parametrize("vendor", list(_ENVELOPES))
def test_any_writing_of_the_same_records_gives_the_same_counts(vendor: str) -> None:
    with counting_only():
        plain = _poured(vendor, Writing())

        @settings(max_examples=3, derandomize=True)
        @given(
            how=st.builds(
                Writing,
                shuffled=_ORDERS,
                cuts=_CUTS,
                encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
                gzipped=st.booleans(),
            )
        )
        def gives_the_same(how: Writing) -> None:
            assert _poured(vendor, how) == plain

        gives_the_same()


def test_what_is_learned_from_sessions_does_not_depend_on_the_order_of_rows(expected: str) -> None:
    assert _mined(Writing(shuffled=5, cuts=(0.1, 0.4), gzipped=True)) == expected
