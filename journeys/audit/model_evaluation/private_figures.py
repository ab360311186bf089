"""How much of single users' sessions a model gives away."""

from collections.abc import Iterator

import numpy as np

from journeys.audit.model_evaluation import wording
from journeys.audit.model_evaluation.bench import MOST_SESSIONS, MOST_STEPS, Bench
from journeys.audit.model_evaluation.figures import Figure, FigureName, Reference
from journeys.audit.model_evaluation.membership import membership_auc, session_scores
from journeys.audit.model_evaluation.realism import LEAST_COPIED_STEPS, copy_share
from journeys.audit.model_evaluation.reference_chains import ScoringChain
from journeys_mining.export_sessions import SessionSample

_COPY_SLACK = 0.01
_MEMBERSHIP_LIMIT = 0.60


def private_figures(bench: Bench, mined_from: SessionSample) -> Iterator[Figure]:
    train = [one[:MOST_STEPS] for one in mined_from.sessions]
    copies, of_users = copy_share(bench.drawn, train), copy_share(bench.real, train)
    yield Figure(
        name=FigureName.COPIES,
        value=copies,
        references=(Reference(name=wording.REAL_USERS, value=of_users),),
        limit=of_users + max(_COPY_SLACK, 2 * _standard_error(of_users, bench)),
        words=wording.copies_in_words(copies, of_users, LEAST_COPIED_STEPS),
    )
    scoring = ScoringChain.of(bench.model)
    seen = session_scores(scoring, bench.coder.code(train[:MOST_SESSIONS]))
    auc = membership_auc(seen, session_scores(scoring, bench.coder.code(bench.real)))
    yield Figure(
        name=FigureName.MEMBERSHIP_AUC,
        value=auc,
        references=(Reference(name=wording.CHANCE, value=0.5),),
        limit=_MEMBERSHIP_LIMIT,
        words=wording.membership_in_words(auc),
    )


def _standard_error(copies: float, bench: Bench) -> float:
    """Of the difference between the share of copies among drawn sessions and among real ones."""
    counts = [
        max(sum(len(one) >= LEAST_COPIED_STEPS for one in sessions), 1)
        for sessions in (bench.drawn, bench.real)
    ]
    return float(np.sqrt(copies * (1 - copies) * sum(1 / count for count in counts)))
