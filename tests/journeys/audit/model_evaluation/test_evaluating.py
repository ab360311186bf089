"""Known answers: a model measured by its own samples, by shuffled ones, by too few."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from journeys.api import sample
from journeys.audit.model_evaluation.bench import Measured
from journeys.audit.model_evaluation.evaluating import evaluate
from journeys.audit.model_evaluation.figures import Evaluation, FigureName, Seen
from journeys.audit.model_evaluation.gates import check_gates, missed_gates, parse_gate
from journeys.errors import InputError
from journeys_mining.chain.smoothing import Chain
from journeys_mining.export_sessions import SessionSample
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.model.tuned_numbers import Discounts, TunedNumbers
from tests.support.model_factory import a_model

SHOP = ["home", "list", "item", "cart", "pay"]


def shop_model() -> NavigationModel:
    rng = np.random.default_rng(5)
    chances = rng.dirichlet(np.full(len(SHOP), 0.3), size=len(SHOP))
    sessions: list[tuple[str, ...]] = []
    for _ in range(600):
        at, session = 0, ["home"]
        while rng.random() < 0.8:
            at = int(rng.choice(len(SHOP), p=chances[at]))
            session.append(SHOP[at])
        sessions.append(tuple(session))
    return a_model(*sessions, order=2)


def measured_by(
    model: NavigationModel,
    sessions: Sequence[tuple[str, ...]],
    mined_from: Sequence[tuple[str, ...]] | None = None,
    seen: Seen = Seen.UNSEEN,
) -> Evaluation:
    def of(some: Sequence[tuple[str, ...]]) -> SessionSample:
        return SessionSample(sessions=tuple(some), users=np.arange(len(some)))

    known = None if mined_from is None else of(mined_from)
    return evaluate(
        Measured(model=model, by=of(sessions), mined_from=known, seen=seen, source="by hand"),
        seed=0,
    )


def values_of(evaluation: Evaluation) -> dict[FigureName, float]:
    return {one.name: one.value for one in evaluation.figures}


def test_samples_of_the_model_itself_are_near_every_floor() -> None:
    model = shop_model()
    values = values_of(measured_by(model, sample(model, 1500, seed=9)))
    assert values[FigureName.LENGTH_KS] < 0.05
    assert abs(values[FigureName.TWO_SAMPLE_AUC] - 0.5) < 0.03
    assert values[FigureName.PAIR_DIVERGENCE] < 0.02
    assert values[FigureName.NEW_STEPS] == 0.0


def test_shuffled_samples_are_far() -> None:
    model = shop_model()
    rng = np.random.default_rng(1)
    shuffled = [tuple(rng.permutation(one).tolist()) for one in sample(model, 1500, seed=9)]
    evaluation = measured_by(model, shuffled)
    values = values_of(evaluation)
    assert values[FigureName.TWO_SAMPLE_AUC] > 0.7
    assert values[FigureName.PAIR_DIVERGENCE] > 0.1
    assert values[FigureName.NEW_STEPS] > 0.05
    assert not {one.name: one for one in evaluation.figures}[FigureName.TWO_SAMPLE_AUC].good


def test_copies_and_members_are_told_where_the_sessions_of_mining_are_known() -> None:
    model = shop_model()
    others = sample(model, 1000, seed=1)
    by_heart = [("home", "list", "item", "cart", "pay", "pay")] * 50
    evaluation = measured_by(model, others, mined_from=by_heart)
    values = values_of(evaluation)
    assert values[FigureName.COPIES] < 0.05
    assert 0 <= values[FigureName.MEMBERSHIP_AUC] <= 1
    unknown = measured_by(model, others)
    assert {one.name for one in unknown.not_measured} >= {
        FigureName.COPIES,
        FigureName.MEMBERSHIP_AUC,
    }


def test_a_model_that_has_learned_by_heart_gives_its_sessions_away() -> None:
    """Each session of mining is the only one with its pages, so the others are unlikely."""
    by_heart = [tuple(f"p{user}_{step}" for step in range(5)) for user in range(60)]
    others = [tuple(f"p{user}_{(step * 2) % 5}" for step in range(5)) for user in range(60)]
    values = values_of(measured_by(a_model(*by_heart), others, mined_from=by_heart))
    assert values[FigureName.MEMBERSHIP_AUC] > 0.95
    assert values[FigureName.COPIES] == 1.0


def test_actions_that_the_model_does_not_know_count_as_new() -> None:
    model = a_model(*[("a", "b")] * 50)
    evaluation = measured_by(model, [("a", "(other)")] * 50)
    # Of `a`, `(other)` and the end, one is impossible: after the unknown, anything may come.
    assert values_of(evaluation)[FigureName.NEW_STEPS] == pytest.approx(1 / 3)


def test_the_next_action_after_one_that_the_model_does_not_know_is_no_guess() -> None:
    tuned = TunedNumbers(
        discounts=(Discounts(once=0.5, twice=0.5, more=0.5, strength=0.0),), revisit_factor=0.5
    )
    model = replace(a_model(*[("a", "b")] * 50), tuned=tuned)
    assert dict(Chain(model).next_actions(["a", "(other)"])) == {"(end)": 1.0}
    values = values_of(measured_by(model, [("a", "(other)", "b")] * 50))
    # Of `a`, `(other)` and `b` only the first is foretold.
    assert values[FigureName.NEXT_STEP] == pytest.approx(1 / 3)


def test_few_sessions_are_refused() -> None:
    model = shop_model()
    with pytest.raises(InputError, match="39 sessions to measure the model by, too few"):
        measured_by(model, sample(model, 39, seed=1))


def test_actions_of_few_users_are_not_shown() -> None:
    model = replace(a_model(*[("a", "b")] * 50, ("a", "c")), floor=5)
    shown = measured_by(model, [("a", "b")] * 47 + [("a", "c")] * 3).by_action
    assert {one.action for one in shown} == {"(start)", "a", "b"}


def test_gates_say_why_they_are_missed() -> None:
    model = shop_model()
    evaluation = measured_by(model, sample(model, 200, seed=2))
    kept = parse_gate("perplexity=1000", under=False)
    assert missed_gates(evaluation, [kept]) == ()
    texts = missed_gates(
        evaluation, [parse_gate("next-step=0.999", under=True), parse_gate("copies=1", under=False)]
    )
    assert texts[0].startswith("next-step must be at least 0.999, and is 0.")
    assert texts[1].startswith("copies must be at most 1, and was not measured: needs the sessions")


@pytest.mark.parametrize(
    ("text", "under", "message"),
    [
        ("next-stp=0.4", True, "did you mean 'next-step'"),
        ("perplexity=4", True, "use --fail-over perplexity=4"),
        ("gain=0.1", False, "use --fail-under gain=0.1"),
        ("gain=much", True, "'much' is no number"),
        ("gain", True, "'' is no number"),
    ],
)
def test_gates_that_make_no_sense_are_refused(text: str, under: bool, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_gate(text, under=under)


def test_there_are_no_gates_on_what_the_model_was_mined_from() -> None:
    model = shop_model()
    evaluation = measured_by(model, sample(model, 200, seed=2), seen=Seen.THE_SAME)
    assert check_gates(evaluation, []) == ()
    with pytest.raises(InputError, match="a gate on them says nothing"):
        check_gates(evaluation, [parse_gate("gain=0", under=True)])
