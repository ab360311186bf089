"""Dialogs of live pages, read as forms."""

from journeys_runners.pages.dialogs import DIALOG
from journeys_runners.pages.form_reading import HANDLE
from journeys_runners.pages.parsing import parse_page

_PAGE = f"""<body><button {HANDLE}="1">New</button>
<div role="dialog"><h2>New board</h2>
  <label>Name <input {HANDLE}="2" placeholder="A name"></label>
  <input {HANDLE}="3" placeholder="Location (optional)">
  <button {HANDLE}="4" aria-label="Close"></button>
  <button {HANDLE}="5" disabled data-id="create_pressed">Create</button></div>
<div role="dialog"><button {HANDLE}="6">Agree</button></div>"""


def test_what_a_dialog_asks_for_is_a_form_with_its_buttons() -> None:
    page = parse_page(_PAGE.encode(), url="http://app.test/#/boards")
    (form,) = page.forms
    assert form.method == DIALOG
    assert [(one.name, one.required) for one in form.fields] == [
        ("A name", True),
        ("Location (optional)", False),
    ]
    assert [one.handle for one in form.buttons] == [4, 5]
    assert "create_pressed" in form.buttons[1].attributes.marks
    # A dialog that asks for nothing has controls like any other part of the page.
    assert [one.handle for one in page.controls] == [1, 6]


def test_a_page_without_scripts_has_no_dialogs() -> None:
    page = parse_page(_PAGE.replace(HANDLE, "x").encode(), url="http://app.test/")
    assert page.forms == ()


def test_a_form_of_fields_without_names_is_filled_in_where_a_script_reads_them() -> None:
    form = f"""<form {HANDLE}="1"><input type="hidden"><input {HANDLE}="2" placeholder="Email">
      <input {HANDLE}="3" type="password" aria-label="Password">
      <button {HANDLE}="4">Sign in</button>
      </form>"""
    (read,) = parse_page(form.encode(), url="http://app.test/").forms
    assert [(one.name, one.kind) for one in read.fields] == [
        ("Email", "text"),
        ("Password", "password"),
    ]
    # What is sent of itself has names, and without scripts nobody reads the others.
    sent = form.replace('placeholder="Email"', 'name="email"')
    for html in (sent, form.replace(HANDLE, "x")):
        (plain,) = parse_page(html.encode(), url="http://app.test/").forms
        assert [one.name for one in plain.fields] == (["email"] if html is sent else [])
