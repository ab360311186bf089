import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from journeys.cli import main
from journeys.errors import ExitCode, InputError
from journeys.model_page import build_content, render_model_page, write_model_page
from journeys.model_page.page import TABLE_ROWS_MAX
from journeys_mining.model.navigation_model import NavigationModel, SlotValue
from tests.journeys.model_page.models import a_shop_model
from tests.support.model_factory import a_model

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&\"'"


def _page(model: NavigationModel) -> html.HtmlElement:
    return html.document_fromstring(render_model_page(build_content(model)))


def _data(page: html.HtmlElement) -> Any:
    return json.loads(page.get_element_by_id("model-data").text or "")


def _table(page: html.HtmlElement, section: str) -> list[list[str]]:
    rows = page.get_element_by_id(section).findall(".//tbody/tr")
    return [[str(cell.xpath("string()")) for cell in row] for row in rows]


def test_the_header_says_what_the_model_is() -> None:
    model = a_shop_model()
    text = str(_page(model).find(".//header").xpath("string()"))
    for fact in ("by hand", "88", "2026-01-01 to 2026-01-02", "3 actions", "2 users", model.digest):
        assert fact in text


def test_tables_stand_in_the_page_without_its_script() -> None:
    model = a_shop_model()
    page = _page(model)
    actions = _table(page, "actions")
    assert len(actions) == len(model.actions)
    assert actions[0][0] == "view /product/{id}"
    assert ["view /cart", "44", "44", "2xx 43, 5xx 1", "40", "310"] in actions
    transitions = _table(page, "transitions")
    singles = [one for one in model.transitions if len(one.context) == 1]
    assert len(transitions) == len(singles)
    counts = [int(row[2]) for row in transitions]
    assert counts == sorted(counts, reverse=True)


def test_what_an_export_says_is_text_and_nothing_else() -> None:
    model = a_model([HOSTILE, f"view /{HOSTILE}", f"{HOSTILE} @ /{HOSTILE}"])
    value = SlotValue(action=HOSTILE, slot=HOSTILE, value=HOSTILE, count=1, users=1)
    source = replace(model.source, description=HOSTILE, hosts=(HOSTILE,), first_event=HOSTILE)
    page = _page(replace(model, slot_values=(value,), source=source))

    assert len(page.findall(".//script")) == 2
    assert page.findall(".//img") == []
    names = [one["name"] for one in _data(page)["actions"]]
    assert HOSTILE in names
    assert _data(page)["actions"][names.index(HOSTILE)]["slots"][0][2][0][0] == HOSTILE
    assert HOSTILE in str(page.find(".//h1").xpath("string()"))


def test_only_the_pages_own_script_may_run_and_nothing_is_fetched() -> None:
    text = render_model_page(build_content(a_shop_model()))
    page = html.document_fromstring(text)
    policy = next(one.get("content") for one in page.iter("meta") if one.get("http-equiv"))
    assert str(policy).startswith(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
    )
    assert page.xpath("//@src | //link/@href | //a/@href") == []
    assert "url(http" not in text


def test_more_rows_than_a_table_holds_are_the_most_frequent_and_the_rarest() -> None:
    sessions = [[f"view /page-{number}"] for number in range(TABLE_ROWS_MAX)]
    model = a_model(*sessions, *sessions[:3])
    page = _page(model)
    rows = _table(page, "transitions")
    assert len(rows) == TABLE_ROWS_MAX
    assert [row[2] for row in rows[:6]] == ["2"] * 6
    said = str(page.get_element_by_id("transitions").xpath("string()"))
    assert f"{2 * TABLE_ROWS_MAX - TABLE_ROWS_MAX:,} between them" in said
    assert len(_data(page)["transitions"]) == len(model.transitions)


def test_transitions_that_are_left_out_are_told_of() -> None:
    content = build_content(a_shop_model(), transitions_max=20)
    page: html.HtmlElement = html.document_fromstring(render_model_page(content))
    header = str(page.find(".//header").xpath("string()"))
    assert f"{content.transitions_left_out} of the model's" in header
    assert len(_data(page)["transitions"]) == 20


def test_the_same_model_makes_the_same_page() -> None:
    assert render_model_page(build_content(a_shop_model())) == render_model_page(
        build_content(a_shop_model())
    )


def test_inspect_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_shop_model().save(tmp_path / "model.json")
    path = tmp_path / "model.html"
    assert main(["inspect", str(tmp_path / "model.json"), "--html", str(path)]) == ExitCode.OK
    assert f"page written to {path}" in capsys.readouterr().err.replace("\n", "")
    assert path.read_text().startswith("<!doctype html>")


def test_a_page_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_model_page(a_shop_model(), tmp_path / "no-such-folder" / "model.html")
