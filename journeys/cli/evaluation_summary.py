"""What `journeys evaluate` tells a person: first what it means, then the figures."""

from collections.abc import Sequence

from journeys.audit.model_evaluation.figures import Evaluation
from journeys.audit.model_evaluation.wording import MAY_FLATTER, SEEN, TITLES, shown
from journeys.cli.output import Output


def print_evaluation(evaluation: Evaluation, missed: Sequence[str], out: Output) -> None:
    """The sentences, the table and the gates that were missed."""
    sessions = f"{evaluation.sessions:,} sessions of {evaluation.users:,} users"
    out.say(
        f"model {evaluation.model}, mined from {evaluation.mined_from},"
        f" measured by {sessions} ({evaluation.measured_by})"
    )
    warning = "WARNING: " if evaluation.seen in MAY_FLATTER else ""
    out.say(warning + SEEN[evaluation.seen])
    out.say("")
    for one in evaluation.figures:
        out.say(f"{'✓' if one.good else '!'} {one.words}")
    _print_table(evaluation, out)
    for absent in evaluation.not_measured:
        out.say(f"  not measured: {absent.name}: {absent.why}")
    out.say("! worth a look; no gate unless --fail-under or --fail-over makes it one")
    for sentence in missed:
        out.say(f"MISSED: {sentence}")


def _print_table(evaluation: Evaluation, out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table("figure", box=None)
    table.add_column("model", justify="right", no_wrap=True)
    table.add_column("beside it", overflow="fold")
    table.add_column("what it is", overflow="fold", style="dim")
    for one in evaluation.figures:
        beside = ", ".join(
            f"{other.name} {shown(one.name, other.value)}" for other in one.references
        )
        table.add_row(
            Text(one.name), shown(one.name, one.value), Text(beside), Text(TITLES[one.name])
        )
    out.show(table)
