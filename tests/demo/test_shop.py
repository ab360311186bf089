"""The shop as an application: pages, forms, analytics, the inventory behind it, start and stop."""

import asyncio
import http.client
import json
import socket
import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from aiohttp.test_utils import TestClient, TestServer

from journeys.demo.pages import Shop
from journeys.demo.releases import find_release
from journeys.demo.shop import RunningShop, run_shop
from journeys.demo.shop_state import ShopState
from journeys.demo.storefront import create_storefront
from tests.demo.shopper import Shopper

PAGES = (
    "/",
    "/category/mugs",
    "/product/7",
    "/search?q=lamp",
    "/search?q=nothing+like+it",
    "/cart",
    "/login",
    "/deals",
    "/help",
    "/help/size-guide",
    "/help/returns",
)


def test_every_page_answers_and_announces_its_view(shopper: Shopper) -> None:
    for path in PAGES:
        page = shopper.open(path)
        assert (page.status, page.path) == (200, path)
        assert "page_view" in page.announced
        assert "page_view" in page.pixels


def test_every_link_of_the_shop_leads_to_a_page(shopper: Shopper) -> None:
    seen: set[str] = set()
    ahead = {"/"}
    while ahead:
        path = ahead.pop()
        seen.add(path)
        page = shopper.open(path)
        assert page.status == 200, path
        ahead |= page.links - seen
    assert {f"/product/{number}" for number in range(1, 25)} <= seen


@pytest.mark.parametrize(
    "path", ["/product/99", f"/product/{'9' * 5000}", "/category/hats", "/order/1", "/nowhere"]
)
def test_what_does_not_exist_is_a_page_that_says_so(shopper: Shopper, path: str) -> None:
    page = shopper.open(path)
    assert page.status == 404
    assert "cannot find" in page.text


def test_a_form_without_its_token_is_refused(shopper: Shopper) -> None:
    for token in ({}, {"csrf_token": "wrong"}, {"csrf_token": "wröng"}):
        page = shopper.post("/cart/items", {"product_id": "7", **token})
        assert page.status == 403
    assert "empty" in shopper.open("/cart").text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"product_id": 7}'),
        ("application/x-www-form-urlencoded", b"csrf_token=\xff"),
        ("application/x-www-form-urlencoded; charset=klingon", b"product_id=7"),
        ("multipart/form-data; boundary=x", b"nothing of the kind"),
    ],
)
def test_what_is_no_form_is_refused(shop: RunningShop, kind: str, body: bytes) -> None:
    request = urllib.request.Request(
        f"{shop.base_url}/cart/items", data=body, headers={"Content-Type": kind}
    )
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request)
    with refusal.value as answer:
        assert answer.status == 403


def test_a_token_of_another_visitor_is_refused(shop: RunningShop, shopper: Shopper) -> None:
    shopper.open("/product/7")
    fields = shopper.page.form_for("add_to_cart").fields
    assert Shopper(shop.base_url).post("/cart/items", fields).status == 403


def test_what_visitors_write_is_escaped(shopper: Shopper) -> None:
    page = shopper.open("/search?q=%3C/script%3E%3Cb%3Ehi")
    assert "</script><b>" not in page.text
    assert "search" in page.announced


def test_search_finds_by_every_word(shopper: Shopper) -> None:
    assert "/product/2" in shopper.open("/search?q=green+mug").links
    assert not any("/product/" in link for link in shopper.open("/search?q=green+oven").links)


def test_beacons_and_pixels_are_collected(shop: RunningShop) -> None:
    beacon = json.dumps({"event": "add_to_cart", "url": "http://a/product/7"}).encode()
    collect = f"{shop.base_url}/collect"
    with urllib.request.urlopen(collect, data=beacon) as answer:
        assert answer.status == 204
    with urllib.request.urlopen(f"{collect}?event=purchase&url=/order/7") as answer:
        assert answer.headers["Content-Type"] == "image/gif"
        assert answer.read().startswith(b"GIF89a")
    assert [(event.name, event.way) for event in shop.events] == [
        ("add_to_cart", "beacon"),
        ("purchase", "pixel"),
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b'{"event": "a"}'])
def test_a_beacon_that_cannot_be_read_is_refused(shop: RunningShop, body: bytes) -> None:
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{shop.base_url}/collect", data=body)
    with refusal.value as answer:
        assert answer.status == 400
    assert shop.events == ()


