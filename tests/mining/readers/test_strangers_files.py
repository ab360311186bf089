"""Files as strangers bring them: saved by Excel, without user ids, nested, behind a proxy."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from journeys.errors import InputError
from journeys_mining.explaining import Explanation, explain_reading
from journeys_mining.mine import mine
from journeys_mining.options import MiningOptions


def _explained(path: Path, content: str | bytes, **chosen: Any) -> Explanation:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return explain_reading([path], MiningOptions(**chosen), lambda _: None)


def _columns(explained: Explanation) -> dict[str, str]:
    return {use.role: use.column for use in explained.files[0].columns}


def test_a_file_that_german_excel_saved(tmp_path: Path) -> None:
    text = "sep=;\r\nuser_id;time;url;load_time\r\nu1;21.11.2026 10:00;/für;1,5\r\n"
    for content, encoding in (
        *((text.encode("cp1252"), "cp1252"), (text.encode("utf-8-sig"), None)),
        # Without its mark.
        *((text.encode("utf-16-le"), None), (text.encode("utf-16-be"), None)),
    ):
        explained = _explained(tmp_path / "e.csv", content, encoding=encoding)
        assert [(one.time, one.url) for one in explained.examples] == [
            ("2026-11-21T10:00:00.000Z", "/für")
        ]
        assert _columns(explained)["duration"] == "load_time"


@pytest.mark.parametrize(
    "header",
    [
        "Sitzung;Uhrzeit;Benutzer;Seite;Aktion;Datum",
        "id_visite;Heure;Identifiant utilisateur;URL de la page;Événement;Date",
        "ID de sesión;Hora;ID de usuario;página;Acción;fecha",
        "sessão;Hora;usuário;Página;Ação;Data",
        "Sessie;Tijd;Gebruiker;Pagina;Actie;Datum",
        "セッション;時刻;ユーザーID;ページ;イベント名;日付",
    ],
)
def test_columns_are_known_in_other_languages(tmp_path: Path, header: str) -> None:
    session, clock, user, url, event, day = header.split(";")
    row = "s1;10:00:05;u1;/für;Kauf;23.11.2026\r\n"
    explained = _explained(tmp_path / "e.csv", f"{header}\r\n{row}")
    assert _columns(explained) == {
        "user": user, "time": day, "event": event, "url": url, "session": session
    }  # fmt: skip
    assert {use.beside for use in explained.files[0].columns} == {None, clock}
    assert [(one.time, one.url) for one in explained.examples] == [
        ("2026-11-23T10:00:05.000Z", "/für")
    ]


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


def test_of_two_sessions_the_longer_stands_for_the_user(tmp_path: Path) -> None:
    """As in Umami's `website_event`."""
    rows = [
        f"w1,s{visitor},v{visitor}-{visit},/,1,,2026-11-21 1{visit}:00:0{visitor}"
        for visitor in range(3)
        for visit in range(2)
    ]
    header = "website_id,session_id,visit_id,url_path,event_type,event_name,created_at"
    explained = _explained(tmp_path / "e.csv", "\n".join([header, *rows]))
    columns = _columns(explained)
    assert (columns["user"], columns["session"]) == ("session_id", "visit_id")
    assert len({one.user for one in explained.examples}) == 3
    assert len({one.session for one in explained.examples}) == 6


def test_an_address_with_an_agent_stands_for_a_user(tmp_path: Path) -> None:
    rows = [f"10.0.0.1,Firefox/{version},1770000000,/" for version in (1, 2, 2)]
    explained = _explained(tmp_path / "e.csv", "\n".join(["ip,user_agent,time,path", *rows]))
    assert [one.user for one in explained.examples] == [1, 2, 2]


def test_a_session_is_the_device_of_accounts_that_are_seldom_told(tmp_path: Path) -> None:
    """As in Rails' `ahoy_events`: visits and accounts are counted from 1, and no visit is account 1
    for that."""
    rows = [
        f"{visit},{account},$view,2026-11-21 10:00:0{visit}"
        for visit, account in ((1, ""), (2, ""), (3, "1"), (4, "1"), (5, "9"))
    ]
    path = tmp_path / "e.csv"
    columns = _columns(_explained(path, "\n".join(["visit_id,user_id,name,time", *rows])))
    assert (columns["user"], columns["account"]) == ("visit_id", "user_id")
    assert mine([path], MiningOptions(floor=1), lambda _: None).model.source.users == 4


