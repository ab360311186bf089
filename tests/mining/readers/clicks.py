"""The same visits for every format: those of the sample data, or of a shop's export, as records.

Nobody gives away a bulk export of a vendor's with real journeys in it, so the tests pour these
visits into each vendor's envelope, written from the vendor's documentation.
"""

import csv
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from journeys_mining.mine import Mined
from journeys_mining.model.navigation_model import SourceSummary
from tests.support.shared_data import shared_data

from ..exports import learn_one, write_csv

_SAMPLE = Path(__file__).parents[3] / "sample_data" / "events.jsonl"
_CLICKS = 1000
_SHOP_ACTIONS = frozenset(
    ["add_to_cart", "filter_results", "purchase", "search", "support_chat", "wishlist_add"]
)
FLOOR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """One event of a visitor."""

    number: int
    user: str
    session: str
    session_start_s: int
    time_s: int
    """Seconds since 1970 UTC: some formats know no fractions."""
    event: str
    url: str

    @property
    def is_page(self) -> bool:
        return self.event == "page_view"

    @property
    def iso(self) -> str:
        return datetime.fromtimestamp(self.time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sample_clicks() -> list[Click]:
    """The first clicks of the sample data, each once: equal ones would be duplicates."""
    clicks: list[Click] = []
    starts: dict[str, int] = {}
    for line in _SAMPLE.read_text(encoding="utf-8").splitlines()[:_CLICKS]:
        row = json.loads(line)
        time_s = row["ts"] // 1000
        click = Click(
            number=0,
            user=row["distinct_id"],
            session=row["session_id"],
            session_start_s=starts.setdefault(row["session_id"], time_s),
            time_s=time_s,
            event=row["event"],
            url=row["url"],
        )
        clicks.append(click)
    return [replace(click, number=number) for number, click in enumerate(dict.fromkeys(clicks))]


def shop_clicks() -> list[Click]:
    """The first clicks of a shop's real export, which names pages and actions alike."""
    clicks: list[Click] = []
    starts: dict[str, int] = {}
    pages: dict[str, str] = {}
    with shared_data("exports/retentioneering/ecom.csv").open(encoding="utf-8") as file:
        for row in itertools.islice(csv.DictReader(file), _CLICKS):
            time_s = int(datetime.fromisoformat(f"{row['timestamp']}+00:00").timestamp())
            is_page = row["event"] not in _SHOP_ACTIONS
            if is_page:
                pages[row["session_id"]] = f"https://shop.test/{row['event']}"
            click = Click(
                number=0,
                user=row["user_id"],
                session=row["session_id"],
                session_start_s=starts.setdefault(row["session_id"], time_s),
                time_s=time_s,
                event="page_view" if is_page else row["event"],
                url=pages.get(row["session_id"], "https://shop.test/"),
            )
            clicks.append(click)
    # The export has one user after the other; Adobe's feed is in the order of time.
    in_order = sorted(dict.fromkeys(clicks), key=lambda one: one.time_s)
    return [replace(click, number=number) for number, click in enumerate(in_order)]


def mine_plain(folder: Path, clicks: Sequence[Click], *, sessions: bool) -> Mined:
    """The clicks mined as a plain table, with the export's own session ids or without."""
    header = ["user_id", "timestamp", "event", "page_url", *(["session_id"] if sessions else [])]
    rows = [
        [one.user, one.iso, one.event, one.url, *([one.session] if sessions else [])]
        for one in clicks
    ]
    return learn_one(write_csv(folder / "plain.csv", [header, *rows]), floor=FLOOR)


def model_text(mined: Mined) -> str:
    """The model's file, but for where it came from."""
    source = SourceSummary(
        description="", reader="", events=0, sessions=0, users=0,
        first_event="", last_event="", hosts=(),
    )  # fmt: skip
    return replace(mined.model, source=source).to_json()


def _counted(mined: Mined) -> SourceSummary:
    """What is said of the source but for the vendor's names of files and of events for views."""
    return replace(mined.model.source, description="", reader="", view_events=())


def check_same_model(expected: Mined, poured: Path, reader: str) -> Mined:
    """The file gives the expected model, to the byte, but for where it came from."""
    mined = learn_one(poured, floor=FLOOR)
    assert [one.reader for one in mined.report.files][:1] == [reader]
    assert mined.report.refused == ()
    assert model_text(mined) == model_text(expected)
    assert _counted(mined) == _counted(expected)
    return mined
