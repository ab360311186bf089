"""Every way in which a step is performed, against a shop that nobody prepared."""

from urllib.parse import parse_qs

import pytest
from aiohttp import web

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from journeys_runners.bindings.bindings import Bindings, BoundRequest
from tests.support.replaying import a_journey, a_step, replay_on
from tests.support.tiny_shop import PASSWORD, TinyShop
from tests.support.tiny_web import Handler, Routes, page


def test_a_purchase_is_performed_from_the_first_page_to_the_last() -> None:
    shop = TinyShop()
    replayed = replay_on(
        shop.routes,
        a_journey(
            "view /",
            "view /search?q={q}",
            "search @ /search?q={q}",
            "view /product/{id}",
            "add_to_cart @ /product/{id}",
            "POST /cart/items",
            "view /cart",
            "begin_checkout @ /cart",
            "view /checkout",
            "POST /checkout",
            "view /order/{id}",
            "purchase @ /order/{id}",
        ),
    )
    assert replayed.ways == [
        Way.REQUEST,
        Way.FORM,
        Way.PAGE,
        Way.LINK,
        Way.CONTROL,
        Way.REDIRECT,
        Way.REDIRECT,
        Way.CONTROL,
        Way.REDIRECT,
        Way.FORM,
        Way.REDIRECT,
        Way.PAGE,
    ]
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.server.lines.count("POST /cart/items") == 1
    order = shop.form_fields[-1]
    assert order["email"].startswith("journeys+20261121T120000Z-5f3a-typical-")
    assert order["full_name"]
    assert order["note"] == ""
    assert order["delivery"] == "post"
    assert order["terms"] == "accepted"
    assert order["go"] == "order"
    assert "newsletter" not in order


def test_a_binding_comes_first_and_its_slots_are_filled() -> None:
    bound = BoundRequest(
        method="POST",
        path="/product/{id}/rating",
        json={"stars": "{stars}", "token": "s3cret"},
        headers=(("X-Rating", "1"),),
    )
    replayed = replay_on(
        {"GET /": '<a href="/product/2">Mug</a>', "POST /product/2/rating": 204},
        a_journey("view /", a_step("rate @ /product/{id}", stars="5")),
        bindings=Bindings(actions=(("rate @ /product/{id}", bound),)),
    )
    assert replayed.ways == [Way.REQUEST, Way.BINDING]
    sent = replayed.server.requests[-1]
    assert sent.body == b'{"stars": "5", "token": "s3cret"}'
    assert sent.headers["X-Rating"] == "1"
    assert replayed.steps[-1].exchanges[0].request_body == b'{"stars": "5", "token": "***"}'


def test_a_fixed_value_chooses_the_link() -> None:
    for product in ("1", "2", "3"):
        replayed = replay_on(
            TinyShop().routes, a_journey("view /", a_step("view /product/{id}", id=product))
        )
        assert replayed.server.lines[-1] == f"GET /product/{product}"
        assert replayed.ways[-1] is Way.LINK


def test_a_fixed_value_goes_into_the_search_form() -> None:
    replayed = replay_on(
        TinyShop().routes, a_journey("view /", a_step("view /search?q={q}", q="réd mug"))
    )
    assert replayed.server.lines[-1] == "GET /search?q=r%C3%A9d+mug"


def test_a_link_of_an_earlier_page_is_followed_from_there() -> None:
    routes = {"GET /": '<a href="/product/2">', "GET /orders": "", "GET /product/2": ""}
    replayed = replay_on(routes, a_journey("view /", "view /orders", "view /product/{id}"))
    assert replayed.ways == [Way.REQUEST, Way.REQUEST, Way.DETOUR]
    assert replayed.server.lines == ["GET /", "GET /orders", "GET /product/2"]
    assert replayed.server.requests[-1].headers["Referer"] == replayed.server.base_url + "/"


def test_values_seen_earlier_in_the_visit_build_a_request() -> None:
    routes = {"GET /orders": "", "GET /product/2": ""}
    first = a_step("view /product/{id}", id="2")
    replayed = replay_on(routes, a_journey(first, "view /orders", "view /product/{id}"))
    assert replayed.ways == [Way.REQUEST, Way.REQUEST, Way.REQUEST]
    assert replayed.server.lines[-1] == "GET /product/2"


