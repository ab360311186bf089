"""Templates learned from paths, and that the matcher understands them."""

from pathlib import Path

import pytest

from journeys_mining.actions.action import TemplateMatcher
from journeys_mining.actions.queries import query_signature
from journeys_mining.actions.templates import MIN_SIBLINGS, learn_templates
from journeys_mining.events.privacy import looks_personal

from ..exports import mine_one, write_csv

WORDS = [f"{one}-{two}" for one in ("red", "blue", "tall", "old", "odd") for two in "abcdef"]


def test_many_alike_siblings_are_a_slot() -> None:
    paths = {f"/shop/{word}/{page}": 1 for word in WORDS for page in ("details", "reviews")}
    assert set(learn_templates(paths).values()) == {
        "/shop/{slug}/details",
        "/shop/{slug}/reviews",
    }


@pytest.mark.parametrize(
    ("names", "template"),
    [
        (("red-mug_17", "blue-mug_18", "old-mug_23"), "{slug}_{id}"),
        (("17-red-mug", "18-blue-mug", "23-old-mug"), "{id}-{slug}"),
    ],
)
def test_a_title_and_its_id_in_one_segment_are_two_slots(
    names: tuple[str, ...], template: str
) -> None:
    paths = {f"/shop/{name}/reviews": 1 for name in names}
    assert set(learn_templates(paths).values()) == {f"/shop/{template}/reviews"}


def test_records_of_one_kind_are_told_by_their_number() -> None:
    paths = {f"/tracker/{kind}{number}": 1 for kind in ("issue", "user-") for number in range(8)}
    few = dict.fromkeys(("/tracker/step-1", "/tracker/step-2", "/tracker/v1"), 1)
    learned = learn_templates(paths | few)
    assert set(learned.values()) == {"/tracker/issue{id}", "/tracker/user-{id}", *few}
    matcher = TemplateMatcher(learned.values())
    found = matcher.match("/tracker/issue812")
    assert found is not None
    assert found.template == "/tracker/issue{id}"


def test_kinds_that_are_many_are_values_with_their_numbers() -> None:
    issues = {f"/browse/{key}-{number}": 1 for key in ("WEB", "OPS", "SHOP", "CORE", "QA")
              for number in range(8)}  # fmt: skip
    # A project with two issues is one more of them; a step has no project.
    learned = learn_templates(issues | {"/browse/NEW-1": 1, "/browse/all": 1})
    assert set(learned.values()) == {"/browse/{slug}-{id}", "/browse/all"}


def test_a_folder_named_like_a_title_is_a_value_too() -> None:
    paths = dict.fromkeys(("/c/tea_3", "/c/mugs_4", "/c/cups_5", "/c/tea/green_6"), 1)
    paths |= dict.fromkeys(("/c/mugs/tall_7", "/c/cups/wide_8"), 1)
    assert set(learn_templates(paths).values()) == {"/c/{slug}_{id}", "/c/{slug}/{slug2}_{id}"}


@pytest.mark.parametrize(
    "names", [("step-1", "step-2", "step-3"), ("covid-19", "about", "contact", "jobs")]
)
def test_numbers_that_are_no_ids_keep_their_names(names: tuple[str, ...]) -> None:
    paths = {f"/help/{name}": 1 for name in names}
    assert learn_templates(paths) == {path: path for path in paths}


def test_few_siblings_keep_their_names() -> None:
    paths = {f"/shop/{word}": 1 for word in WORDS[: MIN_SIBLINGS - 1]}
    assert learn_templates(paths) == {path: path for path in paths}


def test_titles_that_are_peoples_names_are_values_as_the_others() -> None:
    paths = {f"/wiki/{word}": 1 for word in WORDS} | {"/wiki/henry-james": 1, "/wiki/john-smith": 1}
    assert set(learn_templates(paths).values()) == {"/wiki/{slug}"}


SECTIONS = [f"{one}{two}" for one in ("page", "image", "user") for two in "abcdefgh"]


def test_sections_with_records_of_their_own_keep_their_names() -> None:
    paths = {f"/api/{one}{below}": 9 for one in SECTIONS for below in ("", "/new", "/{id}")}
    assert learn_templates(paths) == {path: path for path in paths}


