"""The report as JSON: the records of `journeys.report.data`, field by field.

Bodies are not in it: `digest` names a row of `bodies` in the results database.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Final

from journeys.report.data import Report
from journeys.store import StoredBody
from journeys.whole_file import write_whole_file

FORMAT: Final = "journeys.report"
VERSION: Final = 1

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def report_content(report: Report) -> dict[str, Json]:
    """What the JSON file holds, as plain values."""
    return {"format": FORMAT, "version": VERSION, **_fields(report)}


def write_json(report: Report, path: Path) -> None:
    """Write the report to a JSON file.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    text = json.dumps(report_content(report), indent=2, ensure_ascii=False, allow_nan=False)
    write_whole_file(path, f"{text}\n".encode())


def _fields(record: object) -> dict[str, Json]:
    assert is_dataclass(record)
    return {field.name: _json(getattr(record, field.name)) for field in fields(record)}


def _json(value: object) -> Json:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, StoredBody):
        return {"digest": value.digest, "kept_bytes": value.kept_bytes}
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return _fields(value)
