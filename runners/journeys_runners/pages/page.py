"""A page as a visitor finds it: links, forms, controls, and the analytics events it names."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from journeys_runners.pages.forms import Attributes, Field, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link."""

    url: str
    """Absolute, without fragment; on a live page with its hash route, `#/cart`."""
    text: str
    attributes: Attributes
    handle: int | None = None
    """Which element of a live page it is; None where only HTML is known."""
    is_shown: bool = True
    """Whether a visitor of the live page sees it."""
    headers: tuple[tuple[str, str], ...] = ()
    """What a script sends with it."""
    is_at_foot: bool = False
    """Whether it stands in the page's footer, where the addresses of all pages are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A button of a live page that belongs to no form, or submits none: a script answers it."""

    text: str
    attributes: Attributes
    handle: int
    is_shown: bool = True
    """Whether a visitor of the live page sees it."""
    is_disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as a visitor finds it."""

    url: str
    links: tuple[Link, ...] = ()
    forms: tuple[Form, ...] = ()
    controls: tuple[Control, ...] = ()
    """Of a live page only: without its scripts they do nothing."""
    disabled: tuple[Control, ...] = ()
    """Those that are disabled as the page stands."""
    boxes: tuple[Control, ...] = ()
    """Of a live page: what is ticked in its forms."""
    choosers: tuple[Field, ...] = ()
    """Of a live page: selects, files, sliders, colours and dates, in forms and in none."""
    announced: frozenset[str] = frozenset()
    """Known events that the page's HTML sends as it loads."""
    sent: frozenset[str] = frozenset()
    """Known events that a browser saw the page send as it loaded."""
    sent_twice: frozenset[str] = frozenset()
    """Those of them that it sent again, not only a second time to be sure."""
    mentioned: frozenset[str] = frozenset()
    """Known events that an inline script of the page names at all, also in a handler."""
    has_address: bool = True
    """Whether a GET of the URL shows the page again; not so for the answer to a POST."""
    scripts: tuple[str, ...] = ()
    """Addresses of the scripts that it loads."""
    title: str = ""
    heading: str = ""
    """The text of its first `h1`."""
    complaint: str = ""
    """What it marks as errors."""
    is_blank: bool = False
    """Whether there is nothing to see in its HTML."""
    runs_scripts: bool = False
    is_live: bool = False
    """Whether its scripts have run already."""

    def with_fragment(self, came: "Page") -> "Page":
        """The page after a part of it came: what is new is found first."""
        return replace(
            self,
            links=(*came.links, *self.links),
            forms=(*came.forms, *self.forms),
            controls=(*came.controls, *self.controls),
            announced=self.announced | came.announced,
            complaint=came.complaint,
        )

    def marked(self, event_names: Collection[str]) -> frozenset[str]:
        """Known events for which some control of the page is marked."""
        controls = (
            *(link.attributes for link in self.links),
            *(form.attributes for form in self.forms),
            *(button.attributes for form in self.forms for button in form.buttons),
            *(control.attributes for control in self.controls),
        )
        return frozenset(name for one in controls for name in one.marks if name in event_names)


def is_hash_route(fragment: str) -> bool:
    """Whether what stands behind `#` names a page, as in `#/cart` and `#!/cart`."""
    return fragment.startswith(("/", "!/"))


def address_of(url: str) -> str:
    """The URL as a page is known by: its fragment counts only where it is a hash route.

    >>> address_of("http://shop.test/help#returns"), address_of("http://shop.test/#/cart")
    ('http://shop.test/help', 'http://shop.test/#/cart')
    """
    return url if is_hash_route(urlsplit(url).fragment) else url.partition("#")[0]
