"""Access logs by format strings, and the formats that are known without one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys_mining.explaining import explain_reading
from journeys_mining.options import MiningOptions
from journeys_mining.readers.log_lines import compile_format

from ..exports import mine_one
from .test_logs import ADDRESS, REQUESTS, Request, check_visits


def _stamp(one: Request) -> str:
    return f"01/Jan/2026:10:00:0{one.second}"


def _line(one: Request) -> str:
    return f"{one.method} {one.uri} HTTP/1.1"


def _write(tmp_path: Path, line: Callable[[Request], str]) -> Path:
    path = tmp_path / "requests"
    path.write_text("".join(line(one) + "\n" for one in REQUESTS), encoding="utf-8")
    return path


APACHE_MICROSECONDS = r"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %D"
APACHE_BARE = '%{%Y-%m-%dT%H:%M:%S}t\t%a\t%m\t%U%q\t%>s\t%{ms}T\t"%{User-Agent}i"'
NGINX = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
    '"$http_referer" "$http_user_agent" rt=$request_time'
)
NGINX_PARTS = "$msec|$http_x_forwarded_for|$request_method|$uri|$args|$status|$http_user_agent|"


@pytest.mark.parametrize(
    ("log_format", "line", "duration_ms"),
    [
        (
            APACHE_MICROSECONDS,
            lambda one: (
                f'{ADDRESS} - - [{_stamp(one)} +0000] "{_line(one)}" {one.status} 9 "-"'
                f' "{one.agent}" 125000'
            ),
            125,
        ),
        (
            APACHE_BARE,
            lambda one: (
                f"2026-01-01T10:00:0{one.second}\t{ADDRESS}\t{one.method}\t{one.uri}"
                f'\t{one.status}\t125\t"{one.agent}"'
            ),
            125,
        ),
        (
            NGINX,
            lambda one: (
                f'{ADDRESS} - - [{_stamp(one)} +0000] "{_line(one)}" {one.status} 9 "-"'
                f' "{one.agent}" rt=0.125'
            ),
            125,
        ),
        (
            NGINX_PARTS,
            lambda one: (
                f"176726160{one.second}.000|{ADDRESS}, 10.9.9.9|{one.method}|{one.path}"
                f"|{one.query or '-'}|{one.status}|{one.agent}|"
            ),
            None,
        ),
    ],
)
def test_a_format_string_takes_the_lines_apart(
    tmp_path: Path, log_format: str, line: Callable[[Request], str], duration_ms: int | None
) -> None:
    mined = mine_one(_write(tmp_path, line), log_format=log_format)
    assert mined.report.files[0].reader == "access_log"
    check_visits(mined, duration_ms)


def test_virtual_hosts_are_hosts_and_not_visitors(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        lambda one: (
            f"shop.test:443 {ADDRESS} - - [{_stamp(one)} +0000]"
            f' "{_line(one)}" {one.status} 9 "-" "{one.agent}"'
        ),
    )
    mined = mine_one(path)
    check_visits(mined, None)
    assert mined.model.source.hosts == ("shop.test",)


def test_s3_is_known(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        lambda one: (
            f"owner bucket [{_stamp(one)} +0000] {ADDRESS} - REQ{one.second}"
            f' WEBSITE.GET.OBJECT key "{_line(one)}" {one.status} - 113 - 125 - "-" "{one.agent}" -'
        ),
    )
    check_visits(mine_one(path), 125)


def test_haproxy_is_known_and_has_no_agents(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        lambda one: (
            f"Jan  1 10:00:0{one.second} lb haproxy[14389]: 10.0.0.{one.second}:33317"
            f" [{_stamp(one)}.250] http-in static/srv1 10/0/30/69/125 {one.status} 2750 - - ----"
            f' 1/1/1/1/0 0/0 {{shop.test}} {{}} "{_line(one)}"'
        ),
    )
    mined = mine_one(path)
    assert (mined.report.events, mined.report.users, mined.report.refused) == (3, 3, ())
    assert mined.report.first_event == "2026-01-01T10:00:00.250000Z"
    assert mined.model.actions[0].duration_ms == (125, 125)


def test_a_cookie_tells_visitors_and_visits_apart(tmp_path: Path) -> None:
    log_format = '$remote_addr [$time_local] "$request" $status "$cookie__ga" "$cookie_sessionid"'
    path = tmp_path / "requests"
    path.write_text(
        "".join(
            f'{ADDRESS} [01/Jan/2026:10:00:0{second} +0000] "GET /" 200 "{who}" "{visit}"\n'
            for second, (who, visit) in enumerate([("ann", "1"), ("ann", "2"), ("bob", "3")])
        ),
        encoding="utf-8",
    )
    mined = mine_one(path, log_format=log_format)
    assert (mined.report.users, mined.report.sessions) == (2, 3)


@pytest.mark.parametrize(
    ("log_format", "message"),
    [
        ("%h %r", "there is no time"),
        ("%h %t", "there is no request"),
        ('%t "%r"', "tells visitors apart"),
    ],
)
def test_a_format_that_tells_too_little_is_refused(log_format: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        compile_format(log_format)


def test_lines_of_another_format_are_refused_with_an_example(tmp_path: Path) -> None:
    path = _write(tmp_path, lambda one: f"{one.second} {one.uri}")
    with pytest.raises(InputError, match="not in the format of `--log-format`"):
        mine_one(path, log_format="combined2 %h %t %r")


@pytest.mark.parametrize("details", ["", 'via_upstream - "-" '])
def test_envoy_is_known_with_and_without_what_istio_adds(tmp_path: Path, details: str) -> None:
    lines = [
        f'[2026-01-01T10:00:0{second}.246Z] "GET /cart HTTP/1.1" 200 - {details}0 154 12 11'
        f' "10.0.0.{second}" "Firefox" "rid-{second}" "shop.test" "10.1.1.1:80"'
        for second in range(5)
    ]
    path = tmp_path / "envoy.log"
    path.write_text("\n".join(lines), encoding="utf-8")
    explained = explain_reading([path], MiningOptions(), lambda _: None)
    assert [(one.user, one.url, one.status) for one in explained.examples] == [
        (number, "https://shop.test/cart", 200) for number in range(1, 6)
    ]
    assert explained.examples[1].time == "2026-01-01T10:00:01.246Z"


@pytest.mark.parametrize(
    "beginning",
    [
        "{} heroku[router]:",
        "<158>1 {} host heroku router -",
        "309 <158>1 {} d.73ea heroku router - -",
    ],
)
def test_herokus_router_is_known_with_its_errors(tmp_path: Path, beginning: str) -> None:
    error = 'code=H12 desc="Request timeout" '
    lines = [
        f"{beginning.format(f'2026-01-01T10:00:0{second}.246+00:00')} at={level} {why}method=GET"
        f' path="/cart?a=b" host=shop.test request_id=8601b555 fwd="10.0.0.{second}, 10.1.1.1"'
        f" dyno=web.1 connect=1ms service=18ms status={status} bytes=13 protocol=https"
        for second, (level, why, status) in enumerate([("info", "", 200), ("error", error, 503)])
    ]
    path = tmp_path / "heroku.log"
    path.write_text("\n".join(lines), encoding="utf-8")
    explained = explain_reading([path], MiningOptions(), lambda _: None)
    assert [(one.user, one.time[17:], one.url, one.status) for one in explained.examples] == [
        (1, "00.246Z", "https://shop.test/cart?a=b", 200),
        (2, "01.246Z", "https://shop.test/cart?a=b", 503),
    ]
