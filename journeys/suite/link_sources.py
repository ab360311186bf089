"""Which pages must have a link to another: those from which nearly all of its visitors come."""

from collections import Counter, defaultdict
from typing import Final

from journeys.sampling.landings import Landings, leads_elsewhere
from journeys_mining.actions.action import Action, ActionKind, slots_of
from journeys_mining.actions.queries import without_open_keys
from journeys_mining.model.navigation_model import NavigationModel

_SHARE: Final = 0.8
_LEAST_COUNT: Final = 10


def link_sources(model: NavigationModel) -> tuple[tuple[str, str], ...]:
    """Pairs of templates: a page, and a page that production's users come from.

    Only pages that are reached by a choice of the visitor are here, not those to which forms and
    redirects lead. Where one page is the source of at least four visits in five, no other is here:
    an address that users type or keep would be the beginning of visits, too. What users chose on a
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
    return tuple(
        (template, source)
        for template, sources in sorted(arrivals.items())
        for source in _main_sources(sources, template)
    )


def _main_sources(sources: Counter[str], template: str) -> list[str]:
    """The page from which nearly all come, or else the pages from which those come who were on one.

    Visits may begin there, too, but no more than half: campaigns lead to what no page links to.
    Which of many pages list a record is a matter of what there is.
    """
    counts = _with_variants(sources, template).most_common()
    others = [one for one in counts if one[0] not in ("", template)]
    often = [one for one in others if one[1] >= _LEAST_COUNT]
    if often and often[0][1] >= _SHARE * sources.total():
        return [often[0][0]]
    if slots_of(template):
        return []
    count, known = sum(count for _, count in often), sources.total() - sources[""]
    is_enough = len(often) > 1 and count >= max(_SHARE * known, sources[""])
    return [one for one, _ in often] if is_enough else []


def _with_variants(sources: Counter[str], template: str) -> Counter[str]:
    """The counts, where those of a list have those of its further pages, orders and filters.

    Only where most come from the list itself: of a page that is told by its query, the path alone
    is another one.
    """
    variants: defaultdict[str, list[str]] = defaultdict(list)
    for source in sources:
        if source not in ("", template) and (own := without_open_keys(source)) in sources:
            variants[own].append(source)
    counts = Counter(sources)
    for own, several in variants.items():
        if 2 * sources[own] >= sum(sources[one] for one in several):
            for one in several:
                counts[own] += 0 if one == own else counts.pop(one)
    return counts


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
