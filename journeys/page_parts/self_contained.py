"""Pages of one HTML file that need nothing else: no server, no network, no other file.

Whatever production or an application sent is text in them, never markup: templates escape
everything, and a content security policy lets no script run but the page's own.
"""

import base64
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def page_environment(package: str) -> Environment:
    """Templates in the `templates` folder of a package."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def own_file(environment: Environment, name: str) -> Markup:
    """One of our own files, to be put into a page as it is."""
    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, name)[0])  # noqa: S704


def own_look() -> Markup:
    """The style sheet that all pages share: colours for light and dark, type, tables, controls."""
    return own_file(page_environment("journeys.page_parts"), "look.css")


def script_digest(script: str) -> str:
    """What a content security policy names a script by, so that no other runs."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
