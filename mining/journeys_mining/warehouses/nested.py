"""Makes columns of what exports to warehouses nest: GA4's parameters, Snowplow's typed actions.

The readers of files take the same things out of JSON (`readers.ga4`, `readers.snowplow`), by
functions that only our own engine has; here they are expressions on typed columns, which every
engine has.
"""

from typing import Final

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Table, Value

_PARAMETERS: Final = "event_params"
_SLOTS: Final = ("string_value", "int_value", "float_value", "double_value")
_ECOMMERCE: Final = (
    "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action"
)


def with_nested(table: Table) -> Table:
    """The table, with columns more where it nests what is known; else as it is."""
    if has_parameters(table):
        return _with_parameters(table)
    typed = [name for name in table.columns if name.startswith(_ECOMMERCE)]
    if "event_name" in table.columns and typed:
        return _with_types(table, typed)
    return table


def has_parameters(table: Table) -> bool:
    """Whether these are events of GA4, as it exports them to BigQuery."""
    if _PARAMETERS not in table.columns:
        return False
    kind = table[_PARAMETERS].type()
    return bool(
        kind.is_array() and kind.value_type.is_struct() and {"key", "value"} <= {*kind.value_type}
    )


def _with_parameters(table: Table) -> Table:
    screen = _parameter(table, "firebase_screen")
    is_screen = (table.event_name == "screen_view") & screen.notnull()
    return table.mutate(
        event_name=ibis.cases((is_screen, screen), else_=table.event_name),
        page_location=_parameter(table, "page_location"),
        ga_session_id=_parameter(table, "ga_session_id"),
    )


def _parameter(table: Table, name: str) -> Value:
    """A parameter as text; the same key may hold a text in one row and a number in the next."""
    value = table[_PARAMETERS].filter(lambda one: one["key"] == name)[0]["value"]
    slots = [slot for slot in _SLOTS if slot in value.type()]
    return ibis.coalesce(*(value[slot].cast("string") for slot in slots))


def _with_types(table: Table, columns: list[str]) -> Table:
    """Snowplow's e-commerce events are all of one name: what was done is their `type`."""
    types = [found for column in columns if (found := _type_of(table[column])) is not None]
    if not types:
        return table
    return table.mutate(event_name=ibis.coalesce(*types, table.event_name))


def _type_of(action: Value) -> Value | None:
    """Of an object, a list of objects, or JSON: it depends on the loader."""
    if action.type().is_array():
        action = action[0]
    kind = action.type()
    if kind.is_struct():
        return action["type"].cast("string") if "type" in kind else None
    if not (kind.is_string() or kind.is_json()):
        return None
    # ClickHouse has no operations on JSON: the pattern is the same for all.
    return action.cast("string").re_extract(r'"type" ?: ?"([^"]+)"', 1).nullif("")
