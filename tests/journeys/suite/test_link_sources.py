"""Which page must have a link to another."""

from journeys.suite.link_sources import link_sources
from tests.support.model_factory import a_model

HOME, PRODUCT, WISHES = "view /", "view /product/{id}", "view /wishes"
KEEP = "POST /product/{id}/keep"


def test_the_page_that_nearly_all_come_from() -> None:
    model = a_model(*[(HOME, PRODUCT, WISHES)] * 20, (HOME, WISHES))
    assert ("/wishes", "/product/{id}") in link_sources(model)


def test_a_page_that_many_come_to_by_its_address_needs_no_link() -> None:
    model = a_model(*[(HOME, PRODUCT, WISHES)] * 20, *[(WISHES, HOME)] * 20)
    assert "/wishes" not in dict(link_sources(model))


def test_the_answer_to_a_form_may_have_shown_more_than_the_page_does() -> None:
    model = a_model(*[(HOME, PRODUCT, KEEP, PRODUCT, WISHES)] * 20, *[(HOME, PRODUCT, WISHES)] * 5)
    assert "/wishes" not in dict(link_sources(model))


def test_several_pages_from_which_nearly_all_come_together() -> None:
    visits = [*[(HOME, WISHES)] * 20, *[(HOME, PRODUCT, WISHES)] * 20]
    both = {("/wishes", "/"), ("/wishes", "/product/{id}")}
    assert both <= set(link_sources(a_model(*visits, *[(WISHES, HOME)] * 20)))
    campaign = link_sources(a_model(*visits, *[(WISHES, HOME)] * 60))
    assert not both & set(campaign)


def test_which_of_several_pages_list_a_record_is_a_matter_of_data() -> None:
    model = a_model(*[(HOME, PRODUCT)] * 20, *[(WISHES, PRODUCT)] * 20)
    assert "/product/{id}" not in dict(link_sources(model))


def test_a_lists_further_pages_and_orders_are_the_list() -> None:
    second, sorted_ = f"{WISHES}?page={{page}}", f"{WISHES}?sort={{sort}}"
    visits = [(HOME, WISHES, PRODUCT)] * 20, [(HOME, second, PRODUCT)] * 10
    pair = ("/product/{id}", "/wishes")
    assert pair in link_sources(a_model(*visits[0], *visits[1], *[(HOME, sorted_, PRODUCT)] * 9))
    # The page of one record is another than that of none.
    of_records = a_model(*[(HOME, WISHES, PRODUCT)] * 12, *visits[1], *visits[1])
    assert "/product/{id}" not in dict(link_sources(of_records))
