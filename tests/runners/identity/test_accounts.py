"""How journeys get their identity: forms, headers, saved states, new accounts; one at a time."""

import json
from pathlib import Path
from typing import Any

import pytest

from journeys.config import ConfigFile
from journeys.errors import InputError
from journeys.run_setup import setup_of
from journeys.verdict import Cause, Verdict
from tests.support.browser import replay_in_browser
from tests.support.guarded_club import CLUB_TEMPLATES, TOKEN_COOKIE, GuardedClub
from tests.support.replaying import RUN_ID, Replayed, a_journey, replay_on

PASSWORD = "correct-horse-battery"
ACCOUNTS = {"anna@example.test": PASSWORD, "ben@example.test": "another-secret"}


def replay_as(
    identity: dict[str, Any],
    club: GuardedClub,
    *journeys: Any,
    workers: int = 1,
    in_browser: bool = False,
) -> Replayed:
    setup = setup_of(ConfigFile.model_validate({"identity": identity}), runner="http")
    replay = replay_in_browser if in_browser else replay_on
    return replay(
        club.routes,
        *(journeys or [a_journey("view /desk", "view /orders/{id}")]),
        workers=workers,
        suite={"templates": CLUB_TEMPLATES},
        identities=setup.identities,
        secrets=setup.secrets,
    )


def form(*accounts: str, **fields: str) -> dict[str, Any]:
    pool = [{"email": one, "password": ACCOUNTS[one]} | fields for one in accounts]
    return {"form": {"page": "/login", "pool": pool}}


def everything_kept(replayed: Replayed) -> str:
    return repr(replayed.steps) + repr(replayed.sink.journeys)


@pytest.mark.parametrize("in_browser", [False, True])
def test_a_form_lets_a_journey_in(in_browser: bool) -> None:
    club = GuardedClub(passwords=ACCOUNTS)
    replayed = replay_as(form("anna@example.test"), club, in_browser=in_browser)
    assert replayed.verdicts == [Verdict.PASSED]
    assert club.logins == ["anna@example.test"]
    assert PASSWORD not in everything_kept(replayed)


def test_never_two_journeys_at_once_with_one_identity() -> None:
    club = GuardedClub(passwords=ACCOUNTS)
    journeys = [a_journey("view /desk", name=f"typical-{number}") for number in range(12)]
    replayed = replay_as(form(*ACCOUNTS), club, *journeys, workers=6)
    assert replayed.verdicts == [Verdict.PASSED] * 12
    assert dict(club.most_at_once) == dict.fromkeys(ACCOUNTS, 1)
    again = GuardedClub(passwords=ACCOUNTS)
    replay_as(form(*ACCOUNTS), again, *journeys, workers=1)
    assert sorted(again.logins) == sorted(club.logins)


def test_a_journey_that_signs_in_by_itself_is_not_signed_in_before() -> None:
    club = GuardedClub(passwords=ACCOUNTS)
    own = a_journey("view /login", "POST /login", "view /desk")
    replayed = replay_as(form("anna@example.test"), club, own)
    assert replayed.verdicts == [Verdict.PASSED]
    assert club.logins == ["anna@example.test"]


def test_signing_in_only_where_it_is_asked_for() -> None:
    club = GuardedClub(passwords=ACCOUNTS)
    journeys = [a_journey("view /", name="typical-a"), a_journey("view /desk", name="typical-b")]
    identity = {**form("anna@example.test"), "when": "needed"}
    replayed = replay_as(identity, club, *journeys)
    assert replayed.verdicts == [Verdict.PASSED, Verdict.PASSED]
    assert club.logins == ["anna@example.test"]


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        (
            {"form": {"page": "/login", "pool": [{"email": "a@b.test", "password": PASSWORD}]}},
            "which asks for a password",
        ),
        (
            {"form": {"page": "/login", "pool": [{"emial": "a@b.test", "password": "x"}]}},
            "no form asks for emial; the page has email, password",
        ),
        ({"form": {"page": "/nowhere", "pool": [{"email": "a@b.test"}]}}, "/nowhere"),
        ({"sign_up": {"page": "/login"}}, "has no such form"),
        ({"header": {"commands": ["echo tok >&2; exit 3"]}}, "it ended with 3: tok"),
        ({"header": {"commands": ["true"]}}, "it printed nothing"),
    ],
)
def test_who_is_not_let_in_is_inconclusive_with_the_place_of_the_setting(
    identity: dict[str, Any], said: str
) -> None:
    replayed = replay_as(identity, GuardedClub())
    assert replayed.causes == [Cause.AUTH]
    assert said in replayed.reason
    assert replayed.remedy
    assert PASSWORD not in everything_kept(replayed)


