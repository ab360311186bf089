"""Files as strangers bring them: saved by Excel, without user ids, nested, behind a proxy."""

import json
from pathlib import Path
from typing import Any

import pytest

from journeys.errors import InputError
from journeys_mining.explaining import Explanation, explain_reading
from journeys_mining.options import MiningOptions


def _explained(path: Path, content: str | bytes, **chosen: Any) -> Explanation:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return explain_reading([path], MiningOptions(**chosen), lambda _: None)


def _columns(explained: Explanation) -> dict[str, str]:
    return {use.role: use.column for use in explained.files[0].columns}


def test_a_file_that_german_excel_saved(tmp_path: Path) -> None:
    text = "sep=;\r\nuser_id;time;url;load_time\r\nu1;21.11.2026 10:00;/für;1,5\r\n"
    for content, encoding in ((text.encode("cp1252"), "cp1252"), (text.encode("utf-8-sig"), None)):
        explained = _explained(tmp_path / "e.csv", content, encoding=encoding)
        assert [(one.time, one.url) for one in explained.examples] == [
            ("2026-11-21T10:00:00.000Z", "/für")
        ]
        assert _columns(explained)["duration"] == "load_time"


def test_sessions_stand_for_users_where_there_are_none(tmp_path: Path) -> None:
    """As Umami exports: `distinct_id` is there and empty, event types are numbers."""
    rows = [
        f"s{visitor},{page},1,,,2026-11-21 10:00:0{visitor}"
        for visitor in range(4)
        for page in ("/", "/cart")
    ]
    header = "session_id,url_path,event_type,event_name,distinct_id,created_at"
    explained = _explained(tmp_path / "e.csv", "\n".join([header, *rows]))
    assert _columns(explained)["user"] == "session_id"
    assert "event" not in _columns(explained)
    assert len({one.user for one in explained.examples}) == 4


def test_an_address_with_an_agent_stands_for_a_user(tmp_path: Path) -> None:
    rows = [f"10.0.0.1,Firefox/{version},1770000000,/" for version in (1, 2, 2)]
    explained = _explained(tmp_path / "e.csv", "\n".join(["ip,user_agent,time,path", *rows]))
    assert [one.user for one in explained.examples] == [1, 2, 2]


def test_what_a_session_says_holds_for_the_events_in_it(tmp_path: Path) -> None:
    sessions = [
        {
            "sessionId": f"s{number}",
            "userId": f"u{number}",
            "startedAt": 1770000000,
            "events": [{"ts": 1770000000 + second, "url": f"/{second}"} for second in range(2)],
        }
        for number in range(2)
    ]
    lines = "\n".join(map(json.dumps, sessions))
    for content in (json.dumps(sessions), json.dumps({"v": 2, "sessions": sessions}), lines):
        explained = _explained(tmp_path / "e.json", content)
        shown = [(one.user, one.url, one.session) for one in explained.examples]
        assert shown == [(1, "/0", "s0"), (1, "/1", "s0"), (2, "/0", "s1"), (2, "/1", "s1")]


@pytest.mark.parametrize("address", ["203.0.113.7, 10.0.0.2", "2001:db8::7", "2001:db8::7, ::1"])
def test_the_address_that_the_proxy_was_told_is_the_visitors(tmp_path: Path, address: str) -> None:
    """nginx's own `main` format: the combined one with `X-Forwarded-For` after it."""
    line = '10.0.0.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "Firefox"'
    lines = [f'{line} "{one}"' for one in (address, "198.51.100.9", address, "-")]
    explained = _explained(tmp_path / "access.log", "\n".join([*lines, line]))
    assert [one.user for one in explained.examples] == [1, 2, 1, 3, 3]


@pytest.mark.parametrize(
    "text",
    [
        "# Pages\n# Start date: 20261101\n\nPage path,Views,Active users\n/,9,4\n/a,2,1\n",
        "# Free form\n\nEvent name,Page path,Active users\npage_view,/,40\n",
        "label,nb_visits,nb_actions\n/,10,20\n/cart,3,4\n",
        "visitorId,pageId,day,numEvents\nv,p,2026-11-21,3\nw,q,2026-11-21,4\n",
    ],
)
def test_totals_are_refused_with_the_reason(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="totals"):
        _explained(tmp_path / "e.csv", text)