def test_what_is_the_same_for_all_names_no_request(tmp_path: Path) -> None:
    """As Kong logs requests: the name is that of the service."""
    requests = [
        {
            "service": {"name": "shop"},
            "request": {"method": ("GET", "POST")[one % 2], "url": f"/{one % 3}"},
            "response": {"status": 200},
            "client_ip": "203.0.113.7",
            "started_at": 1770000000000 + one,
        }
        for one in range(24)
    ]
    text = "\n".join(map(json.dumps, requests))
    columns = _columns(_explained(tmp_path / "e.json", text))
    assert (columns["method"], columns["url"]) == ("request.method", "request.url")
    assert "event" not in columns


@pytest.mark.parametrize(
    ("begun", "ended", "columns"),
    [
        # django-structlog's.
        ({"event": "request_started", "user_id": 7, "request": "GET /{}", "ip": "203.0.113.7"},
         {"event": "request_finished", "user_id": 7, "request": "GET /{}", "code": 404},
         {"user": "user_id", "url": "path", "method": "method", "status": "status"}),
        # Fastify's.
        ({"msg": "incoming request",
          "req": {"method": "GET", "url": "/{}", "remoteAddress": "203.0.113.7"}},
         {"msg": "request completed", "res": {"statusCode": 404}},
         {"user": "req.remoteAddress", "url": "req.url", "method": "req.method",
          "status": "res.statusCode"}),
    ],
)  # fmt: skip
def test_a_request_that_is_logged_when_it_comes_and_when_it_is_answered_is_one(
    tmp_path: Path, begun: Mapping[str, Any], ended: Mapping[str, Any], columns: Mapping[str, str]
) -> None:
    def line(number: int, said: Mapping[str, Any], after_ms: int) -> str:
        record = {"time": 1770000000000 + 1000 * number + after_ms, "reqId": f"r{number}", **said}
        return json.dumps(record).replace("{}", str(number))

    asked, told = ([line(one, said, after) for one in range(4)]
                   for said, after in ((begun, 0), (ended, 40)))  # fmt: skip
    # Two at once; the last is never answered, another line is of neither kind.
    told[3] = "cut off"
    order = [asked[0], asked[1], told[1], told[0], asked[2], told[2], asked[3], told[3]]
    explained = _explained(tmp_path / "e.log", "\n".join(order), max_refused_share=0.5)
    assert _columns(explained) == {"time": "time", **columns}
    shown = {(one.time[-4:], one.url, one.status) for one in explained.examples}
    assert shown == {("000Z", "/0", 404), ("000Z", "/1", 404), ("000Z", "/2", 404),
                     ("000Z", "/3", None)}  # fmt: skip
    assert [one.example for one in explained.refused] == ["cut off"]


def test_requests_of_another_kind_keep_their_events(tmp_path: Path) -> None:
    """As an app for rides logs them."""
    events = [
        {"user_id": f"u{one}", "ts": 1770000000 + one, "event": event, "request_id": f"r{one}"}
        for one in range(3)
        for event in ("request_started", "request_completed")
    ]
    explained = _explained(tmp_path / "e.json", "\n".join(map(json.dumps, events)))
    assert [one.name for one in explained.examples] == ["request_started", "request_completed"] * 3


def test_the_name_of_an_event_beside_its_kind(tmp_path: Path) -> None:
    """As in raw data of Piwik PRO, whose views have no name; pages that led here are no places."""
    header = "visitor_id,timestamp,event_type,custom_event_action,referrer_url,event_url"
    rows = [
        f"v,2026-11-21 10:00:0{one},{4 if one == 2 else 1},{'rate' if one == 2 else ''},/r,/{one}"
        for one in range(4)
    ]
    columns = _columns(_explained(tmp_path / "e.csv", "\n".join([header, *rows])))
    assert (columns["event"], columns["url"]) == ("custom_event_action", "event_url")


def test_an_access_log_behind_the_stamps_of_a_framework(tmp_path: Path) -> None:
    """As Odoo logs, whose days and times of day have a blank between."""
    line = (
        "2026-11-21 10:00:03,120 4182 INFO shop werkzeug: 203.0.113.7 - - [21/Nov/2026 10:00:03]"
        ' "GET /shop HTTP/1.1" 200 - 14 0.012 0.034'
    )
    explained = _explained(tmp_path / "odoo.log", f"{line}\n" * 3)
    assert [(one.time, one.url) for one in explained.examples] == [
        ("2026-11-21T10:00:03.000Z", "/shop")
    ] * 3


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


