"""Options for steps that production was never seen to make, along the links of a site graph."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from journeys.cli.output import Output

if TYPE_CHECKING:
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
