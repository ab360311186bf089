"""The page of an evaluation as one HTML file, without any script."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from journeys.audit.model_evaluation.figures import Evaluation, FigureName
from journeys.audit.model_evaluation.wording import MAY_FLATTER, SEEN, TITLES, shown
from journeys.evaluation_page.scales import scale_of
from journeys.page_parts import figures
from journeys.page_parts.self_contained import own_file, own_look, page_environment
from journeys.whole_file import write_whole_file

ACTIONS_MAX: Final = 200
"""Rows of the table of actions; the others matter less."""

_CHAPTERS: Final = (
    (
        "Does it know what comes next?",
        (
            FigureName.GAIN,
            FigureName.PERPLEXITY,
            FigureName.NEXT_STEP,
            FigureName.HORIZON,
            FigureName.NEW_STEPS,
        ),
    ),
    (
        "Are its journeys like real ones?",
        (
            FigureName.TWO_SAMPLE_AUC,
            FigureName.LENGTH_KS,
            FigureName.PAIR_DIVERGENCE,
            FigureName.TRIPLE_DIVERGENCE,
            FigureName.INFEASIBLE,
            FigureName.GUARD_VIOLATIONS,
        ),
    ),
    (
        "Does it give single users away?",
        (FigureName.COPIES, FigureName.MEMBERSHIP_AUC),
    ),
)


def write_evaluation_page(evaluation: Evaluation, missed: Sequence[str], path: Path) -> None:
    """Write the page of an evaluation to an HTML file.

    Parameters
    ----------
    missed
        A sentence for each gate that is not kept.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    page = render_evaluation_page(evaluation, missed)
    write_whole_file(path, page.encode("utf-8", "backslashreplace"))


def render_evaluation_page(evaluation: Evaluation, missed: Sequence[str]) -> str:
    """The page's text."""
    environment = page_environment("journeys.evaluation_page")
    environment.filters.update(counted=figures.counted)
    by_name = {one.name: one for one in evaluation.figures}
    absent = {one.name: one.why for one in evaluation.not_measured}
    chapters = [
        (
            title,
            [(by_name[name], scale_of(by_name[name])) for name in names if name in by_name],
            [(name, absent[name]) for name in names if name in absent],
        )
        for title, names in _CHAPTERS
    ]
    return environment.get_template("page.html.j2").render(
        evaluation=evaluation,
        chapters=chapters,
        missed=missed,
        titles=TITLES,
        shown=shown,
        seen=SEEN[evaluation.seen],
        flatters=evaluation.seen in MAY_FLATTER,
        actions=evaluation.by_action[:ACTIONS_MAX],
        actions_left_out=max(len(evaluation.by_action) - ACTIONS_MAX, 0),
        most_bits=max((one.bits for one in evaluation.by_action), default=1.0) or 1.0,
        style=own_look() + own_file(environment, "page.css"),
    )
