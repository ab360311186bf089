"""Finds the captured clicks whose texts are names of records: hardly anybody hits the same one.

Trackers that capture every click tell it by the text it hit. On a list that is the record's own, so
each click would be an action below the floor, and no way from the list to a record would be seen.
"""

from journeys_mining.engine import Engine, Table
from journeys_mining.events.left_out import RARE_CLICK, RULES
from journeys_mining.options import MiningOptions
from journeys_mining.report import LeftOutRows

_CLICK = "click "
"""What readers write before the text that a click hit."""


def leave_out_rare_clicks(
    engine: Engine, marked: Table, calls: Table, options: MiningOptions
) -> tuple[Table, tuple[LeftOutRows, ...]]:
    """The rows without clicks on what fewer users than the floor hit, and how many those were.

    None is left out where noise takes the floor's place: what is counted may not hang on how many
    others did it.
    """
    is_kept = RARE_CLICK in {RULES[name] for name in options.keep}
    is_click = calls.name.substr(0, len(_CLICK)) == _CLICK
    clicks = calls.filter(is_click).select("call_code")
    if is_kept or options.epsilon is not None or not engine.number(clicks.count()):
        return marked, ()
    made = marked.filter(marked.left_out.isnull()).inner_join(clicks, "call_code")
    by_user = made.group_by("call_code", "user_code").agg(times=made.count())
    by_call = by_user.group_by("call_code").agg(users=by_user.count(), times=by_user.times.sum())
    rare = engine.keep("rare_clicks", by_call.filter(by_call.users < options.floor))
    count = engine.number(rare.times.sum().fill_null(0))
    if not count:
        return marked, ()
    left = marked.anti_join(rare, "call_code")
    return left, (LeftOutRows(rule=RARE_CLICK, count=count),)
