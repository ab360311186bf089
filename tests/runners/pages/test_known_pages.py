"""Pages that came before are not read again, and still are each visitor's own."""

from journeys_runners.pages.known_pages import KnownPages
from journeys_runners.pages.page import Page
from journeys_runners.pages.parsing import parse_page

URL = "http://shop.test/cart"


def _html(token: str, text: str = "Cart") -> bytes:
    page = f"""<html><head><meta name="csrf-param" content="authenticity_token">
    <meta name="csrf-token" content="{token}"></head><body><h1>{text}</h1>
    <form method="post" action="/cart/coupon"><input type="hidden" name="csrf_token" value={token}>
    <input name="code"><button>Apply</button></form>
    <form method="post" action="/leave"><input type="submit" name="session" value="{token}"></form>
    <a href="/order/7" data-method="delete">Cancel</a> <a href="/">Home</a></body></html>"""
    return page.encode()


def _both(known: KnownPages, body: bytes) -> tuple[Page, Page]:
    names, content_type = ("purchase",), "text/html; charset=utf-8"
    own = known.parse(body, url=URL, content_type=content_type, event_names=names, has_address=True)
    return own, parse_page(body, url=URL, content_type=content_type, event_names=names)


def test_the_same_page_with_another_token_is_the_same_but_for_the_token() -> None:
    known = KnownPages()
    for token in ("a1b2", "Zm9v+/=", "a1b2", "journeys-token-0", "", "x" * 300):
        own, right = _both(known, _html(token))
        assert own == right


def test_a_token_that_html_writes_otherwise_is_read_as_html_means_it() -> None:
    known = KnownPages()
    for token in ("a&amp;b", "caf\u00e9", "a1"):
        body = _html("a1").replace(b"a1", f'"{token}"'.encode())
        own, right = _both(known, body)
        assert own == right


def test_tokens_of_many_forms_are_told_apart() -> None:
    known = KnownPages()
    for wild in ("a&amp;b", "c"):
        forms = "".join(
            f'<form method="post"><input type="hidden" name="csrf" value="{one}"></form>'
            for one in (wild if number == 1 else f"t{number}" for number in range(12))
        )
        own, right = _both(known, forms.encode())
        assert own == right
        assert own.forms[11].fields[0].value == "t11"


def test_another_page_at_the_same_address_is_read() -> None:
    known = KnownPages()
    assert _both(known, _html("a", "Cart"))[0].heading == "Cart"
    assert _both(known, _html("a", "Checkout"))[0].heading == "Checkout"


def test_pages_are_forgotten_when_there_are_too_many() -> None:
    known = KnownPages()
    for number in range(40):
        filler = f"<p>{'x' * 300_000}</p>"
        own, right = _both(known, _html("a", f"Page {number}") + filler.encode())
        assert own == right
    assert known.size < 3_000_000
