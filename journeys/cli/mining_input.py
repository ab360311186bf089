"""What `journeys mine` is given: files and folders, or the URL of a database."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.errors import InputError

if TYPE_CHECKING:
    from journeys_mining.explaining import Explanation
    from journeys_mining.mine import Mined
    from journeys_mining.options import MiningOptions
    from journeys_mining.warehouses.source import Source


class ExportType(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A path, or a URL as it was written: a path would lose one of its slashes."""

    name = "export"

    def convert(
        self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | Path:
        return value if isinstance(value, str) and "://" in value else Path(value)


def mine_exports(
    exports: Sequence[str | Path],
    table_and_sql: tuple[str | None, str | None],
    options: "MiningOptions",
    progress: Callable[[str], None],
) -> "Mined":
    """Mines the files, or the database's table or query.

    Raises
    ------
    InputError
        As the stages, and where files and databases are mixed.
    """
    from journeys_mining.mine import mine, mine_source

    urls = _database_urls(exports)
    if not urls:
        return mine(_only_files(exports, table_and_sql), options, progress)
    return mine_source(_only_source(exports, urls[0], table_and_sql), options, progress)


def explain_exports(
    exports: Sequence[str | Path],
    table_and_sql: tuple[str | None, str | None],
    options: "MiningOptions",
) -> "Explanation":
    """How the files, or the database's table or query, are read."""
    from journeys_mining.explaining import explain_reading, explain_source

    urls = _database_urls(exports)
    if not urls:
        return explain_reading(_only_files(exports, table_and_sql), options, lambda _: None)
    return explain_source(_only_source(exports, urls[0], table_and_sql), options)


def _database_urls(exports: Sequence[str | Path]) -> list[str]:
    from journeys_mining.readers.remote_file import is_remote

    return [one for one in exports if isinstance(one, str) and not is_remote(one)]


def _only_source(
    exports: Sequence[str | Path], url: str, table_and_sql: tuple[str | None, str | None]
) -> "Source":
    from journeys_mining.warehouses.source import choose_source

    if len(exports) > 1:
        raise InputError(
            "a database is mined alone",
            where=url.partition("://")[0],
            remedy="unite several tables with `--sql 'SELECT … UNION ALL SELECT …'`",
        )
    return choose_source(url, *table_and_sql)


def _only_files(
    exports: Sequence[str | Path], table_and_sql: tuple[str | None, str | None]
) -> Sequence[str | Path]:
    """The files, where nothing of a database may be named."""
    if table_and_sql != (None, None):
        raise InputError(
            "only a database has tables",
            remedy="name a database such as postgres://HOST/NAME with `--table` or `--sql`",
        )
    return exports
