"""Every cause for which a step does not pass, from real answers of real servers."""

import asyncio
import itertools

import pytest
from aiohttp import web

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_shop import TinyShop
from tests.support.tiny_web import Handler, Routes, page, redirect

SIGN_IN = '<form action="/login" method="post"><input type="password" name="password"></form>'


def outcome(replayed: Replayed) -> tuple[Cause | None, Verdict]:
    return replayed.causes[-1], replayed.verdicts[-1]


def test_a_server_error_fails() -> None:
    replayed = replay_on({"GET /": 500}, a_journey("view /"))
    assert outcome(replayed) == (Cause.SERVER_ERROR, Verdict.FAILED)
    assert replayed.reason == "GET / answered 500"


def test_what_production_answers_itself_is_no_fault() -> None:
    expect = Expectation(page="/", status="5xx")
    replayed = replay_on({"GET /": 500}, a_journey(a_step("view /", expect=expect)))
    assert replayed.verdicts == [Verdict.PASSED]


@pytest.mark.parametrize(
    ("expected", "status", "cause"),
    [
        ("2xx", 404, Cause.WRONG_STATUS),
        ("404", 200, Cause.WRONG_STATUS),
        ("5xx", 200, None),
        ("201", 200, Cause.WRONG_STATUS),
        ("2xx", 204, None),
        ("4xx", 404, None),
        ("2xx", 405, Cause.WRONG_STATUS),
        ("4xx", 500, Cause.SERVER_ERROR),
    ],
)
def test_the_status_is_compared_with_what_production_answers(
    expected: str, status: int, cause: Cause | None
) -> None:
    step = a_step("view /", expect=Expectation(status=expected))
    replayed = replay_on({"GET /": status}, a_journey(step))
    assert replayed.causes == [cause]


def test_a_link_that_leads_nowhere_is_broken() -> None:
    replayed = replay_on({"GET /": '<a href="/cart">Cart</a>'}, a_journey("view /", "view /cart"))
    assert outcome(replayed) == (Cause.BROKEN_LINK, Verdict.FAILED)


def test_data_that_staging_lacks_is_not_the_products_fault() -> None:
    replayed = replay_on({"GET /": ""}, a_journey(a_step("view /product/{id}", id="99")))
    assert outcome(replayed) == (Cause.MISSING_DATA, Verdict.INCONCLUSIVE)
    assert replayed.remedy


def test_a_page_without_slots_that_is_gone_has_the_wrong_status() -> None:
    assert outcome(replay_on({}, a_journey("view /cart"))) == (Cause.WRONG_STATUS, Verdict.FAILED)


@pytest.mark.parametrize("path", ["/offers/summer-2026", "/help/how-to-send-back"])
def test_a_page_that_looks_like_a_record_of_production_may_be_missing(path: str) -> None:
    replayed = replay_on({"GET /": ""}, a_journey(f"view {path}"), suite={"templates": (path,)})
    assert outcome(replayed) == (Cause.MISSING_DATA, Verdict.INCONCLUSIVE)


def test_a_redirect_that_only_adds_a_slash_offers_nothing() -> None:
    routes: Routes = {"GET /cart": redirect("/cart/")}
    assert outcome(replay_on(routes, a_journey("view /cart")))[0] is Cause.WRONG_STATUS
    routes = {"GET /cart": redirect("/checkout")}
    assert outcome(replay_on(routes, a_journey("view /cart")))[0] is Cause.BROKEN_LINK


@pytest.mark.parametrize("status", [401, 403])
def test_a_visitor_who_is_not_let_in(status: int) -> None:
    replayed = replay_on({"GET /": status}, a_journey("view /"))
    assert outcome(replayed) == (Cause.AUTH, Verdict.INCONCLUSIVE)


def test_a_login_page_instead_of_the_expected_one() -> None:
    replayed = replay_on(TinyShop().routes, a_journey("view /account"))
    assert outcome(replayed) == (Cause.AUTH, Verdict.INCONCLUSIVE)
    assert "/account" in replayed.reason


def test_a_login_that_is_refused_with_a_friendly_page() -> None:
    replayed = replay_on(TinyShop().routes, a_journey("view /login", "POST /login"))
    assert outcome(replayed) == (Cause.AUTH, Verdict.INCONCLUSIVE)
    assert "`identity:`" in replayed.remedy


