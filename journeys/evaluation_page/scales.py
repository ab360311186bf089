"""Where figures stand on the lines that the page draws."""

from dataclasses import dataclass

from journeys.audit.model_evaluation.figures import Figure, FigureName
from journeys.audit.model_evaluation.wording import shown

_BEGINS = {
    FigureName.PERPLEXITY: 1.0,
    FigureName.TWO_SAMPLE_AUC: 0.5,
    FigureName.MEMBERSHIP_AUC: 0.5,
}
"""Where a line begins, if not at nothing: at certainty, at chance."""
_LEAST_REACH = {FigureName.GAIN: 0.2, FigureName.NEW_STEPS: 0.05}
"""So that next to nothing looks like it."""
_ROOM = 1.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One value on a line."""

    name: str
    """`model`, or that of a reference."""
    text: str
    """The value in its unit."""
    place: float
    """Per cent of the line, from the left."""
    is_model: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A line with the figure and what it is held against."""

    marks: tuple[Mark, ...]
    good_from: float
    """Per cent of the line from which on figures are good."""
    good_to: float
    begin: str
    end: str


def scale_of(figure: Figure) -> Scale:
    """The line of a figure: from nothing, or from chance, to a little beyond the greatest value."""
    values = [figure.value, *(one.value for one in figure.references)]
    begin = _BEGINS.get(figure.name, 0.0)
    if figure.name is FigureName.GAIN:
        begin = min(begin, *values)
    reach = max(*values, figure.limit, begin + _LEAST_REACH.get(figure.name, 1e-9)) - begin
    end = begin + reach * _ROOM

    def place(value: float) -> float:
        return round(min(max((value - begin) / (end - begin), 0.0), 1.0) * 100, 2)

    marks = [
        Mark(
            name=one.name,
            text=shown(figure.name, one.value),
            place=place(one.value),
            is_model=False,
        )
        for one in figure.references
    ]
    own = Mark(
        name="model",
        text=shown(figure.name, figure.value),
        place=place(figure.value),
        is_model=True,
    )
    limit = place(figure.limit)
    return Scale(
        marks=(*marks, own),
        good_from=limit if figure.higher_is_better else 0.0,
        good_to=100.0 if figure.higher_is_better else limit,
        begin=shown(figure.name, begin),
        end=shown(figure.name, end),
    )
