"""The distinct shapes of an export's URLs: the template of each path, and what its query says.

Takes the table of URLs and the coded events, gives shapes by number: far fewer than URLs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Self

import pandas as pd

from journeys_mining.actions.known_templates import KnownTemplates
from journeys_mining.actions.queries import Signature, query_signature, with_choices
from journeys_mining.actions.templates import learn_templates
from journeys_mining.engine import Engine, Table

NO_URL = -1
"""The shape of an event without a URL."""

Choices = Mapping[str, Mapping[str, Collection[str]]]
"""By template: the keys that choose what is shown there, and the names among their values."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class UrlShapes:
    """What is learned from the distinct shapes of URLs."""

    used: Table
    """call_code, form_code (NO_URL for none) and count: in what ways events happened."""
    of_forms: Table
    """form_code, shape_code."""
    bare: tuple[str, ...]
    """The template of the path, for each shape code."""
    signatures: tuple[Signature, ...]
    """What the query says, for each shape code."""
    counts: tuple[int, ...]
    """Events of each shape code."""

    def shaped(self, events: Table) -> Table:
        """With the shape_code of each row, NO_URL where it has no URL, by its form_code."""
        forms = self.of_forms.rename(known_form="form_code")
        joined = events.left_join(forms, events.form_code == forms.known_form)
        return joined.drop("known_form").mutate(shape_code=joined.shape_code.fill_null(NO_URL))

    def chosen_by(self, choices: Choices) -> Self:
        """With no other values in the queries than those that choose what is shown."""
        signatures = (
            with_choices(signature, choices.get(template, {}))
            for template, signature in zip(self.bare, self.signatures, strict=True)
        )
        return replace(self, signatures=tuple(signatures))


def describe_shapes(
    engine: Engine, events: Table, urls: Table, known: KnownTemplates | None = None
) -> UrlShapes:
    """The shapes of all URLs that events have.

    Paths that `known` has a template for get that one.
    """
    coded = events.mutate(form_code=events.form_code.fill_null(NO_URL))
    used = coded.group_by("call_code", "form_code").agg(count=coded.count())
    used = engine.keep(engine.new_name("used"), used)
    forms = urls.select("form_code", "reduced", "keys").distinct()
    forms = engine.keep(engine.new_name("forms"), forms)
    seen = used.inner_join(forms, "form_code")
    frame = engine.fetch(seen.group_by("reduced", "keys").agg(count=seen["count"].sum()))
    frame = frame.sort_values(["reduced", "keys"], ignore_index=True)
    by_path = {
        str(path): int(count) for path, count in frame.groupby("reduced")["count"].sum().items()
    }
    learned = learn_templates(by_path)
    if known:
        learned = {path: known.path_template(path, one) for path, one in learned.items()}
    of_keys = {keys: query_signature(keys) for keys in frame["keys"].unique()}
    frame["shape_code"] = pd.Series(range(len(frame)), dtype="int32")
    shapes = engine.put(engine.new_name("shapes"), frame.drop(columns="count"))
    of_forms = forms.inner_join(shapes, ["reduced", "keys"]).select("form_code", "shape_code")
    return UrlShapes(
        used=used,
        of_forms=engine.keep(engine.new_name("shape_of_form"), of_forms),
        bare=tuple(learned[path] for path in frame["reduced"]),
        signatures=tuple(of_keys[keys] for keys in frame["keys"]),
        counts=tuple(int(count) for count in frame["count"]),
    )
