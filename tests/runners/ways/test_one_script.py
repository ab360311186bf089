"""Applications that are one script: forms, links and addresses that only the query tells apart."""

from aiohttp import web

from journeys.evidence import Way
from journeys.journey import Expectation, Step
from journeys.verdict import Cause, Verdict
from journeys_runners.bindings.bindings import Bindings
from tests.support.one_script_wiki import WIKI_TEMPLATES, OneScriptWiki
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import page


def on_wiki(wiki: OneScriptWiki, *steps: str | Step) -> Replayed:
    """The replay of a visitor who may sign in as Ann."""
    wiki.passwords["ann"] = "secret"
    return replay_on(
        wiki.routes,
        a_journey(*steps),
        suite={"templates": WIKI_TEMPLATES},
        bindings=Bindings(fields=(("u", "ann"), ("p", "secret"))),
    )


def test_the_next_form_of_the_same_script_is_not_the_one_that_was_sent() -> None:
    wiki = OneScriptWiki("start", "plans")
    steps = (
        "view /wiki?do=register&id={id}",
        "POST /wiki?do=register&id={id}",
        "POST /wiki?id={id}",
    )
    replayed = replay_on(
        wiki.routes, a_journey("view /wiki", *steps), suite={"templates": WIKI_TEMPLATES}
    )
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.ways == [Way.REQUEST, Way.LINK, Way.FORM, Way.FORM]
    assert len(wiki.members) == 1


def test_what_only_shows_a_text_is_edited_by_somebody_who_has_signed_in() -> None:
    wiki = OneScriptWiki("start", "plans")
    edited = a_step("POST /wiki?do=edit&id={id}", expect=Expectation(status="3xx"))
    replayed = on_wiki(wiki, "view /wiki", "view /wiki?do=edit&id={id}", edited)
    assert replayed.verdicts == [Verdict.PASSED]
    assert wiki.saved == ["start"]


def test_nothing_is_destroyed_beside_the_form_that_is_meant() -> None:
    wiki, saved = OneScriptWiki("start"), "POST /wiki?do=profile&id={id}"
    as_production = [a_step(saved, expect=Expectation(status="2xx")) for _ in range(4)]
    replayed = on_wiki(
        wiki,
        "view /wiki",
        "POST /wiki?id={id}",
        "view /wiki?do=profile&id={id}",
        *as_production,
    )
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.server.lines.count("POST /wiki?do=profile&id=start") == 4
    assert wiki.gone == 0


def test_a_link_that_signs_out_is_no_way_to_a_page() -> None:
    wiki = OneScriptWiki("plans", "notes")
    replayed = on_wiki(wiki, "view /wiki", "POST /wiki?id={id}", "view /wiki?id={id}")
    assert replayed.verdicts == [Verdict.PASSED]
    assert not any("sure=1" in line for line in replayed.server.lines)


TICKET = """<form method="post"><input name="title"><input name="follows"><input name="cc">
    <button>Create</button></form>"""
SCRIPTED = """<form method="post"><input type="checkbox" name="editing" value="1" hidden>
    <input type="hidden" name="seen" value="3"></form>"""


def test_a_form_that_only_a_script_sends_is_not_the_visitors() -> None:
    taken: list[str] = []

    async def take(request: web.Request) -> web.Response:
        taken.extend((await request.post()).keys())
        raise web.HTTPSeeOther("/ticket")

    replayed = replay_on(
        {"GET /ticket": SCRIPTED + TICKET, "POST /ticket": take},
        a_journey("view /ticket", *["POST /ticket"] * 4),
        suite={"templates": ("/ticket",)},
    )
    assert replayed.verdicts == [Verdict.PASSED]
    assert taken == ["title", "follows", "cc"] * 4


def test_another_button_is_pressed_where_the_first_leads_elsewhere() -> None:
    form = TICKET.replace("<button>", "<button>Keep</button><button name=go value=1>")

    async def take(request: web.Request) -> web.Response:
        raise web.HTTPSeeOther("/queue" if "go" in await request.post() else "/ticket")

    created = a_step("POST /ticket", expect=Expectation(status="3xx", leads_to=("/queue",)))
    replayed = replay_on(
        {"GET /ticket": form, "POST /ticket": take, "GET /queue": "queue"},
        *(a_journey("view /ticket", created, name=f"typical-{one}") for one in "abcd"),
        suite={"templates": ("/ticket", "/queue")},
    )
    assert replayed.verdicts == [Verdict.PASSED] * 4


