"""Where production redirected, by recordings and by logs that hold the header."""

import json
from pathlib import Path

from journeys_mining.mine import mine
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.options import MiningOptions

_FORMAT = '%h %t "%r" %>s "%{Location}o" "%{User-Agent}i"'


def _redirects(model: NavigationModel) -> dict[str, tuple[tuple[str, int], ...]]:
    return {one.action: one.redirects for one in model.actions if one.redirects}


def test_a_log_that_holds_where_answers_led(tmp_path: Path) -> None:
    lines = []
    for user in range(6):
        login = "/account" if user < 4 else "/login?error=1"
        requests = [
            ("GET /login", 200, "-"),
            ("POST /login", 302, login),
            ("GET /account", 200, "/ignored/for/it/is/no/redirect"),
            ("POST /orders", 303, f"https://shop.test/orders/{user}"),
            (f"GET /orders/{user}", 200, "-"),
            # Below the floor: one visitor was sent there.
            ("POST /pay", 302, "/account" if user == 0 else "https://pay.test/x?token=abc"),
        ]
        lines += [
            f'10.0.0.{user} [21/Nov/2026:10:0{user}:{second:02} +0000] "{request} HTTP/1.1"'
            f' {status} "{place}" "Firefox"'
            for second, (request, status, place) in enumerate(requests)
        ]
    path = tmp_path / "access.log"
    path.write_text("\n".join(lines), encoding="utf-8")
    model = mine([path], MiningOptions(floor=2, log_format=_FORMAT), lambda _: None).model
    assert _redirects(model) == {
        "POST /login": (("/account", 4), ("/login", 2)),
        "POST /orders": (("/orders/{id}", 6),),
    }


def test_a_recording_with_relative_and_foreign_places(tmp_path: Path) -> None:
    def entry(second: int, method: str, path: str, status: int, place: str) -> dict[str, object]:
        return {
            "startedDateTime": f"2026-11-21T10:00:0{second}Z",
            "_resourceType": "document",
            "request": {"method": method, "url": f"https://shop.test{path}", "headers": []},
            "response": {
                "status": status,
                "redirectURL": place if second else "",
                "headers": [{"name": "Location", "value": place}] if place else [],
                "content": {"mimeType": "text/html"},
            },
        }

    entries = [
        entry(0, "POST", "/login", 302, "account"),
        entry(1, "GET", "/account", 200, ""),
        entry(2, "POST", "/pay", 303, "https://pay.test/checkout/17?token=abc"),
    ]
    for name in ("a.har", "b.har"):
        content = json.dumps({"log": {"creator": {}, "entries": entries}})
        (tmp_path / name).write_text(content, encoding="utf-8")
    model = mine([tmp_path], MiningOptions(floor=2), lambda _: None).model
    assert _redirects(model) == {
        "POST /login": (("/account", 2),),
        "POST /pay": (("//pay.test", 2),),
    }
    assert "token" not in model.to_json()
