"""`journeys diff`: what changed between two models."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from journeys.cli.output import Output, output_options

if TYPE_CHECKING:
    from journeys.audit.guard_diff import GuardDiff
    from journeys.audit.model_diff import Change
    from journeys.audit.profile_diff import ProfileChange

_SIGNS = {"appeared": "+", "vanished": "-", "shifted": "~"}
_LEGEND = (
    "+ appeared  - vanished  ~ shifted; × times a session; % of the action before it; "
    "touches: times in 1,000 sessions"
)


@click.command(
    "diff",
    epilog="""\b
Examples:
  journeys diff last-month.json this-month.json
  journeys diff old.json new.json --profile search
  journeys diff old.json new.json --exit-code --json""",
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--top", default=25, show_default=True, type=click.IntRange(1), help="Rows shown.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changed, as git does.")
@click.option("--profile", metavar="NAME", help="Only visitors of this profile of both models.")
@output_options
def command(
    out: Output, /, old: Path, new: Path, top: int, *, exit_code: bool, profile: str | None
) -> int:
    """Compare two models: actions, transitions, guards and profiles that came, went or shifted.

    Profiles are compared by what their visitors do. Differences that the size of the samples does
    not carry are not told.
    """
    from journeys.audit.guard_diff import diff_guards
    from journeys.audit.model_diff import diff_models
    from journeys.audit.profile_diff import diff_profiles
    from journeys.errors import ExitCode
    from journeys_mining.chain.profile_model import model_of_profile
    from journeys_mining.model.model_file import load_model

    before, after = load_model(old), load_model(new)
    profiles = () if profile else diff_profiles(before, after)
    if profile:
        before, after = model_of_profile(before, profile), model_of_profile(after, profile)
    diff, guards = diff_models(before, after), diff_guards(before, after)
    out.say(
        f"{len(diff.changes)} of {diff.compared_count:,} actions and transitions changed "
        "beyond what the samples' size explains"
    )
    if diff.changes:
        _print(diff.changes[:top], out)
    if len(diff.changes) > top:
        out.say(f"… and {len(diff.changes) - top} that touch fewer sessions (--top, --json)")
    _print_profiles(profiles, out)
    _print_guards(guards, out)
    out.data(
        {
            "compared": diff.compared_count,
            "changes": [asdict(one) for one in diff.changes],
            "profiles": [asdict(one) for one in profiles],
            "guards_gained": [one.as_line() for one in guards.gained],
            "guards_lost": [one.as_line() for one in guards.lost],
        }
    )
    changed = diff.changes or profiles or guards.gained or guards.lost
    return ExitCode.FAILED if exit_code and changed else ExitCode.OK


def _print_profiles(changes: "tuple[ProfileChange, ...]", out: Output) -> None:
    for one in changes:
        was = f", was {one.old_name}" if one.old_name not in (None, one.name) else ""
        out.say(
            f"{_SIGNS[one.kind]} profile {one.name}{was}: {one.old_share:.1%} of sessions, now"
            f" {one.new_share:.1%}"
        )


def _print_guards(diff: "GuardDiff", out: Output) -> None:
    from journeys_mining.model.guards import in_words, support_in_words

    for sign, guards in (("+", diff.gained), ("-", diff.lost)):
        for one in guards:
            out.say(f"{sign} guard: {in_words(one)} ({support_in_words(one)})")
    if diff.by_chance_count:
        out.say(
            f"{diff.by_chance_count} more guards are in one model only, "
            "which the samples' size explains, or other guards"
        )


def _print(changes: "tuple[Change, ...]", out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, caption=_LEGEND, caption_justify="left")
    table.add_column("")
    table.add_column("what", overflow="fold", ratio=1)
    for heading in ("old", "new", "touches"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in changes:
        table.add_row(
            _SIGNS[one.kind],
            Text(" → ".join((*one.context, one.action))),
            _share(one.old_share, bool(one.context)),
            _share(one.new_share, bool(one.context)),
            f"{one.sessions_touched:.1f}",
        )
    out.show(table)


def _share(share: float, of_context: bool) -> str:
    return f"{share:.1%}" if of_context else f"{share:.3f}×"
