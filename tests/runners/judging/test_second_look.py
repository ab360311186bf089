"""What is true of all of staging is no fault of one page."""

import itertools

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from journeys_runners.bindings.bindings import Bindings
from tests.support.replaying import a_journey, a_step, replay_on
from tests.support.tiny_web import Handler, Routes, page, redirect

NAVIGATION = '<a href="/cart">Cart</a><a href="/orders">Orders</a><a href="/account">Account</a>'


def after(times: int, then: int) -> Handler:
    """Answers so many times, then with this status."""
    count = itertools.count()

    async def handler(request: web.Request) -> web.Response:
        return page(NAVIGATION) if next(count) < times else page("", status=then)

    return handler


@pytest.mark.parametrize("status", [500, 502, 503])
def test_5xx_everywhere_is_an_application_that_is_down(status: int) -> None:
    routes: Routes = {"GET /": after(1, status), "GET /cart": status, "GET /orders": status}
    routes = {**routes, "GET /account": status}
    replayed = replay_on(routes, a_journey("view /", "view /cart"))
    assert replayed.causes == [None, Cause.UNREACHABLE]
    assert "other page" in replayed.reason
    assert "database" in replayed.remedy


def test_5xx_of_one_page_is_a_fault_of_the_product() -> None:
    routes: Routes = {"GET /": NAVIGATION, "GET /cart": 500, "GET /orders": "none"}
    assert replay_on(routes, a_journey("view /", "view /cart")).causes == [None, Cause.SERVER_ERROR]


@pytest.mark.parametrize(
    ("account", "cause"), [(500, Cause.UNREACHABLE), ("My account", Cause.SERVER_ERROR)]
)
def test_a_redirect_says_nothing_of_an_application_before_the_page_to_which_it_leads(
    account: str | int, cause: Cause
) -> None:
    routes: Routes = {
        "GET /": after(1, 500),
        "GET /cart": 500,
        "GET /orders": redirect("/cart"),
        "GET /account": redirect("/account/me"),
        "GET /account/me": account,
    }
    replayed = replay_on(
        routes,
        a_journey("view /", "view /cart"),
        suite={"templates": ("/", "/cart", "/orders", "/account", "/account/me")},
    )
    assert replayed.causes[-1] is cause


