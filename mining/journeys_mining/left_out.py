"""Rows that were read and are no step of a user, each under the name of a rule."""

from collections.abc import Iterable

import crawleruseragents  # type: ignore[import-untyped]
import ibis  # type: ignore[import-untyped]
import pandas as pd

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.navigation_model import END, START
from journeys_mining.options import MiningOptions

DUPLICATE = "exact duplicate of an earlier row"
BOT = "well-known bot"
HEALTH_CHECK = "health check"
ASSET = "static asset"
METHOD = "HEAD or OPTIONS request"
PSEUDO_EVENT = "event that is no step of a user"

_ASSET_PATH = (
    r"(?i)\.(css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|bmp|xbm|tiff?|woff2?|ttf|otf|eot"
    r"|mp3|mp4|m4a|m4v|webm|ogg|wav|avi|mov|mpe?g|flv|swf)$|/(robots|ads|humans)\.txt$"
    r"|/(browserconfig|sitemap[^/]*)\.xml$|\.webmanifest$"
)
_HEALTH_PATH = (
    r"(?i)^/(.*/)?(health|healthz|health[-_]?check|livez?|liveness|readyz?|readiness|heartbeat"
    r"|status/health|actuator/health|server-status|nginx_status|ping)$"
)
# What trackers send of their own accord, as Snowplow, GA4, PostHog, Amplitude, Mixpanel, Segment,
# Matomo and Open edX call it. A click of `$autocapture` that has a text has another name here.
_PSEUDO_EVENTS_TEXT = """
    page_ping application_background application_foreground application_install screen_end
    web_vitals
    session_start session_end start_session end_session first_visit first_open user_engagement
    scroll app_remove app_update os_update
    $pageleave page_leave pageleave $identify $groupidentify $set $create_alias
    $merge_dangerously $feature_flag $feature_flag_called $web_vitals $opt_in $$heatmap $autocapture
    $rageclick $dead_click $snapshot $performance_event
    [amplitude]_start_session [amplitude]_end_session $ae_session $session_start $session_end
    $mp_session_record $merge
    identify alias group
    application_opened application_backgrounded application_installed application_updated
    matomo:goal matomo:content matomo:abandoned_cart goatcounter:bot
    ga4:without_visitor adobe:excluded mapping:left_out
"""
_PSEUDO_EVENTS = tuple(_PSEUDO_EVENTS_TEXT.split())


def mark_left_out(engine: Engine, events: Table, urls: Table, options: MiningOptions) -> Table:
    """The events with `left_out`: the first rule that fits a row, or NULL.

    Takes row, name, url_code, method, agent and digest, and gives all but the last two.
    """
    bots = _bots(engine, events)
    repeated = _repeated(events)
    # On each URL once, not on each row.
    judged = urls.select(
        "url_code", asset=urls.path.re_search(_ASSET_PATH), health=urls.path.re_search(_HEALTH_PATH)
    )
    events = events.left_join(judged, "url_code").drop("url_code_right")
    events = events.left_join(bots, "agent").drop("agent_right")
    events = events.left_join(repeated, "digest").drop("digest_right")
    plain = events.name.isnull()
    rules = [
        (events.first_row.notnull() & (events.row != events.first_row), DUPLICATE),
        (plain & events.health, HEALTH_CHECK),
        (plain & events.method.isin(["HEAD", "OPTIONS"]), METHOD),
        (events.name.lower().replace(" ", "_").isin([*_PSEUDO_EVENTS, START, END]), PSEUDO_EVENT),
    ]
    if not options.keep_bots:
        rules.insert(1, (events.bot, BOT))
    if not options.keep_assets:
        rules.append((plain & events.asset, ASSET))
    marked = events.mutate(left_out=_first(rules))
    return marked.drop("bot", "first_row", "asset", "health", "agent", "digest")


def _first(rules: Iterable[tuple[Value, str]]) -> Value:
    return ibis.cases(*((condition.fill_null(False), rule) for condition, rule in rules))


def _bots(engine: Engine, events: Table) -> Table:
    """The agents of well-known bots."""
    agents = engine.fetch(events.filter(events.agent.notnull()).select("agent").distinct())
    bots = sorted(agent for agent in agents["agent"] if crawleruseragents.is_crawler(agent))
    frame = pd.DataFrame({"agent": pd.Series(bots, dtype="str"), "bot": True})
    return engine.put("bots", frame.astype({"bot": "bool"}))


def _repeated(events: Table) -> Table:
    """The digests that occur more than once, with the first row of each."""
    known = events.filter(events.digest.notnull())
    counted = known.group_by("digest").agg(first_row=known.row.min(), count=known.count())
    return counted.filter(counted["count"] > 1).drop("count")
