"""What trackers call a page view, and what they send of their own accord."""

from typing import Final

# GA4, Segment, PostHog, Amplitude, Mixpanel, Snowplow, Matomo: how trackers call a page view.
_PAGE_VIEW_NAMES_TEXT = """
    page_view pageview $pageview page screen screen_view $screen page_viewed viewed_page
    view_page mp_page_view $mp_web_page_view mp_web_page_view [amplitude]_page_viewed page_loaded
    pageload page_load load_page $view [cly]_view navigate visited_site
"""
PAGE_VIEW_NAMES: Final = tuple(_PAGE_VIEW_NAMES_TEXT.split())

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
    content_impression
    [cly]_session [cly]_session_begin [cly]_orientation
"""
PSEUDO_EVENTS: Final = tuple(_PSEUDO_EVENTS_TEXT.split())

CAPTURED_CLICK: Final = "click "
"""So readers call a click that a library captures by itself: the text that it hit follows."""
