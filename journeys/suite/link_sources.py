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
    address that users type or keep would be the beginning of visits, too. What users chose on a
    page that answered a form says nothing: it may have shown a message with a link.
    """
    stats = {one.action: one for one in model.actions}
    landings = Landings(model)
    arrivals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in model.transitions:
        if len(one.context) > 2 or not one.action.startswith("view "):
            continue
        template = Action.parse(one.action).template
        source = _source(one.context[-1], landings, template)
        if template is None or source is None or leads_elsewhere(stats[one.action]):
            continue
        before = stats.get(one.context[-1])
        if before is not None and leads_elsewhere(before):
            continue
        if len(one.context) == 1:
            arrivals[template][source] += one.count
        elif _answers(source, one.context[0], landings):
            arrivals[template][source] -= one.count
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


def _answers(source: str, action: str, landings: Landings) -> bool:
    """Whether the page of `source` came as the answer to a form."""
    is_start = action.startswith("(")
    is_request = not is_start and Action.parse(action).kind is ActionKind.REQUEST
    return is_request and source in landings.of(action)
