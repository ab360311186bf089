"""Every distinct URL once: its host, its path with typed slots, and the keys of its query.

Takes the rows of the readers, gives a dictionary table with one line for each URL. Slots that can
be told by their look alone are found here, inside the engine; those that have to be learned from
many paths are found in `templates`.
"""

from collections.abc import Callable, Collection
from functools import partial
from urllib.parse import quote

import ibis  # type: ignore[import-untyped]

from journeys_mining.actions.closed_keys import closed_keys
from journeys_mining.actions.paths import PARAMETERS, SESSION_PARAMETERS, SESSION_SEGMENT
from journeys_mining.actions.queries import CHOICE_MARK, CHOOSING_KEYS
from journeys_mining.engine import Engine, Table, Value
from journeys_mining.events.left_out import is_asset, is_health_check

# Whole segments, the slashes between them doubled: no engine needs look-ahead for that.
_NUMBER = (r"/[0-9]+/", "/{id}/")
_VERSION = "/api/~"
_LONG_SEGMENT = r"/[0-9a-fA-F-]{7,}/"
_LONG_SEGMENTS = (
    (r"/[0-9]{4}-[0-9]{2}(-[0-9]{2})?/", "/{date}/"),
    (r"/[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/", "/{uuid}/"),
    (r"/[0-9a-fA-F]{16,128}/", "/{hash}/"),
)


def reduce_urls(engine: Engine, rows: Table, choosing: Collection[str] = ()) -> Table:
    """The table `urls`: url, by which rows are joined with it, url_code, form_code, host, reduced,
    keys, is_asset, is_health_check.

    `reduced` is the path with typed slots, `keys` the query without its values, in the order of the
    URL: `/product/{id}` and `q=&page=`. A key that may choose what is shown keeps its value:
    `do~edit&id=`. All that URLs of one form have in common is found out once for them.

    Parameters
    ----------
    choosing
        Keys that are known to choose, beside those that do by their name or by their values.
    """
    given = rows.filter(rows.url.notnull()).select("url")
    distinct = given.group_by("url").agg(times=given.count())
    coded = distinct.mutate(url_code=ibis.row_number().cast("int32"))
    coded = engine.keep("distinct_urls", coded)
    kept: tuple[str, ...] = ()
    with_query = coded.filter(coded.url.find("?") >= 0)
    if engine.number(with_query.count()):
        asked = _split(engine, with_query, "times")
        kept = closed_keys(engine, asked, {*CHOOSING_KEYS, *choosing})
    formed = engine.keep("formed_urls", _with_form(engine, coded.drop("times"), kept))
    engine.drop(coded)
    distinct = formed.select(url="form").distinct()
    numbered = distinct.mutate(form_code=ibis.row_number().cast("int32"))
    forms = engine.settled(_with_reduced(_split(engine, numbered, "form_code")))
    forms = forms.select(
        form="url",
        form_code=forms.form_code.cast("int32"),
        host=host_of(forms.url),
        reduced=forms.reduced,
        keys=_keys(forms.query, kept),
        is_asset=is_asset(_without(";", PARAMETERS, forms.path)),
        is_health_check=is_health_check(_without(";", PARAMETERS, forms.path)),
    )
    forms = engine.keep("url_forms", forms)
    coded = formed.inner_join(forms.select("form", "form_code"), "form")
    urls = engine.keep("urls", coded.select("url", "url_code", "form_code"))
    engine.drop(formed)
    return engine.named(urls.inner_join(forms.drop("form"), "form_code"))


def located(engine: Engine, urls: Table) -> Table:
    """url_code, path and query of URLs; worked out where they are read, for most never are.

    A hash route, `#/cart` or `#!/cart`, belongs to the path, `/#/cart`, and its query is the URL's;
    any other fragment is left out, as is the route `#/`, which is the page itself. The path is
    normalised.
    """
    split = _split(engine, urls, "url_code")
    return split.select("path", "query", url_code=split.url_code.cast("int32"))


def _with_form(engine: Engine, urls: Table, choosing: Collection[str]) -> Table:
    """The URLs with the form of each, of which there are far fewer.

    A form is a URL with 0 for the numbers in its path, and with `_keys` for its query.
    """
    # Whole segments, as in `_with_reduced`; a slash more at the end changes nothing.
    doubled = (_before(urls.url, "?") + "/").replace("/", "//")
    keys = _keys(_after(urls.url, "?"), choosing)
    asked = ibis.cases((urls.url.find("?") >= 0, "?" + keys), else_="")
    parted = engine.settled(urls.mutate(doubled=doubled, asked=asked))
    numbered = _without_versions(parted.doubled).re_replace(r"/[0-9]+/", "/0/")
    path = numbered.replace("//", "/").replace(_VERSION, "/api/")
    formed = engine.settled(parted.mutate(form=path + parted.asked))
    # A hash route has a query of its own, and a number may be a host.
    special = ibis.or_(formed.url.find("#") >= 0, formed.form.find("://0/") >= 0)
    form = ibis.cases((special, formed.url), else_=formed.form)
    return formed.mutate(form=form).drop("doubled", "asked")


def host_of(url: Value) -> Value:
    """The host of an absolute URL, in small letters, without user and port; else empty."""
    authority = url.lower().re_extract(r"^[a-z][a-z0-9+.-]*://([^/?#]*)", 1)
    return authority.re_replace(r"^.*@", "").re_replace(r":[0-9]*$", "")


