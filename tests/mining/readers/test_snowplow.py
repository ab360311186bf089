"""Snowplow: real tracker hits on a demo shop, beside the sessions that the vendor makes of them."""

import csv
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from journeys.errors import InputError

from ..exports import mine_one, real_export, transitions_of
from ..naive import count_ngrams

_ACTION = "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1_0_0"
_CLIENT_SESSION = "contexts_com_snowplowanalytics_snowplow_client_session_1_0_1"


def test_sessions_and_actions_of_the_vendors_demo_shop() -> None:
    folder = "snowplow_dbt_ecommerce"
    path = real_export(f"{folder}/snowplow_ecommerce_events.csv")
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    expected_path = real_export(f"{folder}/expected/snowplow_ecommerce_sessions_expected.csv")
    with expected_path.open(newline="", encoding="utf-8") as stream:
        expected = {row["domain_sessionid"] for row in csv.DictReader(stream)}

    by_session: defaultdict[tuple[str, str], list[tuple[datetime, str]]] = defaultdict(list)
    for row in rows:
        mobile = json.loads(row[_CLIENT_SESSION] or "[]")
        user = row["domain_userid"] or (mobile[0]["userId"] if mobile else "")
        session = row["domain_sessionid"] or (mobile[0]["sessionId"] if mobile else "")
        # The times have no zone in some rows; all are UTC.
        time = datetime.fromisoformat(row["derived_tstamp"]).replace(tzinfo=UTC)
        event = json.loads(row[_ACTION])["type"] if row[_ACTION] else row["event_name"]
        page = row["page_url"].removeprefix("http://localhost:3000")
        action = event if not page else f"{event} @ {page}"
        by_session[user, session].append((time, action.replace("page_view @", "view")))
    # The hit without any id of a user is refused; the vendor's model leaves its app out, too.
    ((_, refused_session),) = [key for key in by_session if not key[0]]
    assert refused_session not in expected
    del by_session["", refused_session]
    # The vendor counts the sessions of shoppers: one visit was a single page view.
    page_views = {row["domain_sessionid"] for row in rows if row["event_name"] == "page_view"}
    assert {session for _, session in by_session} - expected == page_views
    assert expected <= {session for _, session in by_session}

    mined = mine_one(path)
    assert (mined.report.rows, mined.report.events) == (835, 834)
    assert [(one.count, one.line) for one in mined.report.refused] == [(1, 836)]
    assert mined.report.sessions == len(expected) + 1
    sessions = [
        (user, [action for _, action in sorted(events, key=lambda event: event[0])])
        for (user, _), events in by_session.items()
    ]
    assert transitions_of(mined) == count_ngrams(sessions, order=3, floor=1)


def test_the_enriched_stream_has_no_header() -> None:
    path = real_export("snowplow_enriched_tsv/docs_sample_input.tsv")
    mined = mine_one(path)
    assert (mined.report.rows, mined.report.refused) == (32, ())
    (left_out,) = mined.report.left_out
    # A page ping, and what the mobile tracker says of the application and its screens.
    assert left_out.count == 7
    assert mined.report.events == 25
    actions = {one.action for one in mined.model.actions}
    assert "view /" in actions
    assert not any("page_ping" in action for action in actions)
    assert mined.report.users == 4


ROW = [""] * 131
for place, text in {
    3: "2026-01-01 10:00:00.000",
    5: "struct",
    6: "e1",
    15: "ann",
    29: "https://shop.test/cart",
    54: 'say "hi"',
    123: "s1",
    124: "2026-01-01 10:00:01.500",
    126: "event",
}.items():
    ROW[place] = text


def test_an_event_that_arrives_twice_and_a_row_of_another_width(tmp_path: Path) -> None:
    again = [*ROW]
    again[3] = "2026-01-01 11:00:00.000"
    ping = [*ROW]
    ping[5:7] = ["page_ping", "e2"]
    ping[126] = "page_ping"
    mobile = [*ROW]
    mobile[6], mobile[15], mobile[123] = "e3", "", ""
    session = {"userId": "bob", "sessionIndex": 1, "sessionId": "s9"}
    schema = "iglu:com.snowplowanalytics.snowplow/client_session/jsonschema/1-0-2"
    context = {"schema": "iglu:contexts", "data": [{"schema": schema, "data": session}]}
    mobile[52] = json.dumps(context, separators=(",", ":"))
    path = tmp_path / "enriched.tsv"
    lines = ["\t".join(row) for row in (ROW, again, ping, mobile, ROW[:-1])]
    path.write_text("\n".join(lines), encoding="utf-8")
    mined = mine_one(path, max_refused_share=0.5)
    assert [one.action for one in mined.model.actions] == ['say "hi" @ /cart']
    assert (mined.report.events, mined.report.users) == (2, 2)
    assert Counter({one.rule: one.count for one in mined.report.left_out}) == {
        "exact duplicate of an earlier row": 1,
        "event that is no step of a user": 1,
    }
    (refused,) = mined.report.refused
    assert (refused.reason, refused.line) == ("the row does not have 131 columns", 5)
    assert mined.report.first_event == "2026-01-01T10:00:01.500000Z"


def test_a_header_alone_is_no_event() -> None:
    with pytest.raises(InputError, match="there is no event in the file"):
        mine_one(real_export("snowplow_enriched_tsv/HEADER_131_columns.tsv"))
