"""Pages that break off, and answers that are no pages, among pages that are whole."""

import pytest
from aiohttp import web

from journeys.verdict import Cause
from tests.support.replaying import Replayed, a_journey, replay_on
from tests.support.tiny_web import Handler, Routes

TEMPLATES = ("/", "/cart", "/news", "/help", "/export/cart")
LINKS = "".join(f'<a href="{one}">{one}</a>' for one in TEMPLATES)
TOP = "<!doctype html><html><head><title>Shop</title></head><body>"
WHOLE = f"{TOP}<main><h1>Shop</h1>{LINKS}</main></body></html>"
OPEN = f"{TOP}<main><h1>Shop</h1>{LINKS}"
SHORT = f"{TOP}<main><h1>Shop</h1>{LINKS}</main><p>End"
GOES_ON = {"link_sources": (("/help", "/cart"), ("/help", "/export/cart"))}


def gives(text: str, content_type: str = "text/html", **headers: str) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type=content_type, headers=headers)

    return handler


def once(text: str, then: str) -> Handler:
    """This at first, and then that."""
    bodies = [then, text]

    async def handler(request: web.Request) -> web.Response:
        return web.Response(
            text=bodies.pop() if len(bodies) > 1 else then, content_type="text/html"
        )

    return handler


def seen(
    cart: Handler, others: Handler, *journeys: str, suite: dict[str, object] | None = None
) -> Replayed:
    routes: Routes = {
        "GET /": gives(WHOLE),
        "GET /cart": cart,
        "GET /news": others,
        "GET /help": others,
        "GET /export/cart": gives("[]", "application/json"),
    }
    return replay_on(
        routes, a_journey("view /", *journeys), suite={"templates": TEMPLATES, **(suite or {})}
    )


@pytest.mark.parametrize(
    ("cart", "others", "cause"),
    [
        (gives(OPEN), gives(WHOLE), Cause.WRONG_PAGE),
        (gives(WHOLE[: len(TOP) + 30]), gives(WHOLE), Cause.WRONG_PAGE),
        (gives(SHORT), gives(WHOLE), None),
        (gives(OPEN.removeprefix("<!doctype html><html>")), gives(WHOLE), None),
        (gives(OPEN), gives(OPEN), None),
        (gives(OPEN), gives(SHORT), None),
        (once(OPEN, WHOLE), gives(WHOLE), None),
    ],
    ids=[
        "ends with an open element",
        "ends within a tag",
        "leaves out what HTML lets be left out",
        "is a fragment",
        "as all others",
        "the others leave it out, too",
        "only once",
    ],
)
def test_a_page_that_breaks_off(cart: Handler, others: Handler, cause: Cause | None) -> None:
    run = seen(cart, others, "view /cart")
    assert run.causes == [None, cause], run.reason
    assert cause is None or "GET /cart answered 200 with a page that breaks off" in run.reason


def test_a_page_shorter_than_it_says() -> None:
    async def cart(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(
            headers={"Content-Type": "text/html", "Content-Length": str(len(WHOLE))}
        )
        await answer.prepare(request)
        await answer.write(OPEN.encode())
        assert request.transport is not None
        request.transport.close()
        return answer

    run = seen(cart, gives(WHOLE), "view /cart")
    assert run.causes == [None, Cause.SERVER_ERROR]


DATA = gives('{"cart": []}', "application/json")
TEXT = gives("one mug", "text/plain")


@pytest.mark.parametrize(
    ("cart", "others", "action", "suite", "cause"),
    [
        (DATA, gives(WHOLE), "view /cart", GOES_ON, Cause.WRONG_PAGE),
        (TEXT, gives(WHOLE), "view /cart", GOES_ON, Cause.WRONG_PAGE),
        (DATA, gives(WHOLE), "view /cart", {}, None),
        (DATA, gives(WHOLE), "view /export/cart", GOES_ON, None),
        (DATA, DATA, "view /cart", GOES_ON, None),
        (gives("a,b", "text/csv"), gives(WHOLE), "view /cart", GOES_ON, None),
        (
            gives("one", "text/plain", **{"Content-Disposition": "attachment; filename=a"}),
            gives(WHOLE), "view /cart", GOES_ON, None,
        ),
    ],
    ids=["data", "text", "never known as a page", "by name no page", "as all others", "a table",
         "a file"],
)  # fmt: skip
def test_no_page_where_there_should_be_one(
    cart: Handler,
    others: Handler,
    action: str,
    suite: dict[str, object],
    cause: Cause | None,
) -> None:
    run = seen(cart, others, action, suite=suite)
    assert run.causes == [None, cause], run.reason
    assert cause is None or "where production shows a page" in run.reason


def test_what_came_as_a_page_before_or_sends_events_is_one() -> None:
    async def cart(request: web.Request) -> web.StreamResponse:
        return await (DATA if request.query else gives(WHOLE))(request)

    home = gives(WHOLE.replace('"/cart"', '"/cart?coupon=7"'))
    routes: Routes = {"GET /": home, "GET /cart": cart, "GET /news": gives(WHOLE)}
    routes = {**routes, "GET /help": gives(WHOLE)}
    suite = {"templates": TEMPLATES}
    after = a_journey("view /cart", "view /", "view /cart")
    assert replay_on(routes, after, suite=suite).causes[-1] is Cause.WRONG_PAGE
    event = a_journey("view /", "view /cart", "purchase @ /cart")
    assert replay_on(routes, event, suite=suite).causes == [None, Cause.WRONG_PAGE]
