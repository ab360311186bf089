"""The page of an evaluation: all figures in words, hostile names as text, marks on the line."""

from dataclasses import replace

from lxml import html as lxml_html

from journeys.audit.model_evaluation.figures import (
    ActionFigures,
    Evaluation,
    Figure,
    FigureName,
    NotMeasured,
    Reference,
    Seen,
)
from journeys.evaluation_page import render_evaluation_page
from journeys.evaluation_page.scales import scale_of

HOSTILE = "view /<script>alert(1)</script>"
AUC = Figure(
    name=FigureName.TWO_SAMPLE_AUC,
    value=0.55,
    references=(Reference(name="real against real", value=0.49),),
    limit=0.6,
    words="A classifier picks the drawn one 55 times in 100.",
)


def an_evaluation(seen: Seen = Seen.UNSEEN) -> Evaluation:
    return Evaluation(
        model="0123456789ab",
        mined_from="events.csv",
        measured_by="later.csv",
        seen=seen,
        sessions=1234,
        users=1,
        steps=5678,
        floor=5,
        actions=2,
        seed=0,
        figures=(AUC,),
        not_measured=(NotMeasured(name=FigureName.COPIES, why="nobody knows"),),
        by_action=(
            ActionFigures(
                action=HOSTILE,
                count=10,
                per_session=0.5,
                drawn_per_session=0.4,
                bits=2.0,
                first_order_bits=2.5,
            ),
        ),
    )


def test_everything_is_told_and_nothing_of_production_is_markup() -> None:
    text = render_evaluation_page(an_evaluation(), ["gain must be at least 0.1, and is 0.05"])
    page = lxml_html.fromstring(text)
    assert page.findall(".//script") == []
    assert page.findall(".//td")[0].text == HOSTILE
    said = "".join(str(one) for one in page.itertext())
    assert AUC.words in said
    assert "Gate missed: gain must be at least 0.1" in said
    assert "nobody knows" in said
    assert "later.csv" in said
    assert "1,234" in said


def test_every_figure_has_its_place() -> None:
    names = [
        NotMeasured(name=name, why=f"no {name} here")
        for name in FigureName
        if name is not FigureName.TWO_SAMPLE_AUC
    ]
    text = render_evaluation_page(replace(an_evaluation(), not_measured=tuple(names)), [])
    assert all(one.why in text for one in names)


def test_sessions_that_the_model_has_seen_are_a_warning() -> None:
    assert "Read with care." in render_evaluation_page(an_evaluation(Seen.THE_SAME), [])
    assert "Read with care." not in render_evaluation_page(an_evaluation(), [])


def test_marks_stand_between_chance_and_a_little_more_than_the_limit() -> None:
    """From 0.5 to 0.6 and 12 per cent more of that; what is below chance stands at chance."""
    scale = scale_of(AUC)
    assert [one.place for one in scale.marks] == [0.0, 44.64]
    assert (scale.good_from, scale.good_to) == (0.0, 89.29)
    assert (scale.begin, scale.end) == ("0.500", "0.612")


def test_more_is_better_on_the_right() -> None:
    gain = Figure(name=FigureName.GAIN, value=-0.1, limit=0.0, words="")
    scale = scale_of(gain)
    assert scale.begin == "-10%"
    assert scale.marks[-1].place == 0.0
    assert scale.good_to == 100.0
    assert 0 < scale.good_from < 100
    assert not gain.good
