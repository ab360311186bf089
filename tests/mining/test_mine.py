"""The whole mining run against exports that were counted by hand or in plain Python."""

import csv
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import crawleruseragents  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.template_accuracy import learned_templates
from journeys_mining.actions.action import TemplateMatcher
from journeys_mining.actions.paths import normalise_path
from journeys_mining.mine import mine
from journeys_mining.model.model_file import load_model
from journeys_mining.model.navigation_model import END, START, ActionStats, SlotValue
from journeys_mining.options import MiningOptions
from journeys_mining.report import LeftOutRows

from .exports import learn_one, mine_one, real_export, transitions_of, write_csv
from .naive import count_ngrams

HEADER: list[object] = ["timestamp", "user_id", "event", "page_url", "load_ms"]
SHOP = "https://shop.test"
HAND_WORKED: list[list[object]] = [
    HEADER,
    ["2026-01-01T10:00:00Z", "ann", "page_view", f"{SHOP}/", 10],
    ["2026-01-01T10:00:04Z", "ann", "page_view", f"{SHOP}/product/7?utm_source=mail#top", 20],
    ["2026-01-01T10:00:10Z", "ann", "add_to_cart", f"{SHOP}/product/7", ""],
    ["2026-01-01T10:00:02Z", "bob", "page_view", f"{SHOP}/", 30],
    ["2026-01-01T10:00:12Z", "bob", "page_view", f"{SHOP}/product/8/", 40],
    # 30 minutes and a second later: a new session.
    ["2026-01-01T10:30:13Z", "bob", "page_view", f"{SHOP}/search?q=red+mug&page=1", 50],
    ["2026-01-01T10:00:12Z", "bob", "page_view", f"{SHOP}/product/8/", 40],
    ["2026-01-01T10:30:14Z", "bob", "page_ping", f"{SHOP}/search?q=red+mug&page=1", ""],
    ["2026-01-01T10:30:15Z", "bob", "", f"{SHOP}/logo.png", ""],
]
HOME, PRODUCT, CART = "view /", "view /product/{id}", "add_to_cart @ /product/{id}"
SEARCH = "view /search?page={page}&q={q}"


def test_every_number_of_a_hand_worked_export(tmp_path: Path) -> None:
    mined = learn_one(write_csv(tmp_path / "events.csv", HAND_WORKED))
    report, model = mined.report, mined.model

    assert (report.rows, report.refused) == (9, ())
    assert set(report.left_out) == {
        LeftOutRows(rule="exact duplicate of an earlier row", count=1),
        LeftOutRows(rule="event that is no step of a user", count=1),
        LeftOutRows(rule="static asset", count=1),
    }
    assert (report.events, report.users, report.sessions) == (6, 2, 3)
    assert (report.first_event, report.last_event) == (
        "2026-01-01T10:00:00Z",
        "2026-01-01T10:30:13Z",
    )
    # The moments are somebody's own; the model has the days.
    assert (model.source.first_event, model.source.last_event) == (
        "2026-01-01T00:00:00Z",
        "2026-01-01T23:59:59Z",
    )
    assert model.source.description == "events.csv"
    assert model.source.hosts == ("shop.test",)
    assert model.source.view_events == (
        (HOME, "page_view"),
        (PRODUCT, "page_view"),
        (SEARCH, "page_view"),
    )
    assert model.actions == (
        ActionStats(action=CART, count=1, users=1),
        ActionStats(action=HOME, count=2, users=2, duration_ms=(20, 29)),
        ActionStats(action=PRODUCT, count=2, users=2, duration_ms=(30, 39)),
        ActionStats(action=SEARCH, count=1, users=1, duration_ms=(50, 50)),
    )
    assert transitions_of(mined) == {
        ((START,), HOME): (2, 2),
        ((START,), SEARCH): (1, 1),
        ((HOME,), PRODUCT): (2, 2),
        ((PRODUCT,), CART): (1, 1),
        ((PRODUCT,), END): (1, 1),
        ((CART,), END): (1, 1),
        ((SEARCH,), END): (1, 1),
        ((START, HOME), PRODUCT): (2, 2),
        ((HOME, PRODUCT), CART): (1, 1),
        ((HOME, PRODUCT), END): (1, 1),
        ((PRODUCT, CART), END): (1, 1),
        ((START, SEARCH), END): (1, 1),
        ((START, HOME, PRODUCT), CART): (1, 1),
        ((START, HOME, PRODUCT), END): (1, 1),
        ((HOME, PRODUCT, CART), END): (1, 1),
    }
    think_s = {(one.context, one.action): one.think_s for one in model.transitions}
    assert think_s[(HOME,), PRODUCT] == (7.0, 9.4)
    assert think_s[(PRODUCT,), CART] == (6.0, 6.0)
    assert think_s[(START,), HOME] is None
    assert model.slot_values == (
        SlotValue(action=SEARCH, slot="page", value="1", count=1, users=1),
        SlotValue(action=SEARCH, slot="q", value="red mug", count=1, users=1),
    )


