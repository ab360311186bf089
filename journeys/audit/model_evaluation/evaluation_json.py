"""An evaluation as plain values, for `--json`."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from journeys.audit.model_evaluation.figures import Evaluation
from journeys.audit.model_evaluation.wording import SEEN


def evaluation_json(evaluation: Evaluation, missed: Sequence[str]) -> dict[str, Any]:
    """All figures by name, each with its references and its sentence."""
    return {
        "model": evaluation.model,
        "mined_from": evaluation.mined_from,
        "measured_by": {
            "source": evaluation.measured_by,
            "seen": str(evaluation.seen),
            "words": SEEN[evaluation.seen],
            "sessions": evaluation.sessions,
            "users": evaluation.users,
            "steps": evaluation.steps,
        },
        "seed": evaluation.seed,
        "figures": {
            str(one.name): {
                "value": one.value,
                "better": "higher" if one.higher_is_better else "lower",
                "references": {other.name: other.value for other in one.references},
                "good": one.good,
                "good_limit": one.limit,
                "words": one.words,
            }
            for one in evaluation.figures
        },
        "not_measured": {str(one.name): one.why for one in evaluation.not_measured},
        "by_action": [asdict(one) for one in evaluation.by_action],
        "missed_gates": list(missed),
    }