@pytest.mark.parametrize("status", [400, 409, 422])
def test_invented_values_that_are_refused(status: int) -> None:
    form = '<form action="/orders" method="post"><input name="iban" required></form>'
    replayed = replay_on(
        {"GET /": form, "POST /orders": status}, a_journey("view /", "POST /orders")
    )
    assert outcome(replayed) == (Cause.MISSING_DATA, Verdict.INCONCLUSIVE)
    assert "`iban: …`" in replayed.remedy


def test_invented_values_that_are_refused_with_the_form_again() -> None:
    form = '<form action="/orders" method="post"><input name="iban" required></form>'
    replayed = replay_on({"GET /": form, "POST /orders": form}, a_journey("view /", "POST /orders"))
    assert outcome(replayed) == (Cause.MISSING_DATA, Verdict.INCONCLUSIVE)


def test_a_link_to_another_page_than_production_has() -> None:
    routes: Routes = {
        "GET /": '<a href="/cart">Cart</a>',
        "GET /cart": redirect("/orders"),
        "GET /orders": "",
    }
    replayed = replay_on(routes, a_journey("view /", "view /cart"))
    assert outcome(replayed) == (Cause.WRONG_PAGE, Verdict.FAILED)
    assert replayed.reason == "the step ended on /orders; production's users come to /cart"


def test_a_page_that_needs_a_state_which_the_journey_did_not_reach() -> None:
    replayed = replay_on(TinyShop().routes, a_journey("view /checkout"))
    assert outcome(replayed) == (Cause.NOT_OFFERED, Verdict.INCONCLUSIVE)


def test_redirects_without_end() -> None:
    replayed = replay_on({"GET /": redirect("/")}, a_journey("view /"), target={"max_redirects": 3})
    assert outcome(replayed) == (Cause.REDIRECT_LOOP, Verdict.FAILED)
    assert replayed.server.lines == ["GET /"] * 4


def test_a_redirect_to_another_host_is_seen_and_not_followed() -> None:
    away = redirect("https://pay.example.test/start?token=abc")
    replayed = replay_on({"GET /": away}, a_journey("view /"))
    assert outcome(replayed) == (Cause.REFUSED, Verdict.INCONCLUSIVE)
    assert "https://pay.example.test" in replayed.reason
    assert "abc" not in str(replayed.steps)


@pytest.mark.parametrize("location", ["", "http://[broken", "//"])
def test_a_redirect_to_nowhere_is_evidence(location: str) -> None:
    replayed = replay_on({"GET /": redirect(location)}, a_journey("view /"))
    assert replayed.verdicts != [Verdict.PASSED]


def test_nothing_listens() -> None:
    replayed = replay_on({}, a_journey("view /"), target={"base_url": "http://127.0.0.1:9"})
    assert outcome(replayed) == (Cause.UNREACHABLE, Verdict.INCONCLUSIVE)
    assert replayed.steps[0].exchanges[0].status is None
    assert replayed.remedy


