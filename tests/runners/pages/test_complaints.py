"""What a page says that is wrong: told by its marks, not by its words."""

import pytest

from journeys_runners.pages.parsing import parse_page


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('<ul class="errorlist"><li>This field is required.</li></ul>', "This field is required."),
        ('<p class="error-message">title not supplied</p>', "title not supplied"),
        ('<div role="alert">Wrong password</div>', "Wrong password"),
        ('<div class="alert alert-danger">No</div><p class="invalid">Bad</p>', "No; Bad"),
        ('<section role="tabpanel" hidden><p class="error">Taken</p></section>', "Taken"),
        ('<p class="error" style="display: none">x</p><p class="error" hidden>y</p>', ""),
        ('<template><p class="error">later</p></template><p class="error">()</p>', ""),
        ('<div class="form error"><label>Name <input name="n"></label></div>', ""),
        ('<p class="terror">a film</p><p>an error</p>', ""),
    ],
)
def test_marked_messages_are_complaints(body: str, complaint: str) -> None:
    page = parse_page(f"<body>{body}".encode(), url="http://shop.test/")
    assert page.complaint == complaint