def test_the_site_map_finds_values_when_the_visit_has_none() -> None:
    routes = {
        "GET /": '<a href="/orders">',
        "GET /orders": '<a href="/order/42">',
        "GET /order/42": "",
    }
    replayed = replay_on(routes, a_journey("view /order/{id}"))
    assert replayed.ways == [Way.REQUEST]
    assert replayed.server.lines == ["GET /", "GET /orders", "GET /order/42", "GET /order/42"]
    assert [exchange.url[-9:] for exchange in replayed.steps[0].exchanges] == ["/order/42"]


def behind_a_sign_in(body: str) -> Handler:
    """A page that sends visitors without a session to /login."""

    async def handler(request: web.Request) -> web.Response:
        if "session" not in request.cookies:
            return web.Response(status=303, headers={"Location": "/login"})
        return page(body)

    return handler


async def sign_in(request: web.Request) -> web.Response:
    response = web.Response(status=303, headers={"Location": "/"})
    response.set_cookie("session", "yes")
    return response


def test_behind_a_sign_in_the_visitor_looks_around_where_the_site_map_cannot() -> None:
    """From the home page two links on, past one that signs out and one that leads elsewhere."""
    routes: Routes = {
        "GET /": behind_a_sign_in("<a href=/logout>out</a><a href=/help>h</a><a href=/team>t</a>"),
        "GET /login": "<form method=post action=/login><input type=password name=p></form>",
        "POST /login": sign_in,
        "GET /help": "nothing",
        "GET /logout": "out",
        "GET /team": behind_a_sign_in("<a href=/team/groups>groups</a>"),
        "GET /team/groups": behind_a_sign_in("<a href=/team/groups/7/edit>7</a>"),
        "GET /team/groups/7/edit": behind_a_sign_in("a group"),
    }
    steps = ("view /login", "POST /login", "view /", "view /team/groups/{id}/edit")
    known = ("/help", "/logout", "/team", "/team/groups")
    replayed = replay_on(routes, a_journey(*steps), suite={"templates": known})
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.ways[-1] is Way.DETOUR
    own = [line for line in replayed.server.lines if line.endswith("/edit")]
    assert own == ["GET /team/groups/7/edit"]
    assert "GET /logout" not in replayed.server.lines


TICKET_FORM = """
<form method=post action=/tickets>
  <input name=title> <textarea name=text></textarea>
  <input type=submit name=look value=Preview> <input type=submit name=make value="Create ticket">
</form>"""


@pytest.mark.parametrize(("needed", "filled"), [("title", [False, True]), ("text", [True])])
def test_a_form_that_comes_back_is_filled_in_throughout(needed: str, filled: list[bool]) -> None:
    """Nothing in it says what is required, and one of its buttons only shows a preview.

    The text area of such a form is filled in at once.
    """
    sent: list[dict[str, str]] = []

    async def create(request: web.Request) -> web.StreamResponse:
        fields = {key: str(value) for key, value in (await request.post()).items()}
        sent.append(fields)
        if "make" in fields and fields[needed]:
            return web.Response(status=303, headers={"Location": "/tickets/1"})
        return page(TICKET_FORM)

    routes: Routes = {"GET /": TICKET_FORM, "POST /tickets": create, "GET /tickets/1": "thanks"}
    post = a_step("POST /tickets", expect=Expectation(status="3xx"))
    replayed = replay_on(routes, a_journey("view /", post, "view /tickets/{id}"))
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.ways[1:] == [Way.FORM, Way.REDIRECT]
    assert [(fields.get("make"), bool(fields[needed])) for fields in sent] == [
        ("Create ticket", one) for one in filled
    ]


def test_mined_values_come_last() -> None:
    replayed = replay_on(
        {"GET /": "", "GET /product/17": ""},
        a_journey("view /product/{id}"),
        suite={"slot_values": (("/product/{id}", "id", ("17",)),)},
    )
    assert replayed.server.lines[-1] == "GET /product/17"
    assert replayed.verdicts == [Verdict.PASSED]


def test_values_that_were_given_together_stay_together() -> None:
    template = "/search?from={from}&to={to}"
    trips = tuple(
        (template, (("from", home), ("to", f"{home}-abroad"))) for home in ("bonn", "nice", "york")
    )
    single = {slot: tuple(dict(pairs)[slot] for _, pairs in trips) for slot in ("from", "to")}
    replayed = replay_on(
        {"GET /": "", "GET /search": ""},
        a_journey("view /", f"view {template}", "view /", f"view {template}"),
        suite={
            "slot_values": tuple((template, slot, pool) for slot, pool in single.items()),
            "slot_tuples": trips,
        },
    )
    asked = [line for line in replayed.server.lines if "search" in line]
    assert asked
    assert all(
        line.endswith(f"&to={line.split('from=')[1].split('&')[0]}-abroad") for line in asked
    )
    assert replayed.verdicts == [Verdict.PASSED]


