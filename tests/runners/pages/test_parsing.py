"""What a page offers, from HTML as people write it."""

import pytest

from journeys_runners.pages.forms import Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.password_forms import makes_account, signs_in
from journeys_runners.pages.words import is_destructive, words_of

NAMES = frozenset({"purchase", "add_to_cart", "search", "sign_up"})


def parsed(body: str, *, url: str = "http://shop.test/a/b") -> Page:
    return parse_page(body.encode(), url=url, content_type="text/html", event_names=NAMES)


def form(body: str) -> Form:
    (found,) = parsed(body).forms
    return found


def test_links_are_absolute_and_without_what_is_no_page() -> None:
    page = parsed(
        """<base href="/shop/"><a href="product/1#reviews"> A <b>mug</b></a><a href="#top">Top</a>
        <a href="javascript:void 0">x</a><a href="mailto:a@b.test">x</a><a>none</a>
        <a href="?page=2">2</a><a href="//other.test/x">o</a>"""
    )
    assert [link.url for link in page.links] == [
        "http://shop.test/shop/product/1",
        "http://shop.test/shop/?page=2",
        "http://other.test/x",
    ]
    assert page.links[0].text == "A mug"


def test_controls_belong_to_the_form_they_name() -> None:
    found = form(
        """<form id="f" action="/x" method="post"><input name="inside"></form>
        <input name="outside" form="f"><button form="f" formaction="/y" name="b">Go</button>
        <input name="nobodys"><input name="strangers" form="g">"""
    )
    assert [field.name for field in found.fields] == ["inside", "outside"]
    (button,) = found.buttons
    assert found.action_by(button) == "http://shop.test/y"
    assert found.action_by(None) == "http://shop.test/x"


def test_the_line_break_behind_a_textarea_is_no_content() -> None:
    fields = form(
        "<form><textarea name=a>\n</textarea><textarea name=b>\n\nx</textarea></form>"
    ).fields
    assert [one.value for one in fields] == ["", "\nx"]


def test_disabled_controls_and_buttons_that_send_nothing_are_left_out() -> None:
    found = form(
        """<form><input name="a" disabled><fieldset disabled><input name="b"></fieldset>
        <input name="c"><input type="reset" name="d"><input type="button" name="e">
        <button type="button" name="f">f</button><input type="submit" value="Send"></form>"""
    )
    assert [field.name for field in found.fields] == ["c"]
    assert [button.text for button in found.buttons] == ["Send"]
    assert found.action == "http://shop.test/a/b"


def test_the_method_may_be_hidden() -> None:
    found = form('<form method="post"><input type="hidden" name="_method" value="put"></form>')
    assert found.method == "PUT"


def test_a_link_that_a_script_turns_into_a_form_is_one() -> None:
    page = parsed(
        """<meta name="csrf-param" content="token"><meta name="csrf-token" content="abc">
        <a href="/cart/1" data-turbo-method="patch">More</a><a href="/x" data-method="get">x</a>
        <a href="/session" data-method="post">Out</a>"""
    )
    assert [link.url for link in page.links] == ["http://shop.test/x"]
    more, out = page.forms
    assert (more.method, more.action) == ("PATCH", "http://shop.test/cart/1")
    assert [(field.name, field.value) for field in more.fields] == [
        ("_method", "patch"),
        ("token", "abc"),
    ]
    assert [field.name for field in out.fields] == ["token"]
    assert out.buttons[0].text == "Out"


def test_what_is_required_may_be_said_in_three_ways() -> None:
    found = form(
        """<form><input name="a" required><input name="b" aria-required="true">
        <label for="c">City *</label><input name="c" id="c"><input name="d"></form>"""
    )
    assert [field.required for field in found.fields] == [True, True, True, False]


