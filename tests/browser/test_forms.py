"""Forms as a visitor fills them: every kind of control, and what the browser refuses to send."""

from urllib.parse import parse_qsl

from journeys.evidence import Way
from journeys.verdict import Cause
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey, a_step
from tests.support.tiny_shop import TinyShop
from tests.support.tiny_web import Routes

FORM = """<form action="/orders" method="post">
  <input type="hidden" name="token" value="t0k3n">
  <label>E-mail <input name="email" type="email" required></label>
  <textarea name="note" required></textarea>
  <select name="size" required><option value="">Choose</option><option value="m">M</option></select>
  <select name="colour" style="display: none" required>
    <option value="">Choose</option><option value="red">Red</option></select>
  <input type="radio" name="delivery" value="post"><input type="radio" name="delivery" value="van">
  <input type="checkbox" name="terms" value="yes" required>
  <input type="checkbox" name="news" value="yes" checked>
  <input type="date" name="day" min="2030-02-01" required>
  <button name="go" value="later">Later</button><button name="go" value="now">Now</button>
</form>"""


def submit(form: str, *, delivery: str = "post") -> Replayed:
    routes: Routes = {"GET /": form, "POST /orders": ""}
    return replay_in_browser(routes, a_journey("view /", a_step("POST /orders", delivery=delivery)))


def sent_pairs(replayed: Replayed) -> dict[str, str]:
    return dict(parse_qsl(replayed.server.requests[-1].body.decode()))


def test_every_kind_of_control_is_filled() -> None:
    replayed = submit(FORM, delivery="van")
    assert replayed.causes == [None, None]
    assert replayed.ways[-1] is Way.FORM
    sent = sent_pairs(replayed)
    assert sent.pop("email").endswith("@example.com")
    assert sent.pop("note")
    assert sent.pop("go") in ("now", "later")
    assert sent == {
        "token": "t0k3n",
        "size": "m",
        "colour": "red",
        "delivery": "van",
        "terms": "yes",
        "news": "yes",
        "day": "2030-02-01",
    }


def test_what_the_browser_would_not_send_is_told() -> None:
    form = """<form action="/orders" method="post">
      <input name="code" required pattern="[A-Z]{9}-X"><button>Go</button></form>"""
    replayed = submit(form)
    assert replayed.causes[-1] is Cause.MISSING_DATA
    assert "code" in replayed.reason
    assert "`code: …`" in replayed.remedy
    assert "POST /orders" not in replayed.server.lines


def test_a_covered_button_is_pressed_and_a_form_without_one_is_sent() -> None:
    cover = "<div style='position: fixed; inset: 0'>Cookies? <button>Fine</button></div>"
    form = '<form action="/orders" method="post"><input name="a" value="1"></form>'
    covered = cover + form.replace("</form>", "<button>Go</button></form>")
    routes: Routes = {"GET /": form, "GET /cart": covered, "POST /orders": ""}
    replayed = replay_in_browser(
        routes, a_journey("view /", "POST /orders", "view /cart", "POST /orders")
    )
    assert replayed.causes == [None] * 4
    sent = [one.body for one in replayed.server.requests if one.line == "POST /orders"]
    assert sent == [b"a=1", b"a=1"]


def test_a_script_that_sends_nothing_is_told() -> None:
    attributes = 'action="/orders" method="post" onsubmit="return false"'
    replayed = submit(f"<form {attributes}><button>Go</button></form>")
    assert replayed.causes[-1] is Cause.UNUSABLE
    assert "its button does nothing" in replayed.reason


def test_a_shop_with_cookies_and_tokens_is_walked() -> None:
    shop = TinyShop()
    replayed = replay_in_browser(
        shop.routes,
        a_journey(
            "view /",
            "view /product/{id}",
            "add_to_cart @ /product/{id}",
            "view /cart",
            "view /checkout",
        ),
    )
    assert replayed.ways == [Way.REQUEST, Way.LINK, Way.CONTROL, Way.REDIRECT, Way.LINK]
    assert replayed.causes == [None] * 5
    recorded = str(replayed.steps)
    secrets = [
        *shop.tokens,
        *shop.tokens.values(),
        *(one["csrf_token"] for one in shop.form_fields),
    ]
    assert not any(secret in recorded for secret in secrets)


def test_what_waits_for_a_change_is_changed_before_it_is_saved() -> None:
    form = """<form><input name="title" value="Old"><input name="size" value="7">
      <button disabled>Save</button></form>
      <script>
      const form = document.forms[0];
      form.oninput = () => { form.querySelector("button").disabled = false; };
      form.onsubmit = event => {
        event.preventDefault();
        fetch("/e", {method: "POST", body: JSON.stringify({event: "click Save"})});
        fetch("/notes", {method: "POST", body: new URLSearchParams(new FormData(form))});
      };
      </script>"""
    replayed = replay_in_browser(
        {"GET /": form, "POST /e": "", "POST /notes": ""},
        a_journey("view /", "click Save @ /"),
        suite={"templates": ("/", "/notes"), "event_names": ("click Save",)},
    )
    assert replayed.causes == [None, None], replayed.reason
    (saved,) = [one.body for one in replayed.server.requests if one.line == "POST /notes"]
    sent = dict(parse_qsl(saved.decode()))
    assert sent["title"] not in ("", "Old")
    assert sent["size"] == "7"