def test_sections_that_are_used_in_ways_of_their_own_keep_their_names() -> None:
    pages = ("add", "edit", "usage", "delete")
    paths = {
        f"/admin/{one}/{page}": 40 if (at + place) % 4 == 0 else 3
        for at, one in enumerate(SECTIONS)
        for place, page in enumerate(pages)
    }
    assert learn_templates(paths) == {path: path for path in paths}


def test_records_that_are_visited_again_and_again_are_values() -> None:
    paths = {
        f"/project/{one}/{page}": times
        for one in SECTIONS
        for page, times in (("issues", 60), ("wiki", 20), ("settings", 5))
    }
    # One name among them changes nothing.
    learned = learn_templates(paths | {"/project/search/all": 50, "/project/search/mine": 30})
    assert {learned[path].split("/")[2] for path in paths} == {"{slug}"}


def test_a_word_among_codes_is_a_page() -> None:
    paths = {f"/invoices/inv_{number}x{number}": 1 for number in range(40)}
    learned = learn_templates(paths | {"/invoices/upcoming": 9})
    assert set(learned.values()) == {"/invoices/{slug}", "/invoices/upcoming"}


def test_a_child_that_stands_out_keeps_its_name() -> None:
    paths = {f"/shop/{word}": 1 for word in WORDS} | {"/shop/new": 1000}
    assert set(learn_templates(paths).values()) == {"/shop/{slug}", "/shop/new"}


def test_the_sections_of_a_site_keep_their_names() -> None:
    paths = {f"/{word}": 10 for word in "abcdefghijklmnopqrstuvwxyz"}
    assert learn_templates(paths) == {path: path for path in paths}


def test_children_whose_subtrees_differ_keep_their_names() -> None:
    paths = {f"/api/{word}/{word}-list/all": 1 for word in WORDS}
    assert learn_templates(paths) == {path: path for path in paths}


def test_tracking_keys_and_values_without_a_name_are_no_slots() -> None:
    assert query_signature("utm_medium=&gclid=&page=&12,7&filter%5Bsize%5D=") == (
        "filter[size]",
        "page",
    )


ACTIONS = {
    "https://ann:pw@Shop.test:8443/a//b/#top": "view /a/b",
    "https://shop.test": "view /",
    "https://shop.test?q=1": "view /?q={q}",
    "/order/17/item/4711": "view /order/{id}/item/{id2}",
    "/u/3f2504e0-4f89-11d3-9a0c-0305e82c3301": "view /u/{uuid}",
    "/commit/da39a3ee5e6b4b0d3255bfef95601890afd80709": "view /commit/{hash}",
    "/reset/Xy7Kq29LmN4pRs81TuVw": "view /reset/{hash}",
    "/archive/2026-01-31": "view /archive/{date}",
    "/user/7?id=8&utm_source=mail": "view /user/{id}?id={id2}",
    "/odd/{braces}": "view /odd/%7Bbraces%7D",
    "/list?b=1&a=2&b=3": "view /list?a={a}&b={b}",
}


def test_the_action_of_a_url_and_back(tmp_path: Path) -> None:
    rows = [("user_id", "timestamp", "url"), *(("ann", "2026-01-01", url) for url in ACTIONS)]
    model = mine_one(write_csv(tmp_path / "events.csv", rows)).model
    assert {one.action for one in model.actions} == set(ACTIONS.values())
    matcher = TemplateMatcher(one.removeprefix("view ") for one in ACTIONS.values())
    for url, action in ACTIONS.items():
        # A browser escapes braces before it sends them.
        match = matcher.match(url.replace("{", "%7B").replace("}", "%7D"))
        assert match is not None
        assert f"view {match.template}" == action


