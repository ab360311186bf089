"""Detours: forms of other pages, and signing in where production's users were signed in."""

import asyncio

from aiohttp import web

from journeys.evidence import Way
from journeys.journey import Expectation, Journey
from journeys.verdict import Cause, Verdict
from journeys_runners.bindings.bindings import Bindings
from tests.support.members_club import CLUB_TEMPLATES, MembersClub
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import Routes, page, redirect


def on_club(club: MembersClub, *journeys: Journey, bindings: Bindings | None = None) -> Replayed:
    return replay_on(
        club.routes,
        *journeys,
        suite={"templates": CLUB_TEMPLATES},
        bindings=bindings or Bindings(),
    )


def test_a_new_visitor_registers_where_the_form_asks_for_a_password_twice() -> None:
    club = MembersClub()
    replayed = on_club(club, a_journey("view /", "view /join", "POST /join", "view /members"))
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.ways == [Way.REQUEST, Way.LINK, Way.FORM, Way.REQUEST]
    assert len(club.passwords) == 1


def test_given_credentials_sign_in_instead() -> None:
    club = MembersClub()
    club.passwords["ann@shop.test"] = "secret"
    bindings = Bindings(fields=(("email", "ann@shop.test"), ("password", "secret")))
    replayed = on_club(club, a_journey("view /join", "POST /join"), bindings=bindings)
    assert replayed.verdicts == [Verdict.PASSED]
    assert list(club.passwords) == ["ann@shop.test"]
    assert len(club.members) == 1


def test_a_page_for_members_is_seen_after_signing_in() -> None:
    replayed = on_club(MembersClub(), a_journey("view /", "view /members", "view /"))
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.ways == [Way.REQUEST, Way.DETOUR, Way.LINK]
    assert replayed.server.lines.count("POST /join?next=/members") == 1


def test_where_nobody_can_register_a_page_for_members_is_inconclusive() -> None:
    club = MembersClub(registers=False)
    replayed = on_club(club, a_journey("view /", "view /members"))
    assert replayed.causes == [None, Cause.AUTH]
    assert "credentials" in replayed.remedy
    assert "`identity:`" in replayed.remedy
    assert "POST" not in "".join(replayed.server.lines)


def test_a_visitor_who_has_signed_in_is_not_signed_in_again() -> None:
    club = MembersClub()

    async def forget(request: web.Request) -> web.StreamResponse:
        club.members.clear()
        return await redirect("/")(request)

    routes: Routes = {**club.routes, "GET /wishes": forget}
    journey = a_journey(
        "view /members", a_step("view /wishes", expect=Expectation(status="3xx")), "view /members"
    )
    replayed = replay_on(routes, journey, suite={"templates": CLUB_TEMPLATES})
    assert replayed.causes == [None, None, Cause.AUTH]


def test_a_form_that_only_members_see_is_found_after_signing_in() -> None:
    club = MembersClub()
    replayed = on_club(club, a_journey("view /", "view /news/{id}", "POST /news/{id}/like"))
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.ways[-1] is Way.DETOUR
    assert club.liked == ["1"]


