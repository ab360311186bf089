"""Writing a suite into a repository and reading it back."""

from dataclasses import replace
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys.journey import JourneyId
from journeys.suite.choosing import choose_suite, share_of
from journeys.suite.loading import load_suite
from journeys.suite.selecting import with_text
from journeys.suite.writing import write_suite
from tests.support.model_factory import a_model

PRODUCT = "view /product/{id}"
MODEL = a_model(
    *[("view /", PRODUCT, "add_to_cart @ /product/{id}", "view /cart")] * 90,
    *[("view /", "view /cart")] * 9,
    ("view /", PRODUCT, "view /help"),
    hosts=("shop.example.com",),
    duration_ms={PRODUCT: (20, 160)},
    think_s=(4.2, 9.0),
)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_a_suite_reads_back_as_it_was_written(tmp_path: Path) -> None:
    suite = choose_suite(MODEL, typical=3, rare=5, seed=1)
    write_suite(suite, MODEL, tmp_path / "suite")
    assert load_suite(tmp_path / "suite") == (suite, MODEL)


def test_same_model_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        suite = choose_suite(MODEL, typical=3, rare=5, seed=1)
        write_suite(suite, MODEL, tmp_path / name / "suite")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_generating_again_replaces_what_is_ours_and_keeps_what_is_the_users(tmp_path: Path) -> None:
    folder = tmp_path / "suite"
    first = choose_suite(MODEL, typical=3, rare=5, seed=1)
    write_suite(first, MODEL, folder)
    (folder / "bindings.yaml").write_text("fields: {email: a@b.test}\n")
    kept = f"{first.journeys[0].id}.yaml"
    override = (folder / "scenarios" / kept).read_text().replace("think: 4.2s", "think: 1s")
    (folder / "overrides" / kept).write_text(override)
    (folder / "scenarios" / "typical-stale.yaml").write_text("left over")
    write_suite(choose_suite(MODEL, typical=2, rare=0, seed=1), MODEL, folder)
    assert (folder / "bindings.yaml").read_text() == "fields: {email: a@b.test}\n"
    assert not (folder / "scenarios" / "typical-stale.yaml").exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["suite"]
    suite, _ = load_suite(folder)
    assert len(suite.journeys) == 2
    assert suite.journeys[0].steps[0].think_s == 1.0


def test_an_override_that_replaces_nothing_any_more_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "suite"
    suite = choose_suite(MODEL, typical=1, rare=0, seed=1)
    write_suite(suite, MODEL, folder)
    scenario = (folder / "scenarios" / f"{suite.journeys[0].id}.yaml").read_text()
    mine = scenario.replace(str(suite.journeys[0].id), "mine")
    mine += "  expect: {events: [of_mine]}\n"
    (folder / "overrides" / "mine.yaml").write_text(mine)
    written = write_suite(suite, MODEL, folder)
    assert written.stale_overrides == ("mine.yaml",)
    loaded, _ = load_suite(folder)
    assert [one.id for one in loaded.journeys] == [suite.journeys[0].id, "mine"]
    assert set(loaded.event_names) == {*suite.event_names, "of_mine"}


@pytest.mark.parametrize("name", ["journeys", "journeys_mining"])
def test_a_folder_that_would_hide_our_packages_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="Python would import it instead of us"):
        write_suite(choose_suite(MODEL, typical=1, rare=0, seed=1), MODEL, tmp_path / name)


def test_files_that_are_not_ours_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "test_journeys.py").write_text("def test_mine(): ...\n")
    with pytest.raises(InputError, match=r"test_journeys\.py: this file was not generated"):
        write_suite(choose_suite(MODEL, typical=1, rare=0, seed=1), MODEL, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["test_journeys.py"]


def test_steps_expect_what_production_saw() -> None:
    (first,) = choose_suite(MODEL, typical=1, rare=0, seed=1).journeys
    product = first.steps[1]
    assert product.expect.page == "/product/{id}"
    assert product.expect.latency_s == pytest.approx(0.32)
    assert first.steps[2].expect.page is None
    assert product.think_s == 4.2


def test_a_suite_knows_how_long_pages_take_in_production() -> None:
    sessions = [("view /", "view /cart", "search @ /cart")] * 6
    times = {"view /cart": (30, 250), "search @ /cart": (9, 9)}
    suite = choose_suite(a_model(*sessions, duration_ms=times), typical=1, rare=0, seed=1)
    assert suite.usual_s == (("/cart", 0.25),)


def test_shares_are_of_production() -> None:
    suite = choose_suite(MODEL, typical=1, rare=0, seed=1)
    share = share_of(MODEL, suite.journeys)
    assert share.session_share == pytest.approx(0.9)
    # 90 of 100 sessions make five transitions each; the others make 3 and 4, of which START →
    # view / ten times, view /cart → END nine times and view / → product once are walked.
    assert share.transition_share == pytest.approx((450 + 10 + 9 + 1) / (450 + 27 + 4))


def test_a_journey_is_selected_by_a_part_of_its_id_or_a_hint_is_given() -> None:
    suite = choose_suite(MODEL, typical=3, rare=5, seed=1)
    wanted = suite.journeys[-1].id
    assert with_text(suite, wanted) == (suite.journeys[-1],)
    assert with_text(suite, None) == suite.journeys
    with pytest.raises(InputError, match=f"did you mean {wanted}"):
        with_text(suite, f"{wanted[:-1]}x")


def test_an_id_means_its_journey_alone_and_a_pattern_may_mean_several() -> None:
    chosen = choose_suite(MODEL, typical=1, rare=0, seed=1)
    (journey,) = chosen.journeys
    longer = replace(journey, id=JourneyId(f"minimal-{journey.id}"))
    other = replace(journey, id=JourneyId("rare-deals"))
    suite = replace(chosen, journeys=(journey, longer, other))
    assert with_text(suite, journey.id) == (journey,)
    assert with_text(suite, "minimal|deals$") == (longer, other)
    with pytest.raises(InputError, match="no regular expression"):
        with_text(suite, "rare-(")


def test_a_folder_that_is_no_suite_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is not a suite"):
        load_suite(tmp_path)
