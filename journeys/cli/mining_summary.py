"""What `journeys mine` tells a person about a mining run."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from journeys.cli.output import Output
from journeys.cli.reading_summary import alike, print_without_rows, told_key
from journeys_mining.model.navigation_model import NavigationModel, Transition
from journeys_mining.refusals import place_of
from journeys_mining.report import MiningReport

_SHOWN = 10


def print_mining(report: MiningReport, out: Output) -> None:
    """How the export was read, what was refused and left out, and what users do most and least."""
    ways = list(alike(report.files))
    for place, (names, file) in enumerate(ways):
        tell = out.say if place < _SHOWN else out.detail
        tell(f"{names}: {file.reader} ({file.why})")
        if place == _SHOWN:
            out.say(f"… and {len(ways) - _SHOWN:,} other ways to read files")
        for use in file.columns:
            out.detail(f"  {use.role}: column {use.column!r}, {use.why}")
    print_without_rows(report.without_rows, out)
    out.say(f"{report.rows:,} rows read")
    for refused in report.refused:
        out.say(f"  refused {refused.count:,}: {refused.reason}")
        if refused.example:
            out.say(f"    for example {place_of(refused)}: {refused.example}")
    for left_out in report.left_out:
        out.say(f"  left out {left_out.count:,}: {left_out.rule}")
    out.say(
        f"{report.events:,} events of {report.users:,} users in {report.sessions:,} sessions, "
        f"{report.first_event} to {report.last_event}"
    )
    out.say(f"{report.actions_kept:,} actions of {report.actions_seen:,} lie above the floor")
    for key in report.choosing_keys[:_SHOWN]:
        out.say(f"  a page for each value of {told_key(key)}")
    if len(report.choosing_keys) > _SHOWN:
        out.say(f"  … and of {len(report.choosing_keys) - _SHOWN:,} more query keys")
    if report.joined_events:
        more = len(report.joined_events) - _SHOWN
        out.say(
            f"  one action on whatever page: {', '.join(report.joined_events[:_SHOWN])}"
            + (f" and {more:,} more" if more > 0 else "")
        )
    _print_transitions("Most frequent transitions", report.most_frequent, out)
    _print_transitions("Rarest transitions above the floor", report.rarest, out)


def print_profile_names(model: NavigationModel, out: Output) -> None:
    """Which profiles the sessions fall into; nothing where they are of one kind."""
    if model.profiling is None:
        return
    shares = ", ".join(
        f"{one.name} ({model.profiling.share(one):.0%})" for one in model.profiling.profiles
    )
    out.say(f"\n{len(model.profiling.profiles)} profiles of sessions: {shares}")
    out.say("  `journeys inspect` says what sets each apart")


def report_json(report: MiningReport) -> dict[str, Any]:
    """The report as plain values."""
    return asdict(report)


def _print_transitions(title: str, transitions: Sequence[Transition], out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=None, show_header=False)
    table.add_column(justify="right")
    for one in transitions[:_SHOWN]:
        users = "user" if one.users == 1 else "users"
        support = f"{one.count:,}× {one.users:,} {users}"
        table.add_row(support, Text(f"{one.context[-1]} → {one.action}"))
    out.show(table)
