"""Makes a `ReplayRequest` of the words on the command line."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from journeys.cli.browser_options import browser_options_of
from journeys.config import CONFIG_FILE
from journeys.durations import parse_duration
from journeys.errors import InputError
from journeys.replay_plan import ReplayRequest
from journeys.replay_selection import Selection
from journeys.suite.selecting import Shard
from journeys_runners.stopping import StopSwitch

_UNIT_S = {"s": 1, "m": 60, "h": 3600}


def replay_request(
    suite: Path, options: dict[str, Any], on_stop: Callable[[], None] = lambda: None
) -> ReplayRequest:
    """The request that `journeys replay` was given; `on_stop` is called at the first Ctrl-C.

    Raises
    ------
    InputError
        There is no base URL, or an option is not of the form that it should be.
    """
    return replace(
        visit_request(suite, options, on_stop),
        results=Path(options["results"]),
        runner=options["runner"],
        selection=_selection(options),
        max_failures=options["max_failures"],
        patience_s=parse_duration(options["patience"], where="--patience"),
        think_factor=options["think_factor"],
        seed=options["seed"],
        workers=options["workers"],
        retries=options["retries"],
        app_version=options["app_version"],
        browser=browser_options_of(options),
        database=options["database"],
    )


def visit_request(
    suite: Path, options: dict[str, Any], on_stop: Callable[[], None] = lambda: None
) -> ReplayRequest:
    """A request with what the command line and journeys.yaml say of the target alone.

    Raises
    ------
    InputError
        There is no base URL, or an option is not of the form that it should be.
    """
    if not options["base_url"]:
        raise InputError(
            "no staging URL was given",
            where="--base-url",
            remedy="add --base-url https://staging.example.com, or write it into journeys.yaml "
            "with `journeys init --base-url …`",
        )
    return ReplayRequest(
        folder=suite,
        base_url=options["base_url"],
        rate_per_s=parse_rate(options["rate_limit"]) if options["rate_limit"] else None,
        timeout_s=parse_duration(options["request_timeout"], where="--request-timeout"),
        verifies_tls=options["tls_verify"],
        allow_hosts=tuple(options["allow_host"]),
        headers=tuple(map(parse_header, options["header"])),
        config=Path(CONFIG_FILE),
        stop=StopSwitch(on_stop),
    )


def _selection(options: dict[str, Any]) -> Selection:
    budget = options["budget"]
    return Selection(
        grep=options["grep"],
        shard=Shard.parse(options["shard"]) if options["shard"] else None,
        last_failed=options["last_failed"],
        budget_s=parse_duration(budget, where="--budget") if budget else None,
        resume=options["resume"],
    )


def parse_rate(text: str) -> float:
    """Requests a second.

    >>> parse_rate("90/m")
    1.5
    """
    match = re.fullmatch(r"(\d+)/([smh])", text)
    if match is None or int(match[1]) == 0:
        raise InputError(
            f"{text!r} is not a rate",
            where="--rate-limit",
            remedy="write a number and a unit: 5/s, 100/m or 1000/h",
        )
    return int(match[1]) / _UNIT_S[match[2]]


def parse_header(text: str) -> tuple[str, str]:
    """Name and value.

    >>> parse_header("X-Tenant: blue")
    ('X-Tenant', 'blue')
    """
    name, colon, value = text.partition(":")
    if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) or "\n" in value:
        raise InputError(
            f"{name!r} is not a header", where="--header", remedy="write -H 'Name: value'"
        )
    return name, value.strip()
