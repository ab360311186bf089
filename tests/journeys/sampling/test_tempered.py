from dataclasses import replace

import pytest

from journeys.errors import InputError
from journeys.journey import JourneyId, JourneyKind, actions_of
from journeys.sampling.tempered import sample_tempered, weights_in_words, worth
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


def test_the_plainer_the_draws_the_more_they_are_worth() -> None:
    plain, tempered = (sample_tempered(MODEL, 500, temper=one, seed=1) for one in (1.0, 0.0))
    assert worth(plain) == worth(sample_tempered(MODEL, 500, temper=1.0, seed=1))
    assert worth(tempered) > 0
    assert worth([replace(one, weight=None) for one in plain]) == 0


def test_a_suite_is_tempered_as_a_whole_or_not_at_all() -> None:
    suite = choose_suite(MODEL, typical=50, rare=2, seed=0, temper=0.3)
    weights = [one.weight for one in suite.journeys if one.kind is JourneyKind.TEMPERED]
    assert weights
    assert None not in weights
    graph = Novelty(share=0.5, graph=SiteGraph(links=(("b", "d"),)))
    with pytest.raises(InputError, match="never seen have no weight"):
        choose_suite(MODEL, typical=5, rare=0, seed=0, temper=0.3, novelty=graph)


def test_a_run_says_what_its_weights_say_of_production() -> None:
    some = sample_tempered(MODEL, 200, temper=0.5, seed=0)[:3]
    one, other, unweighed = (
        replace(journey, id=JourneyId(name), weight=weight)
        for journey, name, weight in zip(some, "xyz", (0.3, 0.1, None), strict=True)
    )
    verdicts = {JourneyId("x"): "passed", JourneyId("y"): "failed", JourneyId("z"): "failed"}
    told = weights_in_words([one, other, unweighed], verdicts)
    assert told is not None
    assert "of production's sessions 75.0% passed, 25.0% failed (as sure as 2" in told
    assert weights_in_words([unweighed], verdicts) is None
    assert weights_in_words([one], {}) is None
