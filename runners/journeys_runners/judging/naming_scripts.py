"""Whether a script of a page names something that the page itself does not show.

What a script names it may make: a link, a field of a form. Nobody is blamed then.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from journeys_runners.pages.page import Page
from journeys_runners.sending.client import Request
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_MOST_SCRIPTS: Final = 12
# Libraries and tags from here know no application's addresses.
_PUBLIC_HOSTS: Final = frozenset(
    {"ajax.googleapis.com", "ajax.aspnetcdn.com", "cdn.jsdelivr.net", "cdnjs.cloudflare.com"}
    | {"code.jquery.com", "maxcdn.bootstrapcdn.com", "stackpath.bootstrapcdn.com", "unpkg.com"}
    | {"www.googletagmanager.com", "www.google-analytics.com", "js.stripe.com"}
)


async def scripts_may_name(
    visitor: Visitor, turn: Turn, page: Page, names: re.Pattern[bytes]
) -> bool:
    """Whether a script that the page loads names it, or cannot be read."""
    site = visitor.memory.site
    for url in page.scripts[:_MOST_SCRIPTS]:
        if urlsplit(url).hostname in _PUBLIC_HOSTS:
            continue
        if not site.owns(url):
            return True
        script = await visitor.sender.send(Request(url=url), trace_id=turn.trace_id)
        turn.answers.append(script)
        if script.status != 200 or names.search(script.body):
            return True
    return False
