"""What `journeys mine --explain-privacy` tells: what stayed in the export, and what holds."""

import re

from journeys.cli.output import Output
from journeys_mining.model.navigation_model import NavigationModel, PrivacySummary
from journeys_mining.report import MiningReport

_PERSONAL_SLOT = re.compile(r"\{(email|name|card|iban|address|coordinates|number|token)\d*\}")
_SPELT = {
    "place": "of places that are named like personal data (`email`, `firstname` …)",
    "long_text": "that are long texts",
    "number": "with a phone or other long number",
    "token": "with a token or other long id",
    "name": "with the name of a person",
    "street": "with a street and a number",
    "national_id": "with a national id",
    "key": 'of fields whose own names are values (`{"ann@shop.test": true}`)',
}


def print_privacy(model: NavigationModel, report: MiningReport, out: Output) -> None:
    """Which personal data a mining run met, and what became of it."""
    out.say("\nPrivacy")
    if model.privacy and model.privacy.epsilon is not None:
        _print_noise(model.privacy, out)
        return
    out.say(
        f"  {report.users:,} user ids were hashed with a key that was drawn for this run and is"
        " gone; the model holds no id and no session"
    )
    out.say(
        f"  every count rests on {model.floor} users or more: {report.actions_seen:,} actions were"
        f" seen, {report.actions_seen - report.actions_kept:,} of them left out"
    )
    replaced = [one.action for one in model.actions if _PERSONAL_SLOT.search(one.action)]
    if replaced:
        out.say(f"  {len(replaced)} actions had personal data in their names, now slots:")
        for action in replaced[:10]:
            out.say(f"    {action}")
    removed = model.privacy.removed if model.privacy else ()
    for kind, count in removed:
        spelt = _SPELT.get(kind, f"with {kind.replace('_', ' ')}")
        out.say(f"  {count:,} {'value' if count == 1 else 'values'} left out, {spelt}")
    if not removed:
        out.say(f"  none of the values that {model.floor} users gave looked personal")
    out.say(
        "  left behind: values of paths, addresses, agents, titles, referrers, and all columns"
        " that are no part of an event"
    )
    out.say(
        f"  guarantee: {model.floor}-anonymous counts; this is no differential privacy"
        " (docs/privacy.md)"
    )


def _print_noise(privacy: PrivacySummary, out: Output) -> None:
    out.say("  user ids were hashed with a key that is gone; the model holds no id and no session")
    out.say(
        f"  every count has noise: at most {privacy.steps_per_user} transitions of each user were"
        f" counted, for epsilon {privacy.epsilon:g} and delta {privacy.delta:g}"
    )
    out.say("  left out: longer contexts, times, statuses, values, rules about order, profiles")
    out.say(
        "  guarantee: differentially private counts for each user; names of pages were learned"
        " without noise (docs/privacy.md)"
    )
