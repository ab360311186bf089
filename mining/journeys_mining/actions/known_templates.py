"""Names what an export holds in the words of a model that was mined from another export.

Templates are learned from many paths, and another export has other paths: `/product/{slug}` of a
month may be three products by name in a night. So what a model has a template for gets it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from journeys_mining.actions.action import SLOT, Action, TemplateMatcher
from journeys_mining.actions.parameters import with_parameters
from journeys_mining.actions.queries import (
    Signature,
    named_values,
    signature_of,
    widest_part,
    with_query,
    without_choices,
)

# A value of each typed slot, which `urls` has already put in place of the value of the export.
_VALUES = {
    "{id}": "1",
    "{date}": "2026-01-01",
    "{uuid}": "00000000-0000-0000-0000-000000000000",
    "{hash}": "0123456789abcdef",
}


class KnownTemplates:
    """The actions of a model, and the templates of their pages.

    >>> known = KnownTemplates(["view /product/{slug}", "view /search", "view /item/{id}"])
    >>> known.path_template("/product/red-mug", "/product/red-mug")
    '/product/{slug}'
    >>> known.path_template("/item/{id}", "/item/{id}"), known.path_template("/new", "/new")
    ('/item/{id}', '/new')
    >>> known.action("view /search?page={page}"), known.action("view /new")
    ('view /search', None)
    >>> KnownTemplates(["view /", "open_menu"]).action("open_menu @ /new")
    'open_menu'
    """

    def __init__(self, actions: Iterable[str], *, are_routes: bool = False) -> None:
        self._are_routes = are_routes
        self._actions = frozenset(actions)
        parsed = [Action.parse(one) for one in self._actions]
        templates = {one.template for one in parsed}
        self._with_page = {one.name for one in parsed if one.name and one.template}
        self._paths = {one.partition("?")[0] for one in templates if one}
        self._signatures: defaultdict[str, set[Signature]] = defaultdict(set)
        for one in templates:
            if one:
                self._signatures[one.partition("?")[0]].add(signature_of(one))
        self._matcher = TemplateMatcher(self._paths)

    def path_template(self, path: str, learned: str) -> str:
        """The template of a path; what the export itself taught where the model has none.

        Parameters
        ----------
        path
            Normalised, with typed slots already in place.
        learned
            The template that was learned from the export that is read.
        """
        for exact in (path, learned):
            if exact in self._paths:
                return exact
        real = SLOT.sub(lambda slot: _VALUES.get(slot[0], slot[0]), path)
        found = self._matcher.match(real)
        if found is None:
            return learned
        # A list of routes says as little of parameters as of queries; a model says all there is.
        return with_parameters(found.template, learned) if self._are_routes else found.template

    @property
    def choosing_keys(self) -> frozenset[str]:
        """Query keys that some template has a value of."""
        return frozenset(
            key
            for signatures in self._signatures.values()
            for signature in signatures
            for key, _ in named_values(signature)
        )

    def choices(self, template: str) -> dict[str, frozenset[str]]:
        """The query keys that are known of a path's template, and the values they choose by.

        >>> known = KnownTemplates(["view /i?do=edit", "view /i?do={do}", "view /i?lang={lang}"])
        >>> known.choices("/i")
        {'do': frozenset({'edit'}), 'lang': frozenset()}
        """
        known = self._signatures.get(template, set())
        keys = sorted({key for one in known for key in without_choices(one)})
        pairs = [pair for one in known for pair in named_values(one)]
        return {one: frozenset(value for key, value in pairs if key == one) for one in keys}

    def action(self, action: str) -> str | None:
        """The model's action for one of the export; None where the model has none.

        A page with a query that the model does not know is one that says less, as in mining; an
        event of which the model knows no page is one of any page.
        """
        if action in self._actions:
            return action
        parsed = Action.parse(action)
        if not parsed.template:
            return None
        if parsed.name in self._actions and parsed.name not in self._with_page:
            return parsed.name
        path = parsed.template.partition("?")[0]
        part = widest_part(signature_of(parsed.template), self._signatures[path])
        less = str(replace(parsed, template=with_query(path, part)))
        return less if less in self._actions else None
