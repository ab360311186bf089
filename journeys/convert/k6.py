"""k6: a script that walks the chain."""

import json

from journeys.convert.conversion import Conversion, first_order, guards_note, slot_pools
from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import START, NavigationModel

_SCRIPT = """\
// A navigation model as a k6 load test. Written by `journeys convert`.
//
//   k6 run -e BASE_URL=https://staging.example.com THIS_FILE
//
// Fill VALUES with what your staging really has; named events send nothing by themselves.
import http from "k6/http";
import {{ check, sleep }} from "k6";

const BASE_URL = __ENV.BASE_URL || "http://127.0.0.1:8000";

// Template -> slot -> values to draw from.
const VALUES = {values};

// Action -> [next action, how often production's users went there], null for the end of a visit.
const NEXT = {nexts};

// Action -> method and template of its request; actions that are not here send none.
const REQUESTS = {requests};

const THINK_S = {think_s};

function draw(choices) {{
  let left = Math.random() * choices.reduce((sum, choice) => sum + choice[1], 0);
  for (const [action, weight] of choices) {{
    left -= weight;
    if (left < 0) return action;
  }}
  return choices[choices.length - 1][0];
}}

function fill(template) {{
  return template.replace(/\\{{([^{{}}]+)\\}}/g, (_, slot) => {{
    const values = VALUES[template][slot];
    return encodeURIComponent(values[Math.floor(Math.random() * values.length)]);
  }});
}}

export default function visit() {{
  let action = draw(NEXT[{start}]);
  while (action !== null) {{
    const request = REQUESTS[action];
    if (request) {{
      const response = http.request(request.method, BASE_URL + fill(request.template), null, {{
        tags: {{ name: action }},
      }});
      // k6 gives status 0 where nothing answered.
      check(response, {{ "answered, below 500": ({{ status }}) => status > 0 && status < 500 }});
    }}
    sleep(THINK_S);
    action = draw(NEXT[action]);
  }}
}}
"""


def to_k6(model: NavigationModel) -> Conversion:
    """A k6 script; one iteration is one visit."""
    rows = first_order(model)
    actions = {row.action for row in rows}
    nexts = {
        row.action: [
            [one.action if one.action in actions else None, one.count] for one in row.nexts
        ]
        for row in rows
    }
    parsed = {row.action: Action.parse(row.action) for row in rows if row.action != START}
    requests = {
        text: {"method": action.method, "template": action.template}
        for text, action in parsed.items()
        if action.kind is not ActionKind.EVENT
    }
    think = sorted(one.think_s[0] for one in model.transitions if one.think_s)
    text = _SCRIPT.format(
        values=_json(slot_pools(model)),
        nexts=_json(nexts),
        requests=_json(requests),
        think_s=think[len(think) // 2] if think else 1,
        start=json.dumps(START),
    )
    notes = (
        "the chain is first-order: an action's longer history is not in it",
        'slot values that the model does not hold stand as "1" in VALUES: fill them in',
        "requests other than GET are sent without a body",
    )
    return Conversion(text=text, notes=(*notes, *guards_note(model)))


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False)
