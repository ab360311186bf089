"""Forms that come back with what was wrong are corrected; those that want a file get one."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Verdict
from tests.support.replaying import a_journey, a_step, replay_on
from tests.support.tiny_web import Handler, Routes, page, redirect

FORM = (
    '<form action="/join" method="post"><label for="f">First name</label>'
    '<input id="f" name="first" required value="{}"><button>Join</button></form>'
)


def test_a_text_is_shortened_to_what_the_page_allows() -> None:
    async def join(request: web.Request) -> web.StreamResponse:
        first = str((await request.post())["first"])
        if len(first) <= 20:
            return await redirect("/in")(request)
        told = "First name is too long (maximum is 20 characters)"
        return page(f'<div id="error_explanation"><li>{told}</li></div>{FORM.format(first)}')

    replayed = replay_on(
        {"GET /": FORM.format(""), "POST /join": join, "GET /in": "<h1>In</h1>"},
        a_journey("view /", "POST /join", "view /in"),
        suite={"templates": ("/", "/join", "/in")},
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.server.lines.count("POST /join") == 2


def test_a_form_that_comes_back_asking_for_what_was_left_empty_gets_it() -> None:
    form = (
        '<form action="/stay" method="post"><label>Name <input name="name"></label>'
        '<label>Guests <input name="guests"></label><button>On</button></form>'
    )

    async def stay(request: web.Request) -> web.StreamResponse:
        given = await request.post()
        if given["name"] and str(given["guests"]).isdigit():
            return await redirect("/when")(request)
        return page(f'<p class="error">Give a name and 1 to 6 guests</p>{form}')

    replayed = replay_on(
        {"GET /": form, "POST /stay": stay, "GET /when": "<h1>When</h1>"},
        a_journey("view /", "POST /stay", "view /when"),
        suite={"templates": ("/", "/stay", "/when")},
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.server.lines.count("POST /stay") == 2


def test_nobody_sends_a_form_with_nothing_in_it() -> None:
    form = (
        '<form action="/notes" method="post"><textarea name="text"></textarea>'
        '<input name="summary"><button>Save</button></form>'
    )
    routes = {"GET /": form, "POST /notes": "<h1>Saved</h1>"}
    suite = {"templates": ("/", "/notes")}
    replayed = replay_on(routes, a_journey("view /", "POST /notes"), suite=suite)
    assert replayed.verdicts == [Verdict.PASSED]
    (sent,) = (one.body for one in replayed.server.requests if one.method == "POST")
    assert sent.startswith(b"text=journeys+")
    assert sent.endswith(b"&summary=")


def test_an_answer_is_written_below_its_subject_and_a_record_is_changed() -> None:
    answer = '<input name="subject" value="Re: Mugs"><textarea name="text"></textarea>'
    record = '<input name="title" value="Mugs"><input name="hours">'
    forms = "".join(
        f'<form action="/{path}" method="post">{fields}<button>Save</button></form>'
        for path, fields in (("answer", answer), ("record", record))
    )

    def taken_if(name: str, before: str) -> Handler:
        async def take(request: web.Request) -> web.StreamResponse:
            is_new = (await request.post())[name] != before
            return await redirect("/done")(request) if is_new else page(forms)

        return take

    routes: Routes = {
        "GET /": forms,
        "GET /done": "<h1>Done</h1>",
        "POST /answer": taken_if("text", ""),
        "POST /record": taken_if("title", "Mugs"),
    }
    replayed = replay_on(
        routes,
        *(
            a_journey(
                "view /",
                a_step(f"POST /{path}", expect=Expectation(status="3xx", leads_to=("/done",))),
                name=path,
            )
            for path in ("answer", "record")
        ),
        suite={"templates": ("/", "/done", "/answer", "/record")},
    )
    assert replayed.verdicts == [Verdict.PASSED, Verdict.PASSED], replayed.reason
    assert replayed.server.lines.count("POST /answer") == 1
    sent = [one.body for one in replayed.server.requests if one.line == "POST /record"]
    assert [one.endswith(b"&hours=") for one in sent] == [True, True]


def test_a_form_that_asks_for_a_picture_gets_one() -> None:
    async def take(request: web.Request) -> web.StreamResponse:
        sent = await request.read()
        is_one = b'name="picture"; filename="' in sent and b"\x89PNG" in sent
        return await redirect("/shown")(request) if is_one else page("no picture", status=422)

    form = (
        '<form action="/pictures" method="post" enctype="multipart/form-data">'
        '<input type="file" name="picture" accept="image/*" required><button>Send</button></form>'
    )
    replayed = replay_on(
        {"GET /": form, "POST /pictures": take, "GET /shown": "<h1>There</h1>"},
        a_journey("view /", "POST /pictures", "view /shown"),
        suite={"templates": ("/", "/pictures", "/shown")},
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason


def test_a_button_that_leads_elsewhere_than_production_gives_way_to_another() -> None:
    form = (
        '<form action="/edit" method="post"><input name="title" value="Old" required>'
        '<input name="copies-__prefix__-shelf" required>'
        '<button name="_more">Save and add another</button>'
        '<button name="_save">Save</button></form>'
    )

    async def save(request: web.Request) -> web.StreamResponse:
        given = await request.post()
        # The row that scripts copy is nobody's to fill in.
        assert given["copies-__prefix__-shelf"] == ""
        return await redirect("/new" if "_more" in given else "/list")(request)

    saving = a_step("POST /edit", expect=Expectation(status="3xx", leads_to=("/list",)))
    journeys = [a_journey("view /edit", saving, "view /list", name=f"typical-{n}") for n in "abcd"]
    lists: Routes = {"GET /edit": form, "GET /new": form, "GET /list": "<h1>All</h1>"}
    routes: Routes = {**lists, "POST /edit": save}
    replayed = replay_on(routes, *journeys, suite={"templates": ("/edit", "/new", "/list")})
    assert set(replayed.verdicts) == {Verdict.PASSED}, replayed.reason
    # What one visit has tried the next ones know.
    assert replayed.server.lines.count("GET /new") <= 1

    async def always_new(request: web.Request) -> web.StreamResponse:
        return await redirect("/gone")(request)

    broken: Routes = {**lists, "POST /edit": always_new, "GET /gone": "<h1>Gone</h1>"}
    replayed = replay_on(broken, journeys[0], suite={"templates": ("/edit", "/list", "/gone")})
    assert replayed.verdicts == [Verdict.FAILED]
    assert "led to /gone; production leads to /list" in replayed.reason


def test_a_file_that_nobody_chose_is_sent_without_a_name() -> None:
    async def take(request: web.Request) -> web.StreamResponse:
        is_as_browsers_send = b'name="photo"; filename=""' in await request.read()
        return await redirect("/")(request) if is_as_browsers_send else web.Response(status=500)

    form = (
        '<form action="/me" method="post" enctype="multipart/form-data"><input name="nick" '
        'value="Al"><input type="file" name="photo"><button>Save</button></form>'
    )
    saving = a_step("POST /me", expect=Expectation(status="3xx"))
    replayed = replay_on(
        {"GET /": form, "POST /me": take}, a_journey("view /", saving), suite={"templates": ("/",)}
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason


def test_a_text_that_should_have_been_a_date_becomes_one() -> None:
    form = '<form action="/loaves" method="post"><input name="baked" required{}><button>On</button>'

    async def bake(request: web.Request) -> web.StreamResponse:
        baked = str((await request.post())["baked"])
        if baked[:4].isdigit():
            return await redirect("/")(request)
        wrong = form.format(f' value="{baked}" aria-invalid="true"')
        return page(f'<div><p class="error">Enter a valid date.</p></div>{wrong}')

    saving = a_step("POST /loaves", expect=Expectation(status="3xx"))
    routes: Routes = {"GET /": form.format(""), "POST /loaves": bake}
    replayed = replay_on(routes, a_journey("view /", saving), suite={"templates": ("/",)})
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.server.lines.count("POST /loaves") == 2


def test_what_is_booked_is_to_come_and_ends_after_it_begins() -> None:
    kinds = {"day": "date", "start": "time", "end": "time", "until": "date"}
    options = '<select name="birthday" required><option><option>31<option>3</select>'

    def form(given: Mapping[str, str]) -> str:
        fields = (
            f'<input type="{kind}" name="{name}" value="{given.get(name, "")}" required>'
            for name, kind in kinds.items()
        )
        return f'<form action="/book" method="post">{"".join(fields)}{options}<button>On</button>'

    async def book(request: web.Request) -> web.StreamResponse:
        given = {name: str(text) for name, text in (await request.post()).items()}
        is_in_order = given["start"] < given["end"] and given["day"] < given["until"]
        if not is_in_order or given["birthday"] != "3":
            return page(f'<p class="error">Not in order.</p>{form(given)}')
        if given["day"] <= datetime.now(UTC).date().isoformat():
            return page(f'<p class="error">The date must be in the future.</p>{form(given)}')
        return await redirect("/")(request)

    booking = a_step("POST /book", expect=Expectation(status="3xx"))
    routes: Routes = {"GET /": form({}), "POST /book": book}
    replayed = replay_on(routes, a_journey("view /", booking), suite={"templates": ("/",)})
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.server.lines.count("POST /book") == 2


@pytest.mark.parametrize(
    ("name", "label", "country", "tries"),
    [
        ("postcode", "Post/Zip-code", "GB", 1),
        ("code", "Postal code", "US", 2),
        ("zip", "Zip", "GB", 2),
    ],
)
def test_a_postcode_of_another_country_gives_way_to_one_that_is_taken(
    name: str, label: str, country: str, tries: int
) -> None:
    field = f'<label>{label} <input name="{name}" required{{}}></label>'
    form = f'<form action="/to" method="post">{field}'

    async def send(request: web.Request) -> web.StreamResponse:
        given = str((await request.post())[name])
        if given.isdigit() == (country == "US"):
            return await redirect("/")(request)
        wrong = form.format(f' value="{given}" class="is-invalid"')
        return page(f'<p class="error">{given!r} is not valid here</p>{wrong}<button>On</button>')

    sending = a_step("POST /to", expect=Expectation(status="3xx"))
    routes: Routes = {"GET /": form.format("") + "<button>On</button>", "POST /to": send}
    replayed = replay_on(routes, a_journey("view /", sending), suite={"templates": ("/",)})
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.server.lines.count("POST /to") == tries


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_of_three_buttons_the_one_that_leads_where_production_leads(seed: int) -> None:
    """One leads back to a new form, one to what was made, and none says which production's was."""
    form = (
        '<form method="post"><input name="title"><input type="submit" value="Save">'
        '<input type="submit" name="_more" value="Save and add another">'
        '<input type="submit" name="_edit" value="Save and go on editing"></form>'
    )

    async def save(request: web.Request) -> web.StreamResponse:
        sent = await request.post()
        return await redirect("/new" if "_more" in sent else "/7" if "_edit" in sent else "/all")(
            request
        )

    led = Expectation(status="3xx", leads_to=("/all",))
    replayed = replay_on(
        {"GET /new": form, "POST /new": save, "GET /7": "<h1>7</h1>", "GET /all": "<h1>All</h1>"},
        a_journey("view /new", a_step("POST /new", expect=led), "view /all"),
        suite={"templates": ("/new", "/{id}", "/all")},
        seed=seed,
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.server.lines.count("POST /new") <= 3
