"""What a person is told of the banners that the visits of a run have answered."""

from collections.abc import Iterator, Mapping


def banner_notes(told: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """A note for each banner, and for each that could not be answered.

    >>> list(banner_notes({("get_by_text('OK').click()", ""): 2}))
    ["the banner get_by_text('OK').click() of bindings.yaml was answered on 2 pages"]
    """
    for (gesture, fault), count in sorted(told.items()):
        pages = "1 page" if count == 1 else f"{count} pages"
        if fault:
            yield f"a banner of bindings.yaml could not be answered on {pages}: {fault}"
        else:
            yield f"the banner {gesture} of bindings.yaml was answered on {pages}"
