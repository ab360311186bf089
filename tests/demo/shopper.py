"""A shopper without a browser: cookies, links and forms, over real HTTP."""

import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of a page."""

    action: str
    method: str
    event: str | None
    fields: Mapping[str, str]
    """With the values that the page gave them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a request ended on."""

    status: int
    path: str
    """Path and query, after redirects."""
    text: str

    @property
    def links(self) -> frozenset[str]:
        return frozenset(str(href) for href in self._tree.xpath("//a/@href"))

    @property
    def forms(self) -> tuple[Form, ...]:
        return tuple(
            Form(
                action=str(form.get("action")),
                method=str(form.get("method")),
                event=form.get("data-event"),
                fields={
                    str(field.get("name")): field.get("value") or "" for field in _inputs(form)
                },
            )
            for form in self._tree.iter("form")
        )

    @property
    def announced(self) -> tuple[str, ...]:
        """The events that the page's scripts send as it loads."""
        return tuple(re.findall(r'shop\.track\("(\w+)"', self.text))

    @property
    def pixels(self) -> tuple[str, ...]:
        """The events that the page's pixels send where scripts are off."""
        return tuple(re.findall(r'<img src="/collect\?event=(\w+)&', self.text))

    @property
    def _tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    def form_for(self, event: str, action: str | None = None) -> Form:
        """The form that is marked with the event (and goes to that path)."""
        for form in self.forms:
            if form.event == event and action in (None, form.action):
                return form
        raise AssertionError(f"{self.path} has no form for {event} {action or ''}: {self.forms}")


class Shopper:
    """Visits one shop with a cookie jar of their own."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.page = self.open("/")

    def open(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        """Ask for a page, as a typed-in address does."""
        return self._send(urllib.request.Request(self.base_url + path, headers=dict(headers or {})))

    def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Page:
        """Send a form that no page need have, and follow the redirect."""
        return self._send(
            urllib.request.Request(
                self.base_url + path,
                data=urlencode(fields).encode(),
                headers=dict(headers or {}),
            )
        )

    def follow(self, path: str) -> Page:
        """Click a link, or use the search form, of the page the shopper is on."""
        links = {urljoin(self.base_url + self.page.path, link) for link in self.page.links}
        by_search = path.startswith("/search?q=") and any(
            form.action == "/search" and form.method == "get" and "q" in form.fields
            for form in self.page.forms
        )
        assert by_search or self.base_url + path in links, (
            f"{self.page.path} does not lead to {path}"
        )
        return self.open(path)

    def submit(self, event: str, action: str | None = None, **values: str) -> Page:
        """Fill in and send the form that is marked with the event."""
        form = self.page.form_for(event, action)
        assert form.method == "post"
        assert values.keys() <= form.fields.keys()
        return self.post(form.action, {**form.fields, **values})

    def fill_cart(self, *product_ids: int) -> Page:
        """Put one of each into the cart; ends on the cart."""
        for product_id in product_ids:
            self.open(f"/product/{product_id}")
            self.submit("add_to_cart")
        return self.page

    def order(self, delivery: str) -> Page:
        """Check out from the cart's page to the order's."""
        self.follow("/checkout")
        self.submit(
            "submit_address", name="Ada", address="1 Mill Lane", postcode="1234", email="a@b.test"
        )
        self.submit(f"choose_{delivery}")
        return self.submit("place_order")

    def _send(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=20) as answer:
                status, url, body = answer.status, answer.url, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                status, url, body = error.code, error.url, error.read()
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        self.page = Page(status=status, path=path, text=body.decode())
        return self.page


def _inputs(form: html.HtmlElement) -> list[html.HtmlElement]:
    return [field for field in form.iter("input") if field.get("name")]
