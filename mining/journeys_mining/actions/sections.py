"""Whether places with the same pages below them are a site's sections, or records of one kind.

Takes children of one place in the tree of paths that have the same below them: `/admin/images/add`,
`/admin/users/add`. Sections are few, each is visited again and again, and each is its own mix of
pages or has records of its own. Of records there are ever more, and all are used alike.
"""

import math
from collections import Counter
from collections.abc import Sequence

from journeys_mining.actions.path_tree import PathNode

_MOST_SECTIONS = 100
"""Nobody writes so many by hand."""
_SELDOM = 2
_SELDOM_SHARE = 0.5
"""Where so many were seen at most twice, more of them have not been seen yet."""
_RECORDS_SHARE = 0.3
"""Of the events below a child: then it is a collection, `/users` of `/users/17`."""
_COLLECTION_SHARE = 0.5
_OWN_SHARE = 0.2
"""Of the information in where a visitor is below a child, what the child tells."""
_ONE_OUT_OF = 20
"""So many may be something else without the others being so, too."""
_LEAST_HOLDERS = 3
_HERE = ""
_RECORD = "{}"
_OTHER = "*"


def are_sections(children: Sequence[PathNode]) -> bool:
    """Whether these keep their names."""
    seldom = sum(child.count <= _SELDOM for child in children)
    if len(children) >= _MOST_SECTIONS or seldom >= _SELDOM_SHARE * len(children):
        return False
    visits = [_visits(child) for child in children]
    collections = sum(map(_is_collection, visits))
    return collections >= _COLLECTION_SHARE * len(children) or _own_share(visits) >= _OWN_SHARE


def _visits(child: PathNode) -> Counter[str]:
    """Events by where they went from here; all records are one place."""
    by_place: Counter[str] = Counter()
    for name, below in child.children.items():
        by_place[_RECORD if "{" in name else name] += below.count
    here = child.count - by_place.total()
    return by_place + Counter({_HERE: here})


def _is_collection(visits: Counter[str]) -> bool:
    below = visits.total() - visits[_HERE]
    return below > 0 and visits[_RECORD] >= _RECORDS_SHARE * below


def _own_share(visits: Sequence[Counter[str]]) -> float:
    """How much of where events went is told by the child that they went through, 0 to 1.

    Mutual information by entropy, less what chance gives on average (Miller and Madow), without
    the few children that tell most. Places that hardly another child has are one.
    """
    holders = Counter(place for one in visits for place in one)
    common = {_HERE, _RECORD} | {one for one in holders if holders[one] >= _LEAST_HOLDERS}
    mixes = [
        sum((Counter({p if p in common else _OTHER: k}) for p, k in one.items()), Counter[str]())
        for one in visits
    ]
    places = sum(mixes, Counter[str]())
    mixes.sort(key=lambda mix: _surprise(mix, places) - _surprise(mix, mix))
    mixes = mixes[: len(mixes) - len(mixes) // _ONE_OUT_OF]
    places = sum(mixes, Counter[str]())
    entropy = _surprise(places, places)
    told = entropy - sum(_surprise(mix, mix) for mix in mixes)
    chance = (len(places) - 1) * (len(mixes) - 1) / 2
    return (told - chance) / entropy if entropy else 0.0


def _surprise(counts: Counter[str], expected: Counter[str]) -> float:
    """Of all these events, where they are expected as these others are (in nats)."""
    total = expected.total()
    return -sum(count * math.log(expected[place] / total) for place, count in counts.items())
