"""Pages that only show: the front page, categories, products, search, deals and help."""

import asyncio
from collections.abc import Iterable

from aiohttp import web

from journeys.demo import catalogue
from journeys.demo.pages import INVENTORY, SHOP, render, templates


def routes() -> Iterable[web.RouteDef]:
    """The pages and the addresses they are at."""
    return (
        web.get("/", _home),
        web.get("/category/{slug}", _category),
        web.get(r"/product/{product_id:[0-9]{1,9}}", _product),
        web.get(r"/images/{product_id:[0-9]{1,9}}.svg", _drawing),
        web.get("/search", _search),
        web.get("/deals", _deals),
        web.get("/help", _help),
        web.get("/help/returns", _returns),
        web.get("/help/size-guide", _size_guide),
    )


async def _home(request: web.Request) -> web.Response:
    return render(request, "home.html", products=catalogue.FEATURED)


async def _category(request: web.Request) -> web.Response:
    category = catalogue.find_category(request.match_info["slug"])
    if category is None:
        raise web.HTTPNotFound
    products = catalogue.products_in(category)
    return render(request, "category.html", category=category, products=products)


async def _product(request: web.Request) -> web.Response:
    product = _product_of(request)
    traceparent = request.headers.get("traceparent")
    return render(
        request,
        "product.html",
        product=product,
        in_stock=await request.app[INVENTORY].stock_of(product.id, traceparent),
        related=catalogue.related_to(product),
    )


async def _drawing(request: web.Request) -> web.Response:
    product = _product_of(request)
    svg = templates().get_template(f"art/{product.category.slug}.svg").render(hue=product.hue)
    headers = {"Cache-Control": "public, max-age=86400"}
    return web.Response(text=svg, content_type="image/svg+xml", headers=headers)


async def _search(request: web.Request) -> web.Response:
    query = request.query.get("q", "").strip()
    products = catalogue.search_products(query)
    return render(request, "search.html", query=query, products=products)


async def _deals(request: web.Request) -> web.Response:
    # Stands for the query that a real shop would run here; the releases differ in its time.
    await asyncio.sleep(request.app[SHOP].release.deals_query_s)
    return render(request, "deals.html", products=catalogue.DEALS)


async def _help(request: web.Request) -> web.Response:
    return render(request, "help.html")


async def _returns(request: web.Request) -> web.Response:
    return render(request, "returns.html")


async def _size_guide(request: web.Request) -> web.Response:
    if not request.app[SHOP].release.has_size_guide:
        raise web.HTTPNotFound
    return render(request, "size_guide.html")


def _product_of(request: web.Request) -> catalogue.Product:
    product = catalogue.PRODUCTS.get(int(request.match_info["product_id"]))
    if product is None:
        raise web.HTTPNotFound
    return product