def _split(engine: Engine, urls: Table, number: str) -> Table:
    """URLs with their path and query, and a number that each of them has."""
    # Of the same columns whatever the number is: then it is compiled once for all.
    numbered = urls.select("url", number=urls[number].cast("int64"))
    return engine.applied("split", partial(_parts, engine), numbered).rename({number: "number"})


def _parts(engine: Engine, urls: Table) -> Table:
    # In small steps, each of columns: what is named twice is otherwise written out, compiled and
    # planned twice.
    others = urls.columns
    begun = urls.mutate(
        rest=_before(urls.url, "#"), route=_after(urls.url, "#").re_replace("^!", "")
    )
    begun = engine.settled(begun)
    absolute = begun.rest.re_search(r"^[A-Za-z][A-Za-z0-9+.-]*://")
    bare = begun.select(
        *others,
        route=ibis.cases((begun.route.startswith("/"), begun.route), else_=""),
        rest=ibis.cases(
            (absolute, begun.rest.re_replace(r"^[A-Za-z][A-Za-z0-9+.-]*://", "")),
            else_="/" + begun.rest,
        ),
    )
    bare = engine.settled(bare)
    placed = bare.select(
        *others,
        location=_before(bare.rest, "?"),
        query=_after(bare.rest, "?"),
        routed=_before(bare.route, "?"),
        route_query=_after(bare.route, "?"),
    )
    placed = engine.settled(placed)
    pages = placed.mutate(page=_after(placed.location, "/")).drop("location")
    pages = engine.settled(_normalised(pages, "page", "routed"))
    has_route = pages.routed != "/"
    return pages.select(
        *others,
        path=ibis.cases(
            (has_route, pages.page.re_replace("/$", "") + "/#" + pages.routed), else_=pages.page
        ),
        query=ibis.cases((has_route, pages.route_query), else_=pages.query),
    )


def _normalised(paths: Table, *columns: str) -> Table:
    """As `paths.normalise_path`; braces are escaped, for in a template they are slots."""

    def with_each(change: Callable[[Value], Value], changed: Table) -> Table:
        return changed.mutate(**{name: change(changed[name]) for name in columns})

    paths = with_each(lambda path: path.replace("{", "%7B").replace("}", "%7D"), paths)
    # Few URLs have any: looking for the mark is far cheaper than the pattern.
    for mark, pattern in ((";", SESSION_PARAMETERS), ("(", SESSION_SEGMENT)):
        paths = with_each(partial(_without, mark, pattern), paths)
    # Only where there are two slashes: a pattern that each of them fits is ten times as slow.
    return with_each(
        lambda path: "/" + path.re_replace("//+", "/").re_replace("^/", "").re_replace("/$", ""),
        paths,
    )


def _without(mark: str, pattern: str, path: Value) -> Value:
    return ibis.cases((path.find(mark) >= 0, path.re_replace(pattern, "")), else_=path)


def _with_reduced(urls: Table) -> Table:
    """The URLs with `reduced`: their path with typed slots."""
    # The parameters of a segment stand behind it as if they were one.
    parted = (urls.path.replace(";", "/;") + "/").replace("/", "//")
    doubled = urls.mutate(reduced=parted)
    marked = doubled.mutate(reduced=_without_versions(doubled.reduced))
    numbered = marked.mutate(reduced=marked.reduced.re_replace(*_NUMBER))
    typed = numbered.reduced
    for pattern, slot in _LONG_SEGMENTS:
        typed = typed.re_replace(pattern, slot)
    # Few URLs have any of these: one look is cheaper than three patterns.
    is_long = numbered.reduced.re_search(_LONG_SEGMENT)
    told = numbered.mutate(reduced=ibis.cases((is_long, typed), else_=numbered.reduced))
    single = told.reduced.replace("//", "/").replace(_VERSION, "/api/").re_replace("/$", "")
    single = single.replace("/;", ";")
    ended = told.mutate(reduced=single)
    return ended.mutate(reduced=ibis.cases((ended.reduced == "", "/"), else_=ended.reduced))


def _without_versions(doubled: Value) -> Value:
    """With a mark that keeps the version of an interface, `/api/2/issue`, from being an id."""
    marked = doubled
    for digit in range(1, 10):
        marked = marked.replace(f"/api//{digit}//", f"/api//~{digit}//")
    # Few URLs have any.
    return ibis.cases((doubled.find("/api/") >= 0, marked), else_=doubled)


def _keys(query: Value, choosing: Collection[str]) -> Value:
    """The query without its values, but for those of choosing keys, where numbers are 0."""
    ended = (query + "&").re_replace(r"=[0-9][^&]*", "=")
    for end in "&/":
        ended = ended.re_replace(rf"(/|%2[Ff])[0-9]+{end}", f"/0{end}")
    marked = "&" + ended.re_replace("&$", "")
    spelled = {one: key for key in choosing for one in (key, quote(key))}
    for one, key in spelled.items():
        marked = marked.replace(f"&{one}=", f"&{key}{CHOICE_MARK}")
    kept = "&" + query
    if choosing:
        # Most queries have no such key, and are not gone through for each.
        chooses = query.re_search(f"(^|&)({'|'.join(spelled)})=")
        kept = ibis.cases((chooses, marked), else_=kept)
    return kept.re_replace(r"=[^&]*", "=").re_replace("^&", "")


def _before(text: Value, mark: str) -> Value:
    place = text.find(mark)
    return ibis.cases((place >= 0, text.substr(0, place)), else_=text)


def _after(text: Value, mark: str) -> Value:
    place = text.find(mark)
    return ibis.cases((place >= 0, text.substr(place + 1)), else_="")
