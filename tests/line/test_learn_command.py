"""`journeys learn` on a running application: what is written and what is shown."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from journeys.cli import main
from journeys.errors import ExitCode
from tests.browser.single_page import board_routes
from tests.support.browser import browser_or_skip
from tests.support.guarded_club import TOKEN_COOKIE, GuardedClub
from tests.support.tiny_web import page, redirect, serving_in_thread

_LINE = (
    '198.18.0.{user} - - [01/Nov/2026:10:{minute:02}:{second:02} +0000] "{request} HTTP/1.1" 200 9 '
    '"-" "Mozilla/5.0 Firefox/140.0"'
)
_REQUESTS = ("GET /", "POST /api/boards", "GET /api/boards/{user}", "POST /api/boards/{user}/close")


def _suite(folder: Path, requests: Iterable[str] = _REQUESTS) -> Path:
    """The suite of an access log: of a page, and of requests that its scripts make."""
    lines = [
        _LINE.format(user=user, minute=user, second=9 * place, request=one.format(user=user))
        for user in range(1, 13)
        for place, one in enumerate(requests)
    ]
    (folder / "access.log").write_text("\n".join(lines) + "\n")
    suite, model = folder / "journey_suite", folder / "model.json"
    mined = main(["mine", str(folder / "access.log"), "--output", str(model), "--quiet"])
    assert mined == ExitCode.OK
    assert main(["generate", str(model), "--into", str(suite), "--quiet"]) == ExitCode.OK
    return suite


def test_what_scripts_do_is_learned_from_an_access_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite, browser = _suite(tmp_path), browser_or_skip()
    with serving_in_thread(board_routes()) as base_url:
        arguments = ["learn", str(suite), "--base-url", base_url, "--json", "--budget", "1m"]
        assert main([*arguments, "--browser-path", str(browser)]) == ExitCode.OK
    shown = json.loads(capsys.readouterr().out)
    assert "POST /api/boards" in shown["bindings"]
    assert not any(one.endswith("/close") for one in shown["bindings"])
    assert shown["presses"] > 0
    written = (suite / "bindings.learned.yaml").read_text()
    assert "get_by_role: button" in written
    assert main(["validate", str(suite)]) == ExitCode.OK


def test_a_shop_whose_links_and_forms_say_everything_needs_no_learning(
    tmp_path: Path, shop_suite: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    suite, browser = tmp_path / "journey_suite", browser_or_skip()
    shutil.copytree(shop_suite, suite)
    arguments = ["learn", str(suite), "--base-url", sound_shop, "--json", "--max-pages", "4"]
    assert main([*arguments, "--browser-path", str(browser)]) == ExitCode.OK
    shown = json.loads(capsys.readouterr().out)
    assert shown["pages"] <= 4
    assert (suite / "bindings.learned.yaml").exists()
    assert not any("delete" in one.lower() for one in shown["bindings"])


PASSWORD = "correct-horse-battery"
_DESK = """<button id=note>Write a note</button><script>
note.onclick = () => fetch("/api/notes", {method: "POST", body: "{}"});</script>"""


class _Desk:
    """A club whose home page only members see, and what it was asked for."""

    def __init__(self) -> None:
        self.club = GuardedClub(passwords={"anna@example.test": PASSWORD})
        self.registered = False
        self.tenants: set[str] = set()

    @property
    def routes(self) -> dict[str, Any]:
        own = {"GET /": self._home, "POST /api/notes": self._note, "POST /register": self._register}
        return {**self.club.routes, "GET /desk": redirect("/"), **own}

    async def _home(self, request: web.Request) -> web.StreamResponse:
        self.tenants.add(request.headers.get("X-Tenant", ""))
        if request.cookies.get(TOKEN_COOKIE) not in self.club.members:
            return await redirect("/login")(request)
        return page(_DESK)

    async def _note(self, request: web.Request) -> web.StreamResponse:
        known = request.cookies.get(TOKEN_COOKIE) in self.club.members
        return web.json_response({}, status=201 if known else 401)

    async def _register(self, request: web.Request) -> web.StreamResponse:
        self.registered = True
        return page("")


_SETTINGS = """
replay: {base_url: "%s", header: ["X-Tenant: blue"], budget: 1s}
identity:
  form: {page: /login, pool: [{email: anna@example.test, password: "${CLUB_PASSWORD}"}]}
hooks: {before_run: "echo begun >> told", after_run: "echo over $CLUB_PASSWORD >> told; exit 3"}
"""


def test_who_learns_is_who_the_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    suite, browser, desk = (
        _suite(tmp_path, ("GET /", "POST /api/notes")),
        browser_or_skip(),
        _Desk(),
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLUB_PASSWORD", PASSWORD)
    with serving_in_thread(desk.routes) as base_url:
        Path("journeys.yaml").write_text(_SETTINGS % base_url)
        assert main(["learn", str(suite), "--json", "--browser-path", str(browser)]) == ExitCode.OK
    shown = capsys.readouterr()
    assert json.loads(shown.out)["bindings"] == ["POST /api/notes"]
    assert set(desk.club.logins) == {"anna@example.test"}
    assert desk.tenants == {"blue"}
    assert [line.split()[0] for line in Path("told").read_text().splitlines()] == ["begun", "over"]
    assert "the hook after_run, echo over $CLUB_PASSWORD" in shown.err
    assert PASSWORD not in shown.out + shown.err + (suite / "bindings.learned.yaml").read_text()


def test_nobody_learns_who_is_not_let_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    suite, browser, desk = (
        _suite(tmp_path, ("GET /", "POST /api/notes")),
        browser_or_skip(),
        _Desk(),
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLUB_PASSWORD", "not-the-right-one")
    with serving_in_thread(desk.routes) as base_url:
        Path("journeys.yaml").write_text(_SETTINGS % base_url)
        ended = main(["learn", str(suite), "--browser-path", str(browser)])
    assert ended == ExitCode.INCONCLUSIVE
    assert "check identity.form.pool[0] in journeys.yaml" in capsys.readouterr().err
    assert not (suite / "bindings.learned.yaml").exists()


def test_no_account_is_invented_where_none_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    requests = ("GET /login", "GET /register", "POST /api/notes")
    suite, browser, desk = _suite(tmp_path, requests), browser_or_skip(), _Desk()
    monkeypatch.chdir(tmp_path)
    Path("journeys.yaml").write_text("identity: {may_register: false}\n")
    with serving_in_thread(desk.routes) as base_url:
        arguments = ["learn", str(suite), "--base-url", base_url, "--json"]
        assert main([*arguments, "--browser-path", str(browser)]) == ExitCode.OK
    assert desk.club.logins == []
    assert not desk.registered
    assert json.loads(capsys.readouterr().out)["left_alone"] == ["Register", "Sign in"]
