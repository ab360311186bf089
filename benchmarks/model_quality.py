"""Measures the model on public sequences and any other, each figure beside its gate.

    python -m benchmarks.model_quality --data FOLDER [--only NAME]
    python -m benchmarks.model_quality FILE...

Each set is measured in a process of its own, so that its peak memory is its own. Ends with 1 if a
gate was missed.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.gated_figure import Figure, show_figures
from benchmarks.ipredict import horizon_accuracy, next_step_accuracy, qualifying
from benchmarks.link_base import chain_along_links
from benchmarks.public_sets import SequenceSet, public_sets
from benchmarks.sequence_files import Session, read_links, read_sessions
from journeys.audit.model_evaluation.ngram_divergence import ngram_divergence
from journeys.audit.model_evaluation.realism import copy_share, infeasible_share, length_ks
from journeys.audit.model_evaluation.surprise import bits_per_step
from journeys.audit.model_evaluation.two_sample import two_sample_auc
from journeys.errors import InputError
from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.fitted_chain import FittedChain, fit_chain
from journeys_mining.chain.ngram_trie import START_CODE

_COPY_SLACK = 0.01
_LEAST_STEPS_PER_S = 150_000
_DRAWS_OF_AUC = 10
_LEAST_SESSIONS = 200
"""Of fewer, half of a fifth is too small to tell two samples apart."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Split:
    train: list[Session]
    held_out: list[Session]
    test: list[Session]


def measure(one: SequenceSet, *, order: int, seed: int) -> list[Figure]:
    """All figures of a set.

    Raises
    ------
    InputError
        A file cannot be read, or there are fewer than 200 sessions.
    """
    sessions = one.sessions()
    if len(sessions) < _LEAST_SESSIONS:
        raise InputError(
            f"{len(sessions)} sessions are too few to measure a model by",
            where=", ".join(map(str, one.files)),
            remedy=f"give {_LEAST_SESSIONS} at least, one on each line",
        )
    split = _split(sessions, seed)
    begin_s = time.process_time()
    chain = fit_chain(split.train, split.held_out, order)
    fit_s = time.process_time() - begin_s
    first_order = fit_chain(split.train, split.held_out, 1)
    figures = [*_likelihood(one, chain, first_order, split.test)]
    if one.links:
        figures.append(_along_links(read_links(one.links), chain, split, order))
    figures.append(
        Figure(
            name="fit",
            value=fit_s,
            at_most=one.gates.get("fit"),
            note="seconds of one core, tuning included",
        )
    )
    if one.with_realism:
        figures += _realism(one, chain, first_order, split, seed)
    figures.append(_speed(chain, one.most_steps, seed))
    if one.protocol and one.protocol_file:
        asked = qualifying(read_sessions(one.protocol_file), one.protocol)
        accuracy = next_step_accuracy(asked, one.protocol, order=order, seed=seed)
        gate = one.gates.get("next step")
        figures.append(Figure(name="next step", value=accuracy, at_least=gate, note="IPredict"))
        accuracy = horizon_accuracy(asked, one.protocol, order=order, seed=seed)
        gate = one.gates.get("horizon")
        figures.append(Figure(name="horizon", value=accuracy, at_least=gate, note="IPredict"))
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures.append(
        Figure(
            name="peak memory",
            value=peak_mib,
            at_most=one.gates.get("peak memory"),
            note="MiB, all of the above",
        )
    )
    return figures


