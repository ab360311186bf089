"""Encoders: clicks in the envelopes of vendors, written from their documentation."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from .clicks import Click

Line = dict[str, Any]


def segment_calls(clicks: Sequence[Click]) -> Iterator[Line]:
    """Raw calls; some visitors sign in with their second click, and later a server calls, too."""
    seen: dict[str, int] = {}
    for one in clicks:
        seen[one.user] = seen.get(one.user, 0) + 1
        known = seen[one.user] > 1 and one.user < "u_8"
        by_server = known and seen[one.user] > 2 and not one.is_page
        page = {"url": one.url, "path": "/wrong", "referrer": "https://elsewhere.test/"}
        call: Line = {
            "anonymousId": None if by_server else one.user,
            "userId": f"login-{one.user}" if known else None,
            "messageId": f"ajs-{one.number}",
            "context": {"page": page, "library": {"name": "analytics.js"}},
            "timestamp": one.iso,
            "originalTimestamp": "2020-01-01T00:00:00Z",
            "receivedAt": "2030-01-01T00:00:00Z",
        }
        if seen[one.user] == 1:
            yield {**call, "type": "identify", "messageId": f"id-{one.number}", "traits": {}}
        if one.is_page:
            yield {**call, "type": "page", "name": None, "properties": {"url": one.url}}
        else:
            inside = {"url": "https://shop.example.com/not/a/page"}
            yield {**call, "type": "track", "event": one.event, "properties": inside}


def posthog_events(clicks: Sequence[Click]) -> Iterator[Line]:
    """A batch export; the distinct id changes, the person does not."""
    for one in clicks:
        event: Line = {
            "uuid": f"0198395d-0000-0000-0000-{one.number:012}",
            "event": "$pageview" if one.is_page else one.event,
            "distinct_id": f"device-{one.number % 3}",
            "person_id": one.user,
            "properties": {
                "$session_id": one.session,
                "$current_url": one.url,
                "$pathname": "/wrong",
                "$time": float(one.time_s),
            },
            "person_properties": {},
            "elements_chain": "",
            "timestamp": one.iso,
            "created_at": "2030-01-01T00:00:00Z",
        }
        yield event
        yield {**event, "uuid": f"leave-{one.number}", "event": "$pageleave"}
        yield {**event, "uuid": f"auto-{one.number}", "event": "$autocapture"}


def ga4_events(clicks: Sequence[Click], *, nulls: bool) -> Iterator[Line]:
    """Nested rows: as the console writes them, with nulls, or as `bq extract` does, without."""
    for one in clicks:
        params = [
            _parameter("ga_session_id", "int_value", str(one.session_start_s), nulls),
            # The same key with another type in every second row.
            _parameter("engaged", "int_value" if one.number % 2 else "string_value", "1", nulls),
            _parameter("page_location", "string_value", one.url, nulls),
        ]
        row: Line = {
            "event_date": "19700101",
            "event_timestamp": str(one.time_s * 1_000_000),
            "event_name": one.event,
            "event_params": params,
            "user_pseudo_id": one.user,
            "event_bundle_sequence_id": str(one.number),
        }
        yield row | {"user_id": None, "app_info": None} if nulls else row
        if one.time_s == one.session_start_s:
            yield {**row, "event_name": "session_start", "event_params": params}
            yield {**row, "event_name": "user_engagement", "event_params": params}


def _parameter(key: str, slot: str, value: str, nulls: bool) -> Line:
    slots = ("string_value", "int_value", "float_value", "double_value")
    empty: Line = dict.fromkeys(slots) if nulls else {}
    return {"key": key, "value": {**empty, slot: value}}


def ga360_visits(clicks: Sequence[Click]) -> list[Line]:
    """Rows of `ga_sessions_`: visits with their hits, whose times count from the visit's start."""
    visits: dict[tuple[str, str], list[Click]] = {}
    for one in clicks:
        visits.setdefault((one.user, one.session), []).append(one)
    return [
        {
            "visitId": visit[0].session_start_s,
            "visitStartTime": visit[0].session_start_s,
            "date": "19700101",
            "totals": {"visits": 1, "hits": len(visit)},
            "hits": [
                {
                    "hitNumber": number,
                    "time": (one.time_s - one.session_start_s) * 1000,
                    "type": "PAGE" if one.is_page else "EVENT",
                    "page": {"hostname": urlsplit(one.url).hostname,
                             "pagePath": one.url.partition(urlsplit(one.url).netloc)[2]},
                    "eventInfo": {"eventCategory": "shop",
                                  "eventAction": None if one.is_page else one.event},
                }
                for number, one in enumerate(visit, start=1)
            ],
            "fullVisitorId": visit[0].user,
        }
        for visit in visits.values()
    ]  # fmt: skip


