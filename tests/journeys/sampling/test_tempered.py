import pytest

from journeys.errors import InputError
from journeys.journey import JourneyKind, actions_of
from journeys.sampling.tempered import sample_tempered
from journeys.sampling.weights import worth
from journeys.suite.choosing import choose_suite
from journeys_mining.actions.site_graph import SiteGraph
from journeys_mining.chain.novelty import Novelty
from tests.support.model_factory import a_model

MODEL = a_model(
    *[("a", "b", "a", "c")] * 900, *[("a", "b", "c")] * 80, *[("a", "d", "c")] * 20, order=2
)


def test_rare_ways_come_more_often_and_weigh_less() -> None:
    journeys = sample_tempered(MODEL, 4_000, temper=0.2, seed=1)
    by_way = {actions_of(one.steps): one for one in journeys}
    rare, common = by_way["a", "d", "c"], by_way["a", "b", "a", "c"]
    assert {one.kind for one in journeys} == {JourneyKind.TEMPERED}
    assert rare.weight is not None
    assert common.weight is not None
    # Weights lead back to production's shares.
    assert rare.weight == pytest.approx(rare.prob, rel=0.15)
    assert common.weight == pytest.approx(common.prob, rel=0.15)
    assert sum(one.weight or 0 for one in journeys) == pytest.approx(1.0, abs=0.05)


def test_equal_weights_are_worth_as_many_sessions_as_there_are() -> None:
    assert worth([0.2] * 5) == pytest.approx(5)
    assert 1 < worth([0.9, 0.1, None]) < 2
    assert worth([None, None]) == 0


def test_a_suite_is_tempered_as_a_whole_or_not_at_all() -> None:
    suite = choose_suite(MODEL, typical=50, rare=2, seed=0, temper=0.3)
    weights = [one.weight for one in suite.journeys if one.kind is JourneyKind.TEMPERED]
    assert weights
    assert None not in weights
    graph = Novelty(share=0.5, graph=SiteGraph(links=(("b", "d"),)))
    with pytest.raises(InputError, match="never seen have no weight"):
        choose_suite(MODEL, typical=5, rare=0, seed=0, temper=0.3, novelty=graph)
