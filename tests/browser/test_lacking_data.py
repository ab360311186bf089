"""Where a page lacks what its script asked for, the report names the request and its answer."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from journeys.verdict import Cause
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey

TEMPLATES = ("/", "/orders", "/orders/{id}", "/api/orders", "/api/news")
_LIST = """<h1>Orders</h1><main></main><script>
fetch("/api/news");
fetch("/api/orders").then(answer => answer.json()).then(given => {
  for (const one of given?.orders ?? [])
    document.querySelector("main").innerHTML += `<a href="/orders/${one}">Order ${one}</a>`;
});</script>"""


def replay(orders: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Replayed:
    async def news(request: web.Request) -> web.Response:
        return web.json_response([])

    return replay_in_browser(
        {
            "GET /": '<a href="/orders">Orders</a>',
            "GET /orders": _LIST,
            "GET /orders/{id}": "<h1>Order</h1>",
            "GET /api/orders": orders,
            "GET /api/news": news,
        },
        a_journey("view /", "view /orders", "view /orders/{id}"),
        suite={"templates": TEMPLATES},
    )


@pytest.mark.parametrize(
    ("body", "cause", "said"),
    [
        ('{"orders": [], "total": 0}', Cause.MISSING_DATA, "answered no records"),
        ("null", Cause.MISSING_DATA, "answered no records"),
        ('{"success": false, "message": "No such column"}', Cause.SERVER_ERROR, "No such column"),
        ('{"errors": [{"message": "boom"}], "data": null}', Cause.SERVER_ERROR, "error: boom"),
        ('{"ok": false, "error": "log in first"}', Cause.MISSING_DATA, "log in first"),
        ('{"success": false, "message": "Not found"}', Cause.MISSING_DATA, "Not found"),
        ('{"orders": [7], "errors": []}', None, ""),
    ],
    ids=[
        "no records",
        "nothing",
        "it failed",
        "errors beside no data",
        "a stranger",
        "none",
        "records",
    ],
)
def test_a_list_that_is_not_given(body: str, cause: Cause | None, said: str) -> None:
    async def orders(request: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    replayed = replay(orders)
    assert replayed.causes == [None, None, cause]
    if cause:
        assert "GET /api/orders answered" in replayed.reason
        assert said in replayed.reason


@pytest.mark.parametrize(
    ("status", "field", "cause"),
    [
        (200, "", Cause.LOST_EVENT),
        (422, "", Cause.LOST_EVENT),
        (422, "<input name=text required>", Cause.MISSING_DATA),
    ],
    ids=["in the body", "by its status", "for a value that was invented"],
)
def test_what_a_press_was_refused_stands_beside_the_lost_event(
    status: int, field: str, cause: Cause
) -> None:
    async def save(request: web.Request) -> web.Response:
        return web.json_response({"success": False, "message": "Too short"}, status=status)

    form = f"""<form id=note>{field}<button>Saved</button></form><script>
      const tell = event => navigator.sendBeacon("/stats", JSON.stringify({{event}}));
      note.onsubmit = async submit => {{
        submit.preventDefault();
        const answer = await (await fetch("/api/notes", {{method: "POST", body: "{{}}"}})).json();
        if (answer.success) tell("saved");
      }};</script><button onclick="tell('opened')">Opened</button>"""
    replayed = replay_in_browser(
        {"GET /": form, "POST /stats": "", "POST /api/notes": save},
        a_journey("view /", "opened @ /", "saved @ /"),
        suite={"templates": ("/", "/api/notes"), "event_names": ("opened", "saved")},
    )
    assert replayed.causes == [None, None, cause]
    said = f"the page's own request POST /api/notes answered {status} with an error: Too short"
    assert replayed.reason.endswith(said)


def test_a_list_for_which_its_page_waits_in_vain() -> None:
    async def orders(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    replayed = replay(orders)
    assert replayed.causes == [None, None, Cause.NO_ANSWER]
    assert "view /orders/{id} needs does not come: GET /api/orders" in replayed.reason
