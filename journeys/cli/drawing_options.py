"""Options of the commands that draw journeys from a model: how many, whose, and how unusual."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from journeys.cli.output import Output

if TYPE_CHECKING:
    from journeys.journey import Journey, Suite
    from journeys_mining.actions.site_graph import SiteGraph
    from journeys_mining.model.navigation_model import NavigationModel

_MOST_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Which journeys to draw."""

    typical: int
    rare: int
    seed: int
    profile: str | None
    site_graph: Path | None
    novelty: float
    temper: float

    def suite_from(self, model: "NavigationModel", out: Output) -> "Suite":
        """The journeys, drawn from a model.

        Raises
        ------
        InputError
            No such profile, novelty without a graph or not from 0 to 1, novelty with a temper,
            or a graph that is none of this model.
        NothingToReplayError
            The model gives no journey.
        """
        from journeys.suite.choosing import choose_suite
        from journeys_mining.chain.novelty import novelty_of

        return choose_suite(
            model,
            typical=self.typical,
            rare=self.rare,
            seed=self.seed,
            profile=self.profile,
            novelty=novelty_of(self.novelty, load_graph(model, self.site_graph, out)),
            temper=self.temper,
        )


site_graph_option = click.option(
    "--site-graph",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Links of the site, from<TAB>to on each line: actions or templates.",
)


def drawing_options(
    *, typical: int, rare: int
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command a `drawing`; of so many typical and rare journeys where none are asked for."""
    options = (
        click.option(
            "--typical",
            default=typical,
            show_default=True,
            type=click.IntRange(0),
            help="Typical ones.",
        ),
        click.option(
            "--rare", default=rare, show_default=True, type=click.IntRange(0), help="Rare ones."
        ),
        click.option(
            "--seed", default=0, show_default=True, help="Same model and seed, same journeys."
        ),
        click.option(
            "--profile", metavar="NAME", help="Only visitors of this profile of the model."
        ),
        site_graph_option,
        click.option(
            "--novelty",
            metavar="SHARE",
            default=0.0,
            show_default=True,
            help="Share of steps drawn from the site graph's links, seen before or not.",
        ),
        click.option(
            "--temper",
            metavar="NUMBER",
            default=1.0,
            show_default=True,
            type=click.FloatRange(0, 1),
            help="Below 1, typical ones are drawn with rare ways more often, and get weights.",
        ),
    )

    def give(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def with_drawing(*arguments: Any, **values: Any) -> None:
            own = {name: values.pop(name) for name in Drawing.__dataclass_fields__}
            command(*arguments, drawing=Drawing(**own), **values)

        for option in reversed(options):
            with_drawing = option(with_drawing)
        return with_drawing

    return give


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


def say_worth(journeys: "Sequence[Journey]", out: Output) -> None:
    """Say how much the weights of tempered journeys tell, if there are some."""
    from journeys.sampling.weights import worth

    if sessions := worth(one.weight for one in journeys):
        weighted = sum(one.weight is not None for one in journeys)
        out.say(
            f"the weights of {weighted} drawn journeys tell as much of production as"
            f" {sessions:.0f} sessions would that were drawn as production has them"
        )
