"""The faults that are planted, one at a time, and the steps at which a replay may name them.

Most show at the step that meets them. Some show only where the application has to make good on what
it lost before: these name the step after, too.
"""

from dataclasses import dataclass
from typing import Final

from tests.faults.proxy import Plant
from tests.faults.ways_to_break import (
    answers,
    answers_if,
    at,
    at_form,
    both,
    breaks_off,
    comes_as,
    cookies_for,
    drops,
    forgets_visitor,
    hangs,
    leaves_to,
    loses_field,
    page_is,
    page_says,
    sets_no_cookie,
    takes_longer,
    with_header,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault and where it must be found."""

    name: str
    shop: str
    """`demo` or `oscar`."""
    plant: Plant
    at: tuple[str, ...]
    """Actions at which the replay may name it."""
    runner: str = "http"
    options: tuple[str, ...] = ()
    """Further options of the replay."""


_ERROR_PAGE: Final = (
    "<!doctype html><title>Server Error</title><h1>Internal Server Error</h1>"
    "<p>The request could not be handled.</p>"
)
_PRODUCT: Final = "view /product/{id}"
_BOOK: Final = "view /catalogue/{slug}_{id}"

IN_DEMO_SHOP: Final = (
    Fault(
        name="500 on a branch: express delivery",
        shop="demo",
        plant=answers_if("POST", "/checkout/delivery", "method", "express", 500),
        at=("choose_express @ /checkout/delivery",),
    ),
    Fault(
        name="wrong redirect after signing in",
        shop="demo",
        plant=answers("POST", "/login", 303, Location="/help"),
        at=("sign_in @ /login",),
    ),
    Fault(
        name="session lost on one page",
        shop="demo",
        plant=forgets_visitor("GET", "/account/orders"),
        at=("view /account/orders",),
    ),
    Fault(
        name="missing link: from the cart to the checkout",
        shop="demo",
        plant=page_says("/cart", r'<a[^>]*href="/checkout".*?</a>', ""),
        at=("view /checkout",),
    ),
    Fault(
        name="slow page",
        shop="demo",
        plant=takes_longer("/help/returns", 0.6),
        at=("view /help/returns",),
    ),
    Fault(
        name="page hangs",
        shop="demo",
        plant=at("/deals", hangs),
        at=("view /deals",),
        options=("--request-timeout", "2s"),
    ),
    Fault(
        name="connection dropped on one page",
        shop="demo",
        plant=at("/help/returns", drops),
        at=("view /help/returns",),
    ),
    Fault(
        name="page refused to everybody",
        shop="demo",
        plant=answers("GET", "/help/size-guide", 403),
        at=("view /help/size-guide",),
    ),
    Fault(
        name="lost analytics event: the order",
        shop="demo",
        plant=page_says(
            r"/order/\d+", r"<script>shop\.track\(.*?</script>\s*<noscript>.*?</noscript>", ""
        ),
        at=("purchase @ /order/{id}",),
    ),
    Fault(
        name="lost analytics event: the search",
        shop="demo",
        runner="browser",
        plant=page_says(
            "/search", r"<script>shop\.track\(.*?</script>\s*<noscript>.*?</noscript>", ""
        ),
        at=("search @ /search?q={q}",),
    ),
    Fault(
        name="stale CSRF token in the product page's form",
        shop="demo",
        plant=page_says(r"/product/\d+", r'(name="csrf_token" value=")[^"]*', r"\1stale"),
        at=("add_to_cart @ /product/{id}",),
    ),
    Fault(
        name="404 on rare ids",
        shop="demo",
        plant=answers("GET", r"/product/\d*[37]", 404),
        at=(_PRODUCT,),
    ),
    Fault(
        name="hidden field vanished from a form",
        shop="demo",
        plant=page_says(r"/product/\d+", r'<input type="hidden" name="product_id"[^>]*>', ""),
        at=("add_to_cart @ /product/{id}",),
    ),
    Fault(
        name="empty page",
        shop="demo",
        plant=page_is("/help", ""),
        at=("view /help",),
    ),
    Fault(
        name="redirect loop",
        shop="demo",
        plant=answers("GET", "/account/orders", 302, Location="/account/orders"),
        at=("view /account/orders",),
    ),
    Fault(
        name="wrong content type",
        shop="demo",
        plant=comes_as("/help/size-guide", "text/plain; charset=utf-8"),
        at=("view /help/size-guide",),
    ),
    Fault(
        name="error page with status 200",
        shop="demo",
        plant=page_is("/category/lamps", _ERROR_PAGE),
        at=("view /category/lamps",),
    ),
    Fault(
        name="value lost between steps: the address",
        shop="demo",
        plant=answers("POST", "/checkout", 303, Location="/checkout/delivery"),
        at=("submit_address @ /checkout", "view /checkout/delivery"),
    ),
    Fault(
        name="text field vanished from a form",
        shop="demo",
        plant=page_says("/checkout", r"<label>Postcode.*?</label>", ""),
        at=("submit_address @ /checkout",),
    ),
    Fault(
        name="script error",
        shop="demo",
        runner="browser",
        plant=page_says("/deals", "</body>", "<script>deals.start()</script></body>"),
        at=("view /deals",),
    ),
    Fault(
        name="event sent twice",
        shop="demo",
        runner="browser",
        plant=page_says(r"/order/\d+", r"(<script>shop\.track\(\"purchase.*?</script>)", r"\1\1"),
        at=("view /order/{id}", "purchase @ /order/{id}"),
    ),
    Fault(
        name="a script's request fails",
        shop="demo",
        runner="browser",
        plant=both(
            page_says("/help", "</body>", "<script>fetch('/api/hours')</script></body>"),
            answers("GET", "/api/hours", 500),
        ),
        at=("view /help",),
    ),
    Fault(
        name="style sheet missing",
        shop="demo",
        runner="browser",
        plant=page_says("/help/returns", "/static/shop.css", "/static/shop.v2.css"),
        at=("view /help/returns",),
    ),
)

IN_FORMS_AND_REDIRECTS: Final = (
    Fault(
        name="slow page after a form",
        shop="demo",
        plant=takes_longer("/checkout/confirm", 0.6),
        at=("view /checkout/confirm",),
    ),
    Fault(
        name="those signed in are sent to sign in",
        shop="demo",
        plant=answers("GET", "/account/orders", 303, Location="/login"),
        at=("view /account/orders",),
    ),
    Fault(
        name="missing link: to the deals, on every page",
        shop="demo",
        plant=page_says("/.*", r'<a[^>]*href="/deals".*?</a>', ""),
        at=("view /deals",),
    ),
    Fault(
        name="no CSRF token in one form",
        shop="demo",
        plant=page_says("/checkout/delivery", r'<input type="hidden" name="csrf_token"[^>]*>', ""),
        at=("choose_express @ /checkout/delivery", "choose_standard @ /checkout/delivery"),
    ),
    Fault(
        name="a visitor's own order is not found",
        shop="demo",
        plant=answers("GET", r"/order/\d+", 404),
        at=("view /order/{id}", "place_order @ /checkout/confirm"),
    ),
    Fault(
        name="wrong address in a form",
        shop="demo",
        plant=page_says("/cart", 'action="/cart/coupon"', 'action="/cart/coupons"'),
        at=("apply_coupon @ /cart",),
    ),
    Fault(
        name="wrong method of a form",
        shop="demo",
        plant=page_says("/cart", 'coupon" method="post"', 'coupon" method="get"'),
        at=("apply_coupon @ /cart",),
    ),
    Fault(
        name="control gone: gift wrap",
        shop="demo",
        plant=page_says("/cart", r'<form action="/cart/gift-wrap".*?</form>', ""),
        at=("add_gift_wrap @ /cart",),
    ),
    Fault(
        name="redirect to an address without its id",
        shop="demo",
        plant=with_header("POST", "/checkout/confirm", "Location", "/order/undefined"),
        at=("view /order/{id}", "place_order @ /checkout/confirm"),
    ),
    Fault(
        name="redirect without an address",
        shop="demo",
        plant=answers("POST", "/checkout/delivery", 303, ""),
        at=("choose_express @ /checkout/delivery", "choose_standard @ /checkout/delivery"),
    ),
    Fault(
        name="form that hangs",
        shop="demo",
        plant=at_form("/cart/coupon", hangs),
        at=("apply_coupon @ /cart",),
        options=("--request-timeout", "2s"),
    ),
    Fault(
        name="answer that is not packed as it says",
        shop="demo",
        plant=with_header("GET", "/help", "Content-Encoding", "gzip"),
        at=("view /help",),
    ),
    Fault(
        name="page comes as a download",
        shop="demo",
        plant=comes_as("/help", "application/octet-stream"),
        at=("view /help",),
    ),
    Fault(
        name="sign-out that signs nobody out",
        shop="demo",
        plant=answers("POST", "/logout", 303, Location="/"),
        at=("sign_out @ /account",),
    ),
    Fault(
        name="page that breaks off",
        shop="demo",
        plant=breaks_off("/help/returns"),
        at=("view /help/returns",),
    ),
    Fault(
        name="data instead of some pages",
        shop="demo",
        plant=page_is(r"/product/\d*[37]", '{"id": 3}', "application/json"),
        at=(_PRODUCT,),
    ),
    Fault(
        name="error message in the shop's layout, with status 200",
        shop="demo",
        plant=page_says("/help/returns", "<h1>.*?</h1>", "<h1>Something went wrong</h1>"),
        at=("view /help/returns",),
    ),
    Fault(
        name="session cookie for the sign-in page only",
        shop="demo",
        plant=cookies_for("/login"),
        at=("sign_in @ /login", "view /account", "add_to_cart @ /product/{id}"),
    ),
    Fault(
        name="a script breaks on each press",
        shop="demo",
        runner="browser",
        plant=page_says(
            "/cart",
            "</body>",
            "<script>document.addEventListener('submit', () => cart.count(), true)</script></body>",
        ),
        at=("apply_coupon @ /cart", "remove_from_cart @ /cart", "add_gift_wrap @ /cart"),
    ),
    Fault(
        name="a script gets a page instead of data",
        shop="demo",
        runner="browser",
        plant=both(
            page_says(
                "/help",
                "</body>",
                "<script>fetch('/api/hours').then((hours) => hours.json())</script></body>",
            ),
            answers("GET", "/api/hours", 200),
        ),
        at=("view /help",),
    ),
    Fault(
        name="an empty pane covers a page",
        shop="demo",
        runner="browser",
        plant=page_says(
            "/checkout/confirm", "</body>", '<div style="position:fixed;inset:0"></div></body>'
        ),
        # Its link back is under the pane, too.
        at=("place_order @ /checkout/confirm", "view /checkout/delivery"),
    ),
    Fault(
        name="a page waits for ever behind words",
        shop="demo",
        runner="browser",
        plant=page_says(
            "/cart",
            "</body>",
            '<div role="status" style="position:fixed;inset:0;background:#fffc"><p>One moment</p>'
            "</div></body>",
        ),
        # Whatever is pressed first.
        at=(
            "apply_coupon @ /cart",
            "remove_from_cart @ /cart",
            "add_gift_wrap @ /cart",
            "view /checkout",
        ),
    ),
    Fault(
        name="a button is disabled for ever",
        shop="demo",
        runner="browser",
        plant=page_says("/cart", r'(data-event="apply_coupon".*?<button)', r"\1 disabled"),
        at=("apply_coupon @ /cart",),
    ),
    Fault(
        name="a button is never shown",
        shop="demo",
        runner="browser",
        plant=page_says("/checkout/confirm", "<button", '<button style="display: none"'),
        at=("place_order @ /checkout/confirm",),
    ),
    Fault(
        name="a script leads away from a page",
        shop="demo",
        runner="browser",
        plant=page_says("/checkout", "</body>", "<script>location.href = '/help'</script></body>"),
        at=("view /checkout",),
    ),
    Fault(
        name="the event of a control has another name",
        shop="demo",
        runner="browser",
        plant=page_says("/cart", 'data-event="apply_coupon"', 'data-event="coupon_applied"'),
        at=("apply_coupon @ /cart",),
    ),
    Fault(
        name="the event of a page's view is lost",
        shop="demo",
        runner="browser",
        plant=page_says("/cart", r'shop\.track\("page_view"\);', ""),
        at=("view /cart",),
    ),
    Fault(
        name="the event of a page's view is sent twice",
        shop="demo",
        runner="browser",
        plant=page_says("/cart", r'shop\.track\("page_view"\);', r"\g<0>\g<0>"),
        at=("view /cart",),
    ),
    Fault(
        name="a button does nothing",
        shop="demo",
        runner="browser",
        plant=page_says(
            "/cart",
            "</body>",
            "<script>document.addEventListener('submit', event => {"
            " if (event.target.action.endsWith('gift-wrap')) event.preventDefault() })</script>"
            "</body>",
        ),
        at=("add_gift_wrap @ /cart",),
    ),
    Fault(
        name="a page comes in the place of a style sheet",
        shop="demo",
        runner="browser",
        plant=both(
            page_says("/help/returns", "/static/shop.css", "/static/shop.v2.css"),
            answers("GET", "/static/shop.v2.css", 200, "<!doctype html><title>Shop</title>"),
        ),
        at=("view /help/returns",),
    ),
    Fault(
        name="one press sends a form twice",
        shop="demo",
        runner="browser",
        plant=page_says(
            "/cart",
            "</body>",
            "<script>for (const _ of [1, 2]) document.addEventListener('submit', async event => {"
            " event.preventDefault(); const body = new URLSearchParams(new FormData(event.target));"
            " const answer = await fetch(event.target.action, {method: 'POST', body});"
            " location.href = answer.url })</script></body>",
        ),
        at=("apply_coupon @ /cart", "remove_from_cart @ /cart", "add_gift_wrap @ /cart"),
    ),
    Fault(
        name="a page loads itself again and again",
        shop="demo",
        runner="browser",
        plant=page_says("/deals", "</body>", "<script>location.reload()</script></body>"),
        at=("view /deals",),
        options=("--request-timeout", "5s"),
    ),
    Fault(
        name="a script does not end",
        shop="demo",
        runner="browser",
        plant=page_says("/deals", "</body>", "<script>while (true) {}</script></body>"),
        at=("view /deals",),
        options=("--request-timeout", "5s"),
    ),
    Fault(
        name="a script empties a page",
        shop="demo",
        runner="browser",
        plant=page_says(
            "/help",
            "</body>",
            "<script>document.querySelector('main').textContent = ''</script></body>",
        ),
        at=("view /help",),
    ),
    Fault(
        name="a style sheet comes as plain text",
        shop="demo",
        runner="browser",
        plant=both(
            page_says("/help/returns", "/static/shop.css", "/static/shop.v2.css"),
            answers(
                "GET", "/static/shop.v2.css", 200, "p { color: red }", Content_Type="text/plain"
            ),
        ),
        at=("view /help/returns",),
    ),
    Fault(
        name="form comes back without a word",
        shop="demo",
        plant=answers("POST", "/checkout", 303, Location="/checkout"),
        at=("submit_address @ /checkout",),
    ),
    Fault(
        name="redirect to a host that is none",
        shop="demo",
        plant=answers("POST", "/cart/items", 303, Location="//cart"),
        at=("add_to_cart @ /product/{id}",),
    ),
)

IN_OSCAR: Final = (
    Fault(
        name="page that breaks off: a book",
        shop="oscar",
        plant=breaks_off(r"/catalogue/[\w-]+_\d+/"),
        at=(_BOOK,),
    ),
    Fault(
        name="data instead of a page: a book",
        shop="oscar",
        plant=page_is(r"/catalogue/[\w-]+_\d+/", '{"id": 3}', "application/json"),
        at=(_BOOK,),
    ),
    Fault(
        name="500 as an order is placed",
        shop="oscar",
        plant=answers("POST", "/checkout/preview/", 500),
        at=("POST /checkout/preview",),
    ),
    Fault(
        name="wrong redirect after adding to the basket",
        shop="oscar",
        plant=answers("POST", r"/basket/add/\d+/", 302, Location="/offers/"),
        at=("POST /basket/add/{id}",),
    ),
    Fault(
        name="cookie not set as a visitor signs in",
        shop="oscar",
        plant=sets_no_cookie("POST", "/accounts/login/"),
        at=("POST /accounts/login", "POST /accounts/login?next={next}", "view /checkout", "view /"),
    ),
    Fault(
        name="wrong status of a category",
        shop="oscar",
        plant=answers("GET", r"/catalogue/category/.*", 400),
        at=(
            "view /catalogue/category/{slug}_{id}",
            "view /catalogue/category/{slug}/{slug2}_{id}",
        ),
    ),
    Fault(
        name="stale CSRF token in the basket's form",
        shop="oscar",
        plant=page_says("/basket/", r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1stale"),
        at=("POST /basket",),
    ),
    Fault(
        name="logout on a page",
        shop="oscar",
        plant=leaves_to("/accounts/profile/", "/accounts/logout/"),
        at=(
            "view /accounts/profile",
            "view /accounts/orders",
            "view /accounts/emails",
            "view /accounts/addresses",
        ),
    ),
    Fault(
        name="404 on some books",
        shop="oscar",
        plant=answers("GET", r"/catalogue/[\w-]+_\d*[28]/", 404),
        at=(_BOOK,),
    ),
    Fault(
        name="missing link: to write a review",
        shop="oscar",
        plant=page_says(r"/catalogue/[\w-]+_\d+/", r"<a[^>]*/reviews/add/.*?</a>", ""),
        at=("view /catalogue/{slug}_{id}/reviews/add",),
    ),
    Fault(
        name="value lost between steps: the shipping address",
        shop="oscar",
        plant=loses_field("POST", "/checkout/shipping-address/", "postcode"),
        at=("POST /checkout/shipping-address", "view /checkout/shipping-method"),
    ),
    Fault(
        name="empty page: search",
        shop="oscar",
        plant=page_is("/search/", "<!doctype html><html><head></head><body></body></html>"),
        at=("view /search?q={q}",),
    ),
)

FAULTS: Final = (*IN_DEMO_SHOP, *IN_FORMS_AND_REDIRECTS, *IN_OSCAR)
