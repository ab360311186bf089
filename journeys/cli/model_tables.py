"""What `journeys inspect` shows in a terminal: tables of a model, and its profiles in words."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from journeys.cli.guard_summary import guard_shares, print_guards
from journeys.cli.output import Output
from journeys.page_parts.figures import counted
from journeys.page_parts.profile_words import describe_profiles
from journeys_mining.chain.profile_model import model_of_profile
from journeys_mining.model.navigation_model import NavigationModel, SlotValue, Transition

_VALUES_SHOWN: Final = 3


def print_model(whole: NavigationModel, profile: str | None, top: int, out: Output) -> None:
    """What is in a model, or in one of its profiles.

    Raises
    ------
    InputError
        The model has no such profile.
    """
    loaded = model_of_profile(whole, profile) if profile else whole
    source = loaded.source
    of = f"profile {profile} of " if profile else ""
    out.say(f"{of}model {whole.digest}: {source.description}, read as {source.reader}")
    out.say(
        f"{source.events:,} events, {source.sessions:,} sessions, {source.users:,} users, "
        f"{source.first_event} to {source.last_event}"
    )
    out.say(
        f"{len(loaded.actions)} actions and {len(loaded.transitions):,} transitions with contexts "
        f"of up to {loaded.order}; each rests on at least {loaded.floor} users"
    )
    _print_actions(loaded, top, out)
    singles = [one for one in loaded.transitions if len(one.context) == 1]
    ranked = sorted(singles, key=lambda one: (-one.count, one.context, one.action))
    _print_transitions("Most frequent transitions", ranked[:top], out)
    _print_transitions("Rarest transitions", ranked[: -top - 1 : -1], out)
    _print_slots(loaded, top, out)
    if profile:
        out.say("\nGuards hold for all visitors; so do the sessions that they rest on.")
    print_guards(whole, guard_shares(whole, profile), out, top)
    _print_profiles(whole, profile, out)


def _print_actions(model: NavigationModel, top: int, out: Output) -> None:
    table = Table("action", title="Actions", title_justify="left", box=None)
    for heading in ("count", "users", "answered", "p95 ms"):
        table.add_column(heading, justify="right")
    for one in sorted(model.actions, key=lambda one: (-one.count, one.action))[:top]:
        statuses = " ".join(f"{name}:{count}" for name, count in one.statuses)
        slowest = str(one.duration_ms[1]) if one.duration_ms else ""
        table.add_row(Text(one.action), f"{one.count:,}", f"{one.users:,}", statuses, slowest)
    out.show(table)


def _print_transitions(title: str, rows: Sequence[Transition], out: Output) -> None:
    table = Table("from", "to", title=title, title_justify="left", box=None)
    for heading in ("count", "users", "think s"):
        table.add_column(heading, justify="right")
    for one in rows:
        think = f"{one.think_s[0]:g}" if one.think_s else ""
        table.add_row(
            Text(one.context[0]), Text(one.action), f"{one.count:,}", f"{one.users:,}", think
        )
    out.show(table)


def _print_slots(model: NavigationModel, top: int, out: Output) -> None:
    """What was given to slots, those given most often first."""
    values: defaultdict[tuple[str, str], list[SlotValue]] = defaultdict(list)
    for one in model.slot_values:
        values[one.action, one.slot].append(one)
    if not values:
        out.say(f"\nno value was given to a slot by {counted(model.floor, 'user')}")
        return
    table = Table("action", "slot", title="Values of slots", title_justify="left", box=None)
    table.add_column("values", justify="right")
    table.add_column("most frequent", overflow="fold")
    ranked = sorted(values.items(), key=lambda item: (-sum(one.count for one in item[1]), item[0]))
    for (action, slot), found in ranked[:top]:
        found.sort(key=lambda one: (-one.count, one.value))
        shown = ", ".join(f"{one.value} ({one.count:,}×)" for one in found[:_VALUES_SHOWN])
        table.add_row(Text(action), Text(slot), f"{len(found):,}", Text(shown))
    out.show(table)


def _print_profiles(model: NavigationModel, chosen: str | None, out: Output) -> None:
    """Each profile in words, or the chosen one, and how far to trust them."""
    profiling = model.profiling
    if profiling is None:
        out.say("\nno profiles: the sessions do not differ enough to be told apart")
        return
    out.say(
        f"\n{len(profiling.profiles)} profiles, found in {profiling.sessions:,} sessions of"
        f" {profiling.users:,} users (--profile NAME)"
    )
    for one in describe_profiles(model):
        if chosen not in (None, one.profile.name):
            continue
        out.say(f"  {one.profile.name}: {one.sentences[0]}")
        for sentence in one.sentences[1:]:
            out.say(f"    {sentence}")
    out.detail(
        f"  two seeds agree by an adjusted Rand index of {profiling.agreement:.2f}; held-out"
        f" sessions gain {profiling.gain:.4f} nats a step over one first-order chain"
    )
