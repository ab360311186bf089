"""Text files read on several threads: each row keeps the number of its place in the file."""

from pathlib import Path

from journeys_mining.engine import open_engine
from journeys_mining.readers.export_file import open_export
from journeys_mining.readers.text_rows import read_delimited, read_lines

_ROWS = 200_000
"""Of some 40 MB: more than one thread reads of a file at a time."""


def _row(number: int) -> str:
    if number % 1000 == 3:
        return f"{number}\n"
    if number % 10 == 5:
        return f'{number},"said ""so""\nand went, {number:>190}\n\nhome"\n'
    return f"{number},walked on for a while and then sat down {number:>180}\n"


def test_rows_have_the_numbers_of_their_places(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("number,text\n")
        file.writelines(map(_row, range(_ROWS)))
    whole = [number for number in range(_ROWS) if number % 1000 != 3]
    with open_engine(threads=4) as engine:
        table, broken = read_delimited(
            engine,
            open_export(path, path.name, None, tmp_path),
            ["number", "text"],
            (",", 0),
            lambda rows: rows.select(row=rows._row, number=rows.number.cast("int64")),
        )
        in_order = engine.fetch(table.order_by("row"))
        assert in_order.row.tolist() == list(range(1, len(whole) + 1))
        assert in_order.number.tolist() == whole
        assert len(broken) == _ROWS - len(whole)


def test_blank_lines_have_numbers_too(tmp_path: Path) -> None:
    path = tmp_path / "lines.log"
    path.write_text("one\n\ntwo\n   \nthree\n", encoding="utf-8")
    with open_engine() as engine:
        table, _ = read_lines(
            engine,
            open_export(path, path.name, None, tmp_path),
            lambda rows: rows.select(row=rows._row, line=rows.line),
        )
        frame = engine.fetch(table.filter(table.line.strip() != "").order_by("row"))
        assert frame.row.tolist() == [1, 3, 5]
