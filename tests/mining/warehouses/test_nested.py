"""What exports nest in warehouses becomes events as from files; other documents stay apart."""

from pathlib import Path

import duckdb
import pytest

from journeys_mining.mine import Mined, mine_source
from journeys_mining.options import MiningOptions
from journeys_mining.warehouses.source import choose_source

_GA4 = """
CREATE TABLE events AS
SELECT 'u' || (i % 7) AS user_pseudo_id, 1767225600000000 + i * 1000000 AS event_timestamp,
    name AS event_name, [
        {'key': 'page_location', 'value': {'string_value': 'https://s.test/' || page,
         'int_value': NULL::BIGINT}},
        {'key': 'ga_session_id', 'value': {'string_value': NULL, 'int_value': 9 + i // 35}}
    ] AS event_params
FROM range(70) AS numbers(i),
    (VALUES ('page_view', 'cart'), ('add_to_cart', 'mugs')) AS kinds(name, page)
"""
_SNOWPLOW = """
CREATE TABLE events AS
SELECT 'u' || (i % 7) AS domain_userid, TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND AS
    derived_tstamp, 'snowplow_ecommerce_action' AS event_name, 'https://s.test/' AS page_url,
    {action} AS unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1
FROM range(70) AS numbers(i),
    LATERAL (SELECT CASE WHEN i % 2 = 0 THEN 'add_to_cart' ELSE 'checkout_step' END AS done)
"""
_DOCUMENTS = """
CREATE TABLE events AS
SELECT 'u' || (i % 7) AS user_id, TIMESTAMP '2026-01-01' AS time, 'add' AS event,
    {'sku': i} AS props, NULL AS extra
FROM range(70) AS numbers(i)
"""


def test_ga4_has_pages_and_sessions(tmp_path: Path) -> None:
    mined = _mined(tmp_path, _GA4)
    assert _actions(mined) == {"view /cart", "add_to_cart @ /mugs"}
    assert mined.model.source.sessions == 14, "two session ids of each of seven users"


@pytest.mark.parametrize(
    "action",
    [
        "{'type': done}",
        "[{'type': done}]",
        "to_json({'type': done})",
        "CAST(to_json({'type': done}) AS VARCHAR)",
    ],
    ids=["object", "list", "JSON", "text"],
)
def test_snowplow_tells_what_was_done(tmp_path: Path, action: str) -> None:
    mined = _mined(tmp_path, _SNOWPLOW.replace("{action}", action))
    assert _actions(mined) == {"add_to_cart @ /", "checkout_step @ /"}


def test_rows_that_differ_in_a_document_are_no_copies(tmp_path: Path) -> None:
    mined = _mined(tmp_path, _DOCUMENTS)
    assert mined.model.source.events == 70
    assert mined.report.left_out == ()


def _mined(folder: Path, statement: str) -> Mined:
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)
    source = choose_source(f"duckdb://{path}", "events", None)
    return mine_source(source, MiningOptions(floor=2), lambda _: None)


def _actions(mined: Mined) -> set[str]:
    return {one.action for one in mined.model.actions}
