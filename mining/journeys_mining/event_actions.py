"""From events to actions: each event's name, method and URL become one action of the model.

Everything is worked out once for each distinct shape of URL and each distinct combination, and put
back as a dictionary table.
"""

import ibis  # type: ignore[import-untyped]

from journeys_mining.actions import Action, ActionKind
from journeys_mining.engine import Engine, Table
from journeys_mining.known_templates import KnownTemplates
from journeys_mining.privacy import without_personal
from journeys_mining.templates import learn_templates, query_signature, with_query

# GA4, Segment, PostHog, Amplitude, Mixpanel, Snowplow, Matomo: how trackers call a page view.
_PAGE_VIEW_NAMES_TEXT = """
    page_view pageview $pageview page screen screen_view $screen page_viewed viewed_page
    view_page mp_page_view $mp_web_page_view [amplitude]_page_viewed page_loaded pageload
    page_load load_page
"""
PAGE_VIEW_NAMES = tuple(_PAGE_VIEW_NAMES_TEXT.split())

_NO_SHAPE = -1


def name_actions(
    engine: Engine, events: Table, urls: Table, floor: int, known: KnownTemplates | None = None
) -> Table:
    """The events with `action`, as text; without name and method.

    Takes user_code, name, method and url_code. A query variant of a path with fewer than `floor`
    users is the bare path. Paths that `known` has a template for get that one.
    """
    shapes = _shapes(engine, events, urls, known)
    plain_name = events.name.lower().replace(" ", "_")
    events = events.left_join(shapes, "url_code").drop("url_code_right")
    viewed = plain_name.isin(PAGE_VIEW_NAMES) & events.url_code.notnull()
    keyed = events.mutate(
        # An empty text is no name: readers make it NULL.
        name=ibis.cases((viewed, ""), else_=events.name.fill_null("")),
        method=events.method.fill_null("GET"),
        shape_code=events.shape_code.fill_null(_NO_SHAPE),
    )
    templates = _fold_rare_variants(engine, keyed, floor)
    combinations = engine.fetch(keyed.select("name", "method", "shape_code").distinct())
    combinations["action"] = [
        _action(name, method, templates.get(shape))
        for name, method, shape in combinations.itertuples(index=False)
    ]
    dictionary = engine.put("combinations", combinations)
    named = keyed.inner_join(dictionary, ["name", "method", "shape_code"])
    return named.drop("name", "method", "shape_code", "template", "bare")


def _shapes(engine: Engine, events: Table, urls: Table, known: KnownTemplates | None) -> Table:
    """The table url_code, shape_code, template, bare: what is learned from the distinct shapes."""
    with_url = events.filter(events.url_code.notnull())
    seen = with_url.group_by("url_code").agg(count=with_url.count()).inner_join(urls, "url_code")
    frame = engine.fetch(seen.group_by("reduced", "keys").agg(count=seen["count"].sum()))
    frame = frame.sort_values(["reduced", "keys"], ignore_index=True)
    by_path = {
        str(path): int(count) for path, count in frame.groupby("reduced")["count"].sum().items()
    }
    learned = learn_templates(by_path)
    if known:
        learned = {path: known.path_template(path, one) for path, one in learned.items()}
    frame["bare"] = [learned[path] for path in frame["reduced"]]
    signatures = {keys: query_signature(keys) for keys in frame["keys"].unique()}
    frame["template"] = [
        with_query(bare, signatures[keys])
        for bare, keys in zip(frame["bare"], frame["keys"], strict=True)
    ]
    frame["shape_code"] = range(len(frame))
    shapes = engine.put("shapes", frame.drop(columns="count"))
    joined = urls.inner_join(shapes, ["reduced", "keys"])
    return joined.select("url_code", "shape_code", "template", "bare")


def _fold_rare_variants(engine: Engine, events: Table, floor: int) -> dict[int, str]:
    """The template of each shape, the bare path where too few users came with that query."""
    shaped = events.filter(events.shape_code != _NO_SHAPE)
    by_user = shaped.group_by("template", "user_code").agg(count=shaped.count())
    users = by_user.group_by("template").agg(users=by_user.count())
    shapes = shaped.select("shape_code", "template", "bare").distinct()
    frame = engine.fetch(shapes.inner_join(users, "template"))
    return {
        int(shape): str(template if users >= floor else bare)
        for shape, template, bare, users in frame[
            ["shape_code", "template", "bare", "users"]
        ].itertuples(index=False)
    }


def _action(name: str, method: str, template: str | None) -> str:
    if name:
        called = without_personal(" ".join(name.split()))
        return str(Action(kind=ActionKind.EVENT, name=called, template=template))
    if method == "GET":
        return str(Action(kind=ActionKind.VIEW, template=template))
    return str(Action(kind=ActionKind.REQUEST, method=method, template=template))
