"""Signing in and out, the account and its orders."""

from collections.abc import Iterable

from aiohttp import web

from journeys.demo.pages import SESSION, SHOP, form_fields, render, see_other


def routes() -> Iterable[web.RouteDef]:
    """The pages and the addresses they are at."""
    return (
        web.get("/login", _login),
        web.post("/login", _sign_in),
        web.post("/logout", _sign_out),
        web.get("/account", _account),
        web.get("/account/orders", _orders),
    )


async def _login(request: web.Request) -> web.Response:
    return render(request, "login.html")


async def _sign_in(request: web.Request) -> web.Response:
    session = request[SESSION]
    fields = await form_fields(request)
    email, password = fields.get("email", ""), fields.get("password", "")
    if "@" not in email or not password:
        session.notice = "Give an e-mail address and a password."
        return see_other("/login")
    account = request.app[SHOP].state.sign_in(email, password)
    if account is None:
        session.notice = "That is not the password of this account."
        return see_other("/login")
    session.account = account
    return see_other("/account")


async def _sign_out(request: web.Request) -> web.Response:
    request[SESSION].account = None
    request[SESSION].notice = "You are signed out."
    return see_other("/")


async def _account(request: web.Request) -> web.Response:
    account = request[SESSION].account
    if account is None:
        return see_other("/login")
    return render(request, "account.html", account=account)


async def _orders(request: web.Request) -> web.Response:
    account = request[SESSION].account
    if account is None:
        return see_other("/login")
    placed = request.app[SHOP].state.orders
    orders = [placed[order_id] for order_id in reversed(account.order_ids)]
    return render(request, "orders.html", orders=orders)
