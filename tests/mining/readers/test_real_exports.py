"""Every real export beside the project: read without a flag, or refused with the reason.

What single readers make of them is counted in their own tests; here no file is forgotten.
"""

import re
from collections.abc import Mapping

import pytest

from journeys.errors import InputError
from journeys_mining.explaining import explain_reading
from journeys_mining.options import MiningOptions
from tests.support.shared_data import shared_data

# The reader, the rows (lines, records or entries, counted by hand or by `wc`), and those refused.
READ: Mapping[str, tuple[str, int, int]] = {
    "amplitude/export_api_genuine_line.json": ("amplitude", 1, 0),
    "amplitude/export_api_mock_doc_lines.jsonl": ("amplitude", 3, 0),
    "amplitude/fivetran_amplitude_event_data.csv": ("amplitude", 10, 0),
    "apache_combined_elastic/apache_logs": ("access_log", 10_000, 0),
    # A connection on which nothing was asked; a line that is cut off.
    "aws_logs/alb_access.log": ("alb_log", 3, 1),
    "aws_logs/cloudfront_standard.log": ("w3c_log", 6, 1),
    "ga4/bq_nested_dataform_testrows.jsonl": ("ga4", 14, 0),
    "ga4/bq_nested_singles.jsonl": ("ga4", 5, 0),
    "ga4/d2c_seed_ga4_flattened_events.csv": ("ga4", 277, 0),
    "ga4/fivetran_ga4_export_event_data.csv": ("ga4", 6, 0),
    "goatcounter/export.csv": ("goatcounter", 3, 0),
    "har/firebug_multiple-pages.har": ("har", 3, 0),
    "har/mitmproxytest_chrome.har": ("har", 2, 0),
    "har/playwright_har-fulfill.har": ("har", 1, 0),
    "har/playwright_har-redirect.har": ("har", 1, 0),
    "har/playwright_har-sha1.har": ("har", 1, 0),
    "matomo_live/json_doc_example_2018_3visits.json": ("matomo", 5, 0),
    "matomo_live/json_doc_example_2024_inokufu.json": ("matomo", 3, 0),
    "mixpanel/airbyte_source_mixpanel_export_record.jsonl": ("table", 1, 0),
    "mixpanel/fivetran_mixpanel_event.csv": ("mixpanel", 5, 0),
    # Two lines of the documentation name no visitor.
    "mixpanel/raw_export_genuine_lines.jsonl": ("mixpanel", 3, 2),
    "nasa_jul95_common/access_head.log": ("access_log", 4000, 0),
    "playwright_trace/test-trace1.zip": ("playwright_trace", 1, 0),
    "playwright_trace/test-trace2.zip": ("playwright_trace", 1, 0),
    "playwright_trace/trace-1.37.zip": ("playwright_trace", 1, 0),
    "playwright_trace/trace-remote-time-diff.zip": ("playwright_trace", 1, 0),
    "posthog/autocapture_event_from_vendor_test.json": ("posthog", 1, 0),
    "posthog/capture_batch_payload_fixture.json": ("posthog", 2, 0),
    "retentioneering/ecom.csv": ("table", 31_106, 0),
    "segment_rudder/dbt_segment_example_pages.csv": ("segment", 1, 0),
    "segment_rudder/edx_load_events_acceptance_segment_20150414.log": ("segment", 6, 0),
    "segment_rudder/edx_load_events_acceptance_segment_20150415.log": ("segment", 6, 0),
    "segment_rudder/rudder_transformer_proc_batch_input.json": ("segment", 3, 0),
    "snowplow_dbt_ecommerce/snowplow_ecommerce_events.csv": ("snowplow", 835, 1),
    "snowplow_enriched_tsv/docs_sample_input.tsv": ("snowplow", 32, 0),
    "wikispeedia/paths_unfinished.tsv": ("paths", 129_295, 0),
}
_CONTEXT = "one context of Snowplow's events"
_SNOWPLOW = "snowplow_dbt_ecommerce"
_ECOMMERCE = f"{_SNOWPLOW}/com_snowplowanalytics_snowplow_ecommerce"
REFUSED: Mapping[str, str] = {
    "har/mitmproxytest_with-bom.har": "none of the 1 requests is for a page",
    "matomo_live/test_CustomEvents__Live.getLastVisitsDetails_day.xml": "has a `timestamp`",
    "otlp_traces/jaeger_fixture_otel_traces_01.json": "a trace is one request, not a visit",
    "otlp_traces/jaegerui_otlp_multi_in_combined.json": "a trace is one request, not a visit",
    "otlp_traces/lamp_java_agent_traces.jsonl": "a trace is one request, not a visit",
    "otlp_traces/otel_proto_example_trace.json": "a trace is one request, not a visit",
    "playwright_trace/trace-1.31.zip": "shows no page of a site",
    "playwright_trace/trace-library-1.46.zip": "shows no page of a site",
    f"{_ECOMMERCE}_action_1.csv": _CONTEXT,
    f"{_ECOMMERCE}_cart_1.csv": _CONTEXT,
    f"{_ECOMMERCE}_page_1.csv": _CONTEXT,
    f"{_ECOMMERCE}_product_1.csv": _CONTEXT,
    f"{_ECOMMERCE}_transaction_1.csv": _CONTEXT,
    f"{_ECOMMERCE}_user_1.csv": _CONTEXT,
    f"{_SNOWPLOW}/com_snowplowanalytics_snowplow_web_page_1.csv": _CONTEXT,
    # What the vendor's model makes of the events: one row for each cart, checkout, session.
    f"{_SNOWPLOW}/expected/snowplow_ecommerce_cart_interactions_expected.csv": "no column",
    f"{_SNOWPLOW}/expected/snowplow_ecommerce_checkout_interactions_expected.csv": "no column",
    f"{_SNOWPLOW}/expected/snowplow_ecommerce_sessions_expected.csv": "no column",
    "snowplow_enriched_tsv/HEADER_131_columns.tsv": "there is no event in the file",
}


@pytest.mark.parametrize("name", READ)
def test_it_is_read_without_a_flag(name: str) -> None:
    path = shared_data(f"exports/{name}")
    read = explain_reading([path], MiningOptions(), lambda _: None)
    refused = sum(one.count for one in read.refused)
    for file in read.files:
        assert {"user", "time"} <= {use.role for use in file.columns}
    assert ({one.reader for one in read.files}, read.rows, refused) == (
        {READ[name][0]},
        *READ[name][1:],
    )


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_the_reason(name: str) -> None:
    path = shared_data(f"exports/{name}")
    with pytest.raises(InputError, match=re.escape(REFUSED[name])) as caught:
        explain_reading([path], MiningOptions(), lambda _: None)
    assert caught.value.remedy


def test_none_is_forgotten() -> None:
    folder = shared_data("exports")
    names = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    assert names == READ.keys() | REFUSED.keys()