def test_the_storefront_asks_the_inventory_within_the_callers_trace(shop: RunningShop) -> None:
    shopper = Shopper(shop.base_url)
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    shopper.open("/product/7", headers={"traceparent": trace})
    shopper.open("/product/8")
    asked = [(call.method, call.path, call.traceparent) for call in shop.inventory_calls]
    assert asked == [("GET", "/stock/7", trace), ("GET", "/stock/8", None)]


def test_an_order_takes_its_goods_out_of_the_inventory(shop: RunningShop) -> None:
    before = _in_stock(shop, 7)
    shopper = Shopper(shop.base_url)
    shopper.open("/product/7")
    shopper.submit("add_to_cart", quantity="3")
    shopper.order("standard")
    assert _in_stock(shop, 7) == before - 3


def test_more_than_the_inventory_has_cannot_be_reserved(shop: RunningShop) -> None:
    before = _in_stock(shop, 7)
    body = json.dumps({"items": {"8": 1, "7": before + 1}}).encode()
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{shop.inventory_url}/reservations", data=body)
    with refusal.value as answer:
        assert answer.status == 409
    assert (_in_stock(shop, 7), _in_stock(shop, 8)) == (before, before)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"items": {}}', b'{"items": {"7": -1}}'])
def test_a_reservation_that_names_no_goods_is_refused(shop: RunningShop, body: bytes) -> None:
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{shop.inventory_url}/reservations", data=body)
    with refusal.value as answer:
        assert answer.status == 400


def test_products_are_shown_while_the_inventory_is_down() -> None:
    async def visit() -> tuple[int, str]:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        shop = Shop(release=find_release(1), state=ShopState())
        async with TestClient(TestServer(create_storefront(shop, nobody))) as client:
            answer = await client.get("/product/7")
            return answer.status, await answer.text()

    status, text = asyncio.run(visit())
    assert status == 200
    assert "Ask us whether we have it" in text


def test_a_stopped_shop_leaves_nothing_behind() -> None:
    threads = threading.active_count()
    with run_shop(1) as shop:
        Shopper(shop.base_url).fill_cart(7)
        ports = [int(url.rpartition(":")[2]) for url in (shop.base_url, shop.inventory_url)]
    assert threading.active_count() == threads
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_a_connection_that_is_kept_open_does_not_hold_up_the_end() -> None:
    with run_shop(1) as shop:
        connection = http.client.HTTPConnection(urlsplit(shop.base_url).netloc)
        connection.request("GET", "/help")
        assert connection.getresponse().read()
    assert connection.sock.recv(1) == b""  # The shop has hung up.
    connection.close()


def test_every_start_has_an_empty_memory() -> None:
    with run_shop(1) as shop:
        port = int(shop.base_url.rpartition(":")[2])
        shopper = Shopper(shop.base_url)
        shopper.fill_cart(7)
        order_path = shopper.order("standard").path
    with run_shop(1, port):
        assert shopper.open(order_path).status == 404
        assert "empty" in shopper.open("/cart").text


def test_two_shops_serve_side_by_side() -> None:
    with run_shop(1) as first, run_shop(2) as second:
        Shopper(first.base_url).fill_cart(7)
        assert second.inventory_calls == ()
        assert first.base_url != second.base_url


def test_a_taken_port_is_an_error_of_the_caller(shop: RunningShop) -> None:
    threads = threading.active_count()
    with (
        pytest.raises(OSError, match="address already in use"),
        run_shop(1, int(shop.base_url.rpartition(":")[2])),
    ):
        pass
    assert threading.active_count() == threads


def test_an_unknown_release_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no release 3: there are 1 and 2"), run_shop(3):
        pass


def _in_stock(shop: RunningShop, product_id: int) -> int:
    with urllib.request.urlopen(f"{shop.inventory_url}/stock/{product_id}") as answer:
        return int(json.load(answer)["in_stock"])
