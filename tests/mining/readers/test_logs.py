"""Access logs beside the common and the combined format."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from journeys.errors import InputError
from journeys_mining.mine import Mined

from ..exports import mine_one, real_export

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def test_the_real_lines_of_a_load_balancer() -> None:
    mined = mine_one(real_export("aws_logs/alb_access.log"), max_refused_share=0.5, keep=("bots",))
    assert mined.report.files[0].reader == "alb_log"
    # A URL with a blank in it, a request without a method, and curl.
    assert [(one.reason, one.line) for one in mined.report.refused] == [
        ("the request is malformed", 3)
    ]
    assert mined.report.events == 2
    assert {one.action for one in mined.model.actions} == {"view /", "view /shell"}
    (home,) = [one for one in mined.model.actions if one.action == "view /"]
    assert (home.statuses, home.duration_ms) == ((("2xx", 1),), (1, 1))


def test_the_real_lines_of_cloudfront() -> None:
    path = real_export("aws_logs/cloudfront_standard.log")
    width = len(path.read_text(encoding="utf-8").splitlines()[1].split()) - 1
    whole = [
        line for line in path.read_text(encoding="utf-8").splitlines()[2:]
        if len(line.split("\t")) >= width
    ]  # fmt: skip
    mined = mine_one(path, max_refused_share=0.5, keep=("bots", "assets"))
    assert mined.report.files[0].reader == "w3c_log"
    assert mined.report.events == len(whole)
    assert "test.com" in mined.model.source.hosts
    (posted,) = [one for one in mined.model.actions if one.action.startswith("POST")]
    # One of the two has the status 000: the visitor was gone.
    assert (posted.action, posted.count, posted.statuses) == (
        "POST /getApplications?source={source}",
        2,
        (("2xx", 1),),
    )


def check_visits(mined: Mined, duration_ms: int | None) -> None:
    """Ann opens a page and posts; bob opens the page with another browser."""
    assert mined.report.refused == ()
    assert (mined.report.events, mined.report.users) == (3, 2)
    assert [(one.action, one.count, one.statuses) for one in mined.model.actions] == [
        ("POST /cart", 1, (("3xx", 1),)),
        ("view /search?q={q}", 2, (("2xx", 2),)),
    ]
    if duration_ms is not None:
        assert mined.model.actions[0].duration_ms == (duration_ms, duration_ms)
    assert mined.report.first_event == "2026-01-01T10:00:00Z"
    assert mined.report.last_event == "2026-01-01T10:00:02Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    agent: str = AGENT
    method: str = "GET"
    path: str
    query: str = ""
    status: int = 200
    second: int

    @property
    def uri(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


ADDRESS = "10.0.0.1"
REQUESTS = [
    Request(path="/search", query="q=mug", second=0),
    Request(method="POST", path="/cart", status=302, second=1),
    Request(agent="Other/1.0 (a b)", path="/search", query="q=lamp", second=2),
]


def test_iis_names_its_fields_again_after_a_restart(tmp_path: Path) -> None:
    lines = ["#Software: Microsoft Internet Information Services 10.0"]
    for one in REQUESTS:
        begin = f"2026-01-01 10:00:0{one.second}"
        plus = one.agent.replace(" ", "+")
        what = f"{one.method} {one.path} {one.query or '-'}"
        if one.second < 2:
            fields = "date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent)"
            cells = f"{begin} {what} {ADDRESS} {plus}"
        else:
            fields = "date time c-ip cs-method cs-uri-stem cs-uri-query cs(User-Agent)"
            cells = f"{begin} {ADDRESS} {what} {plus}"
        lines += [f"#Fields: {fields} sc-status time-taken", f"{cells} {one.status} 125"]
    path = tmp_path / "u_ex260101.log"
    path.write_text("\r\n".join(lines), encoding="utf-8")
    check_visits(mine_one(path), 125)


def test_an_agent_that_was_encoded_twice_is_a_bot_all_the_same(tmp_path: Path) -> None:
    agent = "Mozilla/5.0%2520(compatible;%2520Googlebot/2.1;%2520+http://www.google.com/bot.html)"
    path = tmp_path / "cloudfront.log"
    path.write_text(
        "#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem cs(User-Agent) sc-status\n"
        f"2026-01-01\t10:00:00\t10.0.0.1\tGET\t/\t{agent}\t200\n"
        "2026-01-01\t10:00:00\t10.0.0.2\tGET\t/\tFirefox\t200\n",
        encoding="utf-8",
    )
    mined = mine_one(path)
    assert [(one.rule, one.count) for one in mined.report.left_out] == [("well-known bot", 1)]
    assert mined.report.events == 1


def test_a_line_of_fields_that_is_damaged_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cloudfront.log"
    path.write_bytes(
        b"#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status \xff\n"
        b"2026-01-01\t10:00:00\t10.0.0.1\tGET\t/\t200\n"
    )
    with pytest.raises(InputError, match="`#Fields` line cannot be read"):
        mine_one(path)


def _caddy(one: Request) -> dict[str, Any]:
    request = {
        "remote_ip": ADDRESS,
        "method": one.method,
        "host": "shop.test",
        "uri": one.uri,
        "headers": {"User-Agent": [one.agent]},
    }
    return {
        "ts": 1767261600.0 + one.second,
        "logger": "http.log.access",
        "request": request,
        "duration": 0.125,
        "status": one.status,
    }


def _traefik(one: Request) -> dict[str, Any]:
    return {
        "ClientHost": ADDRESS,
        "RequestMethod": one.method,
        "RequestHost": "shop.test",
        "RequestPath": one.uri,
        "DownstreamStatus": one.status,
        "Duration": 125_000_000,
        "StartUTC": f"2026-01-01T10:00:0{one.second}.000000000Z",
        "request_User-Agent": one.agent,
    }


def _nginx(one: Request) -> dict[str, Any]:
    return {
        "time_iso8601": f"2026-01-01T11:00:0{one.second}+01:00",
        "remote_addr": ADDRESS,
        "request": f"{one.method} {one.uri} HTTP/1.1",
        "status": str(one.status),
        "host": "shop.test",
        "request_time": "0.125",
        "http_user_agent": one.agent,
    }


@pytest.mark.parametrize("encode", [_caddy, _traefik, _nginx])
def test_json_lines(tmp_path: Path, encode: Callable[[Request], dict[str, Any]]) -> None:
    lines = [encode(one) for one in REQUESTS]
    path = tmp_path / "access.json"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    mined = mine_one(path)
    assert mined.report.files[0].reader == "json_log"
    check_visits(mined, 125)
    assert mined.model.source.hosts == ("shop.test",)
    path.write_text(json.dumps(lines[0]) + "\n" + json.dumps(lines[0]), encoding="utf-8")
    # No duplicates: a log has one line for each request.
    assert mine_one(path).report.events == 2


def test_an_agent_that_decodes_to_no_text_is_left_as_it_is(tmp_path: Path) -> None:
    fields = "#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)"
    agents = ("Firefox%2520140", "Fire%B0fox", "Fire%25B0fox", "Opera%20%")
    rows = [f"2026-01-01 10:00:0{n} 10.0.0.1 GET /a 200 {one}" for n, one in enumerate(agents)]
    path = tmp_path / "cloudfront.log"
    path.write_text("\n".join([fields, *rows]).replace(" ", "\t"), encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("#Fields:\t", "#Fields: "))
    assert mine_one(path).report.events == len(agents)


@pytest.mark.parametrize(
    ("encode", "told"),
    [
        (_caddy, {"resp_headers": {"Location": ["/cart/done"]}}),
        (_traefik, {"downstream_Location": "https://shop.test/cart/done"}),
        (_nginx, {"sent_http_location": "/cart/done"}),
    ],
)
def test_json_logs_tell_where_answers_led(
    tmp_path: Path, encode: Callable[[Request], dict[str, Any]], told: dict[str, Any]
) -> None:
    posted = encode(REQUESTS[1]) | told
    done = encode(Request(path="/cart/done", second=3))
    path = tmp_path / "access.json"
    path.write_text(json.dumps(posted) + "\n" + json.dumps(done), encoding="utf-8")
    (request, _) = mine_one(path).model.actions
    assert (request.action, request.redirects) == ("POST /cart", (("/cart/done", 1),))
