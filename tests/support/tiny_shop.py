"""A tiny shop as servers are made that nobody prepared for tests: cookies, tokens, redirects."""

import itertools
import secrets
from typing import Final

from aiohttp import web

from tests.support.tiny_web import Routes, page, redirect

TEMPLATES: Final = (
    "/",
    "/search?q={q}",
    "/product/{id}",
    "/cart",
    "/cart/items",
    "/cart/items/{id}/remove",
    "/checkout",
    "/login",
    "/account",
    "/account/delete",
    "/order/{id}",
    "/orders",
)
EVENT_NAMES: Final = ("add_to_cart", "remove_from_cart", "purchase", "begin_checkout", "search")
PASSWORD: Final = "right-password"


class TinyShop:
    """State of one shop; a visitor is known by a cookie, a form by its token."""

    def __init__(self) -> None:
        self.carts: dict[str, list[str]] = {}
        self.tokens: dict[str, str] = {}
        self.members: set[str] = set()
        self.form_fields: list[dict[str, str]] = []
        self._order_ids = itertools.count(501)

    @property
    def routes(self) -> Routes:
        return {
            "GET /": self._home,
            "GET /search": self._search,
            "GET /product/{id:[1-3]}": self._product,
            "GET /cart": self._cart,
            "POST /cart/items": self._add,
            "POST /cart/items/{id}/remove": self._remove,
            "GET /checkout": self._checkout,
            "POST /checkout": self._order,
            "GET /login": self._login_form,
            "POST /login": self._login,
            "GET /account": self._account,
            "POST /account/delete": redirect("/"),
            "GET /order/{id}": self._order_page,
        }

    def _page(self, request: web.Request, body: str) -> web.Response:
        visitor = request.cookies.get("visitor") or secrets.token_hex(8)
        token = self.tokens[visitor] = secrets.token_hex(8)
        hidden = f'<input type="hidden" name="csrf_token" value="{token}">'
        head = '<a href="/">Home</a> <a href="/cart">Cart</a> <a href="/login">Sign in</a>'
        search = '<form action="/search"><input name="q" type="search"><button>Go</button></form>'
        response = page(head + search + body.replace("<token>", hidden))
        response.set_cookie("visitor", visitor, httponly=True)
        return response

    async def _fields(self, request: web.Request) -> tuple[str, dict[str, str]]:
        """The visitor and the form; 403 if the token is not the one of the visitor's last page."""
        fields = {key: str(value) for key, value in (await request.post()).items()}
        visitor = request.cookies.get("visitor", "")
        if not visitor or self.tokens.get(visitor) != fields.get("csrf_token"):
            raise web.HTTPForbidden(text="forged")
        self.form_fields.append(fields)
        return visitor, fields

    async def _home(self, request: web.Request) -> web.Response:
        links = "".join(f'<a href="/product/{one}">Mug {one}</a>' for one in (1, 2, 3))
        return self._page(request, links + '<a href="https://elsewhere.test/product/9">Mug 9</a>')

    async def _search(self, request: web.Request) -> web.Response:
        announced = '<script>shop.track("search", {q: 1})</script>'
        return self._page(request, announced + '<a href="/product/2">Mug 2</a>')

    async def _product(self, request: web.Request) -> web.Response:
        return self._page(
            request,
            f"""<form action="/cart/items" method="post" data-event="add_to_cart"><token>
            <input type="hidden" name="product_id" value="{request.match_info["id"]}">
            <input type="number" name="quantity" value="1"><button>Add to cart</button></form>""",
        )

    async def _cart(self, request: web.Request) -> web.Response:
        items = self.carts.get(request.cookies.get("visitor", ""), [])
        removes = "".join(
            f'<form action="/cart/items/{one}/remove" method="post">'
            "<token><button>Remove</button></form>"
            for one in items
        )
        leave = '<a href="/checkout">Begin checkout</a>' if items else ""
        return self._page(request, removes + leave)

    async def _add(self, request: web.Request) -> web.StreamResponse:
        visitor, fields = await self._fields(request)
        self.carts.setdefault(visitor, []).append(fields["product_id"])
        return await redirect("/cart")(request)

    async def _remove(self, request: web.Request) -> web.StreamResponse:
        visitor, _ = await self._fields(request)
        self.carts[visitor].remove(request.match_info["id"])
        return await redirect("/cart")(request)

    async def _checkout(self, request: web.Request) -> web.StreamResponse:
        if not self.carts.get(request.cookies.get("visitor", "")):
            return await redirect("/cart", 302)(request)
        return self._page(
            request,
            """<form action="/checkout" method="post"><token>
            <input name="email" type="email" required><input name="full_name" required>
            <input name="note"><select name="delivery" required><option value="">Choose</option>
            <option value="post">Post</option></select>
            <input type="checkbox" name="newsletter" value="yes">
            <input type="checkbox" name="terms" value="accepted" required>
            <button name="go" value="order">Place order</button></form>""",
        )

    async def _order(self, request: web.Request) -> web.StreamResponse:
        visitor, _ = await self._fields(request)
        self.carts[visitor] = []
        return await redirect(f"/order/{next(self._order_ids)}")(request)

    async def _order_page(self, request: web.Request) -> web.Response:
        return self._page(request, '<script>gtag("event", "purchase", {value: 1})</script>')

    async def _login_form(self, request: web.Request) -> web.Response:
        return self._page(
            request,
            """<form action="/login" method="post"><token><input name="user">
            <input name="password" type="password"><button>Sign in</button></form>""",
        )

    async def _login(self, request: web.Request) -> web.StreamResponse:
        visitor, fields = await self._fields(request)
        if fields["password"] != PASSWORD:
            return await self._login_form(request)
        self.members.add(visitor)
        return await redirect("/account")(request)

    async def _account(self, request: web.Request) -> web.StreamResponse:
        if request.cookies.get("visitor") not in self.members:
            return await redirect("/login", 302)(request)
        return self._page(
            request,
            """<form action="/account/delete" method="post"><token>
            <button>Delete my account</button></form>""",
        )
