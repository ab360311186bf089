"""Events in the requests of analytics libraries, as these pack them."""

import base64
import gzip
import json
from urllib.parse import quote, urlencode

import pytest

from journeys_runners.browser.traffic.sent_events import events_in

NAMES = ("purchase", "add_to_cart")
BATCH = json.dumps({"batch": [{"uuid": "1", "event": "purchase", "properties": {"n": 1}}]})
PACKED = base64.b64encode(gzip.compress(BATCH.encode(), mtime=0)).decode()


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("", BATCH.encode()),
        ("", gzip.compress(BATCH.encode(), mtime=0)),
        ("", f"data={quote(base64.b64encode(BATCH.encode()).decode())}".encode()),
        ("", urlencode({"data": PACKED}).encode()),
        ("", PACKED.encode()),
        ("", urlencode({"data": json.dumps([{"event": "purchase"}])}).encode()),
        ("", b"en=page_view&ep.x=1\nen=purchase&ep.x=2"),
        ("", b'{"event_id": "1"}\n{"type": "purchase"}'),
        ("", b'{"n":"purchase","p":"{}"}'),
        ("v=2&tid=G-1&en=purchase&dl=x", None),
        ("action_name=&e_c=shop&e_a=purchase", b""),
    ],
)
def test_an_event_is_found_however_it_is_packed(query: str, body: bytes | None) -> None:
    assert events_in(f"https://stats.test/collect?{query}", body, NAMES) == {"purchase"}


@pytest.mark.parametrize(
    "hit",
    [
        {"$el_text": "Add to cart"},
        {"$elements_chain": 'button.big:nth-child="1"text="Add to cart";div'},
    ],
)
def test_a_captured_press_is_known_by_what_it_hit(hit: dict[str, str]) -> None:
    properties = {"$event_type": "click", **hit}
    body = json.dumps({"event": "$autocapture", "properties": properties}).encode()
    names = ("click Add to cart", "click Add")
    assert events_in("https://stats.test/e/", body, names) == {"click Add to cart"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "no purchase yet", "purchase": 1}',
        b"\x1f\x8bgarbage",
        b"\xff\xfe\x00",
        b"[" * 5000,
        b"data=%%%&purchase=x",
    ],
)
def test_what_only_mentions_an_event_or_cannot_be_read_carries_none(body: bytes) -> None:
    assert events_in("https://stats.test/purchase", body, NAMES) == frozenset()
