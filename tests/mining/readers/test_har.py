"""HAR: recordings of several browsers."""

import json
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import pytest

from journeys.errors import InputError
from journeys_mining.mine import mine
from journeys_mining.options import MiningOptions

from ..exports import mine_one, real_export


@pytest.mark.parametrize(
    ("name", "documents"),
    [
        ("firebug_multiple-pages.har", 3),
        ("mitmproxytest_chrome.har", 2),
        ("playwright_har-fulfill.har", 1),
        # Two redirects lead to one page.
        ("playwright_har-redirect.har", 1),
        ("playwright_har-sha1.har", 1),
    ],
)
def test_the_documents_of_a_recording(name: str, documents: int) -> None:
    mined = mine_one(real_export(f"har/{name}"))
    assert mined.report.files[0].reader == "har"
    assert (mined.report.events, mined.report.users) == (documents, 1)


def test_a_recording_with_a_byte_order_mark_and_no_page() -> None:
    with pytest.raises(InputError, match="none of the 1 requests is for a page"):
        mine_one(real_export("har/mitmproxytest_with-bom.har"))


def _entry(at: str, url: str, **more: Any) -> dict[str, Any]:
    kind, status = more.get("kind", "document"), more.get("status", 200)
    return {
        "startedDateTime": at,
        "time": 12.5,
        "_resourceType": kind,
        "request": {"method": more.get("method", "GET"), "url": url, "headers": []},
        "response": {"status": status, "content": {"mimeType": "text/html"}},
    }


def test_each_recording_is_a_user(tmp_path: Path) -> None:
    entries = [
        # Not in the order of time, and one zone after the other.
        _entry("2026-01-01T10:00:09.0000000Z", "https://shop.test/cart"),
        _entry("2026-01-01T11:00:00.000+01:00", "https://shop.test/old", status=302),
        _entry("2026-01-01T11:00:01.000+01:00", "https://shop.test/"),
        _entry("2026-01-01T10:00:05Z", "https://shop.test/cart", method="POST", status=303),
        _entry("2026-01-01T10:00:06Z", "https://shop.test/api", kind="xhr"),
        _entry("2026-01-01T10:00:07Z", "https://shop.test/help", status=0),
    ]
    document = {"log": {"version": "1.2", "creator": {"name": "x"}, "entries": entries}}
    for name in ("a.har", "b.har"):
        (tmp_path / name).write_text("\ufeff" + json.dumps(document), encoding="utf-8")
    mined = mine([tmp_path], MiningOptions(floor=2), lambda stage: None)
    assert (mined.report.users, mined.report.sessions, mined.report.events) == (2, 2, 8)
    contexts = {one.context: one.action for one in mined.model.transitions if len(one.context) == 1}
    assert contexts == {
        ("(start)",): "view /",
        ("view /",): "POST /cart",
        ("POST /cart",): "view /help",
        ("view /help",): "view /cart",
        ("view /cart",): "(end)",
    }
    assert mined.report.first_event == "2026-01-01T10:00:01Z"


def _actions(entries: list[dict[str, Any]], path: Path) -> set[str]:
    path.write_text(json.dumps({"log": {"creator": {}, "entries": entries}}), encoding="utf-8")
    return {one.action for one in mine_one(path).model.actions}


def test_a_redirect_to_another_page_is_a_step_as_in_a_log(tmp_path: Path) -> None:
    """To https, to another host or behind a slash it is the same page."""
    entries = [
        _entry("2026-01-01T10:00:00Z", "http://shop.test/cart", status=301),
        _entry("2026-01-01T10:00:01Z", "https://shop.test/cart", status=308),
        _entry("2026-01-01T10:00:02Z", "https://shop.test/cart/"),
        _entry("2026-01-01T10:00:03Z", "https://shop.test/checkout", status=302),
        _entry("2026-01-01T10:00:04Z", "https://shop.test/login?next=/checkout"),
    ]
    places = ("https://shop.test/cart", "/cart/", None, "/login?next=/checkout", None)
    for entry, place in zip(entries, places, strict=True):
        entry["response"]["redirectURL"] = place or ""
    assert _actions(entries, tmp_path / "a.har") == {
        "view /cart",
        "view /checkout",
        "view /login?next={next}",
    }


def test_the_page_that_a_form_leads_to_is_a_step_besides_it(tmp_path: Path) -> None:
    """In a recording that groups both as one page, and does not say which are documents."""
    entries = [
        _entry("2026-01-01T10:00:00Z", "https://shop.test/"),
        _entry("2026-01-01T10:00:01Z", "https://shop.test/cart", method="POST", status=302),
        _entry("2026-01-01T10:00:02Z", "https://shop.test/cart"),
        _entry("2026-01-01T10:00:03Z", "https://shop.test/advert"),
    ]
    for entry, page in zip(entries, ("page_1", "page_2", "page_2", "page_2"), strict=True):
        del entry["_resourceType"]
        entry["pageref"] = page
    assert _actions(entries, tmp_path / "a.har") == {"view /", "POST /cart", "view /cart"}