def test_no_answer_in_time() -> None:
    async def hang(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    replayed = replay_on({"GET /": hang}, a_journey("view /"), target={"timeout_s": 0.1})
    assert outcome(replayed) == (Cause.TIMED_OUT, Verdict.INCONCLUSIVE)


def limited(times: int, retry_after: str = "0") -> Handler:
    """429 so many times, then a page."""
    count = itertools.count()

    async def handler(request: web.Request) -> web.Response:
        if next(count) < times:
            return web.Response(status=429, headers={"Retry-After": retry_after})
        return page("")

    return handler


def test_a_rate_limit_is_waited_for() -> None:
    replayed = replay_on({"GET /": limited(3)}, a_journey("view /"))
    assert replayed.verdicts == [Verdict.PASSED]
    assert [one.status for one in replayed.steps[0].exchanges] == [429, 429, 429, 200]


def test_a_rate_limit_that_stays_is_the_environments() -> None:
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    replayed = replay_on({"GET /": limited(9, past)}, a_journey("view /"))
    assert outcome(replayed) == (Cause.RATE_LIMITED, Verdict.INCONCLUSIVE)
    assert len(replayed.server.lines) == 4


def slow(times: int) -> Handler:
    """Answers slowly so many times."""
    count = itertools.count()

    async def handler(request: web.Request) -> web.Response:
        if next(count) < times:
            await asyncio.sleep(0.6)
        return page("")

    return handler


def test_a_page_that_is_always_slower_than_production_fails() -> None:
    step = a_step("view /", expect=Expectation(latency_s=0.15))
    replayed = replay_on({"GET /": slow(9)}, a_journey(step))
    assert outcome(replayed) == (Cause.TOO_SLOW, Verdict.FAILED)
    assert replayed.server.lines == ["GET /"] * 4
    assert "150ms" in replayed.reason


def test_a_page_to_which_a_form_leads_may_be_slow_too() -> None:
    """Who meets it later in the run asks once more, and not as often as the first."""
    form = '<form action="/go" method="post"><button>Go</button></form>'
    routes: Routes = {"GET /": form, "POST /go": redirect("/done"), "GET /done": slow(99)}
    done = a_step("view /done", expect=Expectation(page="/done", latency_s=0.15))
    visits = (a_journey("view /", "POST /go", done, name=name) for name in "ab")
    replayed = replay_on(routes, *visits, suite={"templates": ("/", "/go", "/done")})
    assert replayed.causes == [None, None, Cause.TOO_SLOW] * 2
    assert replayed.server.lines.count("GET /done") == 4 + 2


@pytest.mark.parametrize("home", ["<a href=/a>a</a> <a href=/b>b</a> <a href=/logout>out</a>", ""])
def test_where_all_pages_are_slow_it_is_not_the_products_fault(home: str) -> None:
    """Control pages are found by links, or, without any, by their templates."""
    limits = {
        page: Expectation(page=page, latency_s=0.15) for page in ("/slow", "/a", "/b", "/logout")
    }
    routes = {"GET /": home} | {f"GET {page}": slow(9) for page in limits}
    steps = [a_step(f"view {page}", expect=expect) for page, expect in limits.items()]
    replayed = replay_on(routes, a_journey("view /", *steps))
    assert outcome(replayed) == (Cause.SLOW_STAGING, Verdict.INCONCLUSIVE)
    assert "other pages take" in replayed.reason
    assert "GET /logout" not in replayed.server.lines


@pytest.mark.parametrize(("usual_s", "cause"), [(0.2, Cause.SLOW_STAGING), (0.6, Cause.TOO_SLOW)])
def test_a_staging_that_is_evenly_slower_than_production(usual_s: float, cause: Cause) -> None:
    """The limit of a short page leaves room for three times its time; that of a long one none."""
    limits = {"/": Expectation(page="/", latency_s=2.0), "/slow": Expectation(latency_s=0.4)}
    routes = {"GET /": slow(9), "GET /slow": slow(9)}
    steps = [a_step(f"view {page}", expect=expect) for page, expect in limits.items()]
    replayed = replay_on(routes, a_journey(*steps), suite={"usual_s": (("/", usual_s),)})
    assert outcome(replayed)[0] is cause
    assert ("as long as in production, too" in replayed.reason) == (cause is Cause.SLOW_STAGING)


def test_a_page_that_was_slow_once_passes() -> None:
    step = a_step("view /", expect=Expectation(latency_s=0.5))
    replayed = replay_on({"GET /": slow(1)}, a_journey(step))
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.server.lines == ["GET /"] * 2


def test_a_page_that_only_our_own_visits_slow_down_passes() -> None:
    """The application answers one after another, so that four visits take four times as long."""
    one_by_one = asyncio.Lock()

    async def busy(_: web.Request) -> web.Response:
        async with one_by_one:
            await asyncio.sleep(0.2)
        return page("")

    step = a_step("view /", expect=Expectation(latency_s=0.6))
    journeys = [a_journey(step, step, step, name=f"visit-{number}") for number in range(4)]
    replayed = replay_on({"GET /": busy}, *journeys, workers=4)
    assert set(replayed.verdicts) == {Verdict.PASSED}


def test_an_event_that_the_page_no_longer_announces() -> None:
    routes: Routes = {"GET /cart": "<script>track('search')</script>"}
    replayed = replay_on(routes, a_journey("view /cart", "purchase @ /cart"))
    assert outcome(replayed) == (Cause.MISSING_EVENT, Verdict.FAILED)
    assert "purchase" in replayed.reason
    assert "search" in replayed.reason


def test_a_control_that_other_visits_had_depends_on_what_was_done() -> None:
    """An empty cart has nothing to buy: in either order of the two visits."""

    async def cart(request: web.Request) -> web.Response:
        full = (
            "" if "empty" in request.cookies else '<button data-event="begin_checkout">Buy</button>'
        )
        text = f"<form action=/cart method=post>{full}</form><script>track('search')</script>"
        return web.Response(text=text, content_type="text/html")

    async def empty(_: web.Request) -> web.Response:
        answer = web.Response(text="<a href=/cart>Cart</a>", content_type="text/html")
        answer.set_cookie("empty", "1")
        return answer

    routes: Routes = {"GET /cart": cart, "POST /cart": "<p>Gone</p>", "GET /": empty}
    with_control = a_journey("view /cart", "begin_checkout @ /cart", name="with")
    without = a_journey("view /", "view /cart", "begin_checkout @ /cart", name="without")
    for journeys in ((with_control, without), (without, with_control)):
        replayed = replay_on(routes, *journeys)
        told = {one.journey_id: one.verdict for one in replayed.sink.journeys}
        assert told == {
            with_control.id: Verdict.PASSED,
            without.id: Verdict.INCONCLUSIVE,
        }


def test_what_analytics_libraries_send_by_themselves_is_not_missed() -> None:
    routes: Routes = {"GET /cart": "<script>track('search')</script>"}
    replayed = replay_on(routes, a_journey("scroll @ /cart"))
    assert outcome(replayed) == (Cause.UNBOUND, Verdict.INCONCLUSIVE)


def test_an_event_that_a_handler_sends_is_not_missed() -> None:
    script = (
        "<script>track('search'); b.addEventListener('click', () => track('purchase'))</script>"
    )
    replayed = replay_on({"GET /cart": script}, a_journey("purchase @ /cart"))
    assert outcome(replayed) == (Cause.UNBOUND, Verdict.INCONCLUSIVE)


def test_an_event_whose_control_leads_away_is_refused() -> None:
    body = '<a data-event="purchase" href="https://pay.example.test/">Pay</a>'
    replayed = replay_on({"GET /cart": body}, a_journey("purchase @ /cart"))
    assert outcome(replayed) == (Cause.REFUSED, Verdict.INCONCLUSIVE)


@pytest.mark.parametrize(
    ("cart", "cause"),
    [('<a data-event="begin_checkout" href="/x">', Cause.MISSING_EVENT), ("", Cause.UNBOUND)],
)
def test_an_event_is_missed_where_the_visit_has_shown_many_others(cart: str, cause: Cause) -> None:
    routes: Routes = {
        "GET /": "<script>track('search')</script>",
        "GET /orders": '<form data-event="add_to_cart"></form>',
        "GET /cart": cart,
        "GET /account": "",
    }
    replayed = replay_on(
        routes, a_journey("view /", "view /orders", "view /cart", "purchase @ /account")
    )
    assert replayed.causes[-1] is cause


def test_an_event_is_not_missed_where_only_the_layout_shows_events() -> None:
    layout = "<script>track('search')</script>"
    routes: Routes = {"GET /": layout + '<a href="/cart">', "GET /cart": layout}
    replayed = replay_on(routes, a_journey("view /", "view /cart", "purchase @ /cart"))
    assert outcome(replayed) == (Cause.UNBOUND, Verdict.INCONCLUSIVE)


@pytest.mark.parametrize("action", ["DELETE /cart/items", "POST /account/delete", "delete_account"])
def test_destructive_steps_are_not_performed_unless_somebody_says_so(action: str) -> None:
    form = '<form action="/account/delete" method="post"><button>Delete account</button></form>'
    routes: Routes = {"GET /": form, "POST /account/delete": 200, "DELETE /cart/items": 200}
    replayed = replay_on(routes, a_journey("view /", action))
    assert outcome(replayed) == (Cause.REFUSED, Verdict.INCONCLUSIVE)
    assert replayed.server.lines == ["GET /"]
    assert action in replayed.remedy


def test_a_journey_stops_at_its_first_problem() -> None:
    replayed = replay_on({"GET /": 500, "GET /cart": ""}, a_journey("view /", "view /cart"))
    assert [step.action for step in replayed.steps] == ["view /"]
    assert [one.way for one in replayed.steps] == [Way.REQUEST]
    assert replayed.sink.journeys[0].planned == ("view /", "view /cart")


@pytest.mark.parametrize(
    ("after", "cause"),
    [(500, Cause.SERVER_ERROR), (redirect("/"), Cause.UNBOUND), ("mug", Cause.UNBOUND)],
    ids=["server error", "another page", "sound"],
)
def test_after_an_event_that_was_not_sent_only_what_is_certain_fails(
    after: Handler | str | int, cause: Cause
) -> None:
    """`/cart` may lead away because of what the event would have done, but not break."""
    routes: Routes = {"GET /": '<a href="/cart">Cart</a>', "GET /cart": after, "GET /help": ""}
    replayed = replay_on(routes, a_journey("view /", "scroll_to_end", "view /cart"))
    assert len(replayed.steps) == 3
    (evidence,) = replayed.sink.journeys
    assert evidence.verdict is cause.verdict
    assert evidence.deciding_step is not None
    assert evidence.deciding_step.problem is not None
    assert evidence.deciding_step.problem.cause is cause
