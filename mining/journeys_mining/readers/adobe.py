"""Adobe Analytics' data feed: hits as tab-separated text whose header comes in another file.

`header_files.py` puts the header before the hits. There are a thousand columns, of which a handful
is used, so the hits are first copied with these alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Value
from journeys_mining.options import MiningOptions
from journeys_mining.readers.cells import blank_to_null, sortable
from journeys_mining.readers.export_file import HEAD_BYTES, ExportFile, open_bytes
from journeys_mining.readers.headless import HeadlessRecords
from journeys_mining.readers.interface import Reading, Recognition, Shape
from journeys_mining.readers.marks import marked
from journeys_mining.readers.parts import Part, first_filled, keep_parts, parsed

HEADER_FILE = "column_headers.tsv"
"""What Adobe calls the file with the names of the columns."""

_NEEDED = frozenset(["hit_time_gmt", "visid_high", "visid_low"])
# Processed columns begin with `post_` and go before those that were sent.
_USED = (
    "visid_high", "visid_low", "visit_num", "visit_start_time_gmt", "visit_page_num",
    "hit_time_gmt", "cust_hit_time_gmt", "page_url", "pagename", "page_event", "page_event_var2",
    "exclude_hit", "customer_perspective", "hit_source", "user_agent",
)  # fmt: skip
_LEAST_COLUMNS = 100
# Hits of data sources and imports, which no visitor made.
_OTHER_SOURCES = ("5", "7", "8", "9")
_LINK_KINDS = {"100": "link", "101": "download", "102": "exit link"}
_ESCAPED = re.compile(r"\\(.)")
_ENDS_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\$")


class AdobeReader:
    """Reads hits of the data feed."""

    name = "adobe"

    def recognise(self, file: ExportFile) -> Recognition:
        """By a header with the feed's names, or by a row as wide as a hit."""
        first = _first_cells(file)
        if {name.lower().removeprefix("post_") for name in first} >= _NEEDED:
            return Recognition(sureness=1.0, why="its columns are those of Adobe's data feed")
        if _is_hit(first):
            return Recognition(sureness=0.9, why="hits of Adobe's data feed, without a header")
        return Recognition(sureness=0.0, why="its columns are not those of Adobe's data feed")

    def read(self, engine: Engine, file: ExportFile, options: MiningOptions) -> Reading:
        """Each hit is an event."""
        header = [name.strip().lower() for name in _first_cells(file)]
        if not {name.removeprefix("post_") for name in header} >= _NEEDED:
            raise InputError(
                "these are hits of Adobe's data feed without the names of their columns",
                where=file.name,
                remedy=f"give them together with `{HEADER_FILE}`, which lies in the feed's lookup"
                " archive: name both files, or the folder or archive that holds them",
            )
        first, *others = (_hits(engine, one, header) for one in file.members)
        hits = replace(first, others=tuple(replace(one, head="") for one in others))
        columns = {name: place for place, name in enumerate(_USED)}
        records = HeadlessRecords.of(hits, columns, len(_USED))
        kept, uses = keep_parts(engine, records, _PARTS, options)
        return parsed(engine, kept, uses, broken="the hit has another number of columns")

    def shape(self, file: ExportFile, options: MiningOptions) -> Shape | None:  # noqa: ARG002
        """By the header."""
        return Shape(kind="hits", details=tuple(_first_cells(file)), lines_above=1)


def _hits(engine: Engine, file: ExportFile, header: Sequence[str]) -> ExportFile:
    """A copy of the hits with the used columns alone."""
    copy = engine.folder / engine.new_name("hits.tsv")
    with copy.open("w", encoding="utf-8", newline="\n") as target:
        for row in _rows(file, _places(header), len(header)):
            target.write("\t".join(row) + "\n")
    with copy.open(encoding="utf-8") as stream:
        head = stream.read(HEAD_BYTES)
    return ExportFile(path=copy, name=file.name, gzipped=False, parquet=False, head=head)


def _first_cells(file: ExportFile) -> list[str]:
    return file.head.split("\n", 1)[0].rstrip("\r").split("\t") if not file.parquet else []


def _is_hit(cells: Sequence[str]) -> bool:
    """Whether a row without a header may be a hit: wide, mostly empty, with times in seconds."""
    if len(cells) < _LEAST_COLUMNS or len(cells) == 131:
        return False
    return any(re.fullmatch(r"1[0-9]{9}", cell) for cell in cells)


