"""Links that a script of the page turns into forms: `<a data-method="delete">`."""

from lxml import html

from journeys_runners.pages.form_reading import attributes_in, handle_of
from journeys_runners.pages.forms import Button, Field, Form, Pairs


def form_of_link(link: Pairs, text: str, action: str, token: tuple[str, str] | None) -> Form | None:
    """The form that a script makes of a link such as `<a data-method="delete">`, if it is one.

    Takes the link's attributes and what it says.
    """
    given = dict(link)
    asked = given.get("data-turbo-method") or given.get("data-method") or "get"
    method = asked.strip().upper()
    if method == "GET":
        return None
    hidden = [("_method", asked)] if method != "POST" else []
    hidden += [token] if token else []
    attributes = attributes_in(link)
    button = Button(
        name="",
        value="",
        text=text,
        action=None,
        method=None,
        attributes=attributes,
        handle=handle_of(given),
    )
    return Form(
        method=method,
        action=action,
        enctype="",
        fields=tuple(Field(name=name, kind="hidden", value=value) for name, value in hidden),
        buttons=(button,),
        attributes=attributes,
    )


def token_of(root: html.HtmlElement) -> tuple[str, str] | None:
    """The pair that the page's script adds to the forms it makes, from the page's head."""
    metas = {one.get("name"): one.get("content", "") for one in root.iter("meta")}
    name, value = metas.get("csrf-param"), metas.get("csrf-token")
    return (name, value) if name and value else None
