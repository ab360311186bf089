"""From the rows of an export to events under the codes of their actions, for all that is counted.

Takes the canonical event table; gives the events with `code`, and the name of each code.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from journeys.errors import InputError
from journeys_mining.actions.event_actions import NamedEvents, name_actions
from journeys_mining.actions.hosts import list_hosts
from journeys_mining.actions.known_templates import KnownTemplates
from journeys_mining.actions.route_files import load_routes
from journeys_mining.actions.url_shapes import describe_shapes
from journeys_mining.actions.urls import located, reduce_urls
from journeys_mining.chain.event_pages import JoinedEvents, join_events
from journeys_mining.chain.query_choices import decide_choices
from journeys_mining.counting.action_stats import count_actions
from journeys_mining.counting.codes import BELOW_FLOOR, FIRST_ACTION_CODE
from journeys_mining.engine import Engine, Table
from journeys_mining.events.coded_events import CodedEvents, code_events
from journeys_mining.export_sessions import set_apart
from journeys_mining.model.navigation_model import END, START
from journeys_mining.options import MiningOptions
from journeys_mining.reading import Export
from journeys_mining.report import ChoosingKey
from journeys_mining.summaries import EventSummary, summarise_events


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CodedActions:
    """The events that a model is mined from, and what their numbers stand for."""

    events: Table
    """As `CodedEvents.events`, with `code`."""
    names: tuple[str, ...]
    """The name of each code."""
    counted: dict[str, tuple[int, int]]
    """How often each action was done, and by how many users; also below the floor."""
    choosing: tuple[ChoosingKey, ...]
    """Query keys whose values make actions of their own."""
    view_events: Mapping[str, str]
    """The name under which every view of a page came, by the action."""
    joined: tuple[str, ...]
    """Events that are one action on all of their pages."""
    urls: Table
    """What `reduce_urls` gives."""
    hosts: tuple[str, ...]
    summary: EventSummary
    read: CodedEvents
    """The events before actions are named."""
    apart: Table | None
    """Events of the users that are set apart."""


def code_actions(
    engine: Engine, export: Export, options: MiningOptions, progress: Callable[[str], None]
) -> CodedActions:
    """Name what was done, and give each name a code.

    Raises
    ------
    InputError
        No row is a step of a user, or too few users are left for the floor.
    """
    progress("naming actions")
    known = _known(options)
    urls = reduce_urls(engine, export.rows, known.choosing_keys if known else ())
    read = code_events(engine, export.rows, urls, partial(located, engine, urls), options)
    apart = None
    if options.apart_share:
        events, apart = set_apart(engine, read.events, options.apart_share)
        read = replace(read, events=events)
    hosts = list_hosts(engine, export, read.events, urls, options.floor)
    if apart is None:
        engine.drop_others(read.events, read.calls, urls)
    shapes = describe_shapes(engine, read.events, urls, known)
    choices = decide_choices(engine, read.events, shapes, options, known)
    shapes = shapes.chosen_by(choices.by_template)
    named = name_actions(engine, read, shapes, options.floor)
    if apart is None:
        engine.drop_others(named.events, urls)
    summary = summarise_events(engine, named.events, read.left_out, options.floor)
    progress(f"splitting {summary.events:,} events of {summary.users:,} users into sessions")
    joined = _with_joined_events(engine, named, options)
    # Noise takes the floor's place: what is counted may not hang on how many others did it.
    names = _coded_names(joined.counted, 1 if options.epsilon is not None else options.floor)
    return CodedActions(
        events=_with_codes(engine, joined.named, names),
        names=names,
        counted=joined.counted,
        choosing=choices.keys,
        view_events=named.view_events,
        joined=joined.names,
        urls=urls,
        hosts=hosts,
        summary=summary,
        read=read,
        apart=apart,
    )


def without_content(events: Table) -> Table:
    """Without what was sent and answered, which is long and which few stages read."""
    return events.drop(*{"content", "redirect"} & set(events.columns))


def _known(options: MiningOptions) -> KnownTemplates | None:
    if options.routes is None:
        return None
    routes = (f"view {template}" for template in load_routes(options.routes))
    return KnownTemplates(routes, are_routes=True)


def _with_joined_events(engine: Engine, named: NamedEvents, options: MiningOptions) -> JoinedEvents:
    counted = count_actions(engine, named.events, named.actions)
    if options.epsilon is not None:
        # What is decided by single sessions would need noise of its own.
        return JoinedEvents(named=named, counted=counted, names=())
    return join_events(engine, named, counted, options)


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
    coded = named.events.inner_join(engine.put("codes", frame), "action_code")
    return engine.named(coded.drop("action_code"))
