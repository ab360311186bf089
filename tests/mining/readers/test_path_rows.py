"""Paths, one visit a row."""

from pathlib import Path

from ..exports import mine_one, real_export, transitions_of
from ..naive import count_ngrams


def test_the_unfinished_paths_of_wikispeedia() -> None:
    path = real_export("wikispeedia/paths_unfinished.tsv")
    sessions: list[tuple[str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        user, _, _, clicks, *_ = line.split("\t")
        pages: list[str] = []
        seen: list[str] = []
        for click in clicks.split(";"):
            if click == "<":
                pages = pages[:-1]
            else:
                pages.append(click)
            seen.append(pages[-1])
        sessions.append((user, seen))
    mined = mine_one(path, floor=5)
    assert (mined.report.sessions, mined.report.refused) == (24_875, ())
    assert mined.report.events == sum(len(seen) for _, seen in sessions)
    assert mined.report.users == len({user for user, _ in sessions})
    assert transitions_of(mined) == count_ngrams(sessions, order=3, floor=5)


def test_comments_and_rows_of_another_width(tmp_path: Path) -> None:
    rows = ["# user, time, path", "ann\t1297054935\ta;b;<;c", "bob\t1297054999\ta;c", "cut\t129"]
    path = tmp_path / "paths.tsv"
    path.write_text("\n".join(rows), encoding="utf-8")
    mined = mine_one(path, max_refused_share=0.5)
    assert transitions_of(mined) == count_ngrams(
        [("ann", ["a", "b", "a", "c"]), ("bob", ["a", "c"])], order=3, floor=1
    )
    (refused,) = mined.report.refused
    assert (refused.reason, refused.example) == ("the time cannot be read", "cut\t129")
