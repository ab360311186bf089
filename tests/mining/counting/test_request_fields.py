"""Where the values of requests come from, in recordings that a client made of mistakes, too."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from journeys_mining.mine import mine
from journeys_mining.model.navigation_model import NavigationModel, RequestField
from journeys_mining.options import MiningOptions

BOUNDARY = "----edge"
VERSION = "application/vnd.plans.v2+json"


def _entry(second: int, request: str, sent: object, status: int, **answer: object) -> object:
    method, _, path = request.partition(" ")
    headers = answer.pop("headers", {})
    asked = answer.pop("asked", {})
    assert isinstance(headers, dict)
    assert isinstance(asked, dict)
    is_text = isinstance(sent, str)
    mime = f"multipart/form-data; boundary={BOUNDARY}" if is_text else "application/json"
    return {
        "startedDateTime": f"2026-11-01T10:00:{second:02}Z",
        "time": 5,
        "request": {
            "method": method,
            "url": f"https://api.example{path}",
            "headers": [{"name": name, "value": value} for name, value in asked.items()],
            "postData": {"mimeType": mime, "text": sent if is_text else json.dumps(sent)},
        },
        "response": {
            "status": status,
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "content": {"mimeType": "application/json", "text": json.dumps(answer)},
        },
    }


def _visit(number: int) -> Iterator[object]:
    name, etag = f"anna{number}", f'"v{number}"'
    yield _entry(1, "POST /register", {"name": name, "word": "x"}, 422)
    yield _entry(2, "POST /register", {"name": name, "word": f"long-{number}"}, 201)
    plan, version = {"title": "a"}, {"Accept": VERSION}
    headers = {"ETag": etag}
    yield _entry(3, "POST /plans", plan, 201, id=1000 + number, headers=headers, asked=version)
    change = f"PATCH /plans/{1000 + number}"
    yield _entry(4, change, {"title": "b"}, 200, asked={"If-Match": etag})
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nList\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\nanna,{number}\r\n"
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="note"\r\n\r\n\r\n--{BOUNDARY}--\r\n'
    )
    yield _entry(5, "POST /files", parts, 201)
    again = (("light", "blue", "red")[number % 3],) * 2 if number < 6 else ()
    for second, theme in enumerate(("dark", *again), start=6):
        yield _entry(second, "POST /looks", {"theme": theme}, 200)


def _model(folder: Path) -> NavigationModel:
    for number in range(8):
        log = {"log": {"version": "1.2", "entries": list(_visit(number))}}
        (folder / f"{number}.har").write_text(json.dumps(log))
    return mine([folder], MiningOptions(floor=5), lambda stage: None).model


def _fields(model: NavigationModel) -> dict[tuple[str, str], RequestField]:
    return {(one.action, one.place): one for one in model.request_fields}


def test_only_what_was_taken_gives_values_on_and_of_files_only_the_kind(tmp_path: Path) -> None:
    model = _model(tmp_path)
    fields = _fields(model)
    looks = fields["POST /looks", "body:/theme"]
    assert [one.part for one in looks.sources] == ["sent"]
    # Some sent again what they had chosen themselves: what most choose is known all the same.
    # Who asks for a version of an interface gets another one otherwise, or none.
    asked = [one for one in model.slot_values if one.slot == "header:accept"]
    assert {one.value for one in asked if one.action == "POST /plans"} == {VERSION}
    assert "dark" in {one.value for one in model.slot_values if one.action == "POST /looks"}
    assert fields["POST /register", "body:/name"].sources == ()
    (version,) = fields["PATCH /plans/{id}", "header:if-match"].sources
    assert (version.action, version.place) == ("POST /plans", "header:etag")
    assert fields["POST /files", "form:file"].kind == "file"
    assert fields["POST /files", "form:title"].kind == "string"
    assert fields["POST /files", "form:title"].empty == 0
    assert fields["POST /files", "form:note"].empty == fields["POST /files", "form:note"].count == 8


def test_a_token_in_a_header_is_kept_until_another_comes(tmp_path: Path) -> None:
    """It comes with the first answer only, and that it is sent again is told once."""
    for number in range(8):
        given, asked = {"X-Cart-Token": f"t{number}"}, {"Authorization": f"Bearer t{number}"}
        entries = [
            _entry(1, "POST /cart", {"sku": "a"}, 201, headers=given),
            _entry(2, "POST /cart", {"sku": "b"}, 201, asked=asked),
            _entry(3, "POST /look", {}, 200, asked=asked),
            _entry(4, "POST /order", {}, 201, asked=asked),
        ]
        log = {"log": {"version": "1.2", "entries": entries}}
        (tmp_path / f"{number}.har").write_text(json.dumps(log))
    model = mine([tmp_path], MiningOptions(floor=5), lambda stage: None).model
    sources = _fields(model)["POST /order", "header:authorization"].sources
    assert ("POST /cart", "header:x-cart-token") in {(one.action, one.place) for one in sources}
    assert [one.part for one in sources] == ["answered", "sent"]


def test_keys_that_are_values_themselves_are_in_no_model(tmp_path: Path) -> None:
    """However many sent them: a map by e-mail, a form's field that is called like a token."""
    sent = {"note": "red", "by": {"ann@shop.test": {"role": "editor"}}, "4111111111111111": 1}
    for number in range(8):
        form = _entry(2, "POST /form", "", 201)
        form["request"]["postData"] = {  # type: ignore[index]
            "mimeType": "application/x-www-form-urlencoded",
            "text": "size=m&xK3f9QpL2v8ZrT5w=1&ctl00%24Main%24TextBox1=a",
        }
        log = {"log": {"version": "1.2", "entries": [_entry(1, "POST /maps", sent, 201), form]}}
        (tmp_path / f"{number}.har").write_text(json.dumps(log))
    model = mine([tmp_path], MiningOptions(floor=5), lambda stage: None).model
    places = {one.place for one in model.request_fields}
    assert {"body:/note", "form:size", "form:ctl00$Main$TextBox1"} <= places
    assert not any(trace in model.to_json() for trace in ("ann@", "editor", "4111", "xK3f"))
    assert model.privacy is not None
    assert dict(model.privacy.removed)["key"] == 3


