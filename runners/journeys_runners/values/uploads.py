"""Small files of the kind that a form or an API asks for, each a valid one of its kind."""

import base64
from typing import Final

from journeys_runners.sending.bodies import Upload

_TEXT: Final = "text/plain"
_PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_GIF: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_PDF: Final = (
    b"%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_ENDINGS: Final = {
    _TEXT: "txt",
    "image/png": "png",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "application/json": "json",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
}
_KINDS: Final = {f".{ending}": kind for kind, ending in _ENDINGS.items()}


def upload_for(field: str, accept: str, marker: str) -> Upload:
    """A file that a field takes which says `accept`: types, `image/*` or endings, with commas.

    >>> upload_for("photo", "image/*", "m").name, upload_for("list", ".csv,.tsv", "m").content
    ('journeys-m.png', b'name,value\\njourneys,m\\n')
    """
    kind = _kind_of(accept)
    return Upload(
        field=field,
        name=f"journeys-{marker}.{_ENDINGS[kind]}",
        content_type=kind,
        content=_content(kind, marker),
    )


def _kind_of(accept: str) -> str:
    for one in (part.strip().lower() for part in accept.split(",")):
        if found := one if one in _ENDINGS else _KINDS.get(one):
            return found
        if one.startswith("image/") or one in (".jpg", ".jpeg", ".webp"):
            return "image/png"
    return _TEXT


def _content(kind: str, marker: str) -> bytes:
    match kind:
        case "image/png":
            return _PNG
        case "image/gif":
            return _GIF
        case "application/pdf":
            return _PDF
        case "application/json":
            return f'{{"journeys": "{marker}"}}\n'.encode()
        case "text/csv":
            return f"name,value\njourneys,{marker}\n".encode()
        case _:
            return f"journeys {marker}\n".encode()
