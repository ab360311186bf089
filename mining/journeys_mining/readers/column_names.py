"""What columns are called that hold a part of an event, in the tables of many tools."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_BY_PREFERENCE = {
    "user": """
        user_id userid uid user person_id distinct_id user_pseudo_id domain_userid
        amplitude_id anonymous_id visitor_id visitorid idvisitor client_id clientid
        device_id fullvisitorid fingerprint customer_id customer account_id member_id
        usr_id visitor username person principal_id mpid
    """,
    "time": """
        timestamp event_timestamp event_time derived_tstamp time ts collector_tstamp
        datetime date_time created_at occurred_at event_at server_time hit_time_gmt
        client_event_time original_timestamp received_at logged_at event_time_msec
        timestamp_ms timestamp_micros start_time started_at edge_start_timestamp browser_time
        req_time_sec time_generated utc_time date
    """,
    "event": """
        event_name event event_type action event_action action_name name type activity page_name
        screen_name page screen step verb e
    """,
    "url": """
        page_url current_url page_location url page_view_page_url context_page_url uri
        request_uri request_url full_url url_full url_original location href
        page_path page_urlpath url_path pathname path request_path req_path cs_uri_stem page target
        view
    """,
    "session": """
        session_id sessionid ga_session_id domain_sessionid session idvisit visit_id visitid
        context_session_id session_key lsid
    """,
    "method": "method http_method request_method cs_method req_method verb",
    "status": """
        status status_code http_status response_status sc_status http_response_status_code
        response_code response
    """,
    "ordinal": """
        event_index event_sequence sequence_number sequence seq seq_no event_order hit_number
        batch_event_index
    """,
    "duration": """
        load_ms duration_ms response_time_ms latency_ms elapsed_ms load_time_ms
        page_load_time load_time response_time duration latency time_taken request_time
    """,
    "agent": "user_agent useragent http_user_agent user_agent_original agent ua",
}
NAMES: Final = {role: tuple(names.split()) for role, names in _BY_PREFERENCE.items()}
"""The names for each role, the likeliest first."""
QUERIES: Final = (
    "url_query", "uri_query", "cs_uri_query", "query_string", "querystring", "query_str",
    "querystr", "page_urlquery", "page_query", "request_query", "query", "search_params",
    "url_search",
)  # fmt: skip
"""What the query of a URL is called that has a column of its own."""
ADDRESSES: Final = (
    "ip", "ip_address", "client_ip", "clientip", "c_ip", "cip", "remote_addr", "remote_ip",
    "remote_address", "source_ip", "cli_ip", "x_forwarded_for",
)  # fmt: skip
CLICKS: Final = ("click", "$click", "tap", "touch")
"""What an event is called that says only that something was hit, in small letters."""
HIT_TEXTS: Final = (
    "event_target_text", "target_text", "element_text", "el_text", "click_text", "link_text",
    "button_text", "inner_text", "target_name", "label", "text",
)  # fmt: skip
"""What the text of the element is called that was hit."""
DEVICES: Final = (
    "anonymous_id", "anon_id", "device_id", "client_id", "clientid", "user_pseudo_id", "visitor_id",
    "visitorid", "idvisitor", "domain_userid", "cookie_id", "fullvisitorid", "fingerprint",
    "visitor",
)  # fmt: skip
ACCOUNTS: Final = (
    "user_id", "userid", "uid", "customer_id", "member_id", "username", "usr_id", "login_id",
)  # fmt: skip


def called(wanted: Sequence[str], columns: Iterable[str]) -> list[str]:
    """The columns that are called so, else those whose names end so: `events_user_id`."""
    endings = {column: endings_of(column) for column in columns}
    exactly = [column for name in wanted for column in endings if name in endings[column]]
    return exactly or [
        column
        for name in wanted
        if "_" in name
        for column in endings
        if endings[column][0].endswith(f"_{name}")
    ]


def endings_of(column: str) -> tuple[str, ...]:
    """What a column may be called: its name, and of a place in a record its last part or two.

    >>> endings_of("view.session.id"), endings_of("User ID")
    (('view.session.id', 'id', 'session_id'), ('user_id',))
    """
    whole = re.sub(r"(\.0)+$", "", plain(column))
    parts = whole.split(".")
    return (whole, parts[-1], "_".join(parts[-2:])) if len(parts) > 1 else (whole,)


def plain(name: str) -> str:
    """`context.page.pageUrl` → `context.page.page_url`, `$Current URL` → `current_url`."""
    snake = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    return ".".join(re.sub(r"[^a-z0-9]+", "_", part).strip("_") for part in snake.split("."))