def test_of_a_list_of_several_kinds_only_the_kind_that_users_go_on_with_is_a_source(
    tmp_path: Path,
) -> None:
    for number in range(8):
        folders = [{"name": f"{one}-{number}", "type": "folder"} for one in ("red", "blue")]
        files = [{"name": f"{one}-{number}.txt", "type": "file"} for one in ("a", "b", "c")]
        users = [{"id": 700 + 10 * number + one, "kind": "user"} for one in range(3)]
        at = _entry(1, "GET /tree", {}, 200, content=files[: number % 4] + folders)
        opened = _entry(2, "PATCH /tree/names", {"name": f"red-{number}"}, 200)
        whole = _entry(3, "GET /users", {}, 200, data=users)
        asked = _entry(4, "POST /calls", {"user": 700 + 10 * number}, 201)
        log = {"log": {"version": "1.2", "entries": [at, opened, whole, asked]}}
        (tmp_path / f"{number}.har").write_text(json.dumps(log))
    fields = _fields(mine([tmp_path], MiningOptions(floor=5), lambda stage: None).model)
    (name,) = fields["PATCH /tree/names", "body:/name"].sources
    assert name.place == "body:/content/*~type=folder/name"
    # Where all are of one kind, staging may call it otherwise.
    (user,) = fields["POST /calls", "body:/user"].sources
    assert user.place == "body:/data/*/id"


def test_conditions_of_a_query_the_application_s_own_id_and_an_account_made_before(
    tmp_path: Path,
) -> None:
    """What a client of a store of documents sends: filters in JSON, who asks, kinds of records."""
    app = {"X-Application-Id": "cookbook"}
    for number in range(8):
        recipe, name = f"k{number}Pq", f"cook{number}"
        account = {"username": name, "password": f"long-{number}"}
        where = quote(f'{{"recipe":{{"objectId":"{recipe}"}}}}')
        review = {"author": {"kind": "_User", "name": "Kim"}}
        entries = [
            _entry(1, "POST /users", account, 201, asked=app),
            _entry(2, "GET /recipes", {}, 200, asked=app, results=[{"objectId": recipe}]),
            _entry(3, f"GET /reviews?where={where}", {}, 200, asked=app),
            _entry(4, "POST /reviews", review, 201, asked=app),
            _entry(5, "POST /login", account, 200, asked=app),
        ]
        entries[-1]["startedDateTime"] = "2026-11-02T10:00:00Z"  # type: ignore[index]
        log = {"log": {"version": "1.2", "entries": entries}}
        (tmp_path / f"{number}.har").write_text(json.dumps(log))
    model = mine([tmp_path], MiningOptions(floor=5), lambda stage: None).model
    fields = _fields(model)
    values = {(one.action, one.slot): one.value for one in model.slot_values}
    reviews = "view /reviews?where={where}"
    assert values[reviews, "where{}"] == '{"recipe":{"objectId":"{c}"}}'
    (of_recipe,) = fields[reviews, "where{c}"].sources
    assert (of_recipe.action, of_recipe.place) == ("view /recipes", "body:/results/*/objectId")
    assert values["view /recipes", "header:x-application-id"] == "cookbook"
    # Of what kind an author is says nothing of who it is.
    assert values["POST /reviews", "body:/author/kind"] == "_User"
    assert ("POST /reviews", "body:/author/name") not in values
    for place in ("body:/username", "body:/password"):
        (made,) = fields["POST /login", place].sources
        assert (made.action, made.part, made.place) == ("POST /users", "sent", place)


def test_what_a_refusal_asks_for_comes_from_it_and_a_cursor_from_where_it_began(
    tmp_path: Path,
) -> None:
    for number in range(8):
        proof = {"type": "dummy", "session": f"sess-{number}"}
        walk = [
            _entry(
                4 + turn, f"GET /news?since=s{number}-{turn}", {}, 200, next=f"s{number}-{turn + 1}"
            )
            for turn in range(3)
        ]
        entries = [
            _entry(1, "POST /register", {}, 401, session=f"sess-{number}"),
            _entry(2, "POST /register", {"name": f"ada{number}", "auth": proof}, 200),
            _entry(3, "GET /news", {}, 200, next=f"s{number}-0"),
            *walk,
        ]
        log = {"log": {"version": "1.2", "entries": entries}}
        (tmp_path / f"{number}.har").write_text(json.dumps(log))
    model = mine([tmp_path], MiningOptions(floor=5), lambda stage: None).model
    fields = _fields(model)
    (asked,) = fields["POST /register", "body:/auth/session"].sources
    assert (asked.action, asked.part, asked.place) == (
        "POST /register",
        "answered",
        "body:/session",
    )
    # The kind of a proof is no secret, although its name stands below `auth`.
    assert "dummy" in {one.value for one in model.slot_values if one.slot == "body:/auth/type"}
    since = fields["view /news?since={since}", "since"].sources
    assert {"view /news", "view /news?since={since}"} <= {one.action for one in since}
