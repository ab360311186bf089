"""Locust: a `MarkovTaskSet` whose tasks are the model's actions, `do_` before their names."""

import json
import math

from journeys.convert.conversion import (
    Conversion,
    Row,
    first_order,
    guards_note,
    identifiers,
    slot_pools,
)
from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import END, START, NavigationModel

_MOST_WEIGHT = 1000
"""Locust repeats a task's name as often as its weight says: a million would cost memory."""

_HEAD = '''\
"""A navigation model as a Locust load test. Written by `journeys convert`.

    locust -f THIS_FILE --host https://staging.example.com

Fill VALUES with what your staging really has; tasks of named events send nothing by themselves.
"""

import random
from urllib.parse import quote

from locust import HttpUser, MarkovTaskSet, between, transitions

VALUES = {values}


def fill(template):
    """The template with a value for each of its slots."""
    for slot, values in VALUES.get(template, {{}}).items():
        template = template.replace("{{" + slot + "}}", quote(random.choice(values), safe=""))
    return template


class Journeys(MarkovTaskSet):
'''

_END_TASK = """\
    @transitions({"do_start": 1})
    def do_end(self):
        self.client.cookies.clear()
"""

_TAIL = """\


class Visitor(HttpUser):
    tasks = [Journeys]
    wait_time = between({low:g}, {high:g})
"""


def to_locust(model: NavigationModel) -> Conversion:
    """A locustfile; a visit that ends begins again as a new visitor."""
    rows = first_order(model)
    names = identifiers(rows)
    tasks = [_task(row, names) for row in rows]
    tasks.append(_END_TASK)
    low, high = _think_s(model)
    head = _HEAD.format(values=json.dumps(slot_pools(model), indent=4, ensure_ascii=False))
    text = head + "\n".join(tasks) + _TAIL.format(low=low, high=high)
    notes = (
        "the chain is first-order: an action's longer history is not in it",
        'slot values that the model does not hold stand as "1" in VALUES: fill them in',
        "requests other than GET are sent without a body",
    )
    return Conversion(text=text, notes=(*notes, *guards_note(model)))


def _task(row: Row, names: dict[str, str]) -> str:
    weights = _weights(row)
    after = ", ".join(f'"do_{names[action]}": {weight}' for action, weight in weights.items())
    body = "pass" if row.action == START else _body(Action.parse(row.action))
    return f"    @transitions({{{after}}})\n    def do_{names[row.action]}(self):\n        {body}\n"


def _body(action: Action) -> str:
    if action.kind is ActionKind.EVENT:
        return f"pass  # the event {json.dumps(str(action), ensure_ascii=False)}"
    template = json.dumps(action.template, ensure_ascii=False)
    method = json.dumps(action.method)
    return f"self.client.request({method}, fill({template}), name={template})"


def _weights(row: Row) -> dict[str, int]:
    divisor = math.gcd(*(one.count for one in row.nexts))
    most = row.nexts[0].count // divisor
    scale = min(1.0, _MOST_WEIGHT / most)
    return {one.action: max(1, round(one.count / divisor * scale)) for one in row.nexts}


def _think_s(model: NavigationModel) -> tuple[float, float]:
    """Median think time of the median transition, and its 90th percentile."""
    known = sorted(one.think_s for one in model.transitions if one.think_s and one.action != END)
    return known[len(known) // 2] if known else (1.0, 5.0)
