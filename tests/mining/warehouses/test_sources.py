"""The same rows give the same model wherever they are: in a DuckDB file, in PostgreSQL."""

from pathlib import Path

import ibis  # type: ignore[import-untyped]
import pandas as pd
import psycopg
import pytest
from click.testing import CliRunner

from journeys.cli.mine_command import command
from journeys.errors import InputError
from journeys_mining.mine import Mined, mine_source
from journeys_mining.options import MiningOptions
from journeys_mining.warehouses.source import Source, choose_source
from tests.support import front_controllers as made

from ..exports import counting_only
from .events import events_frame, write_duckdb


def mined(url: str, **options: object) -> Mined:
    source = choose_source(url, "events", None)
    return mine_source(source, MiningOptions(**{"floor": 2, **options}), lambda _: None)  # type: ignore[arg-type]


def put_into(url: str, frame: pd.DataFrame) -> None:
    connection = ibis.connect(url)
    connection.create_table("events", frame)
    connection.disconnect()


def without_source(model_json: str) -> list[str]:
    return [line for line in model_json.splitlines() if not line.startswith('  "source"')]


@pytest.fixture(scope="module")
def in_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Mined:
    path = tmp_path_factory.mktemp("warehouse") / "events.duckdb"
    return mined(write_duckdb(path, events_frame()))


def test_postgres_gives_the_model_that_duckdb_gives(in_duckdb: Mined, postgres_url: str) -> None:
    put_into(postgres_url, events_frame())
    there = mined(postgres_url)
    assert without_source(there.model.to_json()) == without_source(in_duckdb.model.to_json())
    assert there.report.left_out == in_duckdb.report.left_out
    assert [one.reason for one in there.report.refused] == ["the user id is missing"]
    with psycopg.connect(postgres_url) as connection:
        left = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
    assert left == [("events",)]


def test_query_keys_are_decided_alike(tmp_path: Path, postgres_url: str) -> None:
    application = made.pages_by_name("zq")
    rows = [*made.visits("shop", application, users=20)]
    frame = pd.DataFrame(rows, columns=["user_id", "time", "url"])
    put_into(postgres_url, frame)
    with counting_only():
        there, here = mined(postgres_url), mined(write_duckdb(tmp_path / "e.duckdb", frame))
    assert there.report.choosing_keys == here.report.choosing_keys
    assert [one.key for one in here.report.choosing_keys] == ["zq"]
    assert without_source(there.model.to_json()) == without_source(here.model.to_json())


def test_its_totals_are_those_of_a_plain_count(in_duckdb: Mined) -> None:
    frame = events_frame().drop_duplicates().dropna(subset="user_id")
    assert frame.groupby(["user_id", "event_time"]).size().max() > 1, "the test wants ties"
    times = frame.sort_values(["user_id", "event_time"], kind="stable")
    silent = times.groupby("user_id")["event_time"].diff().dt.total_seconds()
    source = in_duckdb.model.source
    assert (source.events, source.users) == (len(frame), frame["user_id"].nunique())
    assert source.sessions == int((silent.isna() | (silent > 1800)).sum())


def test_a_query_instead_of_a_table(in_duckdb: Mined, tmp_path: Path) -> None:
    url = write_duckdb(tmp_path / "events.duckdb", events_frame())
    source = choose_source(url, None, "SELECT * FROM events WHERE user_id <> 'user-1'")
    there = mine_source(source, MiningOptions(floor=2), lambda _: None)
    assert there.model.source.users == in_duckdb.model.source.users - 1
    assert there.model.source.description == "a query in duckdb"


def test_a_password_is_never_shown(postgres_url: str) -> None:
    wrong = postgres_url.replace("@127", "x@127")
    with pytest.raises(InputError) as caught:
        mined(wrong)
    password = wrong.split(":")[2].split("@")[0]
    assert password not in str(caught.value)
    assert password not in repr(Source(url=wrong, table="events"))


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    url = write_duckdb(tmp_path / "events.duckdb", events_frame())
    for arguments, said in (
        ([url], "name either a table or a query"),
        ([url, "--table", "evnts"], "evnts"),
        (["postgers://host/db", "--table", "events"], "did you mean 'postgres'"),
        ([url, str(tmp_path), "--table", "events"], "a database is mined alone"),
        ([str(tmp_path), "--table", "events"], "only a database has tables"),
        ([url, "--explain"], "name either a table or a query"),
        ([url, "--table", "events", "--time-zone", "Asia/Tokyo"], "are for files"),
        ([url, "--table", "events", "--reader", "ga4"], "`--reader`: for files only"),
    ):
        ended = CliRunner().invoke(command, [*arguments, "-o", str(tmp_path / "model.json")])
        assert isinstance(ended.exception, InputError)
        assert said in str(ended.exception)


def test_a_client_that_is_not_installed_is_named_with_its_extra() -> None:
    pytest.importorskip("ibis")
    with pytest.raises(InputError, match=r"journeys\[trino\]"):
        mined("trino://host/catalog/schema")


def test_how_a_table_is_read_is_explained(tmp_path: Path) -> None:
    url = write_duckdb(tmp_path / "events.duckdb", events_frame())
    ended = CliRunner().invoke(command, [url, "--table", "events", "--explain"])
    assert ended.exit_code == 0, ended.output
    for said in ("time     ← event_time", "url      ← page_url", "https://shop.test/", "302"):
        assert said in ended.output
    assert "user-1" not in ended.output
    assert "refused 1: the user id is missing" in ended.output
    assert "for example" not in ended.output
