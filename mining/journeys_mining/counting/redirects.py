"""Where production redirected: of each action the pages that its answers led to.

Takes the coded events of exports that tell (recordings; logs that hold the header `Location`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

import ibis  # type: ignore[import-untyped]
import pandas as pd

from journeys_mining.actions.action import Action, TemplateMatcher
from journeys_mining.counting.codes import BELOW_FLOOR
from journeys_mining.engine import Engine, Table
from journeys_mining.model.navigation_model import ActionStats

Redirects = Mapping[str, tuple[tuple[str, int], ...]]
"""By action: templates of pages, or other hosts as `//pay.test`, with their counts."""

_MOST_PLACES: Final = 20_000
"""Of the distinct places that are led to, the most frequent are looked at."""


def count_redirects(
    engine: Engine, coded: Table, names: Sequence[str], hosts: Sequence[str], floor: int
) -> Redirects:
    """The redirects of each action that `floor` users or more met, the most frequent first.

    Parameters
    ----------
    coded
        code, user_code, status and, where an export has any, redirect: the URL that was led to.
    hosts
        The application's own; without any, every place is taken for its own.
    """
    if "redirect" not in coded.columns:
        return {}
    led = coded.filter(coded.redirect.notnull() & coded.status.between(300, 399))
    led = led.filter(led.code != BELOW_FLOOR)
    places = led.group_by("redirect").agg(count=led.count())
    frequent = places.order_by([ibis.desc("count"), "redirect"]).limit(_MOST_PLACES)
    frame = engine.fetch(frequent.select("redirect"))
    pages = {Action.parse(name).template or "" for name in names if name.startswith("view /")}
    matcher = TemplateMatcher(pages)
    frame["target"] = [_target(str(place), matcher, hosts) for place in frame["redirect"]]
    known = frame[frame["target"] != ""]
    if known.empty:
        return {}
    told = led.inner_join(engine.put("redirect_targets", pd.DataFrame(known)), "redirect")
    by_user = told.group_by("code", "target", "user_code").agg(count=told.count())
    counted = by_user.group_by("code", "target").agg(
        count=by_user["count"].sum(), users=by_user.count()
    )
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    kept = engine.fetch(counted.filter(counted.users >= floor))[["code", "target", "count"]]
    for code, target, count in kept.itertuples(index=False):
        found[names[int(code)]].append((str(target), int(count)))
    return {action: tuple(sorted(some, key=_by_count)) for action, some in found.items()}


def with_redirects(actions: Sequence[ActionStats], redirects: Redirects) -> tuple[ActionStats, ...]:
    """The statistics with the redirects of each action."""
    return tuple(replace(one, redirects=redirects.get(one.action, ())) for one in actions)


def _by_count(one: tuple[str, int]) -> tuple[int, str]:
    return (-one[1], one[0])


def _target(place: str, matcher: TemplateMatcher, hosts: Sequence[str]) -> str:
    """What a place is called; empty where it is no page of the model."""
    try:
        host = (urlsplit(place).hostname or "").lower()
    except ValueError:
        return ""
    if host and hosts and host not in hosts:
        return f"//{host}"
    match = matcher.match(place)
    return match.template if match else ""
