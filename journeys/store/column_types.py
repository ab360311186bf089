"""Column types that give back what was put in, on every database."""

# ruff: noqa: ARG002  SQLAlchemy hands the dialect to every column type.

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


def storable(text: str) -> str:
    r"""The text without what a database refuses: NUL, and halves of surrogate pairs.

    HTTP clients put the latter into headers that are not valid UTF-8.

    >>> storable("a\x00b\udcff")
    'a\\x00b\\udcff'
    """
    if text.isascii() and "\x00" not in text:
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "\\x00")


class JsonText(str):
    """What a JSON column is to hold, as JSON already."""

    __slots__ = ()


def json_text(value: object) -> str:
    r"""JSON of what a JSON column holds, its texts as `storable` makes them.

    >>> json_text([("name", "caf\udce9\x00")])
    '[["name","caf\\\\udce9\\\\x00"]]'
    """
    if isinstance(value, JsonText):
        return value
    try:
        text = to_json(value).decode()
    except PydanticSerializationError:
        return to_json(_storable_within(value)).decode()
    return to_json(_storable_within(value)).decode() if "\\u0000" in text else text


def _storable_within(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case dict():
            return {key: _storable_within(one) for key, one in value.items()}
        case list() | tuple():
            return [_storable_within(one) for one in value]
        case _:
            return value


class UtcTime(TypeDecorator[datetime]):
    """An instant. SQLite drops time zones; here all are UTC, going in and coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        if dialect.name != "sqlite":
            return super().bind_processor(dialect)
        process = self.process_bind_param

        def in_sqlite(value: datetime | None) -> str | None:
            # The text that SQLAlchemy writes there: its own way takes ten times as long.
            utc = value if value is None or value.tzinfo is UTC else process(value, dialect)
            return utc.isoformat(" ", "microseconds").removesuffix("+00:00") if utc else None

        return in_sqlite

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; evidence is kept in UTC")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SeenText(TypeDecorator[str]):
    """Text that an application may have sent."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        return lambda value: value and storable(value)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value and storable(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A sequence of texts, as a JSON array."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> Any:
        return tuple(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value)
