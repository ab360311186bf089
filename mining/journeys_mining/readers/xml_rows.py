"""XML as Matomo's API writes it: a list is `<row>` after `<row>`, all else has its own name."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from journeys.errors import InputError
from journeys_mining.readers.export_file import ExportFile, open_bytes
from journeys_mining.readers.json_documents import Record

_ROW = "row"


def load_rows(file: ExportFile) -> Iterator[Record]:
    """The outermost rows, one after the other, as the JSON of the same API would have them.

    Raises
    ------
    InputError
        The text is not XML to its end.
    """
    depth = 0
    try:
        with open_bytes(file.path, file.name) as stream:
            # Expat bounds what entities grow to, and ElementTree never opens outer ones.
            for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314
                if element.tag != _ROW:
                    continue
                depth += 1 if event == "start" else -1
                if event == "end" and depth == 0:
                    value = _value(element)
                    if isinstance(value, dict):
                        yield value
                    element.clear()
    except ET.ParseError as error:
        raise InputError(
            f"the XML cannot be read: {error}",
            where=file.name,
            remedy="export or copy the file again; it may have been cut off",
        ) from error


def _value(element: ET.Element) -> object:
    if len(element) == 0:
        return element.text
    if all(child.tag == _ROW for child in element) and element.tag != _ROW:
        return [_value(child) for child in element]
    return {child.tag: _value(child) for child in element}