async def take_ticket(request: web.Request) -> web.Response:
    """Wants a title, and in the other fields nothing that it does not know."""
    given = await request.post()
    if not given["title"]:
        return page(f'<p class="error-message">Required property title not supplied</p>{TICKET}')
    if given["follows"] or given["cc"]:
        return page(f'<p class="error-message">no such ticket or person</p>{TICKET}')
    raise web.HTTPSeeOther("/ticket")


def test_what_the_page_complains_of_is_filled_in_and_nothing_else() -> None:
    created = a_step("POST /ticket", expect=Expectation(status="3xx"))
    replayed = replay_on(
        {"GET /ticket": TICKET, "POST /ticket": take_ticket},
        a_journey("view /ticket", created),
        suite={"templates": ("/ticket",)},
    )
    assert replayed.verdicts == [Verdict.PASSED]


def test_a_form_that_never_suits_is_told_with_what_the_page_says() -> None:
    async def refuse(request: web.Request) -> web.Response:
        return page(f'<div role="alert">The till is closed</div>{TICKET}')

    created = a_step("POST /ticket", expect=Expectation(status="3xx"))
    replayed = replay_on(
        {"GET /ticket": TICKET, "POST /ticket": refuse},
        a_journey("view /ticket", created),
        suite={"templates": ("/ticket",)},
    )
    assert replayed.causes[-1] is Cause.MISSING_DATA
    assert "it says: The till is closed" in replayed.reason


def test_a_visitor_who_signs_in_has_registered_before() -> None:
    wiki = OneScriptWiki("start", "plans")
    steps = ("view /wiki", "view /wiki?do=login&id={id}", "POST /wiki?id={id}")
    replayed = replay_on(wiki.routes, a_journey(*steps), suite={"templates": WIKI_TEMPLATES})
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.ways == [Way.REQUEST, Way.LINK, Way.DETOUR]
    assert len(wiki.passwords) == len(wiki.members) == 1


def test_nobody_registers_where_that_is_forbidden() -> None:
    wiki = OneScriptWiki("start", "plans")
    signs_in = ("view /wiki", "view /wiki?do=login&id={id}", "POST /wiki?id={id}")
    signs_up = ("view /wiki?do=register&id={id}", "POST /wiki?do=register&id={id}")
    replayed = replay_on(
        wiki.routes,
        a_journey(*signs_in),
        a_journey("view /wiki", *signs_up, name="typical-sign-up"),
        suite={"templates": WIKI_TEMPLATES},
        may_register=False,
    )
    assert replayed.verdicts == [Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE]
    assert replayed.causes[-1] is Cause.REFUSED
    assert "may_register" in replayed.reason
    assert wiki.passwords == {}


def test_what_lacks_an_account_says_so() -> None:
    wiki = OneScriptWiki("start")
    saves = ("view /wiki?do=login&id={id}", "POST /wiki?do=edit&id={id}")
    replayed = replay_on(
        wiki.routes,
        a_journey("view /wiki", *saves),
        suite={"templates": WIKI_TEMPLATES},
        may_register=False,
    )
    assert replayed.causes[-1] is Cause.UNBOUND
    assert "to somebody who is not signed in" in replayed.reason
    assert replayed.remedy.startswith("give an account under `identity:`")


async def let_in(request: web.Request) -> web.Response:
    """Takes whoever comes."""
    answer = web.HTTPSeeOther("/")
    answer.set_cookie("name", str((await request.post())["name"]))
    raise answer


def test_who_is_let_in_without_an_account_signs_in_where_others_did() -> None:
    sign_in = '<form method="post" action="/in"><input name="name"><input name="p" type="password">'

    async def home(request: web.Request) -> web.Response:
        inside = '<a href="/out">Log out</a><a href="/notes/7">One</a>'
        form = '<form method="post"><input name="note"></form>'
        return page(inside + form if "name" in request.cookies else sign_in)

    async def note(request: web.Request) -> web.Response:
        return web.Response(status=201 if "name" in request.cookies else 403)

    replayed = replay_on(
        {"GET /": home, "POST /in": let_in, "POST /": note, "GET /notes/{id}": "a note"},
        a_journey("view /", "POST /in", name="typical-a"),
        a_journey("view /", "POST /", name="typical-b"),
        a_journey("view /", "view /notes/{id}", name="typical-c"),
        suite={"templates": ("/", "/in", "/notes/{id}")},
    )
    assert replayed.verdicts == [Verdict.PASSED] * 3, replayed.reason
    assert [step.way for step in replayed.steps if step.index][1:] == [Way.DETOUR, Way.DETOUR]