def test_views_that_came_under_several_names_have_no_event(tmp_path: Path) -> None:
    rows = [*HAND_WORKED, ["2026-01-01T11:00:00Z", "ann", "", f"{SHOP}/", 10]]
    model = learn_one(write_csv(tmp_path / "events.csv", rows)).model
    assert model.source.view_events == ((PRODUCT, "page_view"), (SEARCH, "page_view"))


def test_the_floor_removes_what_fewer_users_did(tmp_path: Path) -> None:
    mined = mine_one(write_csv(tmp_path / "events.csv", HAND_WORKED), floor=2)
    assert [one.action for one in mined.model.actions] == [HOME, PRODUCT]
    assert transitions_of(mined) == {
        ((START,), HOME): (2, 2),
        ((HOME,), PRODUCT): (2, 2),
        ((START, HOME), PRODUCT): (2, 2),
    }
    assert mined.model.slot_values == ()
    assert (mined.report.actions_seen, mined.report.actions_kept) == (4, 2)


def test_a_query_of_few_users_folds_into_the_bare_path(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER]
    for user in ("ann", "bob", "cyd"):
        query = "?sort=price" if user == "ann" else ""
        rows.append(["2026-01-01T10:00:00Z", user, "page_view", f"{SHOP}/list{query}", ""])
    mined = mine_one(write_csv(tmp_path / "events.csv", rows), floor=2)
    assert [(one.action, one.count, one.users) for one in mined.model.actions] == [
        ("view /list", 3, 3)
    ]


def test_hash_routes_are_pages(tmp_path: Path) -> None:
    urls = [
        "https://app.test/#/runs/17?tab=metrics",
        "https://app.test/#!/runs/18?tab=code",
        "https://app.test/#/",
        "https://app.test/#top",
        "https://app.test/admin/#/users/",
    ]
    rows = [("ann", f"2026-01-01T10:00:0{at}Z", url) for at, url in enumerate(urls)]
    mined = mine_one(write_csv(tmp_path / "e.csv", [("user", "time", "url"), *rows]))
    assert {(one.action, one.count) for one in mined.model.actions} == {
        ("view /#/runs/{id}?tab={tab}", 2),
        ("view /", 2),
        ("view /admin/#/users", 1),
    }


def test_same_export_same_bytes_and_the_file_reads_back(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "events.csv", HAND_WORKED)
    first, second = learn_one(path).model, learn_one(path).model
    assert first.to_json() == second.to_json()
    first.save(tmp_path / "model.json")
    assert load_model(tmp_path / "model.json") == first


def test_users_of_the_export_are_not_in_the_model(tmp_path: Path) -> None:
    text = learn_one(write_csv(tmp_path / "events.csv", HAND_WORKED)).model.to_json()
    assert "ann" not in text
    assert "bob" not in text


