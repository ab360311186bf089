"""No file of a replay holds a secret, whatever a server does with those that it gets."""

import asyncio
import json
import shutil
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from aiohttp import web

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.scenario_yaml import scenario_text
from tests.support.browser import browser_or_skip
from tests.support.replaying import a_journey
from tests.support.tiny_web import Handler, page, serving

KEY, PASSWORD, BASE = "k3y-of-the-header", 'pass"word-of-anna', "word-of-the-base-url"
SESSION, CSRF = "5e55ion0f7h3v151tor", "c5rf-of-the-page"
QUERY, JSON = "t0ken-of-the-link", "t0ken-of-the-answer"
SECRETS = {
    name: value
    for name, value in globals().items()
    if name in ("KEY", "PASSWORD", "BASE", "SESSION", "CSRF", "QUERY", "JSON")
}
WALK = ("view /", "view /login", "POST /login", "view /account")

HOME = f"""<meta name="csrf-token" content="{CSRF}"><a href="/login">Sign in</a>
<script>
  fetch("/api", {{headers: {{"X-Csrf-Token": "{CSRF}"}}}}).then(answer => answer.json())
    .then(given => console.error("given " + given.access_token, document.cookie));
  console.warn("see http://a.test/?token={QUERY}");
</script>"""
LOGIN = f"""<form action="/login" method="post"><input name="email" type="email">
    <input name="password" type="password"><input type="hidden" name="csrf" value="{CSRF}">
    <button>Sign in</button></form>"""


async def home(request: web.Request) -> web.Response:
    return page(HOME, headers={"Set-Cookie": f"id={SESSION}; Path=/"})


async def api(request: web.Request) -> web.Response:
    return web.json_response({"access_token": JSON})


async def sign_in(request: web.Request) -> web.Response:
    return page(f'<a href="/account?token={QUERY}">Account</a>')


async def account(request: web.Request) -> web.Response:
    """What frameworks show of an error while they debug: all that they were sent."""
    told = {**request.headers, **request.cookies, "post": PASSWORD, "base": BASE}
    seen = f"<h1>500</h1><pre>{escape(json.dumps(told))}</pre><i>{escape(PASSWORD)}</i>"
    return page(f"{seen}<script>throw Error(document.cookie)</script>", status=500)


ROUTES: dict[str, Handler | str | int] = {
    "GET /": home,
    "GET /api": api,
    "GET /login": LOGIN,
    "POST /login": sign_in,
    "GET /account": account,
}


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and every entry of every zip."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                yield from ((f"{path.name}:{one}", packed.read(one)) for one in packed.namelist())


@pytest.mark.parametrize("runner", ["http", "browser"])
def test_what_is_written_holds_no_secret(
    runner: str,
    tmp_path: Path,
    shop_suite: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if runner == "browser":
        browser_or_skip()
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    monkeypatch.chdir(tmp_path)
    walk = a_journey(*WALK, name="mine-secret")
    (tmp_path / "journey_suite/overrides/mine-secret.yaml").write_text(scenario_text(walk))
    fields = {"email": "anna@example.test", "password": PASSWORD}
    (tmp_path / "journey_suite/bindings.yaml").write_text(json.dumps({"fields": fields}))

    async def replay() -> tuple[int, list[bytes]]:
        async with serving(ROUTES) as server:
            url = server.base_url.replace("//", f"//anna:{BASE}@")
            arguments = ["replay", "--base-url", url, "--grep", "mine-secret", "--json"]
            arguments += ["-H", f"X-Api-Key: {KEY}", "--retries", "0", "--runner", runner]
            arguments += ["--trace-mode", "on", "--screenshot", "on"]
            code = await asyncio.to_thread(main, arguments)
            return code, [str(dict(one.headers)).encode() + one.body for one in server.requests]

    code, sent = asyncio.run(replay())
    shown = capsys.readouterr()
    assert code == ExitCode.FAILED
    # The application got what it is for.
    assert any(KEY.encode() in one for one in sent)
    assert any(b"word-of-anna" in one for one in sent)
    results = tmp_path / "journeys-results"
    files = [*contents(results), ("output", f"{shown.out}{shown.err}".encode())]
    kinds = {Path(name).suffix for name, _ in files}
    assert {".db", ".html", ".xml"} <= kinds
    assert runner == "http" or {".zip", ".png", ".txt", ".trace", ".network"} <= kinds
    held = {
        (name, secret)
        for name, content in files
        for secret, value in SECRETS.items()
        for form in (value, escape(value), json.dumps(value)[1:-1])
        if form.encode() in content or form in name
    }
    assert not held
