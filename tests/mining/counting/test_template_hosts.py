"""Recordings of an application on two hosts, beside a collector and a cache."""

import json
from pathlib import Path
from typing import Any

from journeys_mining.mine import mine
from journeys_mining.model.model_file import load_model
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.options import MiningOptions

_PEOPLE = 6
_JSON, _HTML = "application/json", "text/html"
_VISIT = (
    ("GET", "https://www.shop.test/", _HTML),
    ("GET", "https://api.shop.test/v1/items", _JSON),
    # First-party analytics: nobody reads there.
    ("POST", "https://events.shop.test/collect", _JSON),
    ("GET", "https://cdn.other.test/settings.json", _JSON),
    ("GET", "https://shop.test/about", _HTML),
    ("POST", "https://api.shop.test/v1/cart", _JSON),
)


def _entry(second: int, method: str, url: str, mime: str) -> dict[str, Any]:
    return {
        "startedDateTime": f"2026-01-01T10:00:{second:02}Z",
        "time": 5,
        "_resourceType": "document" if mime == _HTML else "fetch",
        "request": {"method": method, "url": url, "headers": []},
        "response": {"status": 200, "content": {"mimeType": mime, "text": "{}"}},
    }


def _mined(tmp_path: Path) -> NavigationModel:
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    for person in range(_PEOPLE):
        entries = [_entry(second, *one) for second, one in enumerate(_VISIT)]
        log = {"log": {"version": "1.2", "creator": {"name": "x"}, "entries": entries}}
        (recordings / f"{person}.har").write_text(json.dumps(log))
    return mine([recordings], MiningOptions(), lambda _: None).model


def test_what_lies_on_the_host_of_the_api_is_known(tmp_path: Path) -> None:
    model = _mined(tmp_path)
    assert {one.action for one in model.actions} == {
        "view /", "view /about", "view /v1/items", "POST /v1/cart",
    }  # fmt: skip
    assert [(one.template, one.host) for one in model.template_hosts] == [
        ("/v1/cart", "api.shop.test"),
        ("/v1/items", "api.shop.test"),
    ]
    path = tmp_path / "model.json"
    model.save(path)
    assert load_model(path) == model
