"""What `journeys mine` is given: files and folders, or the URL of a database."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.errors import InputError

if TYPE_CHECKING:
    from journeys_mining.mine import Mined
    from journeys_mining.options import MiningOptions


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
    from journeys_mining.warehouses.source import choose_source

    urls = [one for one in exports if isinstance(one, str)]
    if not urls:
        return mine(only_paths(exports, table_and_sql), options, progress)
    if len(exports) > 1:
        raise InputError(
            "a database is mined alone",
            where=urls[0].partition("://")[0],
            remedy="unite several tables with `--sql 'SELECT … UNION ALL SELECT …'`",
        )
    return mine_source(choose_source(urls[0], *table_and_sql), options, progress)


def only_paths(
    exports: Sequence[str | Path], table_and_sql: tuple[str | None, str | None]
) -> list[Path]:
    """The paths, where nothing of a database may be named."""
    paths = [one for one in exports if isinstance(one, Path)]
    if len(paths) < len(exports) or table_and_sql != (None, None):
        raise InputError(
            "only a database has tables, and only files can be explained",
            remedy="name a database such as postgres://HOST/NAME with `--table` or `--sql`",
        )
    return paths
