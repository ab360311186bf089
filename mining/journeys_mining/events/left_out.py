"""Rows that were read and are no step of a user, each under the name of a rule."""

from collections.abc import Mapping

import crawleruseragents  # type: ignore[import-untyped]
import ibis  # type: ignore[import-untyped]
import pandas as pd

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.model.navigation_model import END, START
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


class Marks:
    """What the rules ask, found out once for each distinct URL, call, agent and digest.

    A table that would hold nothing is None: nothing need be joined with it.
    """

    def __init__(self, engine: Engine, good: Table, urls: Table, calls: Table) -> None:
        self.of_urls: Table = urls.select(
            "url",
            "url_code",
            asset=urls.path.re_search(_ASSET_PATH),
            health=urls.path.re_search(_HEALTH_PATH),
        )
        plain_name = calls.name.lower().replace(" ", "_")
        self.of_calls: Table = calls.mutate(
            plain=calls.name == "",
            bodiless=calls.method.isin(["HEAD", "OPTIONS"]),
            pseudo=plain_name.isin([*_PSEUDO_EVENTS, START, END]),
        )
        self.of_agents: Table | None = _bots(engine, good)
        self.of_digests: Table | None = _repeated(engine, good)


def left_out_rules(joined: Table, options: MiningOptions) -> dict[str, Value]:
    """The rules by name, in the order in which they are tried, for rows with their marks."""
    rules: dict[str, Value] = {}
    if "first_row" in joined.columns:
        rules[DUPLICATE] = joined.first_row.notnull() & (joined.row != joined.first_row)
    if "bot" in joined.columns and not options.keep_bots:
        rules[BOT] = joined.bot
    rules[HEALTH_CHECK] = joined.plain & joined.health
    rules[METHOD] = joined.plain & joined.bodiless
    rules[PSEUDO_EVENT] = joined.pseudo
    if not options.keep_assets:
        rules[ASSET] = joined.plain & joined.asset
    return rules


def rule_number(rules: Mapping[str, Value]) -> Value:
    """The place of the first rule that fits, or NULL."""
    fits = (condition.fill_null(False) for condition in rules.values())
    return ibis.cases(
        *((one, ibis.literal(number, type="int8")) for number, one in enumerate(fits))
    )


def _bots(engine: Engine, events: Table) -> Table | None:
    """The agents of well-known bots."""
    agents = engine.fetch(events.filter(events.agent.notnull()).select("agent").distinct())
    bots = sorted(agent for agent in agents["agent"] if crawleruseragents.is_crawler(agent))
    if not bots:
        return None
    frame = pd.DataFrame({"agent": pd.Series(bots, dtype="str"), "bot": True})
    return engine.put("bots", frame.astype({"bot": "bool"}))


def _repeated(engine: Engine, events: Table) -> Table | None:
    """The digests that occur more than once, with the first row of each."""
    known = events.filter(events.digest.notnull())
    counted = known.group_by("digest").agg(first_row=known.row.min(), count=known.count())
    repeated = engine.keep("repeated", counted.filter(counted["count"] > 1).drop("count"))
    return repeated if engine.number(repeated.count()) > 0 else None
