"""The mining run: joins the stages, from the files of an export to the navigation model.

reading → refusals → events → actions → counting → the model → chain (tuned) → guards → profiles
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from journeys.errors import InputError
from journeys_mining.actions.event_actions import NamedEvents, name_actions
from journeys_mining.actions.hosts import list_hosts
from journeys_mining.actions.known_templates import KnownTemplates
from journeys_mining.actions.route_files import load_routes
from journeys_mining.actions.urls import located, reduce_urls
from journeys_mining.chain.event_pages import JoinedEvents, join_events
from journeys_mining.counting.action_stats import count_actions, describe_actions
from journeys_mining.counting.counts import count_transitions, read_grams
from journeys_mining.counting.private_counts import private_model
from journeys_mining.counting.redirects import count_redirects, with_redirects
from journeys_mining.counting.request_fields import learn_request_fields
from journeys_mining.counting.sessions import (
    BELOW_FLOOR,
    FIRST_ACTION_CODE,
    sample_events,
)
from journeys_mining.counting.slot_repeats import find_repeats
from journeys_mining.counting.slot_summaries import describe_slots
from journeys_mining.counting.slot_tuples import pool_slot_tuples
from journeys_mining.counting.slot_values import most_frequent, pool_slot_values
from journeys_mining.engine import Engine, Table, open_engine
from journeys_mining.events.coded_events import code_events
from journeys_mining.events.privacy import ValueGate
from journeys_mining.export_sessions import SessionSample, read_sessions, set_apart
from journeys_mining.model.navigation_model import (
    END,
    START,
    NavigationModel,
    PrivacySummary,
    SourceSummary,
)
from journeys_mining.options import MiningOptions
from journeys_mining.reading import Export, read_export
from journeys_mining.report import MiningReport
from journeys_mining.summaries import report_of, source_of, summarise_events
from journeys_mining.warehouses.engine import open_source
from journeys_mining.warehouses.reading import read_source
from journeys_mining.warehouses.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """What a mining run gives."""

    model: NavigationModel
    report: MiningReport
    seen: SessionSample | None = None
    """Sessions that the model was mined from, where some users were set apart."""
    unseen: SessionSample | None = None
    """Sessions of the users that were set apart."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class OtherSessions:
    """What an export says, in the actions of a model."""

    source: SourceSummary
    sample: SessionSample


def mine(
    paths: Sequence[Path | str], options: MiningOptions, progress: Callable[[str], None]
) -> Mined:
    """The navigation model of an export, which may be of several files.

    Parameters
    ----------
    progress
        Is told each stage as it begins, in a few words.

    Raises
    ------
    InputError
        A file, an option or the export as a whole is not what it should be.
    """
    if not paths:
        raise InputError("no export was named", remedy="name at least one file")
    _check_options(options)
    with open_engine(options.memory, options.threads) as engine:
        return _mined(engine, read_export(engine, paths, options, progress), options, progress)


def mine_source(source: Source, options: MiningOptions, progress: Callable[[str], None]) -> Mined:
    """The navigation model of events in a database, where all stages run; as `mine`."""
    _check_options(options)
    progress(f"reading {source.name}")
    with open_source(source, options) as (engine, table):
        return _mined(engine, read_source(engine, source, table, options), options, progress)


def _mined(
    engine: Engine, export: Export, options: MiningOptions, progress: Callable[[str], None]
) -> Mined:
    engine.forget_order()
    progress("naming actions")
    urls = reduce_urls(engine, export.rows)
    read = code_events(engine, export.rows, urls, located(engine, urls), options)
    if options.apart_share:
        events, apart = set_apart(engine, read.events, options.apart_share)
        read = replace(read, events=events)
    hosts = list_hosts(engine, export.rows, read.events, urls, options.floor)
    if not options.apart_share:
        engine.drop_others(read.events, read.calls, urls)
    named = name_actions(engine, read, urls, options.floor, _known(options))
    if not options.apart_share:
        engine.drop_others(named.events, urls)
    summary = summarise_events(engine, named.events, read.left_out, options.floor)
    progress(f"splitting {summary.events:,} events of {summary.users:,} users into sessions")
    joined = _with_joined_events(engine, named, options)
    named, counted = joined.named, joined.counted
    # Noise takes the floor's place: what is counted may not hang on how many others did it.
    names = _coded_names(counted, 1 if options.epsilon is not None else options.floor)
    coded = _with_codes(engine, named, names)
    gate = ValueGate(floor=options.floor)
    recorded = learn_request_fields(engine, coded, urls, names, options)
    redirects = count_redirects(engine, coded, names, hosts, options.floor)
    coded = coded.drop(*{"content", "redirect"} & set(coded.columns))
    if options.epsilon is not None:
        progress("counting transitions")
        model = private_model(engine, coded, names, source_of(export, summary, 0, hosts), options)
        return Mined(
            model=model,
            report=report_of(export, summary, model, len(counted), joined.names),
        )
    grams = read_grams(engine, coded, summary.events, len(names), options)
    source = source_of(export, summary, grams.session_count, hosts)
    progress("counting transitions")
    actions = describe_actions(engine, coded, names, counted, options.floor)
    sample = sample_events(engine, coded, source.events)
    values = pool_slot_values(engine, coded, urls, names, gate)
    repeats = find_repeats(engine, sample, urls, names, source.events, options)
    model = NavigationModel(
        source=source,
        floor=options.floor,
        order=options.order,
        actions=with_redirects(actions, redirects),
        transitions=count_transitions(grams, names, options.order, options.floor),
        slot_values=most_frequent((*values, *recorded.values)),
        slot_tuples=pool_slot_tuples(engine, coded, urls, names, gate),
        slots=describe_slots(names[FIRST_ACTION_CODE:], values, repeats),
        request_fields=recorded.fields,
        privacy=_privacy(options, gate.removed + recorded.removed),
    )
    if not options.apart_share:
        engine.drop_others(sample)
    model = _learned(engine, sample, model, options, progress)
    seen = unseen = None
    if options.apart_share:
        progress("reading the sessions set apart")
        seen = read_sessions(engine, read, urls, model, options)
        unseen = read_sessions(engine, replace(read, events=apart), urls, model, options)
    report = report_of(export, summary, model, len(counted), joined.names)
    return Mined(model=model, report=report, seen=seen, unseen=unseen)


