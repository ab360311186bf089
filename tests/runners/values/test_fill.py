"""How a form is filled: what stands in it, what somebody said, what is invented."""

from collections.abc import Mapping

import pytest

from journeys.evidence import RunId
from journeys.journey import JourneyId
from journeys_runners.pages.parsing import parse_page
from journeys_runners.values.fill import Filling, fill_form
from journeys_runners.values.inventor import Inventor
from journeys_runners.values.sources import Sources

RUN = RunId("20261121T120000Z-5f3a")


def fill(
    body: str,
    *,
    bound: Mapping[str, str] | None = None,
    fixed: Mapping[str, str] | None = None,
    mined: Mapping[str, tuple[str, ...]] | None = None,
    run_id: RunId = RUN,
    attempt: int = 1,
    seed: str = "7",
) -> Filling:
    page = parse_page(f"<form>{body}</form>".encode(), url="http://shop.test/")
    inventor = Inventor(marker=run_id, journey_id=JourneyId("rare-x"), attempt=attempt)
    sources = Sources(bound=bound or {}, fixed=fixed or {}, mined=mined or {}, inventor=inventor)
    form = page.forms[0]
    return fill_form(form, form.buttons[0] if form.buttons else None, sources, seed)


def values(filling: Filling) -> dict[str, str]:
    return dict(filling.pairs)


def test_what_stands_in_the_form_is_kept() -> None:
    filling = fill(
        """<input type="hidden" name="t" value="1"><input name="a" value="kept">
        <textarea name="b">kept too</textarea><select name="c"><option value="1">1
        <option value="2" selected>2</select><input type="checkbox" name="d" checked>
        <input type="radio" name="e" value="1"><input type="radio" name="e" value="2" checked>
        <button name="go" value="yes">Go</button>"""
    )
    assert filling.pairs == (
        ("t", "1"),
        ("a", "kept"),
        ("b", "kept too"),
        ("c", "2"),
        ("d", "on"),
        ("e", "2"),
        ("go", "yes"),
    )
    assert filling.invented == ()


def test_sources_in_their_order() -> None:
    body = '<input name="a" required><input name="b" required>'
    both = {"a": "fixed", "b": "fixed"}
    assert values(fill(body, bound={"a": "bound"}, fixed=both)) == {"a": "bound", "b": "fixed"}
    assert values(fill(body, bound={"A": "bound"}, fixed=both)) == both
    assert values(fill(body, bound={"A": "bound"}))["a"] == "bound"
    filling = fill(body, mined={"a": ("mined", "rarer")})
    assert values(filling)["a"] == "mined"
    assert filling.invented == ("b",)


def test_what_production_sent_is_left_out_where_the_form_itself_refuses_it() -> None:
    number = '<input type="number" name="a" min="18" max="99" required>'
    body = f'{number}<input name="b" maxlength="3" required>'
    filling = fill(body, mined={"a": ("7", "200", "18"), "b": ("long",)})
    assert values(filling)["a"] == "18"
    assert filling.invented == ("b",)


def test_optional_text_stays_empty_unless_it_is_all_there_is() -> None:
    assert values(fill('<input name="a"><input name="b">')) == {"a": "", "b": ""}
    assert values(fill('<input name="q">'))["q"] != ""


def test_who_orders_takes_at_least_one() -> None:
    tickets = '<input name="a" type="number" min="0"><input name="b" type="number" value="0">'
    assert values(fill(tickets)) == {"a": "1", "b": "0"}
    assert values(fill(tickets.replace('min="0"', 'value="3"'))) == {"a": "3", "b": "0"}
    assert values(fill(f'{tickets}<input name="note">')) == {"a": "", "b": "0", "note": ""}
    assert values(fill('<input name="a" type="number" min="0">')) == {"a": "1"}


def test_selects_and_radios_take_one_of_their_own_values() -> None:
    options = "<option value=''>-<option value=1>1<option value=2>2"
    select = f'<select name="s" required>{options}</select>'
    radio = '<input type="radio" name="r" value="x"><input type="radio" name="r" value="y">'
    seen = {tuple(values(fill(select + radio, seed=str(seed))).values()) for seed in range(40)}
    assert seen == {(one, two) for one in "12" for two in "xy"}
    assert values(fill(select + radio, fixed={"s": "2", "r": "y"})) == {"s": "2", "r": "y"}
    assert values(fill(select, fixed={"s": "no such"}))["s"] in {"1", "2"}