def test_files_of_one_export_are_mined_together(tmp_path: Path) -> None:
    whole = mine_one(write_csv(tmp_path / "events.csv", HAND_WORKED))
    parts = [
        write_csv(tmp_path / "a.csv", HAND_WORKED[:4]),
        write_csv(tmp_path / "b.csv", [HEADER, *HAND_WORKED[4:]]),
    ]
    mined = mine(parts, MiningOptions(floor=1), lambda stage: None)
    assert transitions_of(mined) == transitions_of(whole)
    assert mined.model.source.description == "a.csv, b.csv"


@settings(max_examples=8)
@given(
    sessions=st.lists(
        st.tuples(st.sampled_from("abcd"), st.lists(st.sampled_from("uvwxyz"), min_size=1)),
        min_size=1,
        max_size=12,
    ),
    order=st.integers(min_value=1, max_value=5),
    floor=st.integers(min_value=1, max_value=2),
)
def test_ngrams_are_those_of_a_plain_count(
    sessions: list[tuple[str, list[str]]], order: int, floor: int
) -> None:
    users_of = defaultdict(set)
    for user, actions in sessions:
        for action in actions:
            users_of[action].add(user)
    if max(map(len, users_of.values())) < floor:
        return
    rows: list[list[object]] = [["user_id", "session_id", "event", "time"]]
    for index, (user, actions) in enumerate(sessions):
        # One second for all: only the order of the rows tells the order of the events.
        rows += [[user, f"s{index}", action, "2026-01-01 10:00:00"] for action in actions]
        rows[-1][3] = "2026-01-01 10:00:01"
    with tempfile.TemporaryDirectory() as folder:
        # Two clicks in one second are equal rows, which a table calls duplicates.
        numbered = [[*row, number] for number, row in enumerate(rows)]
        path = write_csv(Path(folder) / "events.csv", numbered)
        mined = mine_one(path, order=order, floor=floor)
    assert transitions_of(mined) == count_ngrams(sessions, order, floor)


def test_a_synthetic_shop_by_its_own_session_ids() -> None:
    path = real_export("retentioneering/ecom.csv")
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(dict.fromkeys(tuple(row) for row in csv.reader(stream)))[1:]
    # dict.fromkeys keeps the first of equal rows, and sorting is stable.
    by_session = defaultdict(list)
    for user, session, event, *_ in sorted(rows, key=lambda row: row[3]):
        by_session[user, session].append(event)
    sessions = [(user, events) for (user, _), events in by_session.items()]

    mined = mine_one(path, floor=5)
    assert mined.report.rows == 31_106
    assert mined.report.left_out == (
        LeftOutRows(rule="exact duplicate of an earlier row", count=30),
    )
    assert (mined.report.events, mined.report.users, mined.report.sessions) == (31_076, 600, 3605)
    assert transitions_of(mined) == count_ngrams(sessions, order=3, floor=5)


LOG_LINE = re.compile(
    r'(\S+) \S+ \S+ \[([^]]+)\] "(\S+) (\S+)[^"]*" (\d+) \S+(?: "[^"]*" "([^"]*)"?)?'
)
ASSET = re.compile(
    r"\.(css|js|png|jpe?g|gif|svg|ico|xbm|ttf|woff2?|mpe?g|mov|avi|wav|mp[34]|bmp|swf|eot|webm)$"
    r"|/robots\.txt$|/(sitemap.*|browserconfig)\.xml$",
    re.IGNORECASE,
)


