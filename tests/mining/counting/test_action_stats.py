"""What production answered: a class of statuses counts where enough users got it."""

from pathlib import Path

from ..exports import mine_one, write_csv


def test_a_class_of_statuses_needs_as_many_users_as_an_action(tmp_path: Path) -> None:
    rows = [[user, "/", 200] for user in "abc"]
    # Once to one of them; to each of two; ten times, though to one.
    rows += [["a", "/", 500], *([user, "/find", 404] for user in "ab")]
    rows += [["a", "/find", 200]] * 10
    rows += [[user, "/sparse", status] for user, status in zip("abc", (301, 301, ""), strict=True)]
    timed = [[*row, 1770000000 + second] for second, row in enumerate(rows)]
    path = write_csv(tmp_path / "e.csv", [["user", "url", "status", "time"], *timed])

    def statuses(floor: int) -> dict[str, tuple[tuple[str, int], ...]]:
        return {one.action: one.statuses for one in mine_one(path, floor=floor).model.actions}

    assert statuses(2) == {
        "view /": (("2xx", 3),),
        "view /find": (("4xx", 2),),
        "view /sparse": (("3xx", 2),),
    }
    assert statuses(1)["view /"] == (("2xx", 3), ("5xx", 1))
    assert statuses(3) == {"view /": (("2xx", 3),), "view /sparse": ()}


def test_refusals_are_counted_by_status(tmp_path: Path) -> None:
    rows = [[user, "/", status, "2026-01-01"] for user in "abc" for status in (200, 404)]
    rows += [["a", "/", 409, "2026-01-01"], ["a", "/", 409, "2026-01-01"]]
    path = write_csv(tmp_path / "e.csv", [["user", "url", "status", "time"], *rows])
    (stats,) = mine_one(path, floor=2).model.actions
    assert stats.refusals == ((404, 3),)
