"""What is sent: marks of the run, cookies, forms, and nothing to anybody else."""

import asyncio
import re

from aiohttp import web

from journeys.verdict import Verdict
from tests.support.replaying import RUN_ID, Replayed, a_journey, replay_on
from tests.support.tiny_shop import TinyShop
from tests.support.tiny_web import Routes, TinyServer, page, redirect, serving

TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-01")


def shop_visit() -> Replayed:
    return replay_on(
        TinyShop().routes,
        a_journey("view /", "view /product/{id}", "POST /cart/items", "view /cart"),
    )


def test_every_request_is_marked_and_traced() -> None:
    replayed = shop_visit()
    found = [TRACEPARENT.fullmatch(one.headers["traceparent"]) for one in replayed.server.requests]
    traces = [match[1] for match in found if match]
    assert len(traces) == len(replayed.server.requests)
    assert len({match[2] for match in found if match}) == len(traces)
    recorded = [one.trace_id for step in replayed.steps for one in step.exchanges]
    assert recorded == traces
    assert len(set(traces)) == 3
    assert {one.headers["X-Journeys-Run"] for one in replayed.server.requests} == {RUN_ID}


def test_pages_are_asked_for_as_browsers_ask() -> None:
    # Some applications leave out what is for people where JSON is named, whatever comes before it.
    assert not any("json" in one.headers["Accept"] for one in shop_visit().server.requests)


def test_two_attempts_have_different_traces() -> None:
    replayed = replay_on({"GET /": 500}, a_journey("view /"), retries=1)
    assert len({step.exchanges[0].trace_id for step in replayed.steps}) == 2


def test_headers_of_the_target_are_sent_and_masked() -> None:
    replayed = replay_on(
        {"GET /": ""},
        a_journey("view /"),
        target={"headers": (("Authorization", "Bearer s3cret"),)},
    )
    assert replayed.server.requests[0].headers["Authorization"] == "Bearer s3cret"
    assert ("Authorization", "***") in replayed.steps[0].exchanges[0].request_headers
    assert "s3cret" not in str(replayed.steps)


def test_credentials_in_the_base_url_become_a_header() -> None:
    async def work() -> tuple[TinyServer, Replayed]:
        async with serving({"GET /": ""}) as server:
            target = {"base_url": server.base_url.replace("//", "//anna:hunter2@")}
            replayed = await asyncio.to_thread(replay_on, {}, a_journey("view /"), target=target)
            return server, replayed

    server, replayed = asyncio.run(work())
    assert server.requests[0].headers["Authorization"] == "Basic YW5uYTpodW50ZXIy"
    assert replayed.verdicts == [Verdict.PASSED]
    assert "hunter2" not in str(replayed.steps) + str(replayed.sink.runs)


def test_secrets_in_addresses_are_masked() -> None:
    routes: Routes = {"GET /": '<a href="/orders?token=hunter2">', "GET /orders": ""}
    replayed = replay_on(routes, a_journey("view /", "view /orders"))
    assert replayed.server.lines[-1] == "GET /orders?token=hunter2"
    assert str(replayed.steps[-1].page_url).endswith("/orders?token=***")
    assert "hunter2" not in str(replayed.steps[-1])


def test_another_origin_gets_no_request_at_all() -> None:
    async def work() -> tuple[TinyServer, Replayed]:
        async with serving({"GET /{rest:.*}": "", "POST /{rest:.*}": ""}) as foreign:
            elsewhere = foreign.base_url
            body = (
                f'<a href="{elsewhere}/cart">Cart</a><a href="{elsewhere}/product/1">Mug</a>'
                f'<form action="{elsewhere}/cart/items" method="post" data-event="add_to_cart">'
                f'<button>Add to cart</button></form><a data-event="search" href="{elsewhere}/">'
            )
            routes: Routes = {"GET /": body, "GET /cart": redirect(f"{elsewhere}/cart")}
            journeys = (
                a_journey("view /", "view /cart", name="a"),
                a_journey("view /", "POST /cart/items", name="b"),
                a_journey("view /", "add_to_cart @ /", name="c"),
                a_journey("view /", "view /product/{id}", name="d"),
                a_journey("view /", "search", name="e"),
            )
            replayed = await asyncio.to_thread(replay_on, routes, *journeys)
            return foreign, replayed

    foreign, replayed = asyncio.run(work())
    assert foreign.requests == []
    assert replayed.verdicts == [Verdict.INCONCLUSIVE] * 5