def test_a_form_seen_earlier_is_opened_again_for_fresh_tokens() -> None:
    shop = TinyShop()
    replayed = replay_on(
        shop.routes,
        a_journey("view /", "view /product/{id}", "view /cart", "POST /cart/items", "view /cart"),
    )
    assert replayed.ways[-2:] == [Way.DETOUR, Way.REDIRECT]
    assert replayed.verdicts == [Verdict.PASSED]
    assert len(replayed.steps[3].exchanges) == 3


def test_what_a_script_asks_for_moves_nobody() -> None:
    async def stock(request: web.Request) -> web.Response:
        return web.json_response({"left": 3})

    replayed = replay_on(
        {"GET /": '<a href="/cart">cart</a>', "GET /orders": stock, "GET /cart": "one"},
        a_journey("view /", "view /orders", "view /cart"),
    )
    assert replayed.ways == [Way.REQUEST, Way.REQUEST, Way.LINK]
    assert replayed.verdicts == [Verdict.PASSED]


def test_an_event_goes_to_its_page_first() -> None:
    replayed = replay_on(TinyShop().routes, a_journey("view /", "add_to_cart @ /product/{id}"))
    assert replayed.ways[-1] is Way.CONTROL
    assert [line.split("/")[1] for line in replayed.server.lines] == ["", "product", "cart", "cart"]


def test_an_event_without_a_page_uses_a_control_of_the_current_page() -> None:
    replayed = replay_on(
        TinyShop().routes,
        a_journey("view /", "view /product/{id}", "add_to_cart", "remove_from_cart"),
    )
    assert replayed.ways[-2:] == [Way.CONTROL, Way.CONTROL]
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.server.lines[-2].endswith("/remove")


def test_a_landing_is_consumed_once() -> None:
    replayed = replay_on(
        TinyShop().routes,
        a_journey("view /product/{id}", "POST /cart/items", "view /cart", "view /cart"),
    )
    assert replayed.ways[-2:] == [Way.REDIRECT, Way.LINK]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("POST /newsletter", '"POST /newsletter": {request: {method: POST, path: "/newsletter"}}'),
        ("scroll_to_end", '"scroll_to_end": {gestures:'),
        ("view /order/{id}", '"view /order/{id}": {request: {method: GET'),
    ],
)
def test_what_has_no_way_says_what_to_add(action: str, said: str) -> None:
    replayed = replay_on(TinyShop().routes, a_journey("view /", action))
    assert replayed.ways[-1] is Way.UNBOUND
    assert replayed.causes[-1] is Cause.UNBOUND
    assert said in replayed.remedy
    assert "bindings.yaml" in replayed.remedy
    # What scripts of a page send, a browser performs.
    assert ("`--runner browser`" in replayed.remedy) is not action.startswith("view")
    assert replayed.verdicts == [Verdict.INCONCLUSIVE]


def test_a_visit_goes_on_after_an_event_that_nothing_sends_and_not_without_a_form() -> None:
    journey = a_journey(
        "view /", "scroll_to_end", "view /product/{id}", "POST /newsletter", "view /cart"
    )
    replayed = replay_on(TinyShop().routes, journey)
    assert replayed.causes == [None, Cause.UNBOUND, None, Cause.UNBOUND]
    assert replayed.verdicts == [Verdict.INCONCLUSIVE]


def test_fields_of_the_bindings_log_the_visitor_in() -> None:
    shop = TinyShop()
    replayed = replay_on(
        shop.routes,
        a_journey("view /", "view /login", "POST /login", "view /account"),
        bindings=Bindings(fields=(("user", "anna"), ("password", PASSWORD))),
    )
    assert replayed.verdicts == [Verdict.PASSED]
    assert shop.form_fields[-1]["user"] == "anna"
    body = replayed.steps[2].exchanges[0].request_body
    assert parse_qs(body.decode())["password"] == ["***"]
    assert PASSWORD not in str(replayed.steps)


def test_a_base_url_may_have_a_path() -> None:
    routes = {"GET /shop/": '<a href="/shop/product/2">', "GET /shop/product/2": "mug"}

    replayed = replay_on(
        {**routes, "GET /product/2": 500}, a_journey("view /", "view /product/{id}"), path="/shop"
    )
    assert replayed.server.lines == ["GET /shop/", "GET /shop/product/2"]
    assert replayed.verdicts == [Verdict.PASSED]