def _with_joined_events(engine: Engine, named: NamedEvents, options: MiningOptions) -> JoinedEvents:
    counted = count_actions(engine, named.events, named.actions)
    if options.epsilon is not None:
        # What is decided by single sessions would need noise of its own.
        return JoinedEvents(named=named, counted=counted, names=())
    return join_events(engine, named, counted, options)


def _learned(
    engine: Engine,
    coded: Table,
    model: NavigationModel,
    options: MiningOptions,
    progress: Callable[[str], None],
) -> NavigationModel:
    """The model with what is learned from its counts and from the sessions of some users."""
    # Imported once the rows are gone, which take most: SciPy and scikit-learn take 100 MB.
    from threadpoolctl import threadpool_limits

    from journeys_mining.chain.held_out import tune_model
    from journeys_mining.guards.mining import learn_guards
    from journeys_mining.profiles.mining import profile_model

    # One thread: for sums as short as these it takes half the time, and in another order they would
    # be other sums in the last digit.
    with threadpool_limits(limits=1):
        progress("tuning probabilities")
        model = tune_model(engine, coded, model, options.idle_timeout_s)
        progress("learning guards")
        model = learn_guards(engine, coded, model, options.idle_timeout_s)
        progress("finding profiles")
        return profile_model(engine, coded, model, options.idle_timeout_s)


def read_for_model(
    paths: Sequence[Path | str],
    model: NavigationModel,
    options: MiningOptions,
    progress: Callable[[str], None],
) -> OtherSessions:
    """The sessions of an export as those of a model, which may be mined from another export.

    Raises
    ------
    InputError
        As `mine`.
    """
    _check_options(options)
    with open_engine(options.memory, options.threads) as engine:
        export = read_export(engine, paths, options, progress)
        progress("naming actions")
        urls = reduce_urls(engine, export.rows)
        read = code_events(engine, export.rows, urls, located(engine, urls), options)
        summary = summarise_events(engine, read.events, read.left_out, floor=1)
        sample = read_sessions(engine, read, urls, model, options)
        return OtherSessions(
            source=source_of(export, summary, len(sample.sessions), ()), sample=sample
        )


def _check_options(options: MiningOptions) -> None:
    if options.floor < 1:
        raise InputError(f"the floor is {options.floor}", remedy="use a floor of 1 or more users")
    if not 1 <= options.order <= 5:
        raise InputError(f"the order is {options.order}", remedy="use an order of 1 to 5 actions")
    if options.idle_timeout_s <= 0:
        raise InputError("the idle timeout is not positive", remedy="use a duration such as 30m")


def _known(options: MiningOptions) -> KnownTemplates | None:
    if options.routes is None:
        return None
    return KnownTemplates(f"view {template}" for template in load_routes(options.routes))


def _privacy(options: MiningOptions, removed: Counter[str]) -> PrivacySummary:
    return PrivacySummary(least_users=options.floor, removed=tuple(sorted(removed.items())))


def _coded_names(counted: dict[str, tuple[int, int]], floor: int) -> tuple[str, ...]:
    """The name of each action code; actions below the floor have none."""
    kept = sorted(action for action, (_, users) in counted.items() if users >= floor)
    if not kept:
        raise InputError(
            f"none of the {len(counted):,} actions was done by {floor} users or more",
            remedy="mine a longer period, or lower the floor with `--floor`",
        )
    below_floor = ""
    return (below_floor, START, END, *kept)


def _with_codes(engine: Engine, named: NamedEvents, names: Sequence[str]) -> Table:
    """The events with `code`, looked up wherever it is read: the dictionary is small."""
    code_of = {name: code for code, name in enumerate(names) if code >= FIRST_ACTION_CODE}
    codes = [code_of.get(action, BELOW_FLOOR) for action in named.actions]
    frame = pd.DataFrame({"action_code": range(len(codes)), "code": codes}, dtype="int64")
    return named.events.inner_join(engine.put("codes", frame), "action_code").drop("action_code")
