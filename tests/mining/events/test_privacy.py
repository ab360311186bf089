"""How well personal values are told from others, and that none enters a model."""

from pathlib import Path

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
        (f"u{user}", f"2026-01-01T10:{user:02}:{second:02}Z", name, f"https://shop.test{url}")
        for user in range(8)
        for second, (name, url) in enumerate(
            [
                ("page_view", "/users/ann%40example.com/orders"),
                ("page_view", "/people/anna-mueller"),
                ("page_view", "/search?q=john+smith"),
                ("page_view", "/search?q=red+mug"),
                ("page_view", "/find?email=somebody"),
                ("click John Smith", "/"),
                ("call +49 170 1234567", "/"),
            ]
        )
    ]
    model = mine_one(write_csv(tmp_path / "e.csv", [header, *rows]), floor=5).model
    text = model.to_json().lower()
    for word in ("ann", "mueller", "john", "smith", "somebody", "1234567"):
        assert word not in text.replace("hashed with a key that was not kept", "")
    assert {one.action for one in model.actions} >= {
        "view /users/{email}/orders",
        "view /people/{name}",
        "{name} @ /",
        "call {number} @ /",
    }
    assert [one.value for one in model.slot_values] == ["red mug"]
    assert model.privacy is not None
    assert model.privacy.removed == (("name", 1), ("place", 1))