def test_a_form_from_which_strangers_are_sent_away_is_found_after_signing_in() -> None:
    club, sent = MembersClub(), list[str]()

    async def booking(request: web.Request) -> web.StreamResponse:
        if request.cookies.get("member") not in club.members:
            raise web.HTTPFound("/sign-in")
        if request.method == "POST":
            sent.append(str((await request.post())["guests"]))
            raise web.HTTPSeeOther("/")
        return page('<form method="post"><input name="guests"><button>Book</button></form>')

    replayed = replay_on(
        {
            **club.routes,
            "GET /": '<a href="/booking">Book</a>',
            "GET /booking": booking,
            "POST /booking": booking,
            # Who registers is led to the front page, and not back to what they wanted.
            "GET /sign-in": '<form method="post"><input name="who"><input type="password">'
            '</form><a href="/join">Register</a>',
        },
        a_journey("view /", a_step("view /booking", expect=Expectation()), "POST /booking"),
        suite={"templates": (*CLUB_TEMPLATES, "/booking", "/sign-in")},
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways[-1] is Way.DETOUR
    assert len(sent) == 1


def test_a_page_that_does_not_come_after_signing_in_is_why_there_is_no_form() -> None:
    club = MembersClub()
    news = club.routes["GET /news/{id}"]
    assert callable(news)

    async def slow_for_members(request: web.Request) -> web.StreamResponse:
        if request.cookies.get("member"):
            await asyncio.sleep(60)
        return await news(request)

    replayed = replay_on(
        {**club.routes, "GET /news/{id}": slow_for_members},
        a_journey("view /", "view /news/{id}", "POST /news/{id}/like"),
        suite={"templates": CLUB_TEMPLATES},
        target={"timeout_s": 0.5},
    )
    assert replayed.causes == [None, None, Cause.TIMED_OUT]
    assert replayed.reason.startswith("on the way to POST /news/{id}/like, GET /news/1: ")


def test_a_registration_that_does_not_come_is_why_a_page_for_members_is_not_seen() -> None:
    club = MembersClub()

    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    replayed = replay_on(
        {**club.routes, "POST /join": slow},
        a_journey("view /", "view /members"),
        suite={"templates": CLUB_TEMPLATES},
        target={"timeout_s": 0.3},
    )
    assert replayed.causes == [None, Cause.TIMED_OUT]
    assert replayed.reason.startswith("on the way to view /members, POST /join?next=/members: ")


def test_the_form_of_a_page_that_nobody_opened_is_found_by_the_site_map() -> None:
    routes: Routes = {
        "GET /": '<a href="/cart">cart</a>',
        "GET /cart": '<form method="post" action="/cart/items"><input name="id" value="3"></form>',
        "POST /cart/items": redirect("/cart"),
    }
    replayed = replay_on(routes, a_journey("view /", "POST /cart/items"))
    assert replayed.ways == [Way.REQUEST, Way.DETOUR]
    assert replayed.verdicts == [Verdict.PASSED]


def test_the_form_of_the_requests_own_address_is_opened() -> None:
    routes: Routes = {
        "GET /": "",
        "GET /checkout": '<form method="post"><input name="street" required></form>',
        "POST /checkout": redirect("/"),
    }
    replayed = replay_on(
        routes,
        a_journey("view /checkout", "view /", "view /checkout", "view /", name="typical-a"),
        a_journey("view /", "POST /checkout", name="typical-b"),
    )
    assert replayed.steps[-1].way is Way.DETOUR
    assert replayed.verdicts == [Verdict.PASSED] * 2


def test_pages_that_only_redirect_are_performed_by_the_redirect_before_them() -> None:
    redirects = Expectation(status="3xx")
    routes: Routes = {
        "GET /cart": "",
        "GET /checkout": redirect("/login"),
        "GET /login": redirect("/cart"),
    }
    replayed = replay_on(
        routes,
        a_journey(
            a_step("view /checkout", expect=redirects),
            a_step("view /login", expect=redirects),
            "view /cart",
        ),
    )
    assert replayed.ways == [Way.REQUEST, Way.REDIRECT, Way.REDIRECT]
    assert replayed.server.lines == ["GET /checkout", "GET /login", "GET /cart"]


def test_a_form_that_comes_again_where_production_is_led_on_was_not_taken() -> None:
    routes: Routes = {
        "GET /cart": '<form method="post"><input name="a" value="1"></form>',
        "POST /cart": '<form method="post"><input name="a" value="1"></form>',
    }
    step = a_step("POST /cart", expect=Expectation(status="3xx"))
    replayed = replay_on(routes, a_journey("view /cart", step))
    assert replayed.causes == [None, Cause.MISSING_DATA]
    assert "led on" in replayed.reason


def test_the_same_address_is_not_given_twice() -> None:
    form = '<form method="post" action="/orders"><input name="address" required></form>'
    routes: Routes = {"GET /": form, "POST /orders": redirect("/")}
    journey = a_journey("view /", "POST /orders", "view /", "POST /orders")
    replayed = replay_on(routes, journey)
    bodies = [one.body for one in replayed.server.requests if one.method == "POST"]
    assert len(set(bodies)) == 2
