"""Which query keys choose what is shown, in made traffic of known applications."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from journeys_mining.coding import code_actions
from journeys_mining.engine import open_engine
from journeys_mining.mine import Mined
from journeys_mining.options import MiningOptions
from journeys_mining.reading import read_export
from tests.support import front_controllers as made

from ..exports import mine_one, write_csv

APPLICATIONS = {
    "pages": made.pages_by_name("page"),
    "unnamed": made.pages_by_name("zq"),
    "opencart": made.opencart("route"),
    "unnamed-routes": made.opencart("zz"),
    "mediawiki": made.mediawiki("action"),
    "unnamed-actions": made.mediawiki("zy"),
    "wordpress": made.wordpress(),
    "drupal": made.drupal(),
    "phpbb": made.phpbb(),
    "shop": made.shop_with_paths(),
}


def mined(
    folder: Path, applications: Mapping[str, made.Application], seed: int = 1, **options: Any
) -> Mined:
    """One export of all applications, its rows in any order."""
    rows = [row for name, one in applications.items() for row in made.visits(name, one)]
    random.Random(seed).shuffle(rows)
    path = write_csv(folder / "events.csv", [("user_id", "time", "url"), *rows])
    return mine_one(path, **{"floor": 5, **options})


@pytest.fixture(scope="module")
def all_mined(tmp_path_factory: pytest.TempPathFactory) -> Mined:
    return mined(tmp_path_factory.mktemp("all"), APPLICATIONS)


def chosen(mined: Mined, folder: str) -> dict[str, int]:
    """How many names each choosing key of an application has, after its script."""
    return {
        f"{one.template.removeprefix(f'/{folder}')}?{one.key}": one.names
        for one in mined.report.choosing_keys
        if one.template.split("/")[1] == folder
    }


def templates(mined: Mined, folder: str) -> set[str]:
    """Those of an application, without its folder."""
    begin = f"view /{folder}"
    found = {one.action for one in mined.model.actions if one.action.startswith(begin)}
    return {one.removeprefix(begin) for one in found if one[len(begin) :][:1] in {"", "/", "?"}}


def with_query(**pairs: str) -> str:
    return "?" + "&".join(f"{key}={value}" for key, value in sorted(pairs.items()))


@pytest.mark.parametrize(("folder", "key"), [("pages", "page"), ("unnamed", "zq")])
def test_a_key_is_found_by_its_name_or_by_what_follows(
    all_mined: Mined, folder: str, key: str
) -> None:
    pages = APPLICATIONS[folder].walk
    assert chosen(all_mined, folder) == {f"/index.php?{key}": len(pages)}
    slots = {"currency": "{currency}", "lang": "{lang}"}
    assert templates(all_mined, folder) == {
        "/index.php"
        + with_query(**slots, **{key: page}, **({"id": "{id}"} if page == "detail" else {}))
        for page in pages
    }


@pytest.mark.parametrize(("folder", "key"), [("opencart", "route"), ("unnamed-routes", "zz")])
def test_many_routes_are_no_titles(all_mined: Mined, folder: str, key: str) -> None:
    assert chosen(all_mined, folder)[f"/index.php?{key}"] > 19
    found = templates(all_mined, folder)
    assert "/index.php" + with_query(**{key: "checkout/cart"}) in found
    product = with_query(**{key: "product/product", "product_id": "{product_id}"})
    assert f"/index.php{product}" in found


@pytest.mark.parametrize(("folder", "key"), [("mediawiki", "action"), ("unnamed-actions", "zy")])
def test_titles_choose_nothing_and_actions_do(all_mined: Mined, folder: str, key: str) -> None:
    assert chosen(all_mined, folder) == {f"/index.php?{key}": 4}
    doing = ({}, *({key: one} for one in ("edit", "submit", "history", "raw")))
    assert templates(all_mined, folder) == {
        "/index.php" + with_query(title="{title}", **one) for one in doing
    }


def test_a_kind_of_posts_chooses_and_records_and_searches_do_not(all_mined: Mined) -> None:
    assert chosen(all_mined, "wordpress") == {"?post_type": 2}
    assert templates(all_mined, "wordpress") == {
        *("", "?p={p}", "?s={s}", "?event={event}", "?product={product}"),
        *("?post_type=event", "?post_type=product"),
    }


def test_records_within_a_path_are_one_name_that_chooses_nothing(all_mined: Mined) -> None:
    assert chosen(all_mined, "drupal") == {"?q": 3}
    pages = {"?q={q}", "?q=blog", "?q=user/login", "?q=node/add/page"}
    assert templates(all_mined, "drupal") == pages


def test_scripts_with_modes_and_numbers(all_mined: Mined) -> None:
    assert templates(all_mined, "phpbb") == {
        *("/index.php", "/viewforum.php?f={f}", "/viewtopic.php?t={t}", "/ucp.php?mode=login"),
        *("/posting.php?mode=reply&t={t}", "/posting.php?f={f}&mode=post"),
    }


def test_what_only_sorts_filters_and_stays_chooses_nothing(all_mined: Mined) -> None:
    assert chosen(all_mined, "shop") == {}
    assert templates(all_mined, "shop") == {
        "?lang={lang}",
        "/list?color={color}&per_page={per_page}&q={q}&sort={sort}",
        "/p?cb={cb}&tab={tab}",
        "/cart?currency={currency}&embed={embed}",
    }


def test_routes_that_are_given_decide_whatever_the_order_of_rows(tmp_path: Path) -> None:
    routes = tmp_path / "routes.txt"
    routes.write_text("/unnamed/index.php?zq=cart\n/unnamed/index.php?lang=de\n", encoding="utf-8")
    application = {"unnamed": made.pages_by_name("zq")}
    one, other = (mined(tmp_path, application, seed, routes=routes).model for seed in (1, 2))
    assert one == other
    assert {action.action for action in one.actions} == {
        f"view /unnamed/index.php?currency={{currency}}&{record}lang={lang}&zq={page}"
        for record, page in (("", "cart"), ("", "{zq}"), ("id={id}&", "{zq}"))
        for lang in ("de", "{lang}")
    }


def test_with_noise_only_names_decide(tmp_path: Path) -> None:
    """What single sessions decide would need noise of its own."""
    rows = [row for name in ("pages", "unnamed") for row in made.visits(name, APPLICATIONS[name])]
    path = write_csv(tmp_path / "events.csv", [("user_id", "time", "url"), *rows])
    options = MiningOptions(epsilon=1.0)
    with open_engine() as engine:
        export = read_export(engine, [path], options, lambda _: None)
        keys = code_actions(engine, export, options, lambda _: None).choosing
    assert [(one.key, one.bits) for one in keys] == [("page", None)]
