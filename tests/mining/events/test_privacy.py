"""How well personal values are told from others, and that none enters a model."""

from pathlib import Path
from urllib.parse import urljoin

import pytest

from journeys_mining.events.privacy import is_personal_place, looks_personal, personal_kind

from ..exports import mine_one, write_csv
from ..labelled_values import IMPERSONAL, PERSONAL, split_values

_LABELLED = [(kind, value) for kind, text in PERSONAL.items() for value in split_values(text)]
_OTHERS = split_values(IMPERSONAL)


def test_precision_and_recall_on_the_labelled_values() -> None:
    """docs/privacy.md says these figures; a change of either side has to change it, too."""
    found = [value for _, value in _LABELLED if looks_personal(value)]
    wrong = [value for value in _OTHERS if looks_personal(value)]
    recall = len(found) / len(_LABELLED)
    precision = len(found) / (len(found) + len(wrong))
    missed = sorted({value for _, value in _LABELLED} - set(found))
    print(f"recall {recall:.3f} of {len(_LABELLED)}, missed {missed}")
    print(f"precision {precision:.3f}, wrongly personal of {len(_OTHERS)}: {wrong}")
    assert recall >= 0.97
    assert precision >= 0.95


@pytest.mark.parametrize("kind", list(PERSONAL))
def test_every_kind_is_called_by_its_name(kind: str) -> None:
    """Most of them: a card is also a long number, and a street may look like a name."""
    values = split_values(PERSONAL[kind])
    called = [personal_kind(value) for value in values]
    assert called.count(kind) >= 0.7 * len(values)


@pytest.mark.parametrize(
    "name",
    ["email", "user[email]", "shippingAddress", "first_name", "billing.phone", "userName", "dob"],
)
def test_places_that_are_named_like_personal_data(name: str) -> None:
    assert is_personal_place(name)


@pytest.mark.parametrize("name", ["page", "category", "filename", "hostname", "sort", "brand", "q"])
def test_places_that_are_not(name: str) -> None:
    assert not is_personal_place(name)


def test_nothing_personal_enters_a_model_however_many_users_gave_it(tmp_path: Path) -> None:
    header = ("user_id", "time", "event", "url")
    rows = [
        (
            f"u{user}",
            f"2026-01-01T10:{user:02}:{second:02}Z",
            name,
            urljoin("https://shop.test", url),
        )
        for user in range(8)
        for second, (name, url) in enumerate(
            [
                ("page_view", "/users/ann%40example.com/orders"),
                ("page_view", "/people/anna-mueller"),
                ("page_view", "/search?q=john+smith"),
                ("page_view", "/search?q=red+mug"),
                ("page_view", "/find?email=somebody"),
                ("page_view", "/v/ann.lee%2540example.com"),
                ("page_view", "/find?to=ann.lee+%40+example.com"),
                ("page_view", "/app#/users/ann@example.com/edit"),
                ("page_view", "/page#user=ann@example.com"),
                ("page_view", "/next?to=https%3A%2F%2Fx.test%2F%3Fe%3Dann%2540example.com"),
                ("page_view", "/reset/YW5uLmxlZUBleGFtcGxlLmNvbQ=="),
                ("page_view", "/mail/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln/read"),
                ("page_view", "/login?code=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln"),
                ("page_view", "/pay?to=DE89+3704+0044+0532+0130+00"),
                ("page_view", "/map?at=52.520008,13.404954"),
                ("page_view", "/map?lat=52.520008&lon=13.404954"),
                ("page_view", "/tel/+49-170-1234567"),
                ("page_view", "/orders/2026-001234567"),
                ("page_view", "/profile/JohnSmith"),
                ("page_view", "/~jsmith1984"),
                ("page_view", "/index.php?view=john-smith"),
                ("page_view", "/graphql?operationName=JohnSmith"),
                ("page_view", "https://john:somebody@shop.test/about"),
                ("click John Smith", "/"),
                ("call +49 170 1234567", "/"),
            ]
        )
    ]
    model = mine_one(write_csv(tmp_path / "e.csv", [header, *rows]), floor=5).model
    text = model.to_json().lower()
    traces = ("ann", "mueller", "john", "smith", "somebody", "1234567", "eyj", "yw5u", "0532")
    for word in (*traces, "52.52", "13.40"):
        assert word not in text.replace("hashed with a key that was not kept", "")
    assert {one.action for one in model.actions} >= {
        "view /users/{email}/orders",
        "view /people/{name}",
        "{name} @ /",
        "call {number} @ /",
    }
    assert [one.value for one in model.slot_values] == ["red mug"]
    assert model.privacy is not None
    assert dict(model.privacy.removed) == {
        "coordinates": 1,
        "email": 1,
        "iban": 1,
        "name": 4,
        "place": 4,
        "token": 1,
    }
