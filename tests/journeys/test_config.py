"""The sections of `journeys.yaml` beside the options of a replay."""

from pathlib import Path

import pytest

from journeys.config import read_config
from journeys.errors import FaultyFileError

SETTINGS = """
identity:
  form:
    page: /login
    pool:
    - {email: anna@example.test, password: "${ANNA_PASSWORD}"}
    - {email: "${BEN}", password: "x${ANNA_PASSWORD}"}
data:
- values: [{coupon: "${COUPON}", number: 7}]
quarantine:
- {journey: rare-1, reason: SHOP-1, until: 2027-01-31}
"""


def test_secrets_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journeys.yaml"
    path.write_text(SETTINGS)
    for name, value in (("ANNA_PASSWORD", "secret"), ("BEN", "ben"), ("COUPON", "TEN")):
        monkeypatch.setenv(name, value)
    config = read_config(path)
    assert config.identity.form is not None
    assert config.identity.form.pool == (
        {"email": "anna@example.test", "password": "secret"},
        {"email": "ben", "password": "xsecret"},
    )
    assert config.data[0].values == ({"coupon": "TEN", "number": 7},)
    assert config.quarantine[0].until.isoformat() == "2027-01-31"


def test_every_variable_that_is_not_set_is_named_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journeys.yaml"
    path.write_text(SETTINGS)
    for name in ("ANNA_PASSWORD", "BEN", "COUPON"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(FaultyFileError) as caught:
        read_config(path)
    places = [fault.path for fault in caught.value.faults]
    assert "$.identity.form.pool[1].password" in places
    assert "$.data[0].values[0].coupon" in places
    assert len(places) == 4


def test_a_list_of_its_own_is_joined_to_that_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "quarantine.yaml").write_text(
        "quarantine:\n- {action: view /, reason: SHOP-2, until: 2027-01-31}\n"
    )
    config = read_config(tmp_path / "journeys.yaml")
    assert [one.reason for one in config.quarantine] == ["SHOP-2"]


def test_an_unknown_key_is_told_with_those_of_its_place(tmp_path: Path) -> None:
    path = tmp_path / "journeys.yaml"
    path.write_text("identity: {header: {Authorization: t}}\nreplay: {worker: 3}\ntokens: [t]\n")
    with pytest.raises(FaultyFileError) as caught:
        read_config(path)
    told = {fault.path: fault.message for fault in caught.value.faults}
    assert told == {
        "$.identity.header.Authorization": "unknown key; known here: name, value, commands, "
        "tokens, lifetime",
        "$.replay.worker": "unknown key; did you mean 'workers'?",
        "$.tokens": "this key belongs elsewhere in the file; known here: replay, identity, hooks, "
        "data, destructive, hosts, sign_in_at, ignore_errors, quarantine",
    }


def test_what_would_accept_every_error_is_refused_with_what_to_write(tmp_path: Path) -> None:
    path = tmp_path / "journeys.yaml"
    path.write_text("ignore_errors: [\"reading 'analytics'\", '*', ' * * ', '']\n")
    with pytest.raises(FaultyFileError) as caught:
        read_config(path)
    told = {fault.path: fault.message for fault in caught.value.faults}
    assert [*told] == [f"$.ignore_errors[{index}]" for index in (1, 2, 3)]
    assert all("write a part of the message" in one for one in told.values())
