"""Where production leads by itself: what follows a request or an event without a visitor's choice.

Takes a model's first-order transitions; knows nothing of staging.
"""

from collections.abc import Iterator
from typing import Final

from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import END, ActionStats, NavigationModel

_KNOWN_SHARE: Final = 0.95
"""The floor hides what few users did: so much of what follows must be known."""
_LAST_SHARE: Final = 0.1
"""An action after which more visits end may well show a page that no row tells of."""
_LEAST_COUNT: Final = 10
_MOST_PAGES: Final = 3
"""Where more different pages follow, visitors choose them."""
_REDIRECT_SHARE: Final = 0.1
_ALWAYS: Final = 0.99
_MOST_REDIRECTS: Final = 5
_MOSTLY: Final = 0.8
"""What redirects as often answers by itself only where it takes nothing."""


class Landings:
    """The pages on which a model's requests and events end."""

    def __init__(self, model: NavigationModel) -> None:
        self._stats = {one.action: one for one in model.actions}
        self._next: dict[tuple[str, ...], dict[str, int]] = {}
        for one in model.transitions:
            self._next.setdefault(one.context, {})[one.action] = one.count

    def of(self, action: str) -> tuple[str, ...]:
        """Templates of the pages that followed in production; empty where that is not clear.

        A page that redirects counts as the pages to which it does, and what is always answered by
        itself as its own, where nothing else is clear.
        """
        stats, parsed = self._stats.get(action), Action.parse(action)
        is_safe = parsed.kind is ActionKind.REQUEST and parsed.method in ("GET", "HEAD")
        if stats is None or parsed.kind is ActionKind.VIEW or is_safe:
            return ()
        pages = set(self._pages_after((action,), stats.count, _MOST_REDIRECTS))
        if "" not in pages and len(pages) <= _MOST_PAGES:
            return tuple(sorted(pages))
        return (parsed.template,) if parsed.template and _never_redirects(stats) else ()

    def _pages_after(self, path: tuple[str, ...], count: int, depth: int) -> Iterator[str]:
        """Templates of the pages after a path; an empty one where something else may follow."""
        after = self._next.get(path, {})
        is_known = sum(after.values()) >= max(_LEAST_COUNT, _KNOWN_SHARE * count)
        if not is_known or after.get(END, 0) > _LAST_SHARE * count or depth == 0:
            yield ""
            return
        for following, followed in after.items():
            if following == END or ((following,) == path and followed <= self._refused(following)):
                continue
            view, template = self._stats.get(following), Action.parse(following).template
            if view is None or template is None or not following.startswith("view "):
                yield ""
            elif leads_elsewhere(view):
                # Where a redirect leads may depend on what came before it.
                longer = (*path, following)
                while longer not in self._next and len(longer) > 1:
                    longer = longer[1:]
                known = followed if len(longer) > 1 else view.count
                yield from self._pages_after(longer, known, depth - 1)
            else:
                yield template

    def _refused(self, action: str) -> int:
        """How often a form that leads on came back, and may have been sent again from there."""
        stats = self._stats.get(action)
        if stats is None:
            return 0
        statuses = dict(stats.statuses)
        total, led_on = sum(statuses.values()), statuses.get("3xx", 0)
        return total - led_on if led_on >= _MOSTLY * total else 0


def _never_redirects(stats: ActionStats) -> bool:
    """Whether production answers a request at its own address each time."""
    total = max(stats.count, sum(count for _, count in stats.statuses))
    return dict(stats.statuses).get("2xx", 0) >= max(_LEAST_COUNT, _ALWAYS * total)


def leads_elsewhere(stats: ActionStats) -> bool:
    """Whether production redirects from here more than now and then: `/logout`, `/checkout`."""
    redirects = sum(count for status_class, count in stats.statuses if status_class == "3xx")
    return redirects > _REDIRECT_SHARE * sum(count for _, count in stats.statuses)