def machines(
    requests: Mapping[tuple[str, str], Sequence[tuple[datetime, str, str]]],
    loaders: Mapping[tuple[str, str], int],
    whole: Mapping[tuple[str, str], int],
) -> list[tuple[str, tuple[str, str]]]:
    """The clients that behave like machines, and by which rule."""
    several = [client for client, pages in whole.items() if pages >= 3]
    has_assets = len(several) >= 20 and sum(map(loaders.__contains__, several)) >= len(several) / 2
    found = []
    for client, asked in requests.items():
        pages = [
            (time, normalise_path(target.partition("?")[0]))
            for time, method, target in asked
            if method == "GET"
        ]
        by_hour: defaultdict[datetime, set[str]] = defaultdict(set)
        by_day: defaultdict[date, Counter[str]] = defaultdict(Counter)
        for time, path in pages:
            by_hour[time.replace(minute=0, second=0)].add(path)
            by_day[time.date()][path] += 1
        if any(len(paths) >= 300 for paths in by_hour.values()):
            found.append(("client that opens more pages than a person can", client))
        elif any(max(day.values()) >= max(100, 0.95 * day.total()) for day in by_day.values()):
            found.append(("client that asks for one page over and over", client))
        elif has_assets and whole[client] >= 10 and not loaders.get(client):
            found.append(("client that loads pages without their assets", client))
    return found


@pytest.mark.parametrize(
    ("name", "lines"),
    [("apache_combined_elastic/apache_logs", 10_000), ("nasa_jul95_common/access_head.log", 4000)],
)
def test_a_real_access_log(name: str, lines: int) -> None:
    path = real_export(name)
    mined = mine_one(path, floor=5)
    matcher = TemplateMatcher(
        one.action.removeprefix("view ")
        for one in mined.model.actions
        if one.action.startswith("view ")
    )
    by_user = defaultdict(list)
    loaders: Counter[tuple[str, str]] = Counter()
    whole: Counter[tuple[str, str]] = Counter()
    out = Counter({"well-known bot": 0, "HEAD or OPTIONS request": 0, "static asset": 0})
    for line in path.read_text(encoding="utf-8").splitlines():
        match = LOG_LINE.match(line)
        assert match is not None, line
        host, stamp, method, target, status, agent = match.groups()
        if agent and crawleruseragents.is_crawler(agent):
            out["well-known bot"] += 1
        elif method in ("HEAD", "OPTIONS"):
            out["HEAD or OPTIONS request"] += 1
        elif ASSET.search(normalise_path(target.partition("?")[0])):
            out["static asset"] += 1
            loaders[host, agent or "-"] += 1
        else:
            whole[host, agent or "-"] += method == "GET" and status.startswith("2")
            time = datetime.strptime(stamp, "%d/%b/%Y:%H:%M:%S %z").astimezone(UTC)
            by_user[host, agent or "-"].append((time, method, target))
    for rule, client in machines(by_user, loaders, whole):
        out[rule] += len(by_user.pop(client))
    named = learned_templates(
        [target.partition("?")[0] for asked in by_user.values() for _, _, target in asked]
    )
    sessions: list[tuple[str, list[str]]] = []
    for user, events in by_user.items():
        previous = datetime.min.replace(tzinfo=UTC)
        # Sorting is stable: requests of one second stay in the order of the log.
        for time, method, target in sorted(events, key=lambda event: event[0]):
            if (time - previous).total_seconds() > 1800:
                sessions.append(("".join(user), []))
            template = matcher.match(target)
            action = f"{method} {template.template}" if template else f"unknown {target}"
            # A page of its own that too few users saw is no value of a slot beside it.
            bare = target.partition("?")[0]
            if template and "?" not in template.template and template.template != named[bare]:
                action = f"unknown {target}"
            sessions[-1][1].append(action.replace("GET ", "view "))
            previous = time

    assert (mined.report.rows, mined.report.refused) == (lines, ())
    assert {one.rule: one.count for one in mined.report.left_out} == {
        rule: count for rule, count in out.items() if count
    }
    assert mined.report.events == sum(map(len, by_user.values()))
    assert (mined.report.users, mined.report.sessions) == (len(by_user), len(sessions))
    assert transitions_of(mined) == {
        (context, action): counted
        for (context, action), counted in count_ngrams(sessions, order=3, floor=5).items()
        if not any(one.startswith("unknown ") for one in (*context, action))
    }


def test_the_host_of_an_access_log_is_that_of_its_referers() -> None:
    mined = learn_one(real_export("apache_combined_elastic/apache_logs"), floor=5)
    assert mined.model.source.hosts == ("semicomplete.com", "www.semicomplete.com")