@pytest.mark.parametrize("in_browser", [False, True])
def test_a_token_of_a_command_is_sent_and_masked(in_browser: bool, tmp_path: Path) -> None:
    club = GuardedClub()
    club.tokens["tok-123456789"] = "anna"
    counter = tmp_path / "calls"
    command = f"echo x >> {counter}; echo tok-123456789"
    journeys = [a_journey("view /desk", name=f"typical-{number}") for number in range(3)]
    replayed = replay_as(
        {"header": {"commands": [command]}}, club, *journeys, in_browser=in_browser
    )
    assert replayed.verdicts == [Verdict.PASSED] * 3
    assert counter.read_text().count("x") == 1
    # The page says it back; it is kept nowhere all the same.
    assert "hello anna Bearer ***" in everything_kept(replayed)
    assert "tok-123456789" not in everything_kept(replayed)


@pytest.mark.parametrize("in_browser", [False, True])
def test_a_saved_state_is_used(in_browser: bool, tmp_path: Path) -> None:
    club = GuardedClub()
    cookie = {"name": TOKEN_COOKIE, "value": club.sign_in("anna"), "domain": "127.0.0.1"}
    cookie |= {"path": "/"}
    state = tmp_path / "anna.json"
    state.write_text(
        json.dumps(
            {
                "cookies": [
                    {**cookie, "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
                ],
                "origins": [],
            }
        )
    )
    replayed = replay_as({"storage_state": [str(state)]}, club, in_browser=in_browser)
    assert replayed.verdicts == [Verdict.PASSED]


def test_an_expired_state_is_told_before_the_run(tmp_path: Path) -> None:
    state = tmp_path / "anna.json"
    cookie = {"name": "s", "value": "v", "domain": "127.0.0.1", "path": "/", "expires": 1000}
    for content, said in (
        (json.dumps({"cookies": [cookie]}), "every cookie in it has expired"),
        ("[]", "not a storage state"),
        ("{", "not JSON"),
        (json.dumps({"cookies": [], "origins": []}), "it has no cookies"),
    ):
        state.write_text(content)
        with pytest.raises(InputError, match=said) as caught:
            replay_as({"storage_state": [str(state)]}, GuardedClub())
        assert caught.value.remedy


@pytest.mark.parametrize("in_browser", [False, True])
def test_a_new_account_for_each_journey(in_browser: bool) -> None:
    club = GuardedClub()
    journeys = [a_journey("view /desk", name=f"typical-{number}") for number in range(2)]
    identity = {"sign_up": {"page": "/register", "fields": {"name": "Anna"}}}
    replayed = replay_as(identity, club, *journeys, workers=2, in_browser=in_browser)
    assert replayed.verdicts == [Verdict.PASSED] * 2
    assert len(club.passwords) == 2
    assert all(f"journeys+{RUN_ID}" in email for email in club.passwords)


def test_the_password_may_be_asked_for_on_a_second_page() -> None:
    club = GuardedClub(passwords=ACCOUNTS)
    routes = {
        **club.routes,
        "GET /login": "<form method=post action=/who><input name=email type=email></form>",
        "POST /who": "<form method=post action=/login><input type=hidden name=email "
        "value=anna@example.test><input name=password type=password></form>",
    }
    setup = setup_of(
        ConfigFile.model_validate({"identity": form("anna@example.test")}), runner="http"
    )
    replayed = replay_on(
        routes,
        a_journey("view /desk"),
        suite={"templates": CLUB_TEMPLATES},
        identities=setup.identities,
    )
    assert replayed.verdicts == [Verdict.PASSED]
    assert club.logins == ["anna@example.test"]


def test_two_kinds_at_once_are_a_fault() -> None:
    both = {**form("anna@example.test"), "sign_up": {"page": "/register"}}
    with pytest.raises(ValueError, match="give one of form, header, storage_state and sign_up"):
        ConfigFile.model_validate({"identity": both})
