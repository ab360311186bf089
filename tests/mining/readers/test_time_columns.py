"""Times as spreadsheets and people write them are read as they were meant, or asked about."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from journeys.errors import InputError
from journeys_mining.explaining import explain_reading
from journeys_mining.options import MiningOptions

MOMENTS = [
    datetime(2026, 3, 1, 9, 5, 7) + timedelta(days=day, minutes=day) for day in range(0, 27, 3)
]


def _csv(
    path: Path, write: Callable[[datetime], str] | str, moments: list[datetime] = MOMENTS
) -> Path:
    if isinstance(write, str):
        form = write
        return _csv(path, lambda moment: moment.strftime(form), moments)
    rows = (f'u{number};"{write(moment)}";/cart' for number, moment in enumerate(moments))
    path.write_text("\n".join(["user_id;time;url", *rows]), encoding="utf-8")
    return path


def _read(path: Path, **chosen: Any) -> Iterator[str]:
    explained = explain_reading([path], MiningOptions(**chosen), lambda _: None)
    assert not explained.refused
    yield from (one.time for one in explained.examples)


def _utc(moment: datetime) -> str:
    return f"{moment.isoformat(timespec='milliseconds')}Z"


@pytest.mark.parametrize(
    "form",
    [
        "%d.%m.%Y %H:%M:%S",
        "%d/%m/%Y, %H:%M:%S",
        "%m/%d/%Y %I:%M:%S %p",
        "%d.%m.%y %H:%M:%S",
        "%b %d, %Y, %I:%M:%S %p",
        "%d %B %Y %H:%M:%S",
        "%d-%b-%Y %H:%M:%S",
        "%a, %d %b %Y %H:%M:%S GMT",
        "%d/%b/%Y:%H:%M:%S +0000",
        "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)",
        "%Y-%m-%d %H:%M:%S UTC",
        "%Y-%m-%d %I:%M:%S %p",
        "%Y/%m/%d %H:%M:%S",
    ],
)
def test_each_way_to_write_a_time(tmp_path: Path, form: str) -> None:
    path = _csv(tmp_path / "e.csv", form)
    assert list(_read(path)) == [_utc(moment) for moment in MOMENTS]


def test_numbers_need_no_noughts_and_an_offset_counts(tmp_path: Path) -> None:
    def write(moment: datetime) -> str:
        return f"{moment.month}/{moment.day}/{moment.year} {moment:%H:%M:%S} +02:00"

    path = _csv(tmp_path / "e.csv", write)
    assert list(_read(path)) == [_utc(moment - timedelta(hours=2)) for moment in MOMENTS]


def test_a_day_that_may_be_a_month_is_asked_about(tmp_path: Path) -> None:
    early = [datetime(2026, 3, day, 9) for day in range(1, 10)]
    path = _csv(tmp_path / "e.csv", "%d/%m/%Y %H:%M", early)
    with pytest.raises(InputError, match=r"may be day/month or month/day: both would fit"):
        list(_read(path))
    assert list(_read(path, time_format="day-first")) == [_utc(moment) for moment in early]
    assert next(_read(path, time_format="month-first")) == "2026-01-03T09:00:00.000Z"
    assert list(_read(path, time_format="%d/%m/%Y %H:%M")) == [_utc(moment) for moment in early]
    dotted = _csv(tmp_path / "d.csv", "%d.%m.%Y %H:%M", early)
    assert list(_read(dotted)) == [_utc(moment) for moment in early]


def test_the_order_is_found_in_all_rows_and_not_in_the_first(tmp_path: Path) -> None:
    days = [datetime(2026, 3, 2, 9)] * 600 + [datetime(2026, 3, 20, 9)]
    path = _csv(tmp_path / "e.csv", "%m/%d/%Y %H:%M", days)
    assert set(_read(path)) == {"2026-03-02T09:00:00.000Z"}


def test_local_times_are_those_of_the_zone_summer_and_winter(tmp_path: Path) -> None:
    moments = [datetime(2026, 1, 15, 12), datetime(2026, 7, 15, 12)]
    told = ["2026-01-15T11:00:00.000Z", "2026-07-15T10:00:00.000Z"]
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"):
        path = _csv(tmp_path / "e.csv", form, moments)
        assert list(_read(path, time_zone="Europe/Berlin")) == told
    for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S+00"):
        path = _csv(tmp_path / "e.csv", form, moments)
        assert list(_read(path, time_zone="Europe/Berlin")) == [_utc(one) for one in moments]
    path = _csv(tmp_path / "e.csv", lambda moment: "1770000000", moments)
    assert next(_read(path, time_zone="Europe/Berlin")) == "2026-02-02T02:40:00.000Z"


@pytest.mark.parametrize(
    ("chosen", "complaint"),
    [
        ({"time_zone": "Europe/Bern"}, r"no time zone 'Europe/Bern'; did you mean 'Europe/Berlin'"),
        ({"time_format": "day"}, r"'day' is no form of a time"),
        ({"time_format": "%Q"}, r"'%Q' is no form of a time"),
    ],
)
def test_options_that_are_none(tmp_path: Path, chosen: dict[str, str], complaint: str) -> None:
    path = _csv(tmp_path / "e.csv", _utc)
    with pytest.raises(InputError, match=complaint):
        list(_read(path, **chosen))


def test_a_format_with_times_of_its_own_does_not_take_the_options(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    line = '10.0.0.1 - - [01/Mar/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n'
    path.write_text(line * 3, encoding="utf-8")
    with pytest.raises(InputError, match=r"times are written as the format \(access_log\) says"):
        list(_read(path, time_zone="Europe/Berlin"))


def test_day_and_time_of_day_in_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    rows = (f"u1;{moment:%d.%m.%Y};{moment:%H:%M:%S};/cart" for moment in MOMENTS)
    path.write_text("\n".join(["user_id;Datum;Uhrzeit;url", *rows]), encoding="utf-8")
    assert list(_read(path)) == [_utc(moment) for moment in MOMENTS]
