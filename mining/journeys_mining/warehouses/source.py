"""Where events are that are not in files: the URL of a database, and a table or a query in it."""

import difflib
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from journeys.errors import InputError
from journeys_mining.warehouses.adapters import ADAPTERS

_URL = re.compile(r"([a-z]+)://.*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Source:
    """A table or query in a database; its URL, which may hold a password, is never shown."""

    url: str
    table: str | None = None
    sql: str | None = None

    @property
    def scheme(self) -> str:
        """`postgres`, `duckdb`, …"""
        return self.url.partition("://")[0]

    @property
    def name(self) -> str:
        """For messages and models: no host, no password."""
        return f"{self.table or 'a query'} in {self.scheme}"

    def __repr__(self) -> str:
        return f"Source({self.name})"

    def without_secrets(self, text: str) -> str:
        """A message of the database's client, which may repeat the URL or its password."""
        parts = urlsplit(self.url)
        secrets = [self.url, parts.query, parts.password, unquote(parts.password or "")]
        for secret in secrets:
            if secret:
                text = text.replace(secret, "***")
        return text


def is_database_url(text: str) -> bool:
    """Whether an argument is the URL of a database that we know.

    >>> is_database_url("postgres://host/shop"), is_database_url("events.csv")
    (True, False)
    """
    match = _URL.fullmatch(text)
    return match is not None and (match[1] == "duckdb" or match[1] in ADAPTERS)


def choose_source(url: str, table: str | None, sql: str | None) -> Source:
    """The source that the command line names.

    Raises
    ------
    InputError
        The scheme is unknown, or neither a table nor a query is named, or both are.
    """
    if not is_database_url(url):
        scheme, known = url.partition("://")[0], sorted(["duckdb", *ADAPTERS])
        close = difflib.get_close_matches(scheme, known, n=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise InputError(
            f"nothing is known to read from {scheme}://{meant}",
            remedy=f"the databases are: {', '.join(known)}; of another export the table as CSV or"
            " Parquet, and mine that file",
        )
    if (table is None) == (sql is None):
        raise InputError(
            "name either a table or a query of the database",
            where=url.partition("://")[0],
            remedy="for example `--table events`, or `--sql 'SELECT … FROM …'`",
        )
    return Source(url=url, table=table, sql=sql)