def amplitude_events(clicks: Sequence[Click]) -> Iterator[Line]:
    """Export API lines: the id that is always there is Amplitude's own."""
    for one in clicks:
        event: Line = {
            "$insert_id": f"insert-{one.number}",
            "amplitude_id": zlib.crc32(one.user.encode()),
            "user_id": None if one.number % 2 else f"login-{one.user}",
            "device_id": f"device-{one.number}",
            "session_id": one.session_start_s * 1000,
            "event_id": one.number,
            "event_time": one.iso.replace("T", " ").replace("Z", ".000000"),
            "server_upload_time": "2030-01-01 00:00:00.000000",
            "event_type": "[Amplitude] Page Viewed" if one.is_page else one.event,
            "event_properties": {"[Amplitude] Page URL": one.url, "[Amplitude] Page Path": "/no"},
        }
        yield event
        yield event
        yield {**event, "$insert_id": f"s-{one.number}", "event_type": "session_start"}


def mixpanel_events(clicks: Sequence[Click], *, zone_s: int) -> Iterator[Line]:
    """Raw lines of a project whose zone is `zone_s` east of UTC; every tenth came hours late."""
    for one in clicks:
        late_ms = 5 * 3600_000 if one.number % 10 == 0 else 1500
        yield {
            "event": "$mp_web_page_view" if one.is_page else one.event,
            "properties": {
                "time": one.time_s + zone_s,
                "distinct_id": f"$device:{one.user}",
                "$insert_id": f"insert-{one.number}",
                "$current_url": one.url,
                "$mp_api_timestamp_ms": one.time_s * 1000 + late_ms,
                "mp_processing_time_ms": one.time_s * 1000 + late_ms + 40_000,
                "mp_lib": "web",
            },
        }


def matomo_visits(clicks: Sequence[Click], *, zone_s: int) -> list[Line]:
    """Visits, newest first, of a site whose zone is `zone_s` east of UTC."""
    visits: dict[str, list[Click]] = {}
    for one in clicks:
        visits.setdefault(one.session, []).append(one)
    rows: list[Line] = []
    for number, (_, visit) in enumerate(visits.items(), start=1):
        details = [_matomo_action(one, zone_s) for one in visit]
        details.insert(1, {**details[0], "type": "goal", "goalName": "seen"})
        rows.append(
            {
                "idVisit": str(number),
                "visitorId": visit[0].user,
                "userId": None,
                "actionDetails": details,
                "firstActionTimestamp": visit[0].time_s,
                "lastActionTimestamp": visit[-1].time_s,
                "serverTimestamp": visit[-1].time_s,
            }
        )
    return rows[::-1]


def matomo_xml(visits: Sequence[Line]) -> str:
    """The same visits as the API writes them with `format=xml`."""

    def element(name: str, value: object) -> str:
        if isinstance(value, list):
            inner = "".join(element("row", one) for one in value)
        elif isinstance(value, dict):
            inner = "".join(element(key, one) for key, one in value.items())
        else:
            inner = "" if value is None else escape(str(value))
        return f"\n<{name}>{inner}</{name}>" if inner else f"<{name} />"

    return f'<?xml version="1.0" encoding="utf-8" ?>\n{element("result", list(visits))}'


def _matomo_action(click: Click, zone_s: int) -> Line:
    common: Line = {
        "url": click.url,
        "timestamp": click.time_s + zone_s,
        "serverTimePretty": "4 juil. 2024 18:43:05",
    }
    if click.is_page:
        return {**common, "type": "action", "pageTitle": "A title"}
    return {**common, "type": "event", "eventCategory": "", "eventAction": click.event}


ADOBE_COLUMNS = (
    *(f"evar{number}" for number in range(1, 120)),
    "hit_time_gmt", "post_visid_high", "post_visid_low", "visid_high", "visid_low", "visit_num",
    "visit_start_time_gmt", "visit_page_num", "page_url", "post_page_url", "post_pagename",
    "post_page_event", "post_page_event_var2", "exclude_hit", "customer_perspective", "hit_source",
    "user_agent", "cust_hit_time_gmt",
)  # fmt: skip


def adobe_hits(clicks: Sequence[Click]) -> Iterator[Line]:
    """Hits of a data feed; the second of each visit is sent by a data source, too."""
    visits: dict[str, int] = {}
    for one in clicks:
        visits[one.session] = visits.get(one.session, 0) + 1
        hit: Line = {
            "evar1": "caf\u00e9",
            "evar2": "a\\\tb",
            "hit_time_gmt": one.time_s,
            "post_visid_high": one.user,
            "post_visid_low": "7",
            "visid_high": "wrong",
            "visid_low": "wrong",
            "visit_num": one.session,
            "visit_start_time_gmt": one.session_start_s,
            "visit_page_num": visits[one.session],
            "page_url": "/wrong",
            "post_page_url": one.url,
            "post_pagename": "wrong",
            "post_page_event": "0" if one.is_page else "100",
            "post_page_event_var2": "" if one.is_page else one.event,
            "exclude_hit": "0",
            "customer_perspective": "0",
            "hit_source": "1",
            "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0",
            "cust_hit_time_gmt": "0",
        }
        yield hit
        if visits[one.session] == 2:
            yield {**hit, "hit_source": "8", "post_page_url": "https://shop.example.com/imported"}