def _places(header: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Where each used column stands: the processed one first, then the one that was sent."""
    return {
        name: [header.index(one) for one in (f"post_{name}", name) if one in header]
        for name in _USED
    }


def _rows(
    file: ExportFile, places: Mapping[str, Sequence[int]], width: int
) -> Iterator[Sequence[str]]:
    """The used cells of each hit; a hit of another width comes as one cell."""
    lines = _lines(file)
    next(lines)
    for line in lines:
        cells = line.split("\t")
        # A tab at the end of the header, or of the hits alone, is no column.
        if abs(len(cells) - width) > 1:
            yield [line[:200].replace("\t", " ")]
            continue
        yield [_first_of(cells, places[name]) for name in _USED]


def _first_of(cells: Sequence[str], places: Sequence[int]) -> str:
    found = (cells[place] for place in places if place < len(cells) and cells[place])
    return _ESCAPED.sub(r"\1", next(found, "")).replace("\t", " ").replace("\n", " ")


def _lines(file: ExportFile) -> Iterator[str]:
    """The lines; a backslash keeps the tab or the end of line after it within its cell."""
    waiting = ""
    with open_bytes(file.path, file.name) as stream:
        for raw in stream:
            line = waiting + _decoded(raw).rstrip("\r\n")
            if _ENDS_ESCAPED.search(line):
                waiting = line[:-1] + " "
                continue
            waiting = ""
            if line:
                yield line.replace("\\\t", " ")


def _decoded(raw: bytes) -> str:
    # Feeds are ISO 8859-1 unless they were ordered otherwise.
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _mark(excluded: Value, perspective: Value, source: Value) -> Value:
    return marked(
        (_or_none(excluded) != "0")
        | (_or_none(perspective) != "0")
        | _or_none(source).isin(_OTHER_SOURCES),
        "excluded-hits",
    )


def _or_none(text: Value) -> Value:
    """The number, 0 where there is none."""
    return blank_to_null(text).fill_null("0")


def _user(high: Value, low: Value) -> Value:
    high, low = _or_none(high), _or_none(low)
    return ibis.cases(((high != "0") | (low != "0"), high + "_" + low))


def _name(kind: Value, link: Value, page: Value, url: Value) -> Value:
    """A page view has the name of its page only where it has no URL; a link has its own."""
    # 10, 11 and 12 as they are sent, 100 to 102 once processed.
    processed = ibis.cases((kind.length() == 2, kind + "0"), else_=kind)
    processed = processed.re_replace(r"^1([12])0$", r"10\1")
    kinds = [(processed == number, ibis.literal(name)) for number, name in _LINK_KINDS.items()]
    return ibis.cases(
        (
            _or_none(kind) != "0",
            ibis.coalesce(blank_to_null(link), ibis.cases(*kinds), "hit " + kind),
        ),
        (blank_to_null(url).isnull(), blank_to_null(page)),
    )


def _session(number: Value, start: Value) -> Value:
    return blank_to_null(number) + "." + blank_to_null(start).fill_null("0")


def _time(customer: Value, hit: Value) -> Value:
    return ibis.cases((_or_none(customer).length() > 5, customer), else_=hit)


def _in_visit(number: Value) -> Value:
    return sortable(first_filled(number))


_PARTS = (
    Part(
        role="user",
        places=("visid_high", "visid_low"),
        combine=_user,
        shown="post_visid_high, post_visid_low",
    ),
    # Of timestamped hits; the other is that of the collection.
    Part(role="time", places=("cust_hit_time_gmt", "hit_time_gmt"), combine=_time),
    Part(
        role="event", places=("page_event", "page_event_var2", "pagename", "page_url"),
        combine=_name,
        shown="post_page_event, post_page_event_var2",
    ),
    Part(
        role="mark", places=("exclude_hit", "customer_perspective", "hit_source"), combine=_mark
    ),
    Part(role="url", places=("page_url",), shown="post_page_url"),
    # Unique for one visitor only.
    Part(
        role="session",
        places=("visit_num", "visit_start_time_gmt"),
        combine=_session,
    ),
    Part(role="ordinal", places=("visit_page_num",), combine=_in_visit),
    Part(role="agent", places=("user_agent",)),
)  # fmt: skip