def test_the_tighter_template_wins() -> None:
    matcher = TemplateMatcher(["/x/{hash}", "/x/{id}", "/x/{uuid}", "/x/{slug}"])
    found = {
        url: match.template
        for url in ("/x/123456789", "/x/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "/x/red")
        if (match := matcher.match(url))
    }
    assert list(found.values()) == ["/x/{id}", "/x/{uuid}", "/x/{slug}"]


def test_a_title_with_its_id_is_tighter_than_a_title() -> None:
    match = TemplateMatcher(["/x/{slug}", "/x/{slug}_{id}"]).match("/x/old_red_mug_17/")
    assert match is not None
    assert match.values == (("slug", "old_red_mug"), ("id", "17"))


def test_the_values_of_numbered_slots_carry_the_slots_names() -> None:
    match = TemplateMatcher(["/user/{id}?id={id2}"]).match("/user/7?id=8")
    assert match is not None
    assert match.values == (("id", "7"), ("id2", "8"))


def test_personal_values_never_enter_a_pool(tmp_path: Path) -> None:
    rows: list[tuple[str, ...]] = [("user_id", "timestamp", "url")]
    for value in ("red+mug", "ann%40shop.test", "%2B49+170+1234567", "a1b2c3d4e5f6g7h8"):
        rows += [("ann", "2026-01-01", f"/search?q={value}")]
    model = mine_one(write_csv(tmp_path / "events.csv", rows)).model
    assert [one.value for one in model.slot_values] == ["red mug"]


@pytest.mark.parametrize("value", ["mug", "size 42", "2026-01", "red,blue", "in-stock"])
def test_ordinary_values_do_not_look_personal(value: str) -> None:
    assert not looks_personal(value)


def test_languages_whose_pages_are_alike_are_a_slot() -> None:
    pages = ("cart", "search", "help")
    paths = {f"/{one}/{page}": 1 for one in ("en", "de", "pt-BR") for page in pages}
    learned = learn_templates(paths | {"/fr": 1, "/tv/channels": 5, "/about": 1})
    assert learned["/pt-BR/cart"] == "/{locale}/cart"
    assert learned["/fr"] == "/{locale}"
    assert (learned["/tv/channels"], learned["/about"]) == ("/tv/channels", "/about")


def test_two_letters_with_pages_of_their_own_are_no_languages() -> None:
    paths = dict.fromkeys(("/my/orders", "/my/account", "/go/orders", "/go/premium", "/go/pro"), 9)
    assert learn_templates(paths) == {path: path for path in paths}


def test_spellings_of_one_page_are_one_action(tmp_path: Path) -> None:
    spellings = (
        "/Help/caf%C3%A9",
        "https://shop.test/help/café/",
        "/help/caf%c3%a9;jsessionid=1A53?PHPSESSID=298zf",
        "/(S(lit3py55t21z5v55vlm25s55))/help;SID=2;xK3f9QpL2v8ZrT5w//%63afé?sid=5",
        "/help/caf%c3%a9?utm_source=mail#top",
    )
    rows = [(f"u{i}", f"2026-01-01 10:00:0{i}", url) for i, url in enumerate(spellings)]
    mined = mine_one(write_csv(tmp_path / "events.csv", [("user_id", "time", "url"), *rows]))
    (action,) = mined.model.actions
    assert action.action == "view /help/café"
    matcher = TemplateMatcher(["/help/café"])
    assert all(matcher.match(url) for url in spellings)


def test_a_number_with_an_ending_is_a_record_in_another_form() -> None:
    paths = ("/issues/{id}", "/issues/17.json", "/news/4711.html", "/files/app.1.js", "/v/2.0.zip")
    learned = learn_templates(dict.fromkeys(paths, 1))
    assert learned["/issues/17.json"] == "/issues/{id}.json"
    assert learned["/news/4711.html"] == "/news/{id}.html"
    assert {learned[path] for path in ("/files/app.1.js", "/v/2.0.zip")} == {
        "/files/app.1.js",
        "/v/2.0.zip",
    }


def test_a_key_in_brackets_is_a_record() -> None:
    paths = ("/odata/Books(17)", "/odata/Books(17)/Author", "/odata/Authors('ann')", "/f(x)")
    assert list(learn_templates(dict.fromkeys(paths, 1)).values()) == [
        "/f(x)",
        "/odata/Authors('{slug}')",
        "/odata/Books({id})",
        "/odata/Books({id})/Author",
    ]
    matcher = TemplateMatcher(["/odata/Books({id})", "/odata/{slug}"])
    found = matcher.match("/odata/Books(4)")
    assert found
    assert found.values == (("id", "4"),)
