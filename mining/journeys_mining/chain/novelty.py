"""Steps that production was never seen to make, along the links of a site graph and nowhere else.

Where a session goes on, it takes with a given share a link of the page it is on, and else goes on
as the chain says. Links are drawn by the base of the chain, how frequent the actions are they lead
to, given that it is one of them. That a session ends stays the chain's: by that base, which does
not know how long a session is, most sessions would end at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from journeys.errors import InputError
from journeys_mining.actions.site_graph import SiteGraph
from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, Flags, Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """How many steps are drawn from which links."""

    share: float
    """0-1; of the steps that are made where the graph knows a link."""
    graph: SiteGraph

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise InputError(f"the novelty is {self.share}", remedy="use a share from 0 to 1")


def novelty_of(share: float, graph: SiteGraph | None) -> Novelty | None:
    """What a share and a graph ask for together; None for a share of 0.

    Raises
    ------
    InputError
        The share is not from 0 to 1, or there is no graph to go along.
    """
    if graph is None and share:
        raise InputError(
            "novelty needs a site graph: what was never seen is mostly impossible without one",
            remedy="give the site's links too, from<TAB>to on each line: --site-graph links.tsv,"
            " or site_graph= in Python",
        )
    if graph is None:
        return None
    novelty = Novelty(share=share, graph=graph)
    return novelty if share else None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CodedLinks:
    """Links by the codes of a trie, made ready for drawing."""

    share: float
    first: Ints
    """First link of each code; one more entry closes the last."""
    target: Ints
    before: Floats
    """Sum of the base probabilities of all links' targets before each link; one more for all."""

    @classmethod
    def of(cls, novelty: Novelty, actions: Iterable[str], base: Floats) -> Self:
        """The links between these actions, the codes of which are in their order.

        Parameters
        ----------
        base
            P of each code after nothing.
        """
        codes = {name: code for code, name in enumerate(actions, start=FIRST_ACTION_CODE)}
        pairs = sorted(
            (codes[before], codes[after])
            for before, after in novelty.graph.links
            if before in codes and after in codes
        )
        coded = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        border = np.arange(FIRST_ACTION_CODE + len(codes) + 1)
        return cls(
            share=novelty.share,
            first=np.searchsorted(coded[:, 0], border),
            target=coded[:, 1],
            before=np.concatenate(([0.0], np.cumsum(base[coded[:, 1]]))),
        )

    def choose(self, last: Ints, rng: np.random.Generator) -> Flags:
        """Of sessions by their last action: which take a link."""
        chosen: Flags = rng.random(len(last)) < self.share
        return chosen & (self.first[last + 1] > self.first[last])

    def draw(self, last: Ints, rng: np.random.Generator) -> Ints:
        """Where the links lead that sessions take after their last action, which has some."""
        first, after = self.first[last], self.first[last + 1]
        mass = self.before[after] - self.before[first]
        wanted = self.before[first] + rng.random(len(last)) * mass
        # Rounding may reach the next row.
        link = np.clip(np.searchsorted(self.before, wanted, side="right") - 1, first, after - 1)
        return self.target[link]
