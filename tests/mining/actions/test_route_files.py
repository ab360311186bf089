"""Templates that are given: OpenAPI documents and route lists."""

import json
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys_mining.actions.route_files import load_routes

from ..exports import mine_one, write_csv

RAILS = """\
       Prefix Verb   URI Pattern                       Controller#Action
     products GET    /products(.:format)               products#index
      product GET    /products/:id(.:format)           products#show
 user_reviews POST   /users/:user_id/reviews(.:format) reviews#create
         page GET    /pages/*path                      pages#show
"""
SHOW_URLS = """\
/\tshop.views.Home\thome
/catalogue/<slug:product_slug>_<int:pk>/\toscar.ProductDetailView\tdetail
/admin/^(?P<app>[a-z]+)/(?P<id>[0-9]+)/$\tadmin\tapp
"""
EXPRESS = """\
app.get('/items/:itemId', show)
router.post("/items/:itemId/tags/:tag?", tag)
"""
BY_HAND = """\
# our pages
GET /product/{id}
/c/{category}/{id:int}
"""
OPENAPI = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://api.shop.test/v2"}],
    "paths": {"/pets/{petId}": {"get": {}}, "/pets": {"post": {}}, "/meta": {"summary": "no way"}},
}


@pytest.mark.parametrize(
    ("text", "templates"),
    [
        (RAILS, ["/pages/{path}", "/products", "/products/{id}", "/users/{user_id}/reviews"]),
        (SHOW_URLS, ["/", "/admin/{app}/{id}", "/catalogue/{product_slug}_{pk}"]),
        (EXPRESS, ["/items/{itemId}", "/items/{itemId}/tags/{tag}"]),
        (BY_HAND, ["/c/{category}/{id}", "/product/{id}"]),
        (json.dumps(OPENAPI), ["/v2/pets", "/v2/pets/{petId}"]),
        ("swagger: '2.0'\nbasePath: /api\npaths:\n  /a/{b}:\n    get: {}\n", ["/api/a/{b}"]),
    ],
)
def test_every_way_to_write_routes(tmp_path: Path, text: str, templates: list[str]) -> None:
    path = tmp_path / "routes"
    path.write_text(text, encoding="utf-8")
    assert list(load_routes(path)) == templates


def test_given_templates_go_before_learned_ones(tmp_path: Path) -> None:
    routes = tmp_path / "routes.txt"
    routes.write_text("/shop/{category}\n/shop/{category}/{item}\n", encoding="utf-8")
    urls = ["/shop/mugs", "/shop/lamps", "/shop/mugs/17", "/shop/mugs/red-one", "/help/returns"]
    rows = [(f"u{user}", "2026-01-01", url) for user in range(3) for url in urls]
    path = write_csv(tmp_path / "e.csv", [("user_id", "timestamp", "url"), *rows])
    mined = mine_one(path, routes=routes)
    assert {one.action for one in mined.model.actions} == {
        "view /shop/{category}",
        "view /shop/{category}/{item}",
        "view /help/returns",
    }


def test_parameters_of_segments_give_way_before_their_page_does(tmp_path: Path) -> None:
    """With a list of routes, too, which says nothing of them."""
    often = [(user, f"/sites;region={user % 2}/summary") for user in range(3, 9)]
    seldom = [(user, f"/shops;{key}=1/17") for user, key in enumerate(["a", "a", "b", "b", "c"])]
    rows = [(f"u{user}", "2026-01-01", url) for user, url in (*often, *seldom)]
    path = write_csv(tmp_path / "e.csv", [("user_id", "timestamp", "url"), *rows])
    (tmp_path / "routes.txt").write_text("/sites/summary\n/shops/{shop}\n", encoding="utf-8")
    for routes, slot in ((None, "id"), (tmp_path / "routes.txt", "shop")):
        mined = mine_one(path, floor=5, routes=routes)
        assert {one.action for one in mined.model.actions} == {
            "view /sites;region={region}/summary",
            f"view /shops/{{{slot}}}",
        }


def test_a_file_without_routes_says_so(tmp_path: Path) -> None:
    path = tmp_path / "routes"
    path.write_text("nothing here\n", encoding="utf-8")
    with pytest.raises(InputError, match="there is no route in the file"):
        load_routes(path)
