"""Models with guards, and exports of sessions, written by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pandas as pd

from journeys_mining.chain.drawn_sessions import draw_sessions
from journeys_mining.counting.codes import BELOW_FLOOR, FIRST_ACTION_CODE
from journeys_mining.engine import open_engine
from journeys_mining.guards.mining import learn_guards
from journeys_mining.model.guards import Guard
from journeys_mining.model.navigation_model import NavigationModel
from tests.support.model_factory import a_model


def guarded(model: NavigationModel, *guards: Guard) -> NavigationModel:
    """The model with these guards."""
    return replace(model, guards=tuple(sorted(guards, key=lambda one: one.key)))


def visits_to_a_shop(count: int, seed: int = 4) -> list[list[str]]:
    """Pages follow each other by chance, but nobody pays or removes without something in the cart,
    and whoever has signed out does not see their account again."""
    rng = Random(seed)
    sessions = []
    for _ in range(count):
        in_cart, out = 0, False
        session = ["home"]
        while rng.random() > 0.12:
            pages = ["home", "add", "help", "out"]
            pages += ["remove", "pay"] if in_cart else []
            pages += [] if out else ["account"]
            page = rng.choice(pages)
            in_cart += (page == "add") - (page == "remove")
            out = out or page == "out"
            session.append(page)
        sessions.append(session)
    return sessions


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


def with_learned_guards(sessions: Sequence[Sequence[str]]) -> NavigationModel:
    """The first-order model of sessions, each of a user of its own, with the guards that are
    learned from them; without reading and tuning, for speed."""
    model = a_model(*sessions, order=1, floor=5)
    codes = {one.action: code for code, one in enumerate(model.actions, start=FIRST_ACTION_CODE)}
    rows = [
        (user, user * 10**9 + place, codes.get(action, BELOW_FLOOR))
        for user, session in enumerate(sessions)
        for place, action in enumerate(session)
    ]
    events = pd.DataFrame(rows, columns=["user_code", "time_us", "code"])
    events["row"], events["session"] = range(len(events)), pd.Series(dtype="string")
    with open_engine() as engine:
        coded = engine.put("coded", events)
        drawn = draw_sessions(engine, coded, share=1.0, idle_timeout_s=1800.0)
    return learn_guards(drawn, model)