def products(*broken: int) -> Routes:
    async def product(request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        return page(f"Mug {number}", status=404 if number in broken else 200)

    links = "".join(f'<a href="/product/{number}">{number}</a>' for number in range(1, 6))
    return {"GET /": links, "GET /product/{id}": product}


def test_a_record_that_is_gone_is_a_broken_link_among_others_that_are_there() -> None:
    step = a_step("view /product/{id}", id="3")
    replayed = replay_on(products(3), a_journey("view /", step))
    assert replayed.causes[-1] is Cause.BROKEN_LINK


def test_records_that_are_all_gone_are_missing_data() -> None:
    replayed = replay_on(products(1, 2, 3, 4, 5), a_journey("view /", "view /product/{id}"))
    assert replayed.causes[-1] is Cause.MISSING_DATA
    assert "seed" in replayed.remedy


@pytest.mark.parametrize(
    ("known", "cause"), [(range(1, 6), Cause.BROKEN_LINK), (range(10**9), Cause.MISSING_DATA)]
)
def test_records_whose_other_pages_open_are_there(known: range, cause: Cause) -> None:
    async def reviews(request: web.Request) -> web.Response:
        return page("", status=200 if int(request.match_info["id"]) in known else 404)

    async def slashed(request: web.Request) -> web.Response:
        raise web.HTTPMovedPermanently(f"{request.path}/")

    routes: Routes = {
        **products(1, 2, 3, 4, 5),
        "GET /product/{id}/reviews/": reviews,
        "GET /product/{id}/reviews": slashed,
    }

    journey = a_journey("view /", "view /product/{id}", "view /product/{id}/reviews")
    assert replay_on(routes, journey).causes[1] is cause


@pytest.mark.parametrize(
    ("others", "cause"), [(404, Cause.MISSING_DATA), ("They are here", Cause.WRONG_STATUS)]
)
def test_where_nothing_of_production_s_is_there_the_base_url_is_wrong(
    others: str | int, cause: Cause
) -> None:
    routes: Routes = {"GET /": "It works!", "GET /orders": 404, "GET /help": others}
    replayed = replay_on(routes, a_journey("view /cart", "view /orders", "view /help"))
    assert replayed.causes == [cause]
    assert ("base URL" in replayed.remedy) is (cause is Cause.MISSING_DATA)


def test_production_may_lie_below_a_path_that_staging_lacks() -> None:
    routes: Routes = {"GET /": NAVIGATION, "GET /cart": "Nothing", "GET /orders": "None"}
    views = [f"view /app{one}" for one in ("/cart", "/orders", "/account")]
    replayed = replay_on(routes, a_journey("view /app", *views), suite={"templates": ()})
    assert replayed.causes == [None, None, None, Cause.BROKEN_LINK]
    assert "begin with /app" in replayed.sink.notes[0]


def forms(*, refused: tuple[str, ...]) -> Routes:
    def answer(name: str) -> Handler | int:
        return 403 if name in refused else redirect("/")

    button = '" method="post"><button>Go</button></form>'
    body = "".join(f'<form action="/{name}{button}' for name in "ab")
    return {"GET /": body, "POST /a": answer("a"), "POST /b": answer("b")}


SENDING = (
    a_journey("view /", "POST /a", name="a"),
    a_journey("view /", "POST /b", name="b"),
)
TEMPLATES = {"templates": ("/", "/a", "/b")}


def test_a_form_that_is_refused_among_others_is_a_fault() -> None:
    replayed = replay_on(forms(refused=("a",)), *SENDING, suite=TEMPLATES)
    assert replayed.verdicts == [Verdict.FAILED, Verdict.PASSED]
    assert replayed.causes[1] is Cause.REFUSED_FORM


def test_where_every_form_is_refused_staging_refuses_us() -> None:
    replayed = replay_on(forms(refused=("a", "b")), *SENDING, suite=TEMPLATES)
    assert replayed.verdicts == [Verdict.INCONCLUSIVE] * 2
    problems = [one.deciding_step for one in replayed.sink.journeys]
    assert [one and one.problem and one.problem.cause for one in problems] == [Cause.AUTH] * 2


SIGN_IN = '<form action="/login" method="post"><input name="mail"><input type="password" name="p">'


def members(*, forgets: bool, may_see_orders: bool = True) -> Routes:
    signed_in: list[bool] = []

    async def sign_in(request: web.Request) -> web.Response:
        signed_in.append(True)
        return web.Response(status=303, headers={"Location": "/account"})

    async def account(request: web.Request) -> web.Response:
        if not signed_in:
            return page(SIGN_IN)
        return page(NAVIGATION + '<form action="/logout" method="post"><button>Sign out</button>')

    async def orders(request: web.Request) -> web.Response:
        if forgets:
            signed_in.clear()
        if signed_in and may_see_orders:
            return page("none")
        return web.Response(status=303, headers={"Location": "/login"})

    routes: Routes = {"GET /login": SIGN_IN, "POST /login": sign_in, "GET /account": account}
    return {**routes, "GET /orders": orders}


@pytest.mark.parametrize(
    ("forgets", "may_see", "cause"),
    [(False, True, None), (True, True, Cause.LOST_SESSION), (False, False, Cause.AUTH)],
    ids=["sound", "forgotten", "not allowed"],
)
def test_a_visitor_who_had_signed_in(forgets: bool, may_see: bool, cause: Cause | None) -> None:
    replayed = replay_on(
        members(forgets=forgets, may_see_orders=may_see),
        a_journey("view /login", "POST /login", "view /orders"),
        suite={"templates": ("/login", "/account", "/orders")},
        bindings=Bindings(fields=(("mail", "a@b.test"), ("p", "secret"))),
    )
    assert replayed.causes == [None, None, cause]


@pytest.mark.parametrize(
    ("ends", "leaves", "cause"),
    [(False, False, None), (True, False, Cause.LOST_SESSION), (True, True, None)],
    ids=["sound", "forgotten", "signed out"],
)
def test_a_session_that_the_last_step_lost(ends: bool, leaves: bool, cause: Cause | None) -> None:
    signed_in: list[bool] = []

    async def sign_in(request: web.Request) -> web.Response:
        signed_in.append(True)
        return web.Response(status=303, headers={"Location": "/orders"})

    async def shown(request: web.Request) -> web.Response:
        known = bool(signed_in)
        if ends and request.path == "/orders":
            signed_in.clear()
        return page('<a href="/account">Me</a><a href="/logout">Sign out</a>' if known else SIGN_IN)

    routes: Routes = {"GET /login": SIGN_IN, "POST /login": sign_in, "GET /orders": shown}
    way = ("view /login", "POST /login", *(("view /logout",) if leaves else ()))
    replayed = replay_on(
        {**routes, "GET /account": shown, "GET /logout": "You have left"},
        a_journey(*way),
        suite={"templates": ("/login", "/orders", "/logout")},
        bindings=Bindings(fields=(("mail", "a@b.test"), ("p", "secret"))),
    )
    assert replayed.causes == [*(None for _ in way[1:]), cause]
    if cause:
        assert "after this step /orders asks for a password" in replayed.reason


@pytest.mark.parametrize("news", ["", '<a href="/login">Sign in as somebody else</a>'])
def test_a_session_that_the_last_step_lost_where_strangers_see_the_page(news: str) -> None:
    visits: list[str] = []

    async def shown(request: web.Request) -> web.Response:
        visits.append(request.path)
        is_known = len(visits) == 1
        said = '<a href="/logout">Sign out</a>' if is_known else '<a href="/login">Sign in</a>'
        return page(f"{said}{news}")

    replayed = replay_on(
        {"GET /login": SIGN_IN, "POST /login": redirect("/news"), "GET /news": shown},
        a_journey("view /login", "POST /login"),
        suite={"templates": ("/login", "/news")},
        bindings=Bindings(fields=(("mail", "a@b.test"), ("p", "secret"))),
    )
    assert replayed.causes == [None, None if news else Cause.LOST_SESSION]
    assert news or "after this step /news offers to sign in" in replayed.reason


LINKS = {"link_sources": (("/cart", "/orders"),), "templates": ("/", "/cart", "/orders")}
WALK = a_journey("view /orders", "view /cart")


def test_a_link_that_production_followed_is_missed() -> None:
    routes: Routes = {"GET /orders": "none", "GET /cart": "<title>Cart</title>one"}
    replayed = replay_on(routes, WALK, suite=LINKS)
    assert replayed.causes == [None, Cause.MISSING_LINK]
    assert "/orders has no link to /cart" in replayed.reason


@pytest.mark.parametrize(
    "orders",
    [
        "<script>go('/cart')</script>",
        '<script src="/app.js"></script>',
        '<i data-to="/cart">x</i>',
        '<form action="/cart" method="post"><input name="mail" required></form>',
    ],
)
def test_a_link_that_a_script_or_a_form_could_make_is_not_missed(orders: str) -> None:
    async def script(request: web.Request) -> web.Response:
        return web.Response(text='const to = "/cart"', content_type="text/javascript")

    cart = "<title>Cart</title>one"
    routes: Routes = {"GET /orders": orders, "GET /cart": cart, "GET /app.js": script}
    assert replay_on(routes, WALK, suite=LINKS).causes == [None, None]


@pytest.mark.parametrize(
    ("orders", "cause"),
    [
        ('<a href="/basket/cart">Add</a>', Cause.MISSING_LINK),
        ('<script src="https://unpkg.com/htmx.org"></script>', Cause.MISSING_LINK),
        ('<script src="https://assets.example.test/app.js"></script>', None),
    ],
    ids=["another address with the same end", "a public library", "a script nobody can read"],
)
def test_what_cannot_make_the_link(orders: str, cause: Cause | None) -> None:
    routes: Routes = {"GET /orders": orders, "GET /cart": "<title>Cart</title>one"}
    assert replay_on(routes, WALK, suite=LINKS).causes == [None, cause]


@pytest.mark.parametrize(
    ("script", "cause"),
    [("load('/app?action=news.show')", Cause.MISSING_LINK), ("load('host.edit')", None)],
)
def test_a_list_without_its_records_where_one_script_shows_all(
    script: str, cause: Cause | None
) -> None:
    listed, record = "/app?action=host.list", "/app?action=host.edit&id={id}"
    shown = f"<title>Hosts</title><script>{script}</script>"
    is_whole: list[bool] = []

    async def show(request: web.Request) -> web.Response:
        query = request.query
        link = '<a href="/app?action=host.edit&id=7">db</a>'
        return page(shown + link * ("page" in query and bool(is_whole)))

    routes: Routes = {"GET /": '<a href="/app?action=host.edit&amp;id=7">db</a>', "GET /app": show}
    pages = (listed, f"{listed}&page={{page}}", record, "/")
    suite = {"link_sources": ((record, listed),), "templates": pages}
    empty = a_journey(f"view {listed}", f"view {record}", name="a")
    assert replay_on(routes, empty, suite=suite).causes == [None, cause]
    # Its second page has records: that the first has none is a matter of what there is.
    is_whole.append(True)
    second = a_journey(a_step(f"view {listed}&page={{page}}", page="2"), name="b")
    replayed = replay_on(routes, empty, second, suite=suite)
    assert Verdict.FAILED not in replayed.verdicts


MANY = {**LINKS, "link_sources": (("/cart", "/orders"), ("/cart", "/"))}


@pytest.mark.parametrize(
    ("home", "cause"), [("none", Cause.MISSING_LINK), ('<a href="/cart">Cart</a>', None)]
)
def test_a_link_that_production_followed_from_many_pages(home: str, cause: Cause | None) -> None:
    """What one page lacks another may have; that none has it is the application's fault."""
    routes: Routes = {"GET /": home, "GET /orders": "", "GET /cart": "<title>Cart</title>one"}
    replayed = replay_on(routes, a_journey("view /", "view /orders", "view /cart"), suite=MANY)
    assert replayed.causes == [None, None, cause]
    assert cause is None or "neither /orders nor another page of this run" in replayed.reason


def test_a_link_of_many_pages_that_a_later_visit_sees_is_taken_back() -> None:
    routes: Routes = {
        "GET /": '<a href="/cart">Cart</a>', "GET /orders": "", "GET /cart": "<title>Cart</title>"
    }  # fmt: skip
    visits = a_journey("view /orders", "view /cart", name="a"), a_journey("view /", name="b")
    replayed = replay_on(routes, *visits, suite=MANY)
    assert replayed.verdicts == [Verdict.INCONCLUSIVE, Verdict.PASSED]


def test_what_only_members_went_to_strangers_need_no_link_to() -> None:
    routes: Routes = {"GET /": "", "GET /orders": "", "GET /cart": "<title>Cart</title>one"}
    steps = ("view /login", "view /orders", "view /cart")
    replayed = replay_on({**routes, "GET /login": ""}, a_journey(*steps), suite=MANY)
    assert replayed.causes == [None, None, None]


def test_a_link_that_other_visits_saw_depends_on_their_state() -> None:
    count = itertools.count()

    async def orders(request: web.Request) -> web.Response:
        # The first visit and its second look see no link, the second visit does.
        return page("none" if next(count) < 2 else '<a href="/cart">Cart</a>')

    routes: Routes = {"GET /orders": orders, "GET /cart": "<title>Cart</title>one"}
    first, second = (a_journey("view /orders", "view /cart", name=name) for name in "ab")
    replayed = replay_on(routes, first, second, suite=LINKS)
    assert replayed.verdicts == [Verdict.INCONCLUSIVE, Verdict.PASSED]
    problem = replayed.sink.journeys[0].deciding_step
    assert problem is not None
    assert problem.problem is not None
    assert problem.problem.cause is Cause.NOT_OFFERED


@pytest.mark.parametrize(
    ("routes", "cause"),
    [
        ({"POST /a": redirect("/b"), "GET /b": "b"}, None),
        ({"POST /a": redirect("/c"), "GET /c": "c"}, Cause.WRONG_PAGE),
        ({"POST /a": redirect("/b"), "GET /b": redirect("/c"), "GET /c": "c"}, Cause.WRONG_PAGE),
        ({"POST /a": redirect("/login"), "GET /login": SIGN_IN}, Cause.AUTH),
        ({"POST /a": redirect("/")}, Cause.MISSING_DATA),
        ({"POST /a": "<h1>Thank you</h1>"}, Cause.WRONG_PAGE),
        ({"POST /a": "Sure? <form method=post><button>Yes</button></form>"}, Cause.MISSING_DATA),
    ],
    ids=[
        *("as production", "elsewhere", "back from there", "to a sign-in", "back to the form"),
        *("nowhere", "asking for more"),
    ],
)
def test_a_form_leads_where_production_leads(routes: Routes, cause: Cause | None) -> None:
    form = '<form action="/a" method="post"><input name="mail" value="a@b.test"></form>'
    step = a_step("POST /a", expect=Expectation(status="3xx", leads_to=("/b",)))
    replayed = replay_on(
        {"GET /": form, **routes},
        a_journey("view /", step),
        suite={"templates": ("/", "/a", "/b", "/c", "/login")},
    )
    assert replayed.causes == [None, cause]


def test_a_form_to_sign_out_is_not_the_form_that_signed_in() -> None:
    token = '<input type="hidden" name="token" value="1">'
    sign_in = f'<form action="/a" method="post">{token}<input name="mail" required>'
    routes: Routes = {
        "GET /": f'{sign_in}<input type="password" name="password" required></form>',
        "POST /a": redirect("/c"),
        "GET /c": f'<form action="/a" method="post">{token}<button>Sign out</button></form>',
    }
    step = a_step("POST /a", expect=Expectation(leads_to=("/b",)))
    replayed = replay_on(
        routes, a_journey("view /", step), suite={"templates": ("/", "/a", "/b", "/c")}
    )
    assert replayed.causes == [None, Cause.NOT_OFFERED]
    assert replayed.reason.startswith("POST /a led to /c; production leads to /b. ")
    assert "let the visitor in" in replayed.reason
    assert replayed.server.lines.count("POST /a") == 1


def test_a_value_that_comes_back_empty_was_lost() -> None:
    async def again(request: web.Request) -> web.Response:
        sent = {name: str(value) for name, value in (await request.post()).items()}
        return page(
            f'<form action="/a" method="post"><input name="name" value="{sent["name"]}" required>'
            f'<input name="street" value="{sent["street"]}" required>'
            '<input name="postcode" required></form>'
        )

    form = '<form action="/a" method="post"><input name="name" required>'
    form += '<input name="street" required><input name="postcode" required></form>'
    replayed = replay_on(
        {"GET /": form, "POST /a": again},
        a_journey("view /", a_step("POST /a", expect=Expectation(status="3xx"))),
        suite={"templates": ("/", "/a")},
    )
    assert replayed.causes == [None, Cause.REFUSED_FORM]
    assert "postcode" in replayed.reason


@pytest.mark.parametrize(
    ("links", "cause"),
    [
        ('<a href="/kb/mouse/">Mouse</a>', Cause.MISSING_DATA),
        ('<a href="/about">About</a>', Cause.WRONG_STATUS),
    ],
    ids=["other records", "none of its kind"],
)
def test_a_page_that_production_has_may_stand_for_a_record(links: str, cause: Cause) -> None:
    replayed = replay_on(
        {"GET /kb": links},
        a_journey("view /kb", "view /kb/phone"),
        suite={"templates": ("/kb", "/kb/phone")},
    )
    assert replayed.causes == [None, cause]


@pytest.mark.parametrize(
    ("hosts", "home", "cause"),
    [
        (("shop.test", "api.shop.test"), "", Cause.MISSING_DATA),
        (("shop.test", "www.shop.test"), "", Cause.WRONG_STATUS),
        (("shop.test", "api.shop.test"), '<a href="/prices">Prices</a>', Cause.BROKEN_LINK),
    ],
)
def test_what_nothing_leads_to_may_be_on_another_host_of_production_s(
    hosts: tuple[str, ...], home: str, cause: Cause
) -> None:
    replayed = replay_on(
        {"GET /": home, "GET /prices": 404},
        a_journey("view /", "view /prices"),
        suite={"templates": ("/", "/prices"), "hosts": hosts},
    )
    assert replayed.causes[-1] is cause
