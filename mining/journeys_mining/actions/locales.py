"""Which parts of a path are a language: `/en/cart` and `/de-AT/cart` are one page."""

import re
from collections import Counter
from collections.abc import Collection
from typing import Final

from journeys_mining.actions.path_tree import PathNode

LOCALE: Final = "{locale}"
DEEPEST: Final = 2
"""Languages stand in the first or the second segment: `/de/cart`, `/shop/de/cart`."""

_ALIKE_SHARE = 0.5
_LEAST_SHARED = 2
_SHAPE = re.compile(r"([A-Za-z]{2})(?:[-_](?:[A-Za-z]{2}|[A-Z][a-z]{3}))?")
# ISO 639-1's languages, and the countries that shops put in their place.
_CODES_TEXT = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln
    lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi
    pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti
    tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    at au br cl cn cz dk gb gr hk il in jp mx nz us
"""
_CODES = frozenset(_CODES_TEXT.split())


def locales(node: PathNode) -> Collection[str]:
    """The children that are languages of one site; none where what lies below them differs.

    A language without pages of its own, `/fr`, is one where its siblings are.
    """
    shaped = {
        name: child
        for name, child in node.children.items()
        if (found := _SHAPE.fullmatch(name)) and found[1].lower() in _CODES
    }
    held = Counter(below for child in shaped.values() for below in child.children)
    shared = frozenset(name for name, holders in held.items() if holders > 1)
    if len(shared) < _LEAST_SHARED:
        return ()
    alike = [name for name, child in shaped.items() if child.children and _is_alike(child, shared)]
    if len(alike) < 2:
        return ()
    return (*alike, *(name for name, child in shaped.items() if not child.children))


def _is_alike(child: PathNode, shared: Collection[str]) -> bool:
    """Whether most of what lies below a language lies below another one, too."""
    below = sum(one.count for one in child.children.values())
    known = sum(one.count for name, one in child.children.items() if name in shared)
    return known >= _ALIKE_SHARE * below