@pytest.mark.parametrize(
    ("text", "what"),
    [
        # Hotjar's, Yandex Metrica's and Sentry's.
        ("Date,User ID,Landing page URL,Exit page URL,Page count\n"
         "2026-11-21 10:00:00,a1,https://shop.test/,https://shop.test/cart,4\n",
         "these are visits, one in each row"),
        ("ym:s:clientID\tym:s:dateTime\tym:s:startURL\tym:s:endURL\n"
         "7\t2026-11-21 10:00:00\thttps://shop.test/\thttps://shop.test/cart\n",
         "these are visits, one in each row"),
        ('<?xml version="1.0"?>\n<log xes.version="1.0">\n<trace>\n<string key="concept:name"'
         ' value="c1"/>\n<event><date key="time:timestamp" value="2026-11-21T10:00:00Z"/></event>'
         "\n</trace>\n</log>\n",
         "process mining"),
        ('{"event_id": "a1", "user": {"id": 7}, "timestamp": 1793610843, "breadcrumbs":'
         ' {"values": [{"timestamp": 1793610840, "category": "ui.click"}]}}\n',
         "these are errors"),
    ],
)  # fmt: skip
def test_what_tells_of_visits_and_not_of_steps_is_refused(
    tmp_path: Path, text: str, what: str
) -> None:
    with pytest.raises(InputError, match=what):
        _explained(tmp_path / "export", text)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('INFO:     203.0.113.7:51034 - "GET /cart HTTP/1.1" 200 OK', "without their times"),
        ("GET /cart 304 12.345 ms - -", "without their times"),
        ('[21/Nov/2026 10:00:00] "GET /cart HTTP/1.1" 200 512', "tells visitors apart"),
        ('Started GET "/cart" for 203.0.113.7 at 2026-11-21 10:00:00 +0000', "of a Rails app"),
        ('[2026-11-21T10:00:00+00:00] request.INFO: Matched route "home". {} []', "a Symfony app"),
    ],
)
def test_what_frameworks_log_is_refused_with_the_reason(
    tmp_path: Path, line: str, why: str
) -> None:
    with pytest.raises(InputError, match=why) as caught:
        _explained(tmp_path / "e.log", f"{line}\n" * 3)
    assert "the access log of the web server" in (caught.value.remedy or "")


EVENTS = [{"user_id": f"u{one % 3}", "ts": 1770000000 + one, "page": f"/{one}"} for one in range(6)]


def _as_csv(header: Sequence[str], rows: Sequence[Sequence[object]], **form: Any) -> str:
    text = io.StringIO()
    csv.writer(text, **form).writerows([header, *rows])
    return text.getvalue()


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"data": {"events": EVENTS}}, "data.events"),
        # Nobody calls it that; a list without times is passed over.
        ({"fields": [{"name": "ts"}] * 9, "export": {"clicks": EVENTS}, "n": 6}, "export.clicks"),
        ({"hits": {"total": 6, "hits": [{"_id": 1, "_source": one} for one in EVENTS]}},
         "hits.hits"),
        ({"cols": [{"name": one} for one in EVENTS[0]],
          "rows": [[*one.values()] for one in EVENTS]}, "rows"),
        ([[*EVENTS[0]], *([*one.values()] for one in EVENTS)], ""),
    ],
)  # fmt: skip
def test_events_are_found_in_whatever_wraps_them(tmp_path: Path, document: Any, where: str) -> None:
    for indent in (None, 2):
        explained = _explained(tmp_path / "e.json", json.dumps(document, indent=indent))
        shown = [(one.user, one.url) for one in explained.examples]
        assert shown == [(one % 3 + 1, f"/{one}") for one in range(6)]
        assert (f" under `{where}`" if where else " at the top") in explained.files[0].why


