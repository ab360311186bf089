"""Pages that answer with success and show none."""

import pytest
from aiohttp import web

from journeys.verdict import Cause
from tests.support.replaying import a_journey, replay_on
from tests.support.tiny_web import Routes, page


@pytest.mark.parametrize(
    ("body", "content_type", "cause"),
    [
        ("<title>Cart</title><p>One mug", "text/html", None),
        ("", "text/html", Cause.WRONG_PAGE),
        ("<!doctype html><body><div></div><!-- x --></body>", "text/html", Cause.WRONG_PAGE),
        ("<div id=app></div><script src=/app.js></script>", "text/html", None),
        ("<body><img src=/mug.png></body>", "text/html", None),
        ("<title>x</title><h1>500 Internal Server Error</h1>", "text/html", Cause.WRONG_PAGE),
        ("<h1>Errors and how to avoid them</h1>", "text/html", None),
        ("<b>Fatal error</b>:  Uncaught Error in /a.php:3", "text/html", Cause.WRONG_PAGE),
        ("<!doctype html><title>Cart</title>", "text/plain", Cause.WRONG_PAGE),
        ("one mug", "text/plain", None),
        ('{"cart": []}', "application/json", None),
    ],
)
def test_what_a_page_shows_is_judged(body: str, content_type: str, cause: Cause | None) -> None:
    async def cart(request: web.Request) -> web.Response:
        return web.Response(text=body, content_type=content_type)

    routes: Routes = {"GET /": '<a href="/cart">Cart</a>', "GET /cart": cart}
    replayed = replay_on(routes, a_journey("view /", "view /cart"))
    assert replayed.causes == [None, cause], replayed.reason


def test_a_page_that_we_asked_for_ourselves_may_be_blank() -> None:
    async def nothing(request: web.Request) -> web.Response:
        return page("")

    assert replay_on({"GET /": nothing}, a_journey("view /")).causes == [None]
