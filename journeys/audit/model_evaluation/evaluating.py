"""Measures one model by real sessions: joins the figures, each beside its floor or reference."""

from collections.abc import Iterator

import numpy as np

from journeys.audit.model_evaluation.bench import Bench, Measured
from journeys.audit.model_evaluation.by_action import figures_by_action
from journeys.audit.model_evaluation.figures import Evaluation, FigureName, NotMeasured
from journeys.audit.model_evaluation.predictive_figures import predictive_figures
from journeys.audit.model_evaluation.private_figures import private_figures
from journeys.audit.model_evaluation.realistic_figures import realistic_figures
from journeys.audit.model_evaluation.two_sample import LEAST_SESSIONS
from journeys.errors import InputError


def evaluate(measured: Measured, seed: int) -> Evaluation:
    """All figures of a model.

    Raises
    ------
    InputError
        There are too few sessions to say anything.
    """
    model, by = measured.model, measured.by
    if len(by.sessions) < 2 * LEAST_SESSIONS:
        raise InputError(
            f"there are {len(by.sessions)} sessions to measure the model by, too few to tell"
            " chance from quality",
            remedy=f"give at least {2 * LEAST_SESSIONS} sessions, of a longer period",
        )
    bench = Bench.of(measured, seed)
    figures = [
        *predictive_figures(bench),
        *realistic_figures(bench),
        *(private_figures(bench, measured.mined_from) if measured.mined_from else ()),
    ]
    return Evaluation(
        model=model.digest,
        mined_from=model.source.description,
        measured_by=measured.source,
        seen=measured.seen,
        sessions=len(by.sessions),
        users=len(np.unique(by.users)),
        steps=by.steps,
        floor=model.floor,
        actions=len(model.actions),
        seed=seed,
        figures=tuple(figures),
        not_measured=tuple(_missing(measured)),
        by_action=figures_by_action(bench),
    )


def _missing(measured: Measured) -> Iterator[NotMeasured]:
    if measured.site_graph is None:
        why = "needs the site's links: --site-graph links.tsv, from<TAB>to on each line"
        yield NotMeasured(name=FigureName.INFEASIBLE, why=why)
    if not measured.model.guards:
        yield NotMeasured(name=FigureName.GUARD_VIOLATIONS, why="the model has no guards")
    if measured.mined_from is None:
        why = (
            "needs the sessions that the model was mined from: `journeys evaluate EVENTS` without"
            " a model sets users apart, mines the others and knows both"
        )
        yield NotMeasured(name=FigureName.COPIES, why=why)
        yield NotMeasured(name=FigureName.MEMBERSHIP_AUC, why=why)