def test_checkboxes_only_where_they_must_be() -> None:
    boxes = '<input type="checkbox" name="a"><input type="checkbox" name="b" required>'
    assert values(fill(boxes)) == {"b": "on"}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ('<input name="quantity" type="number" min="2" max="5" required>', "2"),
        ('<input name="x" type="date" min="2030-01-01" required>', "2030-01-01"),
        ('<input name="x" type="date" required>', "1990-01-15"),
        ('<input name="published" class="vDateField" required>', "1990-01-15"),
        ('<input name="x" class="form-control date-picker" required>', "1990-01-15"),
        ('<input name="baked" data-controller="w-date" required>', "1990-01-15"),
        ('<input name="begins" class="vTimeField" required>', "12:00"),
        ('<input name="x" placeholder="dd.mm.yyyy" required>', "15.01.1990"),
        ('<input name="x" placeholder="MM/DD/YYYY" required>', "01/15/1990"),
        ('<input name="post_code" required>', "N1 9GU"),
        ('<input name="x" autocomplete="tel" required>', "+442079460000"),
        ('<label for="i">Town</label><input id="i" name="x" required>', "London"),
        ('<input name="x" pattern="[0-9]{5}" required>', "12345"),
    ],
)
def test_invented_values_suit_the_field(field: str, expected: str) -> None:
    filling = fill(field + '<input name="other">')
    assert filling.pairs[0][1] == expected
    assert filling.invented == (filling.pairs[0][0],)


def test_a_placeholder_that_begins_an_address_asks_for_one() -> None:
    filling = fill('<textarea name="list" placeholder="https://"></textarea>')
    assert values(filling)["list"].startswith("https://example.com/")
    filling = fill('<label for="a">IP address</label><input id="a" name="x" required>')
    assert values(filling)["x"].startswith("192.0.2.")


def test_invented_values_carry_the_run_and_differ_between_runs_and_attempts() -> None:
    body = '<input type="email" name="mail" required><input name="name" required>'
    first = values(fill(body))
    assert first["mail"] == f"journeys+{RUN}-rare-x-1@example.com"
    assert RUN in first["name"]
    assert first == values(fill(body))
    assert first["mail"] != values(fill(body, attempt=2))["mail"]
    assert first["mail"] != values(fill(body, run_id=RunId("20261121T120001Z-0000")))["mail"]


def test_a_password_is_the_same_all_through_the_visit() -> None:
    first = values(fill('<input type="password" name="p1"><input type="password" name="p2">'))
    assert first["p1"] == first["p2"] != ""


def test_lengths_are_respected() -> None:
    filling = fill('<input name="name" required maxlength="12"><input name="b">')
    assert len(filling.pairs[0][1]) == 12
    mail = values(fill('<input type="email" name="m" required maxlength="24"><input name="b">'))[
        "m"
    ]
    assert len(mail) == 24
    assert mail.endswith("@example.com")
    # Too short for the run's marker: the last part of it tells test data all the same.
    assert mail.startswith("5f3a-")


def test_nobody_sets_another_password_by_the_way() -> None:
    new = '<input type="password" name="one"><input type="password" name="two">'
    who = '<input type="email" name="mail" value="ann@example.com"><input name="about">'
    assert values(fill(who + new)) == {"mail": "ann@example.com", "about": "", "one": "", "two": ""}
    asked = values(fill(who + new.replace('name="one"', 'name="one" required')))
    assert asked["one"] != ""
    # Who gives their address for the first time makes an account.
    assert values(fill(who.replace('value="ann@example.com"', "") + new))["one"] != ""


def test_who_signs_in_is_filled_in_whatever_the_field_is_called() -> None:
    account = values(fill('<input name="login"><input name="pass" type="password">'))
    sign_in = values(fill('<input name="q"><input name="u"><input name="p" type="password">'))
    assert sign_in == {"q": "", "u": account["login"], "p": account["pass"]}


def test_a_form_for_a_file_gets_one_although_it_does_not_insist() -> None:
    texts = '<input name="about"><input name="author" value="anonymous">'
    attach = f'{texts}<input type="file" name="a"><input type="submit" value="Add attachment">'
    assert [one.field for one in fill(attach).uploads] == ["a"]
    profile = f'{texts}<input type="file" name="a"><button>Save</button>'
    assert fill(profile).uploads == ()
