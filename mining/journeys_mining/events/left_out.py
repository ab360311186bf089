"""Rows that were read and are no step of a user, each under the name of a rule."""

from collections.abc import Iterator, Mapping
from typing import Final

import crawleruseragents  # type: ignore[import-untyped]
import ibis  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import pandas as pd

from journeys_mining.engine import Engine, Table, Value
from journeys_mining.events.event_names import PSEUDO_EVENTS
from journeys_mining.model.navigation_model import END, START
from journeys_mining.options import MiningOptions
from journeys_mining.readers.marks import MARKED

_BYTES_OF_DIGEST = 16
"""About what one takes while they are compared."""

DUPLICATE = "exact duplicate of an earlier row"
BOT = "well-known bot"
HEALTH_CHECK = "health check"
ASSET = "static asset"
METHOD = "HEAD or OPTIONS request"
PSEUDO_EVENT = "event that is no step of a user"
CRAWLING = "client that opens more pages than a person can"
REPEATING = "client that asks for one page over and over"
ASSETLESS = "client that loads pages without their assets"
RARE_CLICK = "click on what fewer users than the floor clicked"

RULES: Final[Mapping[str, str]] = {
    "duplicates": DUPLICATE,
    "bots": BOT,
    "health-checks": HEALTH_CHECK,
    "heads": METHOD,
    "pseudo-events": PSEUDO_EVENT,
    "assets": ASSET,
    "crawling": CRAWLING,
    "repeating": REPEATING,
    "assetless": ASSETLESS,
    "rare-clicks": RARE_CLICK,
    **MARKED,
}
"""The rules by the names under which `--keep` switches them off."""

_ASSET_PATH = (
    r"(?i)\.(css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|bmp|xbm|tiff?|woff2?|ttf|otf|eot"
    r"|mp3|mp4|m4a|m4v|webm|ogg|wav|avi|mov|mpe?g|flv|swf)$|/(robots|ads|humans)\.txt$"
    r"|/(browserconfig|sitemap[^/]*)\.xml$|\.webmanifest$"
    # Written by a program, which no page is that stands among scripts and style sheets.
    r"|/(js|css|javascripts?|stylesheets?)(/[^/]+)*/[^/]+\.(php|aspx?|jsp|cgi)$"
    r"|/(js|css|javascript|styles)\.(php|aspx?|jsp|cgi)$"
)
_HEALTH_PATH = (
    r"(?i)^/(.*/)?(health|healthz|health[-_]?check|livez?|liveness|readyz?|readiness|heartbeat"
    r"|status/health|actuator/health|server-status|nginx_status|ping)$"
)


def is_asset(path: Value) -> Value:
    """Whether the path of a URL is that of a part of a page."""
    return path.re_search(_ASSET_PATH)


def is_health_check(path: Value) -> Value:
    """Whether the path of a URL is that by which machines ask whether a site is up."""
    return path.re_search(_HEALTH_PATH)


class Marks:
    """What the rules ask, found out once for each distinct URL, call, agent and digest.

    A table that would hold nothing is None: nothing need be joined with it.
    """

    def __init__(
        self, engine: Engine, good: Table, urls: Table, calls: Table, digest_count: int
    ) -> None:
        self.of_urls: Table = urls.select(
            "url", "url_code", "form_code", "is_asset", "is_health_check"
        )
        plain_name = calls.name.lower().replace(" ", "_")
        self.of_calls: Table = calls.mutate(
            plain=calls.name == "",
            bodiless=calls.method.isin(["HEAD", "OPTIONS"]),
            pseudo=plain_name.isin(PSEUDO_EVENTS),
            no_event=plain_name.isin([START, END]),
        )
        self.of_agents: Table | None = _bots(engine, good) if "agent" in good.columns else None
        self.of_digests: Table | None = (
            _repeated(engine, good, digest_count) if digest_count else None
        )


def left_out_rules(joined: Table, options: MiningOptions) -> dict[str, Value]:
    """The rules by their texts, in the order in which they are tried, for rows with their marks."""
    rules: dict[str, Value] = {}
    if "first_row" in joined.columns:
        rules[DUPLICATE] = joined.first_row.notnull() & (joined.row != joined.first_row)
    if "mark" in joined.columns:
        rules |= {text: joined.mark == rule for rule, text in MARKED.items()}
    if "bot" in joined.columns:
        rules[BOT] = joined.bot
    rules[HEALTH_CHECK] = joined.plain & joined.is_health_check
    rules[METHOD] = joined.plain & joined.bodiless
    rules[PSEUDO_EVENT] = joined.pseudo
    rules[ASSET] = joined.plain & joined.is_asset
    kept = {RULES[name] for name in options.keep}
    rules = {rule: condition for rule, condition in rules.items() if rule not in kept}
    # Nobody can do anything with these.
    rules[PSEUDO_EVENT] = rules.get(PSEUDO_EVENT, ibis.literal(False)) | joined.no_event
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


def _repeated(engine: Engine, events: Table, count: int) -> Table | None:
    """The digests that occur more than once, with the earliest row of each: what was delivered
    twice may have two times."""
    known = events.filter(events.digest.notnull())
    repeated = _more_than_once(engine, known.select("digest"), count)
    if repeated is None:
        return None
    # Most rows are there once: to remember where each was would cost a fifth more.
    theirs = known.semi_join(repeated, "digest")
    in_order = ibis.window(group_by="digest", order_by=["time_us", "row"])
    placed = theirs.select("digest", first_row=theirs.row, place=ibis.row_number().over(in_order))
    first = placed.filter(placed.place == 0).drop("place")
    return engine.keep(engine.new_name("first_rows"), first)


def _more_than_once(engine: Engine, digests: Table, count: int) -> Table | None:
    """The digests that more than one row has; None if there is none."""
    if engine.local is engine and digests.digest.type().is_integer():
        found = []
        with engine.room_for_arrays(count * _BYTES_OF_DIGEST):
            for given in _in_parts(engine, digests, count):
                # Sorted, they are compared in a fifth of the time that grouping takes.
                given.sort()
                again = np.unique(given[1:][given[1:] == given[:-1]])
                if len(again):
                    frame = pd.DataFrame({"digest": again})
                    found.append(engine.put(engine.new_name("repeated"), frame))
        return ibis.union(*found) if len(found) > 1 else next(iter(found), None)
    counted = digests.group_by("digest").agg(count=digests.count())
    more = counted.filter(counted["count"] > 1).select("digest")
    repeated = engine.keep(engine.new_name("repeated"), more)
    return repeated if engine.number(repeated.count()) else None


def _in_parts(engine: Engine, digests: Table, count: int) -> Iterator[npt.NDArray[np.uint64]]:
    """The digests, equal ones in one array; they are read once, and put into files if too many."""
    part_count = count * _BYTES_OF_DIGEST // engine.array_bytes + 1
    if part_count == 1:
        yield engine.columns(digests)["digest"]
        return
    files = [engine.folder / engine.new_name("digests") for _ in range(part_count)]
    for batch in engine.batches(digests):
        given = batch["digest"].astype(np.uint64, copy=False)
        part = given % np.uint64(part_count)
        for number, path in enumerate(files):
            with path.open("ab") as file:
                file.write(given[part == number].tobytes())
    for path in files:
        yield np.fromfile(path, np.uint64)
        path.unlink()
