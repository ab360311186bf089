"""Queries of templates: keys that choose what is shown keep their value, others are slots."""

from pathlib import Path

import pytest

from journeys_mining.actions.action import Action, TemplateMatcher
from journeys_mining.actions.known_templates import KnownTemplates

from ..exports import mine_one, write_csv


def mined_actions(folder: Path, urls: dict[str, int]) -> list[str]:
    """The actions of an export in which so many users each open an address."""
    rows = [
        (f"u{user}", f"2026-01-01 10:00:{place:02}", url)
        for place, (url, users) in enumerate(urls.items())
        for user in range(users)
    ]
    mined = mine_one(write_csv(folder / "events.csv", [("user_id", "time", "url"), *rows]), floor=5)
    return sorted(one.action for one in mined.model.actions)


def test_a_key_that_chooses_keeps_its_value(tmp_path: Path) -> None:
    urls = {f"/wiki.php?do={do}&id=page{do}": 6 for do in ("edit", "login", "")}
    urls |= {f"/index.php?route={route}": 5 for route in ("account%2Flogin", "/table/sql", "/")}
    # Links write a mark before a key as it is, forms escape it.
    urls |= {"/issue?@template=item&id=3": 5, "/issue?%40template=item&id=4": 5}
    # What is called after no choice says where somebody came from.
    assert mined_actions(tmp_path, urls | {"/index.php?next=%2Fcart": 5}) == [
        "view /index.php?next={next}",
        "view /index.php?route=/",
        "view /index.php?route=/table/sql",
        "view /index.php?route=account/login",
        "view /issue?@template=item&id={id}",
        "view /wiki.php?do=edit&id={id}",
        "view /wiki.php?do=login&id={id}",
        "view /wiki.php?do={do}&id={id}",
    ]


def test_numbers_titles_and_tokens_choose_nothing(tmp_path: Path) -> None:
    urls = {"/list?page=2": 5, "/list?page=3": 5, "/by?view=ann%40shop.test": 5}
    urls |= {f"/read?page={one}-story": 5 for one in "abcdefghijklmnopqrst"}
    assert mined_actions(tmp_path, urls) == [
        "view /by?view={view}",
        "view /list?page={page}",
        "view /read?page={page}",
    ]


def test_a_key_that_is_a_path_names_what_is_done(tmp_path: Path) -> None:
    urls = {"/login": 5, "/login?/login": 5, "/login?/register=&utm_source=mail": 5}
    actions = mined_actions(tmp_path, urls)
    assert actions == ["view /login", "view /login?/login=", "view /login?/register="]
    match = TemplateMatcher(one.removeprefix("view ") for one in actions).match("/login?/register")
    assert match
    assert match.template == "/login?/register="


def test_a_query_of_few_users_counts_as_one_that_says_less(tmp_path: Path) -> None:
    urls = {"/w?do=edit&id=a": 5, "/w?do=edit&id=a&rev=7": 2, "/w?do=diff&id=a": 3, "/w?id=a": 5}
    assert mined_actions(tmp_path, urls) == ["view /w?do=edit&id={id}", "view /w?id={id}"]


@pytest.mark.parametrize(
    ("url", "template"),
    [
        ("/w?id=a&do=edit", "/w?do=edit&id={id}"),
        ("/w?id=a&do=edit&rev=3", "/w?do=edit&id={id}"),
        ("/w?id=a&do=show", "/w?do={do}&id={id}"),
        ("/w?id=a", "/w?id={id}"),
        ("/w?do=edit", "/w"),
    ],
)
def test_the_matcher_reads_addresses_as_mining_does(url: str, template: str) -> None:
    templates = ["/w", "/w?id={id}", "/w?do={do}&id={id}", "/w?do=edit&id={id}"]
    found = TemplateMatcher(templates).match(url)
    assert found is not None
    assert found.template == template
    other = Action.parse("view /w?do=diff&id={id}&rev={rev}")
    known = KnownTemplates(f"view {one}" for one in templates)
    assert known.action(str(other)) == "view /w?do={do}&id={id}"