def test_one_list_for_each_user_is_one_list_with_a_key(tmp_path: Path) -> None:
    of_user = {f"u{n}": [one for one in EVENTS if one["user_id"] == f"u{n}"] for n in range(3)}
    bare = {user: [{"ts": one["ts"], "page": one["page"]} for one in some]
            for user, some in of_user.items()}  # fmt: skip
    explained = _explained(tmp_path / "e.json", json.dumps({"visitors": bare}), user="key")
    assert {(one.user, one.url) for one in explained.examples} == {
        (1, "/0"), (1, "/3"), (2, "/1"), (2, "/4"), (3, "/2"), (3, "/5")
    }  # fmt: skip
    assert explained.files[0].why.endswith("under `visitors.*`")


LINES = [
    f'10.0.0.{one % 3} - - [21/Nov/2026:10:00:{one:02} +0000] "GET /{one} HTTP/1.1" 200 5 "-" "FF"'
    for one in range(6)
]
STAMP = "2026-11-21T10:00:00.000Z"


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("\n".join(json.dumps({"log": one + "\n", "stream": "stdout", "time": STAMP})
                   for one in LINES), " in `log` of each record"),
        ("\n".join(json.dumps({"MESSAGE": one, "__REALTIME_TIMESTAMP": "1"}) for one in LINES),
         " in `MESSAGE` of each record"),
        (json.dumps([{"line": one, "timestamp": STAMP} for one in LINES]),
         " in `line` of each record"),
        (_as_csv(["@timestamp", "@message"], [[STAMP, one] for one in LINES]),
         " in `@message` of each record"),
        ("\n".join(f"{STAMP} stdout F {one}" for one in LINES), ""),
        ("\n".join(f"Nov 21 10:00:00 web1 nginx[812]: {one}" for one in LINES), ""),
        ("\n".join(f"[pod/web-1/nginx] {one}" for one in LINES), ""),
        ("\n".join(f"web-1  | {one}" for one in LINES), ""),
        ("\n".join(f"shop.test {one}" for one in LINES), ""),
        ("\n".join(one.replace(" - -", ", 10.9.9.9 - -", 1) for one in LINES), ""),
    ],
)  # fmt: skip
def test_a_log_inside_of_another_is_an_access_log(tmp_path: Path, content: str, where: str) -> None:
    explained = _explained(tmp_path / "web.log", content)
    assert explained.files[0].why == f"6 of the first 6 lines are access log lines{where}"
    urls = [str(one.url).removeprefix("https://shop.test") for one in explained.examples]
    assert urls == [f"/{one}" for one in range(6)]
    assert [one.user for one in explained.examples] == [1, 2, 3, 1, 2, 3]


def test_json_behind_a_prefix_or_in_a_field_is_read_as_json(tmp_path: Path) -> None:
    lines = [json.dumps(one) for one in EVENTS]
    for content in (
        "\n".join(f"{STAMP} stdout F {one}" for one in lines),
        "\n".join(f"[pod/web-1/app] {one}" for one in lines),
        _as_csv(["@timestamp", "@message"], [[STAMP, one] for one in lines]),
    ):
        explained = _explained(tmp_path / "app.log", content)
        assert [one.url for one in explained.examples] == [f"/{one}" for one in range(6)]


def test_a_csv_of_kibana_has_addresses_and_times_of_its_own(tmp_path: Path) -> None:
    rows = [[f"Nov 2, 2026 @ 08:00:0{one}.500", f"10.0.0.{one % 2}", f"/{one}"] for one in range(3)]
    text = _as_csv(["@timestamp", "source.ip", "url.path"], rows, quoting=csv.QUOTE_ALL)
    explained = _explained(tmp_path / "e.csv", text)
    assert [(one.user, one.time, one.url) for one in explained.examples] == [
        (place % 2 + 1, f"2026-11-02T08:00:0{place}.500Z", f"/{place}") for place in range(3)
    ]


def test_columns_are_known_behind_the_name_of_their_view(tmp_path: Path) -> None:
    header = ["", "Events User ID", "Events Event Time", "Events Page URL"]
    explained = _explained(tmp_path / "e.csv", _as_csv(header, [["1", "u1", STAMP, "/"]]))
    assert _columns(explained) == {
        "user": "Events User ID", "time": "Events Event Time", "url": "Events Page URL"
    }  # fmt: skip


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    rows = [[*one.values()] for one in EVENTS]
    table = _as_csv(list(EVENTS[0]), rows, lineterminator="\n")
    text = f"Events of the shop\nExported, today\n\n{table}u1\n"
    explained = _explained(tmp_path / "e.csv", text, max_refused_share=0.5)
    assert [one.url for one in explained.examples] == [f"/{one}" for one in range(6)]
    assert explained.files[0].why.endswith("below 3 other lines")
    assert [one.line for one in explained.refused] == [11]


