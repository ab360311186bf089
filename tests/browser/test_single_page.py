"""Single-page applications: the URL after an action says which page it is."""

import json

import pytest

from journeys.evidence import Way
from journeys.verdict import Cause
from tests.browser.single_page import single_page_routes
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey, replay_on

EVENTS = ("view_item", "add_to_cart", "wish_for_it")
PATHS = ("/", "/cart", "/product/{id}", "/api/cart", "/api/product/{id}")


@pytest.mark.parametrize("prefix", ["", "/#"], ids=["history", "hash"])
def test_routes_are_pages_and_scripts_answer_forms(prefix: str) -> None:
    is_hash = bool(prefix)
    templates = (*PATHS, "/#/cart", "/#/product/{id}") if is_hash else PATHS
    replayed = replay_in_browser(
        single_page_routes(is_hash=is_hash),
        a_journey(
            "view /",
            f"view {prefix}/product/{{id}}",
            f"view_item @ {prefix}/product/{{id}}",
            f"add_to_cart @ {prefix}/product/{{id}}",
            "POST /api/cart",
            f"view {prefix}/cart",
        ),
        suite={"templates": templates, "event_names": EVENTS},
    )
    assert replayed.causes == [None] * 6
    assert replayed.ways == [
        Way.REQUEST,
        Way.LINK,
        Way.PAGE,
        Way.CONTROL,
        Way.REDIRECT,
        Way.REDIRECT,
    ]
    assert [step.page for step in replayed.steps][-1] == f"{prefix}/cart"
    # One page was loaded; the script fetched the rest.
    pages = [one for one in replayed.server.lines if not one.startswith(("GET /api", "POST"))]
    assert [line for line in pages if line != "GET /favicon.ico"] == ["GET /", "GET /app.js"]
    sent = next(one for one in replayed.server.requests if one.line == "POST /api/cart")
    assert json.loads(sent.body)["id"] in ("1", "2")


def test_a_lone_button_is_pressed_and_its_dialog_accepted() -> None:
    replayed = replay_in_browser(
        single_page_routes(is_hash=False),
        a_journey("view /", "view /product/{id}", "wish_for_it @ /product/{id}"),
        suite={"templates": PATHS, "event_names": EVENTS},
    )
    assert replayed.ways[-1] is Way.CONTROL
    beacons = [one.body for one in replayed.server.requests if one.path == "/stats"]
    assert beacons[-1] == b'{"event":"wish_for_it"}'


def test_a_route_can_be_opened_without_a_link_to_it() -> None:
    replayed = replay_in_browser(
        single_page_routes(is_hash=True),
        a_journey("view /#/cart"),
        suite={"templates": ("/", "/#/cart"), "event_names": EVENTS},
    )
    assert replayed.causes == [None]
    assert replayed.steps[0].page == "/#/cart"


def test_a_route_needs_a_browser() -> None:
    replayed = replay_on(
        single_page_routes(is_hash=True),
        a_journey("view /", "view /#/cart"),
        suite={"templates": ("/", "/#/cart"), "event_names": EVENTS},
    )
    assert replayed.causes == [None, Cause.UNBOUND]
    assert "--runner browser" in replayed.remedy


_LEADS_ON = """<a href="#/run/7">Run</a><script>
addEventListener("hashchange", () => {
  if (location.hash === "#/run/7") history.replaceState(null, "", "#/run/7/overview?tab=all");
});</script>"""


def test_a_route_that_leads_on_at_once_was_reached() -> None:
    overview = "/#/run/{id}/overview?tab={tab}"
    replayed = replay_in_browser(
        {"GET /": _LEADS_ON},
        a_journey("view /", "view /#/run/{id}", f"view {overview}"),
        suite={"templates": ("/", "/#/run/{id}", overview), "event_names": ()},
    )
    assert replayed.causes == [None] * 3
    assert replayed.ways[1:] == [Way.LINK, Way.REDIRECT]


def test_a_link_that_a_script_completes_is_pressed() -> None:
    metrics = "/#/run/{id}/metrics?key={key}&axis={axis}"
    body = """<a href="#/run/7">Run</a><a href="#/run/8/metrics">Other</a>
      <a href="#/run/7/metrics">Metrics</a><script>addEventListener("hashchange", () => {
      const route = location.hash;
      if (route.endsWith("metrics")) history.replaceState(null, "", route + "?key=loss");
    });</script>"""
    replayed = replay_in_browser(
        {"GET /": body},
        a_journey("view /", "view /#/run/{id}", f"view {metrics}"),
        suite={"templates": ("/", "/#/run/{id}", metrics), "event_names": ()},
    )
    assert replayed.causes == [None] * 3
    assert replayed.ways[1:] == [Way.LINK, Way.LINK]
    assert replayed.steps[-1].page_url is not None
    assert replayed.steps[-1].page_url.endswith("/#/run/7/metrics?key=loss")


def test_an_address_takes_what_a_nearby_one_says() -> None:
    metrics = "/#/run/{id}/metrics?key={key}"
    replayed = replay_in_browser(
        {"GET /": _LEADS_ON},
        a_journey("view /", f"view {metrics}"),
        suite={"templates": ("/", "/#/run/{id}", metrics), "event_names": ()},
    )
    assert replayed.causes == [None, None]
    assert replayed.steps[-1].page_url is not None
    assert replayed.steps[-1].page_url.endswith("/#/run/7/metrics")
