"""Options for what is drawn: steps never seen, along links of the site; rare ways on purpose."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from journeys.cli.output import Output

if TYPE_CHECKING:
    from journeys.journey import Journey
    from journeys_mining.actions.site_graph import SiteGraph
    from journeys_mining.chain.novelty import Novelty
    from journeys_mining.model.navigation_model import NavigationModel

_Command = TypeVar("_Command", bound=Callable[..., Any])
_MOST_TOLD = 5


site_graph_option = click.option(
    "--site-graph",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Links of the site, from<TAB>to on each line: actions or templates.",
)


temper_option = click.option(
    "--temper",
    metavar="NUMBER",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Below 1, typical ones are drawn with rare ways more often, and get weights.",
)


def novelty_options(command: _Command) -> _Command:
    """Adds the options `site_graph` and `novelty` to a command."""
    novelty = click.option(
        "--novelty",
        metavar="SHARE",
        default=0.0,
        show_default=True,
        help="Share of steps drawn from the site graph's links, seen before or not.",
    )
    return site_graph_option(novelty(command))


def load_graph(
    model: "NavigationModel", site_graph: Path | None, out: Output
) -> "SiteGraph | None":
    """The links in a file, if there is one; those that the model does not know are told.

    Raises
    ------
    InputError
        It is no file of links, or none of this model.
    """
    from journeys_mining.actions.site_graph import load_site_graph

    if site_graph is None:
        return None
    graph = load_site_graph(site_graph, (one.action for one in model.actions))
    if graph.unknown:
        out.say(
            f"{site_graph}: {len(graph.unknown):,} links are left out, the model does not know"
            " their ends"
        )
        for one in graph.unknown[:_MOST_TOLD]:
            out.say(f"  {one}")
        if len(graph.unknown) > _MOST_TOLD:
            out.say(f"  and {len(graph.unknown) - _MOST_TOLD:,} more")
    return graph


def load_novelty(
    model: "NavigationModel", site_graph: Path | None, share: float, out: Output
) -> "Novelty | None":
    """The novelty that was asked for.

    Raises
    ------
    InputError
        A share without a graph or not from 0 to 1, or a graph that is none of this model.
    """
    from journeys_mining.chain.novelty import novelty_of

    return novelty_of(share, load_graph(model, site_graph, out))


def say_worth(journeys: "Sequence[Journey]", out: Output) -> None:
    """Say how much the weights of tempered journeys tell, if there are some."""
    from journeys.sampling.tempered import worth

    if sessions := worth(journeys):
        weighted = sum(one.weight is not None for one in journeys)
        out.say(
            f"the weights of {weighted} drawn journeys tell as much of production as"
            f" {sessions:.0f} sessions would that were drawn as production has them"
        )
