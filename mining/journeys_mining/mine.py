"""The mining run: joins the stages, from the files of an export to the navigation model.

reading → refusals → events → actions → counting → the model → chain (tuned) → guards → profiles
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from journeys.errors import InputError
from journeys_mining.actions.known_templates import KnownTemplates
from journeys_mining.actions.urls import located, reduce_urls
from journeys_mining.coding import CodedActions, code_actions, without_content
from journeys_mining.counting.action_stats import describe_actions
from journeys_mining.counting.codes import FIRST_ACTION_CODE
from journeys_mining.counting.counts import count_transitions, read_grams
from journeys_mining.counting.private_counts import private_model
from journeys_mining.counting.query_values import find_queries
from journeys_mining.counting.redirects import count_redirects, with_redirects
from journeys_mining.counting.request_fields import learn_request_fields
from journeys_mining.counting.sessions import sample_events
from journeys_mining.counting.slot_repeats import find_repeats
from journeys_mining.counting.slot_summaries import describe_slots
from journeys_mining.counting.slot_tuples import pool_slot_tuples
from journeys_mining.counting.slot_values import most_frequent, pool_slot_values
from journeys_mining.counting.template_hosts import count_template_hosts, templates_elsewhere
from journeys_mining.engine import Engine, Table, open_engine
from journeys_mining.events.coded_events import code_events
from journeys_mining.events.privacy import ValueGate
from journeys_mining.export_sessions import SessionSample, read_sessions
from journeys_mining.memory import hand_back_freed
from journeys_mining.model.navigation_model import (
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
    coded = code_actions(engine, export, options, progress)
    seen = unseen = None
    if options.epsilon is not None:
        progress("counting transitions")
        source = source_of(export, coded.summary, 0, coded.hosts)
        model = private_model(engine, without_content(coded.events), coded.names, source, options)
    else:
        model, sample = _counted(engine, export, coded, options, progress)
        model = _learned(engine, sample, model, options, progress)
        if coded.apart is not None:
            progress("reading the sessions set apart")
            read, others = coded.read, replace(coded.read, events=coded.apart)
            seen = read_sessions(engine, read, coded.urls, model, options)
            unseen = read_sessions(engine, others, coded.urls, model, options)
    report = report_of(export, coded.summary, model, len(coded.counted), coded.joined)
    report = replace(report, choosing_keys=coded.choosing)
    return Mined(model=model, report=report, seen=seen, unseen=unseen)


def _counted(
    engine: Engine,
    export: Export,
    coded: CodedActions,
    options: MiningOptions,
    progress: Callable[[str], None],
) -> tuple[NavigationModel, Table]:
    """The model with all that is counted, and the events of some users to learn the rest from."""
    urls, names, floor = coded.urls, coded.names, options.floor
    gate = ValueGate(floor=floor)
    recorded = learn_request_fields(engine, coded.events, urls, names, options)
    redirects = count_redirects(engine, coded.events, names, coded.hosts, floor)
    events = without_content(coded.events)
    grams = read_grams(engine, events, coded.summary.events, len(names), options)
    source = source_of(export, coded.summary, grams.session_count, coded.hosts)
    progress("counting transitions")
    actions = describe_actions(engine, events, names, coded.counted, floor)
    views = {one.action: coded.view_events.get(one.action) for one in actions}
    told = tuple((action, name) for action, name in views.items() if name)
    sample = sample_events(engine, events, source.events)
    queries = find_queries(engine, urls, names)
    values = pool_slot_values(engine, events, queries, names, gate) if queries is not None else ()
    tuples = pool_slot_tuples(engine, events, queries, names, gate) if queries is not None else ()
    is_on_several = len(coded.hosts) > 1
    hosted = count_template_hosts(engine, events, urls, names, floor) if is_on_several else {}
    repeats = find_repeats(engine, sample, urls, names, source.events, options)
    if coded.apart is None:
        # Of many events the records of n-grams take nearly as much memory as the rows may.
        engine.drop_others(sample, *grams.tables)
    transitions = count_transitions(grams, names, options.order, floor)
    model = NavigationModel(
        source=replace(source, view_events=told),
        floor=floor,
        order=options.order,
        actions=with_redirects(actions, redirects),
        transitions=transitions,
        slot_values=most_frequent((*values, *recorded.values)),
        slot_tuples=tuples,
        slots=describe_slots(names[FIRST_ACTION_CODE:], values, repeats),
        request_fields=recorded.fields,
        template_hosts=templates_elsewhere(hosted, transitions),
        privacy=_privacy(options, gate.removed + recorded.removed),
    )
    return model, sample


def _learned(
    engine: Engine,
    coded: Table,
    model: NavigationModel,
    options: MiningOptions,
    progress: Callable[[str], None],
) -> NavigationModel:
    """The model with what is learned from its counts and from the sessions of some users."""
    hand_back_freed()
    # Imported once the rows are gone, which take most; SciPy has a share of its own.
    from threadpoolctl import threadpool_limits

    from journeys_mining.chain.drawn_sessions import draw_sessions
    from journeys_mining.chain.held_out import tune_model
    from journeys_mining.guards.mining import learn_guards
    from journeys_mining.profiles.mining import profile_model

    # One thread: for sums as short as these it takes half the time, and in another order they would
    # be other sums in the last digit.
    with threadpool_limits(limits=1):
        progress("tuning probabilities")
        sessions = draw_sessions(engine, coded, share=1.0, idle_timeout_s=options.idle_timeout_s)
        model = tune_model(sessions, model)
        progress("learning guards")
        model = learn_guards(sessions, model)
        progress("finding profiles")
        return profile_model(sessions, model)


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
        known = KnownTemplates(one.action for one in model.actions)
        urls = reduce_urls(engine, export.rows, known.choosing_keys)
        # What few did here may be what many did there.
        kept = replace(options, keep=(*options.keep, "rare-clicks"))
        read = code_events(engine, export.rows, urls, partial(located, engine, urls), kept)
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


def _privacy(options: MiningOptions, removed: Counter[str]) -> PrivacySummary:
    return PrivacySummary(least_users=options.floor, removed=tuple(sorted(removed.items())))
