"""Clicks that a library captures are named after the text that was hit, and after nothing else."""

from journeys.evidence import Verdict, Way
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey

_PAGE = """<title>New ticket</title><a href="#list">Tickets</a>
<button type=button>Close ticket</button>
<div><label><input type=radio name=p value=1> high</label>
<input type=radio name=p value=0 id=low><label for=low>low</label></div>
<script>
document.addEventListener("click", event => {
  const hit = event.target.closest("a, button, label");
  const properties = {$event_type: "click", $el_text: hit?.innerText};
  if (hit) fetch("/e", {method: "POST", body: JSON.stringify({event: "$autocapture", properties})});
});
</script>"""


def test_a_click_is_made_on_what_says_just_that() -> None:
    names = ("click Tickets", "click high", "click low")
    replayed = replay_in_browser(
        {"GET /": _PAGE, "POST /e": ""},
        a_journey("view /", *(f"{name} @ /" for name in names)),
        suite={"templates": ("/",), "event_names": names},
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways == [Way.REQUEST, *[Way.CONTROL] * 3]
