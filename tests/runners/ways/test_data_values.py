"""Values of an API's requests: names that are taken, versions, tokens for one time, files."""

import json
from uuid import uuid4

import pytest
from aiohttp import web

from journeys.evidence import Way
from journeys.verdict import Cause, Verdict
from journeys_mining.model.navigation_model import FieldSource, RequestField
from tests.support.replaying import a_journey, a_step, replay_on
from tests.support.tiny_web import Routes

REGISTER, TOKEN, REFRESH = "POST /register", "POST /token", "POST /refresh"


def _source(action: str, part: str, place: str, *, count: int = 9) -> FieldSource:
    assert part in ("sent", "answered")
    is_sent = part == "sent"
    return FieldSource(
        action=action, part="sent" if is_sent else "answered", place=place, count=count, of=9,
        users=9,
    )  # fmt: skip


def _field(
    action: str, place: str, *sources: FieldSource, kind: str = "string", count: int = 9
) -> RequestField:
    return RequestField(
        action=action, place=place, kind=kind, count=count, users=count, sources=sources
    )


def test_whoever_registers_again_is_somebody_else_and_signs_in_as_such() -> None:
    accounts: list[str] = []

    async def register(request: web.Request) -> web.Response:
        name = (await request.json())["username"]
        if name in accounts:
            return web.json_response({"detail": "taken"}, status=409)
        accounts.append(name)
        return web.json_response({"username": name}, status=201)

    async def sign_in(request: web.Request) -> web.Response:
        name = (await request.post())["username"]
        return web.json_response({}, status=200 if name == accounts[-1] else 400)

    replayed = replay_on(
        {REGISTER: register, TOKEN: sign_in},
        a_journey(REGISTER, REGISTER, TOKEN, REGISTER, TOKEN),
        suite={
            "templates": ("/register", "/token"),
            "request_fields": (
                _field(REGISTER, "body:/username"),
                _field(REGISTER, "body:/password"),
                _field(TOKEN, "form:username", _source(REGISTER, "sent", "body:/username")),
                _field(TOKEN, "form:password"),
            ),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], [step.problem for step in replayed.steps]
    assert len(set(accounts)) == 3


def test_an_option_of_a_query_is_what_production_chose_and_not_what_else_has_its_name() -> None:
    async def database(request: web.Request) -> web.Response:
        return web.json_response({"size": 77824, "run": {"id": 8}})

    async def rows(request: web.Request) -> web.Response:
        is_right = (request.query["size"], request.query["run_id"]) == ("50", "8")
        return web.json_response([], status=200 if is_right else 400)

    view = "view /rows.json?run_id={id}&size={size}"
    replayed = replay_on(
        {"GET /db.json": database, "GET /rows.json": rows},
        a_journey("view /db.json", view),
        suite={
            "templates": ("/db.json", "/rows.json?run_id={id}&size={size}"),
            "slot_values": (("/rows.json?run_id={id}&size={size}", "size", ("50",)),),
            "request_fields": (_field(view, "id"), _field(view, "size")),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], [step.problem for step in replayed.steps]


def test_what_users_choose_is_chosen_and_a_list_that_shows_no_record_is_told() -> None:
    """Few had sent the choice before; the record, all had from a list, which is empty here."""
    asked: list[str] = []

    async def count(request: web.Request) -> web.Response:
        return web.json_response([0], status=500)

    async def notes(request: web.Request) -> web.Response:
        asked.append(request.query["page"])
        return web.json_response({"notes": []})

    view, like = "view /notes?page={page}", "POST /notes/{id}/like"
    from_list = _source(view, "answered", "body:/notes/*/id")
    replayed = replay_on(
        {"POST /count": count, "GET /notes": notes},
        a_journey(view, like),
        suite={
            "templates": ("/notes?page={page}", "/notes/{id}/like", "/count"),
            "slot_values": (("/notes?page={page}", "page", ("/blog/river/",)),),
            "request_fields": (
                _field(
                    view, "page", _source("POST /count", "sent", "body:/*", count=4), kind="string"
                ),
                _field("POST /count", "body:/*"),
                _field(like, "id", from_list),
            ),
        },
    )
    assert set(asked) == {"/blog/river/"}
    problem = replayed.steps[1].problem
    assert problem is not None
    assert problem.reason == (
        f"nothing that was seen on staging is a record for {like}; production's users had "
        f"{{id}} from {view}"
    )
    assert problem.remedy.startswith("seed staging with such data")


def test_a_change_without_a_body_says_of_no_kind_but_json_and_is_no_form() -> None:
    """Nobody looks for one: pages that may have it would be asked for with made-up values."""
    kinds: list[str | None] = []

    async def like(request: web.Request) -> web.Response:
        kinds.append(request.headers.get("Content-Type"))
        return web.json_response({}, status=403 if request.path.endswith("/like") else 200)

    async def notes(request: web.Request) -> web.Response:
        return web.json_response({"notes": [{"id": 4}]})

    view, likes, reads = "view /notes", "POST /notes/{id}/like", "POST /notes/{id}/read"
    from_list = _source(view, "answered", "body:/notes/*/id")
    replayed = replay_on(
        {"GET /notes": notes, "POST /notes/4/like": like, "POST /notes/4/read": like},
        a_journey(reads, likes),
        suite={
            "templates": ("/notes", "/notes/{id}/like", "/notes/{id}/read"),
            "slot_values": (
                ("/notes/{id}/read", "header:content-type", ("application/json",)),
                ("/notes/{id}/read", "header:accept", ("application/json",)),
            ),
            "request_fields": (
                _field(reads, "id", from_list),
                _field(reads, "header:content-type"),
                _field(likes, "id", from_list),
                _field(likes, "header:accept"),
            ),
        },
    )
    assert set(kinds) == {"application/json", None}
    assert [step.way for step in replayed.steps] == [Way.DETOUR, Way.REQUEST]
    problem = replayed.steps[1].problem
    assert problem is not None
    assert problem.cause is Cause.AUTH


def test_a_change_names_the_version_that_was_answered_last() -> None:
    version = 1

    def answer(status: int = 200) -> web.Response:
        return web.json_response({"id": 7}, status=status, headers={"ETag": f'"{version}"'})

    async def change(request: web.Request) -> web.Response:
        nonlocal version
        if request.headers.get("If-Match") != f'"{version}"':
            return web.json_response({}, status=412)
        version += 1
        return answer()

    async def show(request: web.Request) -> web.Response:
        return answer()

    etag = "header:etag"
    patch, view = "PATCH /plans/{id}", "view /plans/{id}"
    replayed = replay_on(
        {"GET /plans/7": show, "PATCH /plans/7": change},
        a_journey(view, patch, patch, view, patch),
        suite={
            "templates": ("/plans/{id}",),
            "slot_values": (("/plans/{id}", "id", ("7",)),),
            "request_fields": (
                _field(patch, "id", _source(view, "sent", "id")),
                _field(patch, "body:/name"),
                _field(
                    patch,
                    "header:if-match",
                    _source(view, "answered", etag),
                    _source(patch, "answered", etag),
                ),
            ),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], [step.problem for step in replayed.steps]


def test_a_token_that_is_good_for_one_time_is_followed_by_the_next() -> None:
    good: set[str] = set()

    def tokens() -> web.Response:
        good.clear()
        good.add(uuid4().hex)
        return web.json_response({"refresh_token": next(iter(good))})

    async def sign_in(request: web.Request) -> web.Response:
        return tokens()

    async def refresh(request: web.Request) -> web.Response:
        is_good = (await request.json())["refresh_token"] in good
        return tokens() if is_good else web.json_response({}, status=401)

    source = _source(TOKEN, "answered", "body:/refresh_token")
    replayed = replay_on(
        {TOKEN: sign_in, REFRESH: refresh},
        a_journey(TOKEN, REFRESH, REFRESH, REFRESH),
        suite={
            "templates": ("/token", "/refresh"),
            "request_fields": (
                _field(TOKEN, "form:username"),
                _field(REFRESH, "body:/refresh_token", source),
            ),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], [step.problem for step in replayed.steps]


def test_a_client_keeps_its_header_and_fetches_none_that_it_can_do_without() -> None:
    async def sign_in(request: web.Request) -> web.Response:
        return web.json_response({"access_token": "t-0ken"})

    async def shown(request: web.Request) -> web.Response:
        if request.path == "/news":
            return web.json_response([])
        is_known = request.headers.get("Authorization") == "Bearer t-0ken"
        return web.json_response([], status=200 if is_known else 401)

    place, me, lists, news = "header:authorization", "view /me", "view /lists", "view /news"

    def bearer(action: str, source: FieldSource, count: int = 9) -> RequestField:
        return RequestField(
            action=action, place=place, kind="string", count=count, users=9, scheme="Bearer ",
            sources=(source,),
        )  # fmt: skip

    answered = _source(TOKEN, "answered", "body:/access_token")
    replayed = replay_on(
        {TOKEN: sign_in, "GET /{what}": shown},
        a_journey(news, TOKEN, me, lists),
        suite={
            "templates": ("/token", "/me", "/lists", "/news"),
            "slot_values": (("/news", "header:accept", ("application/json",)),),
            "request_fields": (
                _field(TOKEN, "form:username"),
                bearer(me, answered),
                # Production's clients came from elsewhere.
                bearer(lists, _source("view /tasks", "sent", place)),
                _field(news, "header:accept"),
                bearer(news, answered, count=5),
            ),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], [step.problem for step in replayed.steps]
    assert replayed.ways == [Way.REQUEST] * 4


def test_a_recorded_upload_sends_a_file_of_its_kind() -> None:
    async def take(request: web.Request) -> web.Response:
        sent = await request.read()
        title, file = (sent.find(one) for one in (b'name="title"', b'name="file"; filename="'))
        is_right = title > 0 and file > 0 and b"Content-Type: text/csv" in sent[file:]
        return web.json_response({}, status=201 if is_right else 422)

    upload = "POST /files"
    replayed = replay_on(
        {upload: take},
        a_journey(upload),
        suite={
            "templates": ("/files",),
            "slot_values": (
                ("/files", "header:content-type", ("multipart/form-data",)),
                ("/files", "file", ("text/csv",)),
            ),
            "request_fields": (
                _field(upload, "header:content-type"),
                _field(upload, "form:file", kind="file"),
                _field(upload, "form:title"),
            ),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], json.dumps(replayed.server.lines)


def test_a_record_is_taken_of_the_kind_that_productions_users_took() -> None:
    records = [{"type": "file", "name": f"{one}.txt"} for one in range(20)]
    records.insert(7, {"type": "folder", "name": "inbox"})
    place = "body:/content/*~type=folder/name"

    async def shows(request: web.Request) -> web.Response:
        return web.json_response({"content": records})

    replayed = replay_on(
        {
            "GET /tree": shows,
            "GET /tree/inbox": shows,
        },
        a_journey("view /tree", "view /tree/{slug}"),
        suite={
            "templates": ("/tree", "/tree/{slug}"),
            "request_fields": (
                _field("view /tree", "header:accept"),
                _field("view /tree/{slug}", "slug", _source("view /tree", "answered", place)),
            ),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason


@pytest.mark.parametrize(
    ("names", "cause"),
    [
        # A name says nothing of what is there: only what is as bad below every record is a fault.
        (("note.txt", "inbox"), Cause.MISSING_DATA),
        (("note.txt", "memo.txt"), Cause.SERVER_ERROR),
        # Numbers are of records of one kind, and staging itself listed this one.
        (("71", "72"), Cause.SERVER_ERROR),
    ],
)
def test_5xx_below_a_record_that_may_be_of_another_kind_is_no_fault(
    names: tuple[str, str], cause: Cause
) -> None:
    async def shows(request: web.Request) -> web.Response:
        return web.json_response({"content": [{"name": one} for one in names]})

    routes: Routes = {"GET /tree": shows, f"GET /tree/{names[0]}": shows, "GET /me": shows}
    other = 500 if names[1] == "memo.txt" else shows
    routes = {**routes, f"GET /tree/{names[0]}/items": 500, f"GET /tree/{names[1]}/items": other}
    place = "body:/content/*/name"
    parent = a_step("view /tree/{slug}", slug=names[0])
    source = _source("view /tree/{slug}", "sent", "slug")
    replayed = replay_on(
        routes,
        a_journey("view /me", "view /tree", parent, "view /tree/{slug}/items"),
        suite={
            "templates": ("/me", "/tree", "/tree/{slug}", "/tree/{slug}/items"),
            "request_fields": (
                _field("view /me", "header:accept"),
                _field("view /tree", "header:accept"),
                _field("view /tree/{slug}", "slug", _source("view /tree", "answered", place)),
                _field("view /tree/{slug}/items", "slug", source),
            ),
        },
    )
    assert replayed.causes[-1] is cause, replayed.reason


def test_a_key_that_tells_requests_apart_is_made_anew_for_each() -> None:
    keys: list[str] = []

    async def order(request: web.Request) -> web.Response:
        keys.append(request.headers.get("Idempotency-Key", ""))
        return web.json_response({}, status=201 if keys[-1] not in ("", *keys[:-1]) else 400)

    fields = (
        _field("POST /orders", "body:/note"),
        _field("POST /orders", "header:idempotency-key"),
    )
    replayed = replay_on(
        {"POST /orders": order},
        a_journey("POST /orders", "POST /orders"),
        suite={"templates": ("/orders",), "request_fields": fields},
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert len(set(keys)) == 2


def test_a_condition_of_a_query_holds_a_record_that_the_visit_has_seen() -> None:
    async def recipes(request: web.Request) -> web.Response:
        return web.json_response({"results": [{"objectId": "zR5"}]})

    async def reviews(request: web.Request) -> web.Response:
        is_right = request.query["where"] == '{"recipe":{"objectId":"zR5"}}'
        return web.json_response([], status=200 if is_right else 400)

    view = "view /reviews?where={where}"
    source = _source("view /recipes", "answered", "body:/results/*/objectId")
    replayed = replay_on(
        {"GET /recipes": recipes, "GET /reviews": reviews},
        a_journey("view /recipes", view),
        suite={
            "templates": ("/recipes", "/reviews?where={where}"),
            "slot_values": (
                ("/reviews?where={where}", "where", ('{"recipe":{"objectId":"k1Pq"}}',)),
                ("/reviews?where={where}", "where{}", ('{"recipe":{"objectId":"{c}"}}',)),
            ),
            "request_fields": (
                _field(view, "where"),
                _field(view, "where{}"),
                _field(view, "where{c}", source),
            ),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], [step.problem for step in replayed.steps]
