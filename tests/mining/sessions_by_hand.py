"""Models with guards, and exports of sessions, written by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from journeys_mining.model.guards import Guard
from journeys_mining.model.navigation_model import NavigationModel


def guarded(model: NavigationModel, *guards: Guard) -> NavigationModel:
    """The model with these guards."""
    return replace(model, guards=tuple(sorted(guards, key=lambda one: one.key)))


def write_sessions(path: Path, sessions: Iterable[Sequence[str]], *, users: int = 10**9) -> Path:
    """An export of page views, a session a day; the first `users` users take turns."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    lines = ["user_id,timestamp,event,page_url"]
    for number, session in enumerate(sessions):
        for step, page in enumerate(session):
            at = begin + timedelta(days=number // users, seconds=step)
            lines.append(f"u{number % users},{at:%Y-%m-%dT%H:%M:%SZ},page_view,/{page}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
