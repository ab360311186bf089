"""`journeys.MarkovChain`: the model's chain over any sequences, by scikit-learn's conventions.

For notebooks and pipelines whose sequences are in memory already. Such sequences are of nobody:
no floor of users applies, and what is kept of them is not fit to be passed on. To mine an export,
use `journeys mine`.
"""

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from journeys.errors import InputError
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.fitted_chain import FittedChain, Session, fit_chain
from journeys_mining.chain.ngram_trie import END_CODE, FIRST_ACTION_CODE, START_CODE, Floats
from journeys_mining.model.navigation_model import END

_HELD_OUT_SHARE = 0.1
_MOST_HELD_OUT_STEPS = 30_000


class MarkovChain(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A Markov chain of variable order, smoothed by Kneser-Ney and tuned on held-out sequences.

    Parameters
    ----------
    order
        The longest context, in steps, 1 or more; fewer are used where more do not predict better.
    random_state
        Seed, numpy's `RandomState`, or None: which sequences are held out, and what is drawn.

    Attributes
    ----------
    classes_
        What may come next: the end of the sequence, `(end)`, then every step, sorted.
    order_
        The longest context that is used.

    Examples
    --------
    >>> chain = MarkovChain(order=2, random_state=0).fit([("a", "b"), ("a", "b"), ("c",)])
    >>> chain.classes_.tolist()
    ['(end)', 'a', 'b', 'c']
    >>> chain.classes_[chain.predict_proba([["a"], []]).argmax(axis=1)].tolist()
    ['b', 'a']
    """

    def __init__(self, order: int = 3, *, random_state: object = None) -> None:
        self.order = order
        self.random_state = random_state

    def fit(self, sequences: Iterable[Sequence[str]], y: object = None) -> Self:  # noqa: ARG002
        """Count sequences, and tune on a tenth of them; on none where that is fewer than 100.

        Parameters
        ----------
        y
            Not used; there by convention.

        Raises
        ------
        journeys.errors.InputError
            There is no sequence, a step is no text, or `order` is no number of steps.
        """
        known = _checked(sequences)
        if not any(known):
            raise InputError("there is no sequence to fit", remedy="give at least one of one step")
        if not isinstance(self.order, int) or self.order < 1:
            raise InputError(f"the order is {self.order!r}", remedy="use 1 or more")
        steps = sum(len(one) + 1 for one in known)
        held_out_share = min(_HELD_OUT_SHARE, _MOST_HELD_OUT_STEPS / steps)
        order = check_random_state(self.random_state).permutation(len(known)).tolist()
        first = int(held_out_share * len(known))
        held_out, train = ([known[at] for at in part] for part in (order[:first], order[first:]))
        self._chain: FittedChain = fit_chain(train, held_out, self.order)
        self.order_ = self._chain.order
        self.classes_ = np.array([END, *self._chain.coder.names[FIRST_ACTION_CODE:]])
        return self

    def score(self, sequences: Iterable[Sequence[str]], y: object = None) -> float:  # noqa: ARG002
        """Mean natural log-likelihood of a step, the end of each sequence included.

        Greater is better; e to minus this is the perplexity. Steps that were never seen have a
        probability too.
        """
        check_is_fitted(self)
        codes = self._chain.coder.code(_checked(sequences))
        if not len(codes):
            raise InputError("there is no sequence to score", remedy="give at least one")
        probs = self._chain.scoring.step_probs(codes)[codes != START_CODE]
        return float(np.log(probs).mean())

    def predict_proba(self, histories: Iterable[Sequence[str]]) -> Floats:
        """Probability of each of `classes_` after each history: a row each, which sums to one.

        Given that the next step is one that was fitted. An empty history is the beginning.
        """
        check_is_fitted(self)
        rows = [self._next_probs(one) for one in _checked(histories)]
        return np.array(rows).reshape(-1, len(self.classes_))

    def sample(self, n_samples: int = 1, *, max_steps: int = 200) -> list[Session]:
        """Sequences of steps seen to follow each other; one longer than `max_steps` is cut there.

        With a seed as `random_state` always the same ones.
        """
        check_is_fitted(self)
        seed = check_random_state(self.random_state).randint(2**31 - 1)
        drawer, rng = SessionDrawer(self._chain.drawing), np.random.default_rng(seed)
        drawn = self._chain.coder.names_of(drawer.draw(n_samples, rng, max_steps=max_steps))
        return [one[:max_steps] for one in drawn]

    def _next_probs(self, history: Session) -> Floats:
        coded = self._chain.coder.code([history])[:-1]
        candidates = np.arange(END_CODE, END_CODE + len(self.classes_))
        # Each candidate ends a sequence of its own: what has been done before counts.
        whole = np.column_stack(
            [np.tile(coded, (len(candidates), 1)), candidates, np.full_like(candidates, END_CODE)]
        )
        probs = self._chain.scoring.step_probs(whole.ravel()).reshape(whole.shape)[:, -2]
        scaled: Floats = probs / probs.sum()
        return scaled


def _checked(sequences: Iterable[Sequence[str]]) -> list[Session]:
    if isinstance(sequences, str):
        raise InputError("sequences are given as one text", remedy="give a list of lists of steps")
    known: list[Session] = []
    for number, one in enumerate(sequences):
        if isinstance(one, str) or not all(isinstance(step, str) for step in one):
            raise InputError(
                f"this is no sequence of texts: {one!r:.80}",
                where=f"sequences[{number}]",
                remedy="give each as a list of texts: [str(step) for step in sequence]",
            )
        known.append(tuple(one))
    return known