@pytest.mark.parametrize("ends", [("\n", "\n"), ("\r\n", "\n"), ("\n", "\r\n")])
def test_comments_above_the_header_are_passed_over(tmp_path: Path, ends: tuple[str, str]) -> None:
    """As report suites write them, as wide as the header, and with line ends of their own."""
    above = ["#====", "# Suite: Shop, Inc.", "# Date: Nov 1, 2026 - Nov 30, 2026", "", ""]
    rows = [[*one.values()] for one in EVENTS]
    table = _as_csv(list(EVENTS[0]), rows, lineterminator=ends[1])
    explained = _explained(tmp_path / "e.csv", ends[0].join(above) + table)
    assert [one.url for one in explained.examples] == [f"/{one}" for one in range(6)]


@pytest.mark.parametrize(
    ("time", "said"),
    [("1.79361E+12", "were rounded"), ("46328.33339", "days since 1900")],
)
def test_times_that_a_spreadsheet_spoilt_are_refused(tmp_path: Path, time: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        _explained(tmp_path / "e.csv", _as_csv(["user_id", "time", "url"], [["u", time, "/"]]))
    assert "before saving it as CSV" in str(refused.value.remedy)


def test_a_column_that_may_be_the_users_is_named(tmp_path: Path) -> None:
    rows = [[f"k{one % 2}", "21.11.2026 10:00", "/"] for one in range(4)]
    with pytest.raises(InputError) as refused:
        _explained(tmp_path / "e.csv", _as_csv(["Abonnenten-ID", "Zeitpunkt", "Seite"], rows))
    assert "--user 'Abonnenten-ID'" in str(refused.value.remedy)


def _requests(**others: object) -> list[dict[str, object]]:
    return [
        {"ip": f"10.0.0.{place % 7}", "at": 1770000000 + place, "path": f"/p/{place % 3}"} | others
        for place in range(30)
    ]


def _logged(names: Mapping[str, str], **others: object) -> str:
    """Requests as JSON lines, in the names of a server, with what it says in every line."""
    rows = [{names.get(key, key): cell for key, cell in row.items()} for row in _requests(**others)]
    return "\n".join(map(json.dumps, rows))


@pytest.mark.parametrize(
    ("names", "others", "user", "time"),
    [
        ({"ip": "client_ip", "at": "timestamp"}, {"account_id": "team"}, "client_ip", "timestamp"),
        ({"ip": "client_ip", "at": "started_at"}, {"created_at": 17e8}, "client_ip", "started_at"),
        ({"ip": "x_forwarded_for", "at": "start_time"}, {}, "x_forwarded_for", "start_time"),
        ({"ip": "ClientIP", "at": "EdgeStartTimestamp"}, {}, "ClientIP", "EdgeStartTimestamp"),
    ],
)
def test_what_is_the_same_in_every_request_is_neither_visitor_nor_time(
    tmp_path: Path, names: dict[str, str], others: dict[str, object], user: str, time: str
) -> None:
    """As Netlify, Kong, Istio and Cloudflare log requests."""
    text = _logged(names, method="GET", user_agent="Firefox", **others)
    columns = _columns(_explained(tmp_path / "log", text))
    assert (columns["user"], columns["time"]) == (user, time)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("name", {"properties": json.dumps({"$current_url": "https://a.test/cart"})}),
        ("event", {"current_url": "https://a.test/cart", "mp_processing_time_ms": "1767261601000"}),
    ],
)
def test_copies_of_mixpanel_by_fivetran_and_airbyte(
    tmp_path: Path, name: str, others: dict[str, str]
) -> None:
    header = [name, "time", "distinct_id", "insert_id", *others]
    rows = [
        ["mp_web_page_view", f"2026-01-01T10:00:0{place}Z", "d1", f"i{place}", *others.values()]
        for place in range(3)
    ]
    explained = _explained(tmp_path / "e.csv", _as_csv(header, rows))
    assert explained.files[0].reader == "mixpanel"
    assert {one.url for one in explained.examples} == {"https://a.test/cart"}
    assert explained.examples[0].time == "2026-01-01T10:00:00.000Z"


