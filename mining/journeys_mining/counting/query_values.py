"""The value of a key in the query of a URL, inside the engine."""

from collections.abc import Sequence
from urllib.parse import quote, quote_plus

import ibis  # type: ignore[import-untyped]

from journeys_mining.actions.action import Action
from journeys_mining.actions.queries import keyed_slots
from journeys_mining.actions.urls import located
from journeys_mining.engine import Engine, Table, Value


def find_queries(engine: Engine, urls: Table, names: Sequence[str]) -> Table | None:
    """url_code and `keyed_text` of the URLs that have any; None where no action has such a slot."""
    if not any(keyed_slots(Action.parse(name).template or "") for name in names):
        return None
    asked = located(engine, urls.filter((urls.keys != "") | (urls.reduced.find(";") >= 0)))
    return engine.keep("queries", asked.select("url_code", query=keyed_text(asked)))


def keyed_text(located_urls: Table) -> Value:
    """The query of each URL, and behind it the parameters in its path, as `keyed_slots` calls them:
    `q=mug&;region=north`."""
    path, query = located_urls.path, located_urls.query
    parameters = path.re_replace("/[^;/]*", "").replace(";", "&;")
    return ibis.cases((path.find(";") >= 0, query + parameters), else_=query)


def query_value(query: Value, key: str) -> Value:
    """The first value of a key in a `keyed_text`, with its escapes; empty where there is none."""
    # A key may be written with or without percent escapes, and a space in two ways.
    spellings = {key, quote(key, safe=""), quote_plus(key), quote(key, safe="").lower()}
    either = "|".join(sorted(_escaped(one) for one in spellings))
    text = ("&" + query).re_extract(f"&({either})=([^&]*)", 2)
    return text.replace("+", "%20")


def _escaped(text: str) -> str:
    return "".join(one if one.isalnum() or one == "_" else f"\\{one}" for one in text)