def test_each_visit_has_cookies_of_its_own() -> None:
    replayed = replay_on(
        TinyShop().routes,
        a_journey("view /", "view /cart", name="a"),
        a_journey("view /", name="b"),
    )
    cookies = [one.headers.get("Cookie") for one in replayed.server.requests]
    assert cookies[0] is None
    assert cookies[1] is not None
    assert cookies[2] is None


def test_cookies_are_sent_back_as_they_came() -> None:
    async def set_cookie(request: web.Request) -> web.Response:
        return page("", headers={"Set-Cookie": 'flash="a=b c%20d"; Path=/'})

    replayed = replay_on({"GET /": set_cookie, "GET /cart": ""}, a_journey("view /", "view /cart"))
    assert replayed.server.requests[1].headers["Cookie"] == 'flash="a=b c%20d"'
    assert ("Set-Cookie", "flash=***; Path=/") in replayed.steps[0].exchanges[0].response_headers


def test_tokens_and_cookies_are_masked_in_evidence() -> None:
    replayed = shop_visit()
    sent = replayed.server.requests[2]
    assert b"csrf_token=" in sent.body
    evidence = replayed.steps[2].exchanges[0]
    assert b"csrf_token=***" in evidence.request_body
    token = re.search(rb"csrf_token=([0-9a-f]+)", sent.body)
    assert token is not None
    assert token[1].decode() not in str(replayed.steps)
    assert sent.headers["Cookie"].partition("=")[2] not in str(replayed.steps)


def test_forms_say_where_they_come_from() -> None:
    replayed = shop_visit()
    sent = replayed.server.requests[2]
    assert sent.headers["Origin"] == replayed.server.base_url
    assert sent.headers["Referer"].startswith(f"{replayed.server.base_url}/product/")


def test_the_method_survives_a_307_and_not_a_302() -> None:
    form = '<form action="/orders" method="post"><input name="a" value="1"></form>'
    for status, expected in ((307, "POST /cart/items"), (302, "GET /cart/items")):
        routes: Routes = {
            "GET /": form,
            "POST /orders": redirect("/cart/items", status),
            "POST /cart/items": "",
            "GET /cart/items": "",
        }
        replayed = replay_on(routes, a_journey("view /", "POST /orders"))
        assert replayed.server.lines[-1] == expected


def test_links_are_sent_as_they_were_written() -> None:
    routes: Routes = {
        "GET /": '<a href="/order/a%2Fb c?x=%20é#top">',
        "GET /order/{id:.*}": "",
    }
    replayed = replay_on(routes, a_journey("view /", "view /order/{id}"))
    assert replayed.server.lines[-1] == "GET /order/a%2Fb%20c?x=%20%C3%A9"


def test_the_site_map_is_bounded_and_never_logs_out() -> None:
    count = 0

    async def endless(request: web.Request) -> web.Response:
        nonlocal count
        count += 1
        links = "".join(f'<a href="/page-{count}-{one}">more</a>' for one in range(5))
        return page(links + '<a href="/logout">Log out</a><a href="/x/delete">Delete</a>')

    replayed = replay_on(
        {"GET /": endless, "GET /{rest:.*}": endless}, a_journey("view /order/{id}")
    )
    assert len(replayed.server.lines) == 60
    assert not {"GET /logout", "GET /x/delete"} & set(replayed.server.lines)


def test_the_site_map_is_walked_only_when_needed_and_once() -> None:
    journeys = [a_journey("view /product/{id}", name=f"j{number}") for number in range(3)]
    replayed = replay_on(TinyShop().routes, *journeys, workers=3)
    assert replayed.verdicts == [Verdict.PASSED] * 3
    assert replayed.server.lines.count("GET /") == 1
    assert replay_on(TinyShop().routes, a_journey("view /cart")).server.lines == ["GET /cart"]
