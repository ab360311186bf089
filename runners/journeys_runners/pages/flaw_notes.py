"""What a run tells of its pages without a verdict: pictures that did not come, errors only logged.

Production's export does not say which pictures came there, and a staging without its media is no
fault of the product; an error that a script caught and logged may be one that it expects.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

_MOST_TOLD: Final = 10
"""So many pages are told of for each kind."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FlawedPage:
    """A page, and what is wrong with it."""

    kind: Literal["error", "picture"]
    template: str


def flaw_notes(flaws: Mapping[FlawedPage, Collection[str]]) -> Iterator[str]:
    """A note for each page.

    >>> page = FlawedPage(kind="picture", template="/cart")
    >>> list(flaw_notes({page: {"GET /a.png answered 404", "GET /b.png answered 404"}}))
    ['2 pictures of /cart did not come, e.g. GET /a.png answered 404']
    """
    for kind in ("error", "picture"):
        pages = sorted(page for page in flaws if page.kind == kind)
        for page in pages[:_MOST_TOLD]:
            found = sorted(flaws[page])
            count = f"{len(found)} {kind}" + ("" if len(found) == 1 else "s")
            did = "did not come" if kind == "picture" else "only logged by scripts"
            yield f"{count} of {page.template} {did}, e.g. {found[0]}"
        if len(pages) > _MOST_TOLD:
            yield f"{len(pages) - _MOST_TOLD} more pages have such {kind}s"
