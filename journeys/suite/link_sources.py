"""Which page must have a link to another: the one from which nearly all of its visitors come."""

from collections import Counter, defaultdict
from typing import Final

from journeys.sampling.landings import Landings, leads_elsewhere
from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import NavigationModel

_SHARE: Final = 0.8
_LEAST_COUNT: Final = 10


def link_sources(model: NavigationModel) -> tuple[tuple[str, str], ...]:
    """Pairs of templates: a page, and the page that production's users come from.

    Only pages that are reached by a choice of the visitor are here, not those to which forms and
    redirects lead, and only where one page is the source of at least four visits in five: an
    address that users type or keep would be the beginning of visits, too.
    """
    stats = {one.action: one for one in model.actions}
    landings = Landings(model)
    arrivals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in model.transitions:
        if len(one.context) != 1 or not one.action.startswith("view "):
            continue
        template = Action.parse(one.action).template
        source = _source(one.context[0], landings, template)
        if template is None or source is None or leads_elsewhere(stats[one.action]):
            continue
        before = stats.get(one.context[0])
        if before is None or not leads_elsewhere(before):
            arrivals[template][source] += one.count
    found = []
    for template, sources in sorted(arrivals.items()):
        source, count = sources.most_common(1)[0]
        is_main = count >= max(_LEAST_COUNT, _SHARE * sources.total())
        if is_main and source not in ("", template):
            found.append((template, source))
    return tuple(found)


def _source(action: str, landings: Landings, template: str | None) -> str | None:
    """The page of an action; "" for the beginning of a visit, None where no visitor chose."""
    if action.startswith("("):
        return ""
    parsed = Action.parse(action)
    if parsed.kind is ActionKind.REQUEST or template in landings.of(action):
        return None
    return parsed.template
