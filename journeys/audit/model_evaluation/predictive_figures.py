"""How well a model foretells what real users do."""

from collections.abc import Iterator

import numpy as np

from journeys.audit.model_evaluation import wording
from journeys.audit.model_evaluation.bench import Bench
from journeys.audit.model_evaluation.figures import Figure, FigureName, Reference
from journeys.audit.model_evaluation.prediction import accuracy, draw_steps, ranked_horizon
from journeys.audit.model_evaluation.reference_chains import ScoringChain
from journeys.audit.model_evaluation.surprise import bits_per_step
from journeys_mining.chain.coded_chain import chain_of_model
from journeys_mining.chain.ngram_trie import START_CODE
from journeys_mining.chain.smoothing import Chain

_NEW_STEPS_LIMIT = 0.05


def predictive_figures(bench: Bench) -> Iterator[Figure]:
    codes = bench.coder.code(bench.real)
    perplexity = 2 ** bits_per_step(ScoringChain.of(bench.model), codes)
    plain = 2 ** bits_per_step(ScoringChain.of(bench.plain), codes)
    gain = 1 - perplexity / plain
    yield Figure(name=FigureName.GAIN, value=gain, limit=0.0, words=wording.gain_in_words(gain))
    yield Figure(
        name=FigureName.PERPLEXITY,
        value=perplexity,
        references=(Reference(name=wording.FIRST_ORDER, value=plain),),
        limit=plain,
        words=wording.surprise_in_words(perplexity, plain),
    )
    steps = draw_steps(bench.real, bench.seed)
    of_model, of_plain = accuracy(Chain(bench.model), steps), accuracy(Chain(bench.plain), steps)
    frequent = max(bench.model.actions, key=lambda one: one.count).action
    by_frequency = sum(step.coming[0] == frequent for step in steps) / len(steps)
    yield Figure(
        name=FigureName.NEXT_STEP,
        value=of_model.next_step,
        references=(
            Reference(name=wording.FIRST_ORDER, value=of_plain.next_step),
            Reference(name=wording.MOST_FREQUENT, value=by_frequency),
        ),
        limit=of_plain.next_step - _accuracy_slack(len(steps)),
        words=wording.next_step_in_words(of_model.next_step, of_plain.next_step, by_frequency),
    )
    within = ranked_horizon(bench.model, steps)
    yield Figure(
        name=FigureName.HORIZON,
        value=within,
        references=(
            Reference(name=wording.NEXT_GUESS, value=of_model.horizon),
            Reference(name=wording.FIRST_ORDER, value=of_plain.horizon),
        ),
        limit=of_plain.horizon - _accuracy_slack(len(steps)),
        words=wording.horizon_in_words(within, of_plain.horizon),
    )
    known = chain_of_model(bench.model).step_probs(codes)[codes != START_CODE]
    new_steps = float((known <= 0).mean())
    yield Figure(
        name=FigureName.NEW_STEPS,
        value=new_steps,
        limit=_NEW_STEPS_LIMIT,
        words=wording.new_steps_in_words(new_steps, bench.model.floor),
    )


def _accuracy_slack(steps: int) -> float:
    """Twice the greatest standard error of a share."""
    return float(1 / np.sqrt(steps))
