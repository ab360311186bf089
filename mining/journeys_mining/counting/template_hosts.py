"""On which host each page and request of production lies, where the application has several.

An action is named by its path: a replay has to know whether `/v1/items` is asked of the shop or of
its API. Takes the coded events and the model's first transitions, gives the templates that lie on
another host than the one on which most visits begin.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from journeys_mining.actions.action import Action
from journeys_mining.counting.codes import FIRST_ACTION_CODE
from journeys_mining.engine import Engine, Table
from journeys_mining.model.navigation_model import END, START, TemplateHost, Transition

Hosts = Mapping[str, Mapping[str, int]]
"""By template: hosts without `www.`, and how often each was seen."""


def count_template_hosts(
    engine: Engine, coded: Table, urls: Table, names: Sequence[str], floor: int
) -> Hosts:
    """The hosts of each template that `floor` users saw there.

    Parameters
    ----------
    coded
        code, url_code, user_code.
    """
    placed = urls.filter(urls.host != "").select("url_code", "host")
    seen = coded.select("code", "url_code", "user_code").inner_join(placed, "url_code")
    by_user = seen.group_by("code", "host", "user_code").agg(count=seen.count())
    counted = by_user.group_by("code", "host").agg(
        count=by_user["count"].sum(), users=by_user.count()
    )
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    known = (counted.users >= floor) & (counted.code >= FIRST_ACTION_CODE)
    kept = engine.fetch(counted.filter(known))[["code", "host", "count"]]
    for code, host, count in kept.itertuples(index=False):
        if template := _template(names[int(code)]):
            found[template][_bare(str(host))] += int(count)
    return found


def templates_elsewhere(
    counted: Hosts, transitions: Iterable[Transition]
) -> tuple[TemplateHost, ...]:
    """The templates that are not on the host on which most visits begin, sorted."""
    starts: Counter[str] = Counter()
    for one in transitions:
        if one.context != (START,) or one.action == END:
            continue
        if hosts := counted.get(_template(one.action)):
            starts[_usual(hosts)] += one.count
    if not starts:
        return ()
    main = _usual(starts)
    return tuple(
        TemplateHost(template=template, host=_usual(hosts))
        for template, hosts in sorted(counted.items())
        if main not in hosts
    )


def _usual(counts: Mapping[str, int]) -> str:
    return min(counts, key=lambda host: (-counts[host], host))


def _template(action: str) -> str:
    return Action.parse(action).template or ""


def _bare(host: str) -> str:
    return host.removeprefix("www.")