def _split(sessions: Sequence[Session], seed: int) -> _Split:
    """70, 10 and 20 of a hundred sessions, at random."""
    order = np.random.default_rng(seed).permutation(len(sessions)).tolist()
    ends = (len(sessions) * 7 // 10, len(sessions) * 8 // 10)
    parts = (order[: ends[0]], order[ends[0] : ends[1]], order[ends[1] :])
    train, held_out, test = ([sessions[index] for index in part] for part in parts)
    return _Split(train=train, held_out=held_out, test=test)


def _likelihood(
    one: SequenceSet, chain: FittedChain, first_order: FittedChain, test: Sequence[Session]
) -> Iterator[Figure]:
    codes = chain.coder.code(test)
    steps = codes != START_CODE

    whole = bits_per_step(chain.scoring, codes)
    plain = bits_per_step(first_order.by_context, codes)
    yield Figure(
        name="perplexity",
        value=2**whole,
        at_most=min(one.gates.get("perplexity", np.inf), 2**plain),
        note=f"order {chain.order}; first order {2**plain:.4g}",
    )
    by_context = 2 ** bits_per_step(chain.by_context, codes)
    yield Figure(
        name="perplexity by context", value=by_context, note="without exit shifts and revisits"
    )
    yield Figure(
        name="bits", value=whole, at_most=one.gates.get("bits"), note=f"first: {plain:.4f}"
    )
    unknown = float((codes[steps] < 0).mean())
    yield Figure(name="unknown steps", value=unknown, note="actions that training did not have")


def _along_links(
    links: Iterable[tuple[str, str]], chain: FittedChain, split: _Split, order: int
) -> Figure:
    linked = chain_along_links(chain, split.train, split.held_out, sorted(links), order)
    codes = chain.coder.code(split.test)
    without = 2 ** bits_per_step(chain.scoring, codes)
    return Figure(
        name="perplexity with links",
        value=2 ** bits_per_step(linked, codes),
        at_most=without,
        note=f"the site graph is the base; without it {without:.4g}",
    )


def _realism(
    one: SequenceSet, chain: FittedChain, first_order: FittedChain, split: _Split, seed: int
) -> Iterator[Figure]:
    test, train = split.test, split.train + split.held_out
    drawn = _draw(chain, chain.drawing, len(test), one.most_steps, seed)
    plain = CodedChain(
        smoothed=first_order.drawing.smoothed, effects=first_order.by_context.effects
    )
    by_first = _draw(first_order, plain, len(test), one.most_steps, seed)
    half = len(test) // 2
    yield Figure(
        name="length KS",
        value=length_ks(drawn, test),
        at_most=one.gates.get("length KS"),
        note=f"first order {length_ks(by_first, test):.3f};"
        f" real halves {length_ks(test[:half], test[half:]):.3f}",
    )
    # One draw in three is .005 off the mean of many; the gates are as close as that.
    others = [
        _draw(chain, chain.drawing, len(test), one.most_steps, seed + 100 * n)
        for n in range(1, _DRAWS_OF_AUC)
    ]
    aucs = [two_sample_auc(each, test, seed) for each in (drawn, *others)]
    by_heart = [_at_random(train, len(test), seed + n) for n in range(3)]
    known_by_heart = float(np.mean([two_sample_auc(one, test, seed) for one in by_heart]))
    yield Figure(
        name="two-sample AUC",
        value=float(np.mean(aucs)),
        at_most=one.gates.get("two-sample AUC"),
        note=f"mean of {_DRAWS_OF_AUC} draws, {min(aucs):.3f} to {max(aucs):.3f};"
        f" first order {two_sample_auc(by_first, test, seed):.3f};"
        f" training sessions at random {known_by_heart:.3f};"
        f" real halves {two_sample_auc(test[:half], test[half:], seed):.3f}",
    )
    for length, name in ((2, "pair divergence"), (3, "triple divergence")):
        yield Figure(
            name=name,
            value=ngram_divergence(drawn, test, length),
            note=f"bits; first order {ngram_divergence(by_first, test, length):.3f};"
            f" real {ngram_divergence(train[: len(test)], test, length):.3f}",
        )
    real_copies = copy_share(test, train)
    yield Figure(
        name="copies",
        value=copy_share(drawn, train),
        at_most=real_copies + _COPY_SLACK,
        note=f"of training sessions of 5 steps or more; real held-out {real_copies:.3f}",
    )
    if one.links:
        links = read_links(one.links)
        yield Figure(
            name="infeasible",
            value=infeasible_share(drawn, links),
            at_most=one.gates.get("infeasible"),
            note=f"of transitions; first order {infeasible_share(by_first, links):.3f};"
            f" real {infeasible_share(test, links):.3f}",
        )


def _draw(
    chain: FittedChain, drawn_from: CodedChain, count: int, most_steps: int, seed: int
) -> list[Session]:
    rng = np.random.default_rng(seed)
    codes = SessionDrawer(drawn_from).draw(count, rng, max_steps=most_steps - 1)
    return chain.coder.names_of(codes)


def _at_random(sessions: Sequence[Session], count: int, seed: int) -> list[Session]:
    """As a model draws that knows nothing but these, and all of each: one may come twice."""
    places = np.random.default_rng(seed).integers(len(sessions), size=count)
    return [sessions[place] for place in places.tolist()]


def _speed(chain: FittedChain, most_steps: int, seed: int) -> Figure:
    begin_s = time.process_time()
    drawer = SessionDrawer(chain.drawing)
    codes = drawer.draw(20_000, np.random.default_rng(seed), max_steps=most_steps)
    took_s = time.process_time() - begin_s
    return Figure(
        name="drawing",
        value=len(codes) / took_s,
        at_least=_LEAST_STEPS_PER_S,
        note="steps a second of one core, preparation included",
    )


def _chosen(arguments: argparse.Namespace) -> list[SequenceSet]:
    if arguments.files:
        return [SequenceSet(name=path.name, files=(path,)) for path in arguments.files]
    wanted: list[SequenceSet] = []
    for one in public_sets(arguments.data):
        if arguments.only not in (None, one.name):
            continue
        if missing := one.missing():
            print(f"\n{one.name}: skipped, there is no {missing[0]}")
            continue
        wanted.append(one)
    return wanted


def main() -> int:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, help="n-gram, SPMF or MSNBC files")
    parser.add_argument("--data", type=Path, default=Path("sequences"), help="public sets")
    parser.add_argument("--only", help="one of the public sets")
    parser.add_argument("--order", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    all_hold = True
    for one in _chosen(arguments):
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
            measured = pool.submit(measure, one, order=arguments.order, seed=arguments.seed)
            try:
                figures = measured.result()
            except InputError as error:
                print(error, file=sys.stderr)
                return error.exit_code
        show_figures(one.name, figures)
        all_hold = all_hold and all(figure.holds for figure in figures)
    return 0 if all_hold else 1


if __name__ == "__main__":
    sys.exit(main())