@pytest.mark.parametrize(
    "body",
    [
        '<script>shop.track("purchase", {total: 3})</script>',
        "<script>gtag('event', 'purchase')</script>",
        "<script>dataLayer.push({event: `purchase`, value: 1})</script>",
        "<script>_paq.push(['trackEvent', 'Shop', 'purchase'])</script>",
        "<script>addEventListener('DOMContentLoaded', () => t('purchase'))</script>",
        "<script>(function () { t('purchase') })()</script>",
        "<script>$(function () { t('purchase') }); function later() { t('view') }</script>",
        "<script>function shown(n) { t('purchase') } shown(1)</script>",
        "<script>const a = {go() { show() }}, show = () => t('purchase'); a.go()</script>",
        "<script>window.onload = function () { t('purchase') }</script>",
        "<script>/* it's */ r = /['(]/; t('purchase')</script>",
        '<img src="/collect?e=purchase&v=1">',
        '<noscript><img src="https://stats.test/p.gif?en=purchase"></noscript>',
    ],
)
def test_events_announced_as_the_page_loads(body: str) -> None:
    assert parsed(body).announced == {"purchase"}


@pytest.mark.parametrize(
    "body",
    [
        "<script>b.addEventListener('click', () => { t('purchase', f({})); })</script>",
        "<script>$('#b').on('click', function () { t('purchase') })</script>",
        "<script>b.onclick = function () { t('purchase') }</script>",
        "<script>function paid() { t('purchase') } b.onclick = e => paid()</script>",
        "<script>window.fetch = function (u) { g(u, () => t('purchase')) }; fetch(1)</script>",
        "<script>const pay = async () => { await f(); t('purchase') }</script>",
        "<script>({methods: {pay() { t('purchase') }, pay2: x => t('purchase')}})</script>",
        "<script>['click'].forEach(k => d.addEventListener(k, () => t('purchase')))</script>",
        "<script>new MutationObserver(() => t('purchase')).observe(d)</script>",
        "<script>PLAN = [{e: 'purchase'}, {e: 'search'}, {e: 'add_to_cart'}]</script>",
        "<script>const E = {BUY: 'purchase', FIND: 'search', ADD: 'add_to_cart'}</script>",
        "<script>if (name === 'purchase') { go() }</script>",
        "<script src='/app.js'>t('purchase')</script>",
        "<p>t('purchase')</p>",
        "<script>t('repurchase')</script>",
    ],
)
def test_events_that_the_page_does_not_send_as_it_loads(body: str) -> None:
    assert parsed(body).announced == frozenset()


@pytest.mark.parametrize(
    "body",
    [
        '<form data-event="sign_up"></form>',
        '<form><button data-umami-event="sign_up">Go</button></form>',
        '<a data-track="sign_up" href="/x">Go</a>',
        '<a class="big plausible-event-name=sign_up" href="/x">Go</a>',
        """<a onclick="track('sign_up')" href="/x">Go</a>""",
    ],
)
def test_controls_marked_with_an_event(body: str) -> None:
    assert parsed(body).marked(NAMES) == {"sign_up"}


@pytest.mark.parametrize("attribute", ["role", "type", "method", "rel", "inputmode"])
def test_what_an_attribute_says_of_its_element_is_no_mark(attribute: str) -> None:
    assert parsed(f'<form {attribute}="sign_up"></form>').marked(NAMES) == frozenset()


def test_encodings_are_obeyed() -> None:
    latin = parse_page(
        "<a href='/x'>Köln</a>".encode("latin-1"),
        url="http://shop.test/",
        content_type="text/html; charset=iso-8859-1",
    )
    assert latin.links[0].text == "Köln"
    assert parsed("<a href='/x'>Köln</a>").links[0].text == "Köln"


def test_words_are_compared_by_their_stems() -> None:
    assert words_of("Product Added") <= words_of("/products/add")
    assert words_of("addToCart") == words_of("Add to cart")
    assert is_destructive(words_of("/account/close"))
    assert is_destructive(words_of("Delete address"))
    assert not is_destructive(words_of("Close this window"))
    assert not is_destructive(words_of("Remove from cart"))


@pytest.mark.parametrize(
    ("button", "is_new"), [("Sign in", False), ("Log in", False), ("Sign up", True), ("Go", True)]
)
def test_a_password_that_is_called_new_makes_no_account_where_one_signs_in(
    button: str, is_new: bool
) -> None:
    found = form(
        f"""<form action="/index.php" method="post"><input name="name">
        <input type="password" name="password" autocomplete="new-password">
        <button name="enter" value="1">{button}</button></form>"""
    )
    pressed = found.buttons[0]
    assert (makes_account(found, pressed), signs_in(found, pressed)) == (is_new, not is_new)
