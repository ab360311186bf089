"""How like real sessions those are that a model draws."""

from collections.abc import Iterator, Sequence

import numpy as np

from journeys.audit.model_evaluation import wording
from journeys.audit.model_evaluation.bench import Bench
from journeys.audit.model_evaluation.figures import Figure, FigureName, Reference
from journeys.audit.model_evaluation.ngram_divergence import ngram_divergence
from journeys.audit.model_evaluation.realism import Session, infeasible_share, length_ks
from journeys.audit.model_evaluation.two_sample import two_sample_auc
from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.actions.site_graph import SiteGraph
from journeys_mining.guards.keeping import Guards

_DIVERGENCE_SLACK = 1.5
_LENGTH_KS_LIMIT = 0.06
_AUC_LIMIT = 0.60
_INFEASIBLE_LIMIT = 0.03
_INFEASIBLE_SLACK = 0.01


def realistic_figures(bench: Bench) -> Iterator[Figure]:
    for length, name, what in (
        (2, FigureName.PAIR_DIVERGENCE, "Pairs of actions"),
        (3, FigureName.TRIPLE_DIVERGENCE, "Triples of actions"),
    ):
        yield _divergence(bench, length, name, what)
    one, other = bench.halves
    ks, by_chance = length_ks(bench.drawn, bench.real), length_ks(one, other)
    yield Figure(
        name=FigureName.LENGTH_KS,
        value=ks,
        references=(
            Reference(name=wording.REAL, value=by_chance),
            Reference(name=wording.FIRST_ORDER, value=length_ks(bench.by_first_order, bench.real)),
        ),
        limit=max(_LENGTH_KS_LIMIT, by_chance, _ks_by_chance(len(bench.drawn), len(bench.real))),
        words=wording.lengths_in_words(ks, by_chance),
    )
    auc = two_sample_auc(bench.as_many_drawn, bench.real, bench.seed)
    of_plain = two_sample_auc(bench.by_first_order, bench.real, bench.seed)
    yield Figure(
        name=FigureName.TWO_SAMPLE_AUC,
        value=auc,
        references=(
            Reference(name=wording.REAL, value=two_sample_auc(one, other, bench.seed)),
            Reference(name=wording.FIRST_ORDER, value=of_plain),
        ),
        limit=_AUC_LIMIT,
        words=wording.two_sample_in_words(auc, of_plain),
    )
    if bench.site_graph:
        yield _infeasible(bench, bench.site_graph)
    if bench.model.guards:
        yield _guards(bench)


def _ks_by_chance(one: int, other: int) -> float:
    """What two samples of the same lengths exceed once in twenty times (Smirnov 1948)."""
    return float(1.36 * np.sqrt(1 / one + 1 / other))


def _divergence(bench: Bench, length: int, name: FigureName, what: str) -> Figure:
    """Measured on halves: small samples diverge by chance, so all must be of one size."""
    one, other = bench.halves
    pairs = ((bench.drawn[: len(one)], other), (bench.as_many_drawn[-len(other) :], one))
    value = float(np.mean([ngram_divergence(*pair, length) for pair in pairs]))
    firsts = (
        (bench.by_first_order[: len(one)], other),
        (bench.by_first_order[-len(other) :], one),
    )
    of_plain = float(np.mean([ngram_divergence(*pair, length) for pair in firsts]))
    real = ngram_divergence(one, other, length)
    return Figure(
        name=name,
        value=value,
        references=(
            Reference(name=wording.REAL, value=real),
            Reference(name=wording.FIRST_ORDER, value=of_plain),
        ),
        limit=_DIVERGENCE_SLACK * real,
        words=wording.divergence_in_words(what, value, real),
    )


def _infeasible(bench: Bench, graph: SiteGraph) -> Figure:
    """Of steps to pages: what a page sends or fires itself is no link of it."""
    links = frozenset(graph.links)
    pages = frozenset(
        one.action
        for one in bench.model.actions
        if Action.parse(one.action).kind is ActionKind.VIEW
    )
    drawn, real, of_plain = (
        infeasible_share(sessions, links, pages)
        for sessions in (bench.drawn, bench.real, bench.by_first_order)
    )
    return Figure(
        name=FigureName.INFEASIBLE,
        value=drawn,
        references=(
            Reference(name=wording.REAL_USERS, value=real),
            Reference(name=wording.FIRST_ORDER, value=of_plain),
        ),
        limit=max(_INFEASIBLE_LIMIT, real + _INFEASIBLE_SLACK),
        words=wording.infeasible_in_words(drawn, real),
    )


def _guards(bench: Bench) -> Figure:
    guards = Guards(bench.model.guards)

    def share(sessions: Sequence[Session]) -> float:
        return sum(guards.first_broken(one) is not None for one in sessions) / len(sessions)

    drawn, real = share(bench.drawn), share(bench.real)
    return Figure(
        name=FigureName.GUARD_VIOLATIONS,
        value=drawn,
        references=(
            Reference(name=wording.REAL_USERS, value=real),
            Reference(name=wording.FIRST_ORDER, value=share(bench.by_first_order)),
        ),
        limit=real,
        words=wording.guards_in_words(drawn, real, len(bench.model.guards)),
    )
