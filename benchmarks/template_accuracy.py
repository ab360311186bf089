"""The share of URLs that mining gives the right template, on routes of real applications.

    python -m benchmarks.template_accuracy --requests 20000 --show
    python -m benchmarks.template_accuracy --whole --even

The traffic is generated from the routes (`benchmarks.route_lists`), so the right template of each
URL is known. A template is right if it has its slots where the route has them; a slot with a
handful of values may as well be told apart by them.
"""

import re
from collections import Counter
from collections.abc import Sequence

import click
import pandas as pd

from benchmarks.route_lists import route_lists, unseen_route_lists, whole_route_lists
from benchmarks.route_traffic import FEW_VALUED, SLOT, Visit, respelt, traffic
from journeys_mining.actions.templates import learn_templates
from journeys_mining.actions.urls import reduce_urls
from journeys_mining.engine import open_engine

_SHAPES = dict.fromkeys(FEW_VALUED, r"(?:\{\}|[^/{}]+)") | {
    "titled": r"\{\}_\{\}",
    "issue": r"(?:\{\}-)?\{\}",
}
_ANY_SLOT = re.compile(r"\{[^{}]*\}")


def learned_templates(paths: Sequence[str]) -> dict[str, str]:
    """The template of each path, found as a mining run does."""
    with open_engine() as engine:
        rows = engine.put("paths", pd.DataFrame({"url": paths}))
        urls = reduce_urls(engine, rows)
        reduced: dict[str, str] = dict(
            engine.fetch(urls.select("url", "reduced")).itertuples(index=False)
        )
    counts = Counter(reduced[path] for path in paths)
    learned = learn_templates(counts)
    return {path: learned[reduced[path]] for path in set(paths)}


def is_right(visit: Visit, template: str) -> bool:
    """Whether a template has its slots where the route has them.

    >>> one = Visit(path="/c/shoes/7", route="/c/{category:few}/{id:id}")
    >>> is_right(one, "/c/{slug}/{id}"), is_right(one, "/c/shoes/{id}"), is_right(one, "/c/shoes/7")
    (True, True, False)
    """
    shape = _ANY_SLOT.sub("{}", template)
    pattern = ""
    place = 0
    for slot in SLOT.finditer(visit.route):
        pattern += re.escape(visit.route[place : slot.start()])
        pattern += _SHAPES.get(slot[2], r"\{\}")
        place = slot.end()
    return re.fullmatch(pattern + re.escape(visit.route[place:]), shape) is not None


def fault(visit: Visit, template: str) -> str:
    """What is wrong with a template: names that became a slot, values that stayed, or else.

    >>> one = Visit(path="/admin/images/7", route="/admin/images/{id:id}")
    >>> fault(one, "/admin/{slug}/{id}"), fault(one, "/admin/images/7")
    ('merged', 'kept')
    """
    pairs = list(zip(visit.route.split("/"), template.split("/"), strict=False))
    if any("{" in learned and "{" not in route for route, learned in pairs):
        return "merged"
    return (
        "kept" if any("{" in route and "{" not in learned for route, learned in pairs) else "else"
    )


@click.command()
@click.option("--requests", default=20_000, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--even", is_flag=True, help="As many requests of each route.")
@click.option("--respelt", "share", default=0.0, help="Share of the URLs in another spelling.")
@click.option("--unseen", is_flag=True, help="Applications that the rules were not made with.")
@click.option("--whole", is_flag=True, help="All routes, as applications print them.")
@click.option("--show", is_flag=True, help="Show the most frequent wrong templates.")
def main(  # noqa: PLR0913, PLR0917 - click decides on the parameters
    requests: int, seed: int, even: bool, share: float, unseen: bool, whole: bool, show: bool
) -> None:
    """Print the share for each application, of names merged to a slot, and of values kept."""
    shares: list[float] = []
    lists = unseen_route_lists() if unseen else route_lists()
    for name, routes in (whole_route_lists(unseen=unseen) if whole else lists).items():
        visits = respelt(traffic(routes, requests, seed, even=even), share, seed)
        learned = learned_templates([visit.path for visit in visits])
        wrong = Counter(
            (fault(visit, learned[visit.path]), visit.route, learned[visit.path])
            for visit in visits
            if not is_right(visit, learned[visit.path])
        )
        faults: Counter[str] = Counter()
        for (kind, _, _), count in wrong.items():
            faults[kind] += count
        shares.append(1 - faults.total() / len(visits))
        of_all = {kind: faults[kind] / len(visits) for kind in ("merged", "kept")}
        told = f"merged {of_all['merged']:6.2%}, kept {of_all['kept']:6.2%}"
        told += f"; {len(routes)} routes, {len(set(learned.values()))} templates"
        click.echo(f"{name:<14} {shares[-1]:7.2%}  {told}")
        for (_, route, template), count in wrong.most_common(6) if show else ():
            click.echo(f"    {count:6} {route}  →  {template}")
    click.echo(f"{'mean':<14} {sum(shares) / len(shares):7.2%}")


if __name__ == "__main__":
    main()