def test_a_form_that_leads_on_by_an_answer_without_a_type_is_a_step(tmp_path: Path) -> None:
    """Many servers give a redirect none; recorders write `x-unknown` or nothing then."""
    entries = [
        _entry("2026-01-01T10:00:00Z", "https://shop.test/about"),
        _entry("2026-01-01T10:00:01Z", "https://shop.test/about", method="POST", status=302),
        _entry("2026-01-01T10:00:02Z", "https://shop.test/room", status=307),
        _entry("2026-01-01T10:00:03Z", "https://shop.test/beacon", status=302),
        _entry("2026-01-01T10:00:04Z", "https://shop.test/thanks"),
    ]
    asked = ("text/html,*/*", "text/html,*/*", "text/html", "image/avif,*/*", "text/html")
    for entry, accepted in zip(entries, asked, strict=True):
        del entry["_resourceType"]
        entry["request"]["headers"] = [{"name": "Accept", "value": accepted}]
    entries[1]["request"]["postData"] = {
        "mimeType": "application/x-www-form-urlencoded",
        "text": "age=35",
    }
    for entry, kind in zip(entries[1:4], ("", "x-unknown", ""), strict=True):
        entry["response"]["content"]["mimeType"] = kind
        entry["response"]["redirectURL"] = "/thanks"
    found = {"view /about", "POST /about", "view /room", "view /thanks"}
    assert _actions(entries, tmp_path / "a.har") == found


def test_what_is_changed_is_a_step_whatever_is_sent_and_answered(tmp_path: Path) -> None:
    """As in a log: without a body, with a file, answered 204; but not what beacons send."""
    shop = "https://shop.test"
    entries = [
        _entry("2026-01-01T10:00:00Z", f"{shop}/items"),
        _entry("2026-01-01T10:00:01Z", f"{shop}/items/7", method="DELETE", status=204),
        _entry("2026-01-01T10:00:02Z", f"{shop}/items/8/like", method="POST", status=204),
        _entry("2026-01-01T10:00:03Z", f"{shop}/items/8/photo", method="PUT", status=201),
        _entry("2026-01-01T10:00:04Z", f"{shop}/seen", method="POST", status=204),
        _entry("2026-01-01T10:00:05Z", "https://elsewhere.test/x", method="POST", status=204),
    ]
    kinds = (None, None, None, "image/png", "text/plain;charset=UTF-8", None)
    for entry, kind in zip(entries[1:], kinds[1:], strict=True):
        entry["_resourceType"] = "fetch"
        entry["response"]["content"]["mimeType"] = ""
        if kind:
            entry["request"]["postData"] = {"mimeType": kind, "text": "x"}
    wanted = {"view /items", "DELETE /items/{id}", "POST /items/{id}/like", "PUT /items/{id}/photo"}
    assert _actions(entries, tmp_path / "chrome.har") == wanted
    for entry in entries:
        del entry["_resourceType"]
    entries.append(_entry("2026-01-01T10:00:06Z", f"{shop}/cart", method="POST"))
    del entries[-1]["_resourceType"]
    assert _actions(entries, tmp_path / "other.har") == wanted | {"POST /cart"}


def test_each_operation_of_graphql_is_an_action(tmp_path: Path) -> None:
    """With the operation as its own name, that of the query, and that of its first field.

    However many there are: more than of names that may be titles.
    """
    pages = [f"Page{letter}" for letter in ascii_uppercase]
    bodies = [
        {"operationName": "Cart", "query": "query Cart { cart { total } }", "variables": {}},
        {
            "query": "mutation AddToCart($id: ID!) { add(id: $id) { total } }",
            "variables": {"id": 7},
        },
        {"query": "{ products { id } }"},
        {"query": "red mug"},
        *({"query": f"query {page} {{ page {{ id }} }}"} for page in pages),
    ]
    entries = []
    for second, body in enumerate(bodies):
        at = f"2026-01-01T10:00:{second:02}Z"
        entry = _entry(at, "https://shop.test/graphql", kind="fetch", method="POST")
        entry["request"]["postData"] = {"mimeType": "application/json", "text": json.dumps(body)}
        entries.append(entry)
    path = tmp_path / "a.har"
    path.write_text(json.dumps({"log": {"creator": {}, "entries": entries}}), encoding="utf-8")
    model = mine_one(path).model
    assert [one.action for one in model.actions] == [
        "POST /graphql",
        "POST /graphql?operationName=AddToCart",
        "POST /graphql?operationName=Cart",
        *(f"POST /graphql?operationName={page}" for page in pages),
        "POST /graphql?operationName=products",
    ]
    places = {one.place for one in model.request_fields if "AddToCart" in one.action}
    assert {"body:/query", "body:/variables/id"} <= places


def test_a_cut_recording(tmp_path: Path) -> None:
    path = tmp_path / "cut.har"
    path.write_text('{"log": {"creator": {}, "entries": [{"startedDa', encoding="utf-8")
    with pytest.raises(InputError, match="the JSON cannot be read"):
        mine_one(path)


def test_column_options_make_no_sense(tmp_path: Path) -> None:
    path = tmp_path / "a.har"
    path.write_text('{"log": {"creator": {}, "entries": []}}', encoding="utf-8")
    with pytest.raises(InputError, match="a recording has no columns, so user cannot be 'id'"):
        mine_one(path, user="id")
