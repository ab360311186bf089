"""URLs in parts: what is found out once for many URLs of one form holds for each of them."""

import itertools

import pandas as pd

from journeys_mining.actions.queries import CHOOSING_KEYS
from journeys_mining.actions.urls import _keys, _with_reduced, host_of, located, reduce_urls
from journeys_mining.engine import open_engine

_HOSTS = ("https://shop.example", "http://123", "HTTPS://ann@Shop.example:81", "")
_PATHS = ("", "/", "/item/17", "//7//8/", "/17;v=3/0", "/2026-05-06/7x", "/{id}/%7Bid%7D", "/a=1")
_REST = (
    *("", "?", "?q=a/1/b&page=2", "?do=edit&id=3", "?view=&x&y==", "#top", "?a=1#/cart/5?z=1"),
    *("#!/7/", "?id=1?id=2&"),
)
URLS = sorted({"".join(parts) for parts in itertools.product(_HOSTS, _PATHS, _REST)} - {""})
_TOLD = ["url", "host", "reduced", "keys"]


def test_a_url_tells_the_same_alone_and_by_its_form() -> None:
    with open_engine() as engine:
        rows = engine.put("rows", pd.DataFrame({"url": [*URLS, *URLS]}))
        urls = reduce_urls(engine, rows)
        by_form = engine.fetch(urls.select(*_TOLD))
        alone = urls.select("url", "url_code").inner_join(located(engine, urls), "url_code")
        alone = _with_reduced(alone)
        keys = _keys(alone.query, CHOOSING_KEYS)
        told = alone.select("url", "reduced", host=host_of(alone.url), keys=keys)
        expected = engine.fetch(told.select("url", *_TOLD[1:]))
    in_order = by_form.sort_values("url", ignore_index=True)
    pd.testing.assert_frame_equal(in_order, expected.sort_values("url", ignore_index=True))
    of_item = in_order[in_order["url"] == "https://shop.example/item/17?q=a/1/b&page=2"]
    assert of_item[_TOLD[1:]].to_numpy().tolist() == [["shop.example", "/item/{id}", "q=&page~"]]


def test_urls_that_the_engine_hashes_alike_are_two() -> None:
    """DuckDB's `hash` gives hundreds of these the hash of another."""
    numbers = itertools.product(range(10, 100), repeat=2)
    urls = [f"/custom_fields/{field}/enumerations/{entry}" for field, entry in numbers]
    with open_engine() as engine:
        told = reduce_urls(engine, engine.put("rows", pd.DataFrame({"url": urls})))
        assert sorted(engine.fetch(told.select("url"))["url"]) == sorted(urls)