@pytest.mark.parametrize(
    ("row", "user", "time", "page"),
    [
        (  # Azure Monitor, AppServiceHTTPLogs
            '{"TenantId": "t", "TimeGenerated": "2026-11-21T10:00:00Z", "CsMethod": "GET",'
            ' "CsUriStem": "/cart", "CIp": "203.0.113.7", "UserAgent": "Mozilla/5.0",'
            ' "CsHost": "shop.example", "ScStatus": 200, "TimeTaken": 48, "CsUriQuery": ""}',
            *("CIp", "TimeGenerated", "CsUriStem"),
        ),
        (  # The same as Azure's storage keeps it, what was asked for in a text.
            '{"time": "2026-11-21T10:00:00Z", "category": "AppServiceHTTPLogs", "properties":'
            ' "{\\"CsMethod\\": \\"GET\\", \\"CsUriStem\\": \\"/cart\\", \\"ScStatus\\": 200,'
            ' \\"CIp\\": \\"203.0.113.7\\", \\"UserAgent\\": \\"Mozilla/5.0\\"}"}',
            *("properties.CIp", "time", "properties.CsUriStem"),
        ),
        (  # Azure, Application Insights: each request is called after its method and path.
            '{"timestamp": "2026-11-21T10:00:00Z", "name": "GET /cart", "url": "/cart",'
            ' "resultCode": "200", "user_Id": "u1", "duration": 12.5}',
            *("user_Id", "timestamp", "url"),
        ),
        (  # Akamai, DataStream 2
            '{"version": 1, "reqId": "1239f220", "reqTimeSec": "1795255200", "reqMethod": "GET",'
            ' "reqPath": "/cart", "reqHost": "shop.example", "statusCode": "200",'
            ' "cliIP": "203.0.113.7", "UA": "Mozilla%2F5.0", "queryStr": "", "bytes": "4995"}',
            *("cliIP", "reqTimeSec", "reqPath"),
        ),
    ],
)
def test_requests_as_clouds_export_them(
    tmp_path: Path, row: str, user: str, time: str, page: str
) -> None:
    explained = _explained(tmp_path / "e.json", f"{row}\n")
    columns = _columns(explained)
    assert (columns["user"], columns["time"], columns["url"]) == (user, time, page)
    assert [(one.time, one.url, one.method, one.status) for one in explained.examples] == [
        ("2026-11-21T10:00:00.000Z", "/cart", "GET", 200)
    ]


def test_a_query_in_a_column_of_its_own(tmp_path: Path) -> None:
    header = ["session_id", "created_at", "url_path", "url_query", "event_name"]
    rows = [
        ["s1", "2026-11-21T10:00:00Z", "/search", "q=lamp", ""],
        ["s1", "2026-11-21T10:00:05Z", "/list", "?page=2&sort=new", ""],
        ["s1", "2026-11-21T10:00:09Z", "/cart", "", ""],
    ]
    explained = _explained(tmp_path / "e.csv", _as_csv(header, rows))
    (url,) = [use for use in explained.files[0].columns if use.role == "url"]
    assert url.columns == ("url_path", "url_query")
    assert [one.url for one in explained.examples] == [
        "/search?q=lamp",
        "/list?page=2&sort=new",
        "/cart",
    ]
    # What was searched for is no query of a URL, and a URL that has one needs no other.
    searches = [[*row[:3], "red lamp", ""] for row in rows]
    whole = [[*row[:2], f"{row[2]}?{row[3]}", *row[3:]] for row in rows]
    for others in (searches, whole):
        assert (
            _columns(_explained(tmp_path / "o.csv", _as_csv(header, others)))["url"] == "url_path"
        )


def test_requests_of_elastic_have_their_url_as_it_was_sent(tmp_path: Path) -> None:
    row = (
        '{"@timestamp": "2026-11-21T10:00:00Z", "url": {"original": "/cart?step=2"},'
        ' "http": {"request": {"method": "GET"}, "response": {"status_code": 200}},'
        ' "source": {"ip": "203.0.113.7"}, "user_agent": {"original": "Mozilla/5.0"}}'
    )
    (example,) = _explained(tmp_path / "e.json", f"{row}\n").examples
    assert (example.url, example.method, example.status) == ("/cart?step=2", "GET", 200)
