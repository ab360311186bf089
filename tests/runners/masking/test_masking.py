"""Secrets do not get into evidence."""

import json

from hypothesis import given
from hypothesis import strategies as st

from journeys_runners.masking.masking import mask_body, mask_headers, mask_url
from journeys_runners.sending.bodies import form_body, json_body


def test_headers() -> None:
    assert mask_headers(
        [
            ("authorization", "Basic abc"),
            ("Cookie", "sid=1; theme=dark"),
            ("Set-Cookie", "sid=1; Path=/; HttpOnly"),
            ("X-Api-Key", "abc"),
            ("Location", "/reset?token=abc"),
            ("Accept", "text/html"),
        ]
    ) == (
        ("authorization", "***"),
        ("Cookie", "sid=***; theme=***"),
        ("Set-Cookie", "sid=***; Path=/; HttpOnly"),
        ("X-Api-Key", "***"),
        ("Location", "/reset?token=***"),
        ("Accept", "text/html"),
    )


def test_urls() -> None:
    assert mask_url("http://u:p@shop.test/x?a=1") == "http://***@shop.test/x?a=1"
    assert mask_url("/x?q=a%20b") == "/x?q=a%20b"


def test_what_is_sent_keeps_its_secrets() -> None:
    body = form_body([("password", "hunter2"), ("name", "Anna")])
    assert body.sent == b"password=hunter2&name=Anna"
    assert body.shown == b"password=***&name=Anna"
    parts = form_body([("csrf", "hunter2")], "multipart/form-data")
    assert b"hunter2" in parts.sent
    assert b"hunter2" not in parts.shown
    nested = json_body({"user": [{"apiKey": "hunter2", "age": 3}]})
    assert b"hunter2" in nested.sent
    assert json.loads(nested.shown) == {"user": [{"apiKey": "***", "age": 3}]}


def test_bodies_of_answers() -> None:
    page = b'<input type="hidden" name="csrf_token" value="abc"><input name="q" value="mug">'
    assert mask_body(page, "text/html") == (
        b'<input type="hidden" name="csrf_token" value="***"><input name="q" value="mug">'
    )
    repeated = b"<input name=csrf value=abcdefgh><script>send('abcdefgh')</script>"
    assert b"abcdefgh" not in mask_body(repeated, "text/html")
    link = b"<a href='/x?token=abc&amp;page=2&amp;sid=def'>x</a>"
    assert mask_body(link, "text/html") == b"<a href='/x?token=***&amp;page=2&amp;sid=***'>x</a>"
    meta = b"<meta content='abc' name='csrf-token'>"
    assert b"abc" not in mask_body(meta, "text/html; charset=utf-8")
    assert mask_body(b'{"access_token": "abc"}', "application/json") == b'{"access_token": "***"}'
    assert mask_body(b"{broken", "application/json") == b"{broken"


@given(st.text(max_size=60))
def test_any_url_can_be_masked(text: str) -> None:
    assert "hunter2" not in mask_url(f"http://shop.test/?token=hunter2&x={text.replace('#', '')}")
