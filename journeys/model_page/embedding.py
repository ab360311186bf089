"""The page's content as its script reads it: short keys and rows of numbers, to keep it small."""

from journeys.model_page.content import ActionContent, ModelContent
from journeys_mining.model.guards import in_words


def embed(content: ModelContent) -> dict[str, object]:
    """What goes into the page as JSON. `templates/data.js` is the only reader."""
    return {
        "order": content.model.order,
        "sessions": content.model.source.sessions,
        "actions": [_action(one) for one in content.actions],
        # Context, action, count, users, probability, think time at 50 and 90 per cent.
        "transitions": [
            [one.context, one.action, one.count, one.users, _short(one.prob), *(one.think_s or ())]
            for one in content.transitions
        ],
        "contexts": [[one.context, _short(one.backoff)] for one in content.contexts],
        "exitShifts": [[one.position, one.log_odds] for one in content.exit_shifts],
        "recencyFactors": [[one.lag, one.factor] for one in content.recency_factors],
        "habitFactors": [[one.returns, one.factor] for one in content.habit_factors],
        # Action, rule, other, margin, than, the rule in words.
        "guards": _guards(content),
        "strength": content.model.profiling.strength if content.model.profiling else None,
        "profiles": [
            {
                "name": one.words.profile.name,
                "sessions": one.words.profile.sessions,
                "users": one.words.profile.users,
                "actions": one.actions,
                "transitions": one.transitions,
            }
            for one in content.profiles
        ],
        "through": [[one.transition, one.actions] for one in content.through],
    }


def _action(one: ActionContent) -> dict[str, object]:
    return {
        "name": one.action,
        "kind": one.kind,
        "label": one.label,
        "place": [one.column, one.row],
        "count": one.count,
        "users": one.users,
        "statuses": one.statuses,
        "durationMs": one.duration_ms,
        "revisit": one.revisit_factor,
        "again": None if one.again_share is None else _short(one.again_share),
        "telling": [
            [
                telling.context,
                telling.count,
                [
                    [step.action, step.count, _short(step.share), _short(step.usual_share)]
                    for step in telling.next_steps
                ],
            ]
            for telling in one.telling_contexts
        ],
        "slots": [
            [
                slot.slot,
                slot.more_count,
                [[value.value, value.count, value.users] for value in slot.values],
            ]
            for slot in one.slots
        ],
    }


def _guards(content: ModelContent) -> list[list[object]]:
    index_of = {one.action: index for index, one in enumerate(content.actions)}
    return [
        [
            index_of[one.action],
            str(one.rule),
            index_of[one.other],
            one.margin or 0,
            index_of.get(one.than or "", -1),
            in_words(one),
        ]
        for one in content.model.guards
        if set(one.names) <= set(index_of)
    ]


def _short(number: float) -> float:
    return float(f"{number:.6g}")
