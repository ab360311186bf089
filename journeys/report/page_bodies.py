"""Bodies as text for the page: readable, cut where they are long, within a budget for the page."""

import json
from dataclasses import dataclass
from html import escape
from typing import Final

from journeys.page_parts.figures import size
from journeys.report.plain_text import plain
from journeys.store import StoredBody

BODY_CHARS_MAX: Final = 20_000
EVIDENCE_BYTES_MAX: Final = 5_000_000
"""Of headers, URLs and bodies as they stand in the page, escaped."""

_NOTES = {
    "binary": "not text",
    "gone": "it is missing or damaged",
    "budget": "left out to keep this page small; it is kept with the results",
}


class PageBudget:
    """Bytes that evidence may still take in the page."""

    def __init__(self, byte_count: int = EVIDENCE_BYTES_MAX) -> None:
        self._left = byte_count

    def spend(self, *texts: str) -> bool:
        """Whether there is room for all of these texts; if so, it is taken."""
        cost = sum(len(escape(text).encode()) for text in texts)
        if cost > self._left:
            return False
        self._left -= cost
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyView:
    """A body as the page shows it."""

    text: str
    note: str
    """Its size, and what of it is not shown and why."""


def view_body(
    body: StoredBody, whole_bytes: int, content_type: str, budget: PageBudget
) -> BodyView | None:
    """The body's text, JSON indented; None if it is empty."""
    whole_bytes = max(whole_bytes, body.kept_bytes)
    if not whole_bytes:
        return None
    content = body.load()
    if content is None:
        return _not_shown(whole_bytes, body, "gone")
    text = _decode(content, content_type)
    if text is None:
        return _not_shown(whole_bytes, body, "binary")
    text = plain(_indent(text))
    shown = text[:BODY_CHARS_MAX]
    if not budget.spend(shown):
        return _not_shown(whole_bytes, body, "budget")
    note = size(whole_bytes)
    is_cut = body.kept_bytes < whole_bytes and not has_end(content)
    if len(shown) < len(text) or is_cut:
        note = f"the beginning of {note}; {size(body.kept_bytes)} are kept with the results"
    return BodyView(text=shown, note=note)


def has_end(content: bytes) -> bool:
    """Whether HTML or JSON that is shorter than what came lacks only what was masked in it."""
    end = content.rstrip().lower()
    if content.lstrip().startswith((b"{", b"[")):
        return end.endswith((b"}", b"]"))
    return end.endswith((b"</html>", b"</body>"))


def _not_shown(whole_bytes: int, body: StoredBody, why: str) -> BodyView:
    digest = f", SHA-256 {body.digest}" if body.digest else ""
    return BodyView(text="", note=f"{size(whole_bytes)}, {_NOTES[why]}{digest}")


def _decode(content: bytes, content_type: str) -> str | None:
    """The text of a body; None if it is not text."""
    if b"\x00" in content:
        return None
    _, _, charset = content_type.lower().partition("charset=")
    try:
        text = content.decode(charset.split(";")[0].strip(" \"'") or "utf-8", errors="replace")
    except (LookupError, ValueError):
        text = content.decode("utf-8", errors="replace")
    # A beginning may end within a character; more than a few strange ones are no text.
    return None if text.count("\ufffd") > 1 + len(text) / 20 else text


def _indent(text: str) -> str:
    """JSON on several lines; anything else as it is."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
