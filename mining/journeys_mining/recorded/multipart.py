"""The parts of a form that uploads files, as a recording shows them.

What a file holds is its owner's: only which kind of file was sent is taken over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MULTIPART: Final = "multipart/form-data"
FILE: Final = "file"
"""The kind of a place that holds a file; its value is the file's content type."""

_BOUNDARY: Final = re.compile(r"""boundary=("?)([^";]+)\1""", re.IGNORECASE)
_NAME: Final = re.compile(r"""[;\s]name="([^"]*)\"""", re.IGNORECASE)
_FILE_NAME: Final = re.compile(r"""[;\s]filename\*?=""", re.IGNORECASE)
_TYPE: Final = re.compile(r"^content-type:\s*([\w.+/-]+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of such a form."""

    name: str
    text: str
    is_file: bool
    content_type: str


def parts_of(content_type: str, body: str) -> Iterator[Part]:
    """The named parts of a body; none where it is cut off before the first of them.

    >>> body = '--x\\r\\nContent-Disposition: form-data; name="title"\\r\\n\\r\\nMine\\r\\n--x--'
    >>> found = parts_of("multipart/form-data; boundary=x", body)
    >>> [(one.name, one.text, one.is_file) for one in found]
    [('title', 'Mine', False)]
    """
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        return
    for piece in body.replace("\r\n", "\n").split(f"--{boundary[2]}")[1:]:
        head, _, text = piece.partition("\n\n")
        if name := _NAME.search(head):
            kind = _TYPE.search(head)
            yield Part(
                name=name[1],
                text=text.removesuffix("\n"),
                is_file=bool(_FILE_NAME.search(head)),
                content_type=kind[1].lower() if kind else "application/octet-stream",
            )
