"""Can somebody who has the model tell whose sessions it was mined from?

Membership inference by likelihood (Shokri et al. 2017; Yeom et al. 2018, section 3): sessions that
a model was mined from are likelier under it than others.
"""

import numpy as np
from sklearn.metrics import roc_auc_score

from journeys.audit.model_evaluation.reference_chains import ScoringChain
from journeys_mining.chain.ngram_trie import START_CODE, Floats, Ints


def membership_auc(seen: Floats, unseen: Floats) -> float:
    """How often a session that was mined from has the greater score: 0.5 is chance, 1 is always.

    >>> membership_auc(np.array([-1.0, -2.0]), np.array([-1.5, -3.0]))
    0.75
    """
    labels = np.repeat((1, 0), (len(seen), len(unseen)))
    return float(roc_auc_score(labels, np.concatenate((seen, unseen))))


def session_scores(scoring: ScoringChain, codes: Ints) -> Floats:
    """Mean log-likelihood of a step, of each coded session."""
    starts = np.flatnonzero(codes == START_CODE)
    steps = np.diff(np.append(starts, len(codes))) - 1
    logs: Floats = np.add.reduceat(np.log(scoring.step_probs(codes)), starts)
    mean: Floats = logs / steps
    return mean
