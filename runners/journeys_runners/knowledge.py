"""What all visits of a run have seen of the application together; grows as the run goes on."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from journeys.journey import JourneyId
from journeys_runners.pages.flaw_notes import FlawedPage
from journeys_runners.pages.known_pages import KnownPages


@dataclass(slots=True)
class Knowledge:
    """Facts about the application that no single visit can know."""

    links: set[tuple[str, str]] = field(default_factory=set)
    """Templates of a page that some visit saw, and of a page that it links to."""
    unlinked: set[str] = field(default_factory=set)
    """Templates that were accused of having no link on any page, of the many that should."""
    whole: set[str] = field(default_factory=set)
    """Templates that came as an HTML document with its end; see `judging.unlike_others`."""
    cut_off: set[str] = field(default_factory=set)
    """Templates that came as one that breaks off."""
    events: set[str] = field(default_factory=set)
    """Known events that some page announced or sent."""
    controls: set[str] = field(default_factory=set)
    """Actions whose event some visit found a control for."""
    fired: set[str] = field(default_factory=set)
    """Actions whose event was seen to be sent when its control was pressed."""
    usable: set[str] = field(default_factory=set)
    """Actions whose control some visitor could press."""
    lively: set[str] = field(default_factory=set)
    """Actions that had a form's button pressed, upon which something was sent or changed."""
    unusable: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Pages on which no button of an action's form could be pressed, by the action."""
    view_events: defaultdict[str, Counter[int]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """How many views of a template sent their event so often: 0 times, once, or twice and more."""
    late: set[str] = field(default_factory=set)
    """Actions whose event was seen to be sent as its page was left."""
    silent: Counter[str] = field(default_factory=Counter)
    """How often an action's event was waited for and did not come."""
    silent_sockets: Counter[str] = field(default_factory=Counter)
    """How often nothing came back through a socket: once it was opened, or something was sent."""
    forms_taken: set[str] = field(default_factory=set)
    """Templates to which a form was sent and taken."""
    led_on: set[str] = field(default_factory=set)
    """Templates to which a form was sent that led on to another page of the application."""
    heard: set[str] = field(default_factory=set)
    """Actions whose form some visit sent with success."""
    unheard: Counter[str] = field(default_factory=Counter)
    """How often an action's form came back without a word; see `judging.unheard_form`."""
    led_elsewhere: set[tuple[str, tuple[str, ...], str]] = field(default_factory=set)
    """Actions, where production leads from them, and buttons that lead elsewhere."""
    forms_refused: set[str] = field(default_factory=set)
    """Templates at which the application refused a form of its own."""
    unanswered: dict[str, datetime] = field(default_factory=dict)
    """Requests that get no answer while others do, and since when; see `judging.silent_page`."""
    silent_alone: set[str] = field(default_factory=set)
    """Those of them that got none either while the run asked for nothing else."""
    hung: set[str] = field(default_factory=set)
    """Templates of pages whose script was found not to end, while other pages answer."""
    slow: set[str] = field(default_factory=set)
    """Templates of pages that were found to be slower than they may be, while others were not."""
    refused: dict[str, int | None] = field(default_factory=dict)
    """How often an action was refused as production refuses it at times; None: not always."""
    open_doors: set[str] = field(default_factory=set)
    """Templates to which a name and a password that nobody had were sent to sign in, and did."""
    in_vain: Counter[JourneyId] = field(default_factory=Counter)
    """Attempts at a journey that chose records with which it could not go on."""
    banners: Counter[tuple[str, str]] = field(default_factory=Counter)
    """On how many pages a banner was answered, by its gesture and what went wrong with it."""
    stand_ins: dict[str, str] = field(default_factory=dict)
    """Paths of production's records that have no link, and of those that stood in for them."""
    flaws: defaultdict[FlawedPage, set[str]] = field(default_factory=lambda: defaultdict(set))
    """What is wrong with pages and is nobody's verdict."""
    left_out: str = ""
    """What production's paths begin with and staging's do not: `/app`."""
    pages: KnownPages = field(default_factory=KnownPages)
