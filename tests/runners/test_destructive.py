"""What the settings refuse is never sent, and what they allow is done although it deletes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from journeys.cli import main
from journeys.config import ConfigFile
from journeys.errors import ExitCode
from journeys.run_setup import setup_of
from journeys.verdict import Cause, Verdict
from journeys_runners.bindings.bindings import Bindings, BoundRequest
from journeys_runners.destructive import Destructive
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey, replay_on
from tests.support.tiny_web import Routes, redirect

_PAYS = '<form method=post action=/payments/7><button>Go</button></form><a href="/go">Go</a>'
_TIDIES = """<button data-event=tidy_up onclick="fetch('/admin/purge?all=1', {method: 'POST'})">
Tidy up</button>"""
_ROUTES: Routes = {
    "GET /": _PAYS + _TIDIES,
    "GET /go": redirect("/admin/purge", 302),
    "GET /admin/purge": "gone",
    "POST /admin/purge": "gone",
    "POST /payments/{id}": "paid",
}
_TEMPLATES = ("/", "/go", "/admin/purge", "/payments/{id}")


def _replay(
    settings: Mapping[str, list[str]],
    *actions: str,
    in_browser: bool = False,
    routes: Routes = _ROUTES,
    **overrides: Any,
) -> Replayed:
    section = ConfigFile.model_validate({"destructive": settings})
    rules = setup_of(section, runner="http").destructive
    play = replay_in_browser if in_browser else replay_on
    suite = {"templates": overrides.pop("templates", _TEMPLATES)}
    suite["event_names"] = ("tidy_up", "delete_account")
    target = {"destructive": rules}
    return play(routes, a_journey(*actions), suite=suite, target=target, **overrides)


@pytest.mark.parametrize(
    ("pattern", "action"),
    [
        ("POST /payments/*", "POST /payments/{id}"),
        ("POST /payments/{id}", "POST /payments/{id}"),
        ("/payments/*", "POST /payments/{id}"),
        ("/admin/*", "view /go"),
        ("view /go", "view /go"),
        ("tidy_up @ *", "tidy_up @ /"),
    ],
)
def test_what_is_refused_is_not_sent(pattern: str, action: str) -> None:
    replayed = _replay({"refuse": [pattern]}, "view /", action)
    assert replayed.causes == [None, Cause.REFUSED]
    assert "journeys.yaml" in replayed.reason
    assert replayed.remedy
    assert not [one for one in replayed.server.lines if "admin" in one or "payments" in one]


@pytest.mark.parametrize(
    ("pattern", "action"),
    [("POST /payments/*", "POST /payments/{id}"), ("/admin/*", "view /go")],
)
def test_nor_in_a_browser(pattern: str, action: str) -> None:
    replayed = _replay({"refuse": [pattern]}, "view /", action, in_browser=True)
    assert replayed.causes == [None, Cause.REFUSED]
    assert "journeys.yaml" in replayed.reason
    assert not [one for one in replayed.server.lines if "admin" in one or "payments" in one]


def test_nor_by_a_script_of_a_page() -> None:
    replayed = _replay({"refuse": ["POST /admin/purge"]}, "tidy_up @ /", in_browser=True)
    assert replayed.causes == [Cause.REFUSED]
    assert "a script of / asked for POST /admin/purge: not sent" in replayed.reason
    assert "POST /admin/purge?all=1" not in replayed.server.lines


def test_nor_by_a_binding() -> None:
    bound = BoundRequest(method="POST", path="/payments/9")
    replayed = _replay(
        {"refuse": ["/payments/{id}"], "allow": ["*"]},
        "buy @ /",
        bindings=Bindings(actions=(("buy @ /", bound),)),
    )
    assert replayed.causes == [Cause.REFUSED]
    assert replayed.server.lines == []


_DELETES: Routes = {
    "GET /": "<a href=/cart>cart</a>"
    "<form action=/account/delete method=post><button>Delete account</button></form>",
    "GET /cart": '<button hx-delete="/cart/items/4">Remove</button>',
    "DELETE /cart/items/{id}": "",
    "POST /account/delete": "gone",
}


@pytest.mark.parametrize(
    ("allowed", "action", "line"),
    [
        ("DELETE /cart/items/*", "DELETE /cart/items/{id}", "DELETE /cart/items/4"),
        ("POST /account/delete", "POST /account/delete", "POST /account/delete"),
        ("POST /account/delete", "delete_account @ /", "POST /account/delete"),
        ("delete_account @ /", "delete_account @ /", "POST /account/delete"),
    ],
)
def test_what_is_allowed_is_performed(allowed: str, action: str, line: str) -> None:
    templates = ("/", "/cart", "/cart/items/{id}", "/account/delete")
    first = "view /cart" if "cart" in action else "view /"
    for settings, cause in ({}, Cause.REFUSED), ({"allow": [allowed]}, None):
        replayed = _replay(settings, first, action, routes=_DELETES, templates=templates)
        assert replayed.causes == [None, cause]
        assert (line in replayed.server.lines) is (cause is None)


@pytest.mark.parametrize("in_browser", [False, True])
def test_signing_out_is_a_step_like_any_other(*, in_browser: bool) -> None:
    out = "<form method=post action=/logout><button>Log out</button></form><a href=/logout>out</a>"
    routes: Routes = {"GET /": out, "POST /logout": redirect("/"), "GET /logout": "bye"}
    replayed = _replay(
        {},
        "POST /logout",
        "view /logout",
        in_browser=in_browser,
        routes=routes,
        templates=("/", "/logout"),
    )
    assert replayed.verdicts == [Verdict.PASSED]
    assert {"POST /logout", "GET /logout"} <= set(replayed.server.lines)


def test_addresses_are_meant_below_the_base_url() -> None:
    routes: Routes = {"GET /shop/": "", "GET /shop/admin/purge": "gone"}
    replayed = _replay(
        {"refuse": ["/admin/purge"]}, "view /", "view /admin/purge", routes=routes, path="/shop"
    )
    assert replayed.causes == [None, Cause.REFUSED]


@pytest.mark.parametrize("path", ["/admin/purge/", "/admin/%70urge", "/admin/purge?all=1"])
def test_no_other_spelling_gets_by(path: str) -> None:
    rules = Destructive(refuse=("POST /admin/purge",))
    assert rules.refusal_of_request("POST", path)
    assert not rules.refusal_of_request("GET", path)
    assert not Destructive(refuse=("/admin",)).refusal_of_request("POST", path)


def test_the_settings_are_checked_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "journeys.yaml"
    path.write_text("destructive: {refuse: [POST /a, /b/*], allow: [DELETE /c]}\n")
    assert main(["validate", str(path)]) == ExitCode.OK
    assert "settings, 2 refused actions, 1 allowed action" in capsys.readouterr().err
    path.write_text("destructive: {refuse: [post /a]}\n")
    assert main(["validate", str(path)]) == ExitCode.INPUT
    shown = capsys.readouterr()
    assert "'post' is no method of an action: write one of view, GET" in shown.out + shown.err
