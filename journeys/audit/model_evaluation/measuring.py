"""Finds a model and the sessions to measure it by, and what the model may know of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from journeys.audit.model_evaluation.bench import Measured
from journeys.audit.model_evaluation.figures import Seen
from journeys.errors import InputError
from journeys_mining.mine import mine, read_for_model
from journeys_mining.model.model_file import load_model
from journeys_mining.model.model_lines import FORMAT
from journeys_mining.model.navigation_model import SourceSummary
from journeys_mining.options import MiningOptions

_HEAD_CHARS = 200


def measure_by(
    files: Sequence[Path], options: MiningOptions, apart_share: float, tell: Callable[[str], None]
) -> Measured:
    """The model in the first file, and the sessions of the others; or a split of all.

    Parameters
    ----------
    apart_share
        Where no model is named: share of the users whose sessions the mined model does not see.

    Raises
    ------
    InputError
        A file is not what it should be, or there is a model and no export.
    """
    first, *others = files
    if not is_model(first):
        mined = mine(files, replace(options, apart_share=apart_share), tell)
        assert mined.unseen is not None
        return Measured(
            model=mined.model,
            by=mined.unseen,
            mined_from=mined.seen,
            seen=Seen.UNSEEN,
            source=mined.model.source.description,
        )
    if not others:
        raise InputError(
            "there are no sessions to measure this model by",
            where=str(first),
            remedy=f"name an export: journeys evaluate {first} EXPORT",
        )
    model = load_model(first)
    read = read_for_model(others, model, options, tell)
    return Measured(
        model=model,
        by=read.sample,
        mined_from=None,
        seen=what_was_seen(model.source, read.source),
        source=read.source.description,
    )


def is_model(path: Path) -> bool:
    """Whether a file is a model, and not an export."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(_HEAD_CHARS)
    except OSError:
        return False
    return head.lstrip().startswith("{") and f'"{FORMAT}"' in head


def what_was_seen(model: SourceSummary, export: SourceSummary) -> Seen:
    """What a model may know of an export, going by what both say of themselves."""

    def told(source: SourceSummary) -> tuple[int, int, str, str]:
        return (source.events, source.users, source.first_event, source.last_event)

    if told(model) == told(export):
        return Seen.THE_SAME
    if export.last_event < model.first_event or export.first_event > model.last_event:
        return Seen.OTHER_TIME
    return Seen.SAME_TIME
