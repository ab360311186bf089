"""Which page of the model a URL is."""

import pytest

from journeys_runners.pages.site import Site

_RUNS = "/#/runs/{id}?filter={filter}&order={order}"


@pytest.mark.parametrize(
    ("url", "expected", "reached"),
    [
        ("/#/runs/7?filter=&order=up", _RUNS, _RUNS),
        # The script leaves out what is empty, and no other page is at this path.
        ("/#/runs/7?order=up", _RUNS, _RUNS),
        ("/#/runs/7?order=up", None, "/"),
        ("/list?page=2", "/list?page={page}&q={q}", "/list"),
        ("/#/other/7", _RUNS, "/"),
    ],
)
def test_a_page_is_reached_although_its_query_lacks_keys(
    url: str, expected: str | None, reached: str
) -> None:
    site = Site("http://app.test", ["/", _RUNS, "/list", "/list?page={page}&q={q}"])
    assert site.template_reached(f"http://app.test{url}", expected) == reached


def test_an_address_ends_as_the_application_s_own_do() -> None:
    site = Site("http://app.test", ["/", "/shelf", "/shelf/{id}", "/help", "/find?q={q}"])
    assert site.url_of("/shelf", {}) == "http://app.test/shelf"
    for url in ("/shelf/", "/shelf/7/", "/help", "/help/", "/find/?q=a"):
        site.match(f"http://app.test{url}")
    assert site.url_of("/shelf", {}) == "http://app.test/shelf/"
    assert site.url_of("/shelf/{id}", {"id": "8"}) == "http://app.test/shelf/8/"
    assert site.url_of("/help", {}) == "http://app.test/help"
    assert site.url_of("/find?q={q}", {"q": "b"}) == "http://app.test/find/?q=b"
    assert site.url_of("/", {}) == "http://app.test/"


@pytest.mark.parametrize(
    ("templates", "url"),
    [
        (["/tracker", "/tracker/list"], "http://app.test/tracker/list"),
        (["/", "/list", "/tracker/list"], "http://app.test/tracker/tracker/list"),
        (["/", "/trackers/list", "/tracker/list"], "http://app.test/tracker/tracker/list"),
    ],
)
def test_a_path_that_production_s_addresses_have_is_not_put_before_them(
    templates: list[str], url: str
) -> None:
    site = Site("http://app.test/tracker", templates)
    assert site.url_of("/tracker/list", {}) == url
    assert site.template_of(url) == "/tracker/list"
    assert site.home == "http://app.test/tracker/"


@pytest.mark.parametrize(
    ("templates", "beginnings"),
    [
        (["/app", "/app/list", "/app/list/{id}", "/app/find?q={q}"], ["/app"]),
        (["/a/b", "/a/b/list", "/a/b/list/{id}", "/a/b/help", "/a/b/cart"], ["/a/b", "/a"]),
        (["/", "/list", "/list/{id}"], []),
        (["/{shop}/list", "/{shop}/cart", "/{shop}/help"], []),
    ],
)
def test_what_all_of_production_s_paths_begin_with(
    templates: list[str], beginnings: list[str]
) -> None:
    assert Site("http://app.test", templates).beginnings() == beginnings


def test_a_beginning_that_staging_lacks_is_left_out() -> None:
    site = Site("http://app.test/on/staging", ["/app", "/app/list", "/app/list/{id}", "/help"])
    assert site.template_of("http://app.test/on/staging/list") is None
    site.leave_out("/app")
    for template, url in (
        ("/app", "http://app.test/on/staging/"),
        ("/app/list/{id}", "http://app.test/on/staging/list/7"),
    ):
        assert site.url_of(template, {"id": "7"}) == url
        assert site.template_of(url) == template
    assert site.path_of("http://app.test/on/staging/new") == "/app/new"
