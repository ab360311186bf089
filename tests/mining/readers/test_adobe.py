"""Adobe's data feed: hits poured into its files as documented; nobody gives away a real feed."""

import gzip
import io
import tarfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from journeys.errors import InputError

from ..exports import mine_one
from .clicks import Click, check_same_model, mine_plain, sample_clicks, shop_clicks
from .envelopes import ADOBE_COLUMNS, adobe_hits

CLICKS = sample_clicks()


def _hits(clicks: Sequence[Click] = CLICKS, *, trailing_tab: bool = False) -> bytes:
    end = "\t\n" if trailing_tab else "\n"
    rows = (
        "\t".join(str(hit.get(column, "")) for column in ADOBE_COLUMNS) + end
        for hit in adobe_hits(clicks)
    )
    return "".join(rows).encode("latin-1")


def _tar(members: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return written.getvalue()


HEADER = "\t".join(ADOBE_COLUMNS).encode() + b"\n"
LOOKUP = {
    "column_headers.tsv": HEADER,
    "browser.tsv": b"1\tFirefox\n",
    "event.tsv": b"1\tPurchase\n",
}


@pytest.mark.parametrize("clicks_of", [sample_clicks, shop_clicks], ids=["sample", "shop"])
def test_a_delivery_in_a_folder(tmp_path: Path, clicks_of: Callable[[], list[Click]]) -> None:
    clicks = clicks_of()
    plain = mine_plain(tmp_path, clicks, sessions=True)
    feed = tmp_path / "feed"
    feed.mkdir()
    (feed / "01-shop_2026-01-01.tsv.gz").write_bytes(gzip.compress(_hits(clicks)))
    (feed / "shop_2026-01-01-lookup_data.tar.gz").write_bytes(_tar(LOOKUP))
    (feed / "shop_2026-01-01.txt").write_text("Datafeed-Manifest-Version: 1.0\n", encoding="utf-8")
    mined = check_same_model(plain, feed, "adobe")
    (left_out,) = mined.report.left_out
    assert left_out.rule == "hit that Adobe's own reports leave out"


def test_a_delivery_in_one_archive_with_a_tab_at_the_end_of_each_row(tmp_path: Path) -> None:
    plain = mine_plain(tmp_path, CLICKS, sessions=True)
    path = tmp_path / "delivery.tar.gz"
    path.write_bytes(_tar({**LOOKUP, "hit_data.tsv": _hits(trailing_tab=True)}))
    check_same_model(plain, path, "adobe")


def test_hits_without_their_header_are_refused_with_what_to_add(tmp_path: Path) -> None:
    path = tmp_path / "hit_data.tsv"
    path.write_bytes(_hits())
    with pytest.raises(InputError, match="without the names of their columns") as caught:
        mine_one(path)
    assert "column_headers.tsv" in (caught.value.remedy or "")


def test_links_are_named_after_what_they_are(tmp_path: Path) -> None:
    columns = ["hit_time_gmt", "visid_high", "visid_low"]
    columns += ["page_url", "pagename", "page_event", "page_event_var2"]
    hits = [
        ("https://a.test/", "Home", "0", ""),
        ("", "App start", "0", ""),
        ("https://a.test/", "", "10", "Newsletter"),
        ("https://a.test/", "", "101", ""),
        ("https://a.test/", "", "12", ""),
        # An end of line and a tab within a value.
        ("https://a.test/", "Two\\\nlines", "0", "a\\\tb"),
    ]
    rows = [["1767261600", "1", "2", *hit] for hit in hits]
    path = tmp_path / "hit_data.tsv"
    path.write_text("".join("\t".join(row) + "\n" for row in [columns, *rows]), encoding="utf-8")
    mined = mine_one(path)
    assert {one.action: one.count for one in mined.model.actions} == {
        "view /": 2,
        "App start": 1,
        "Newsletter @ /": 1,
        "download @ /": 1,
        "exit link @ /": 1,
    }
    assert mined.report.refused == ()


def test_a_tar_archive_that_is_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "delivery.tar.gz"
    path.write_bytes(_tar({**LOOKUP, "hit_data.tsv": _hits()})[:-4000])
    with pytest.raises(InputError, match=r"cannot be unpacked|cut off"):
        mine_one(path)
