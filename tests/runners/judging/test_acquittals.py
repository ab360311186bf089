"""Failures that the rest of the run explains."""

from journeys.evidence import StepEvidence
from journeys.verdict import Cause
from journeys_runners.judging.acquittals import acquitted
from journeys_runners.knowledge import Knowledge
from tests.support.evidence_factory import a_problem, a_step


def _after(cause: Cause, action: str, *views: int) -> StepEvidence | None:
    """What becomes of a failed step after views of /cart that sent their event so often."""
    knowledge = Knowledge(events={"page_view"})
    knowledge.view_events["/cart"].update(views)
    return acquitted(a_step(action=action, problem=a_problem(cause)), "/", knowledge)


def test_a_view_whose_event_came_at_another_time_is_not_blamed() -> None:
    for cause, times in ((Cause.MISSING_EVENT, 0), (Cause.DOUBLED_EVENT, 2)):
        assert _after(cause, "view /cart", times, times) is None
        found = _after(cause, "view /cart", times, 1)
        assert found is not None
        assert found.problem is not None
        assert found.problem.cause is Cause.NOT_OFFERED
    assert _after(Cause.MISSING_EVENT, "pay @ /cart", 0, 1) is None
