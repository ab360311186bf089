"""Mining imports of Ibis what DuckDB needs; other databases are still there for those who ask."""

import subprocess
import sys

_SCRIPT = """
import sys
from journeys_mining.engine import open_engine
with open_engine(threads=1) as engine:
    assert engine.number(engine.sql("SELECT 7 AS a", {"a": "int64"}).a.max()) == 7
print(sorted(one for one in sys.modules if one.startswith("ibis.backends.sql.compilers.")))
import ibis
table = ibis.table({"a": "int64"}, name="t")
print(" ".join(ibis.to_sql(table.a.max(), dialect="postgres").split()))
from ibis.backends.sql.compilers import TrinoCompiler
print(TrinoCompiler.dialect.__name__, "pandas" in sys.modules)
"""


def test_other_databases_are_imported_only_where_they_are_asked_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True
    )
    imported, query, *other = done.stdout.splitlines()
    assert "duckdb" in imported
    assert "postgres" not in imported
    assert query == 'SELECT MAX("t0"."a") AS "Max(a)" FROM "t" AS "t0"'
    assert other == ["Trino False"]
