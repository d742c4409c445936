"""List pages read their address safely and keep it."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType

from thuocdo.ui.tables import DateFilter, Filter, Listing, TextFilter, Unreadable, read_date

KINDS = Listing(
    filters=(
        Filter(name="ung-dung", label="Ứng dụng", lookup="app_label", choices=[("auth", "Tài khoản"), ("core", "Lõi")]),
        TextFilter(name="chu", label="Có chữ", lookup="model__contains"),
        DateFilter(name="tu", label="Từ ngày", apply=lambda rows, day: rows),
    ),
    sorts={"ten": ("model", "id"), "ung-dung": ("-app_label", "id")},
    order="ten",
    sizes=(3, 10),
    keep=("ngay",),
)


def page_of(rf, query: str = "", **more):
    return KINDS.page(ContentType.objects.all(), rf.get(f"/{query}"), **more)


@pytest.mark.django_db
def test_a_page_costs_one_query_and_never_counts(rf, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        page = page_of(rf)
    assert "COUNT" not in queries.captured_queries[0]["sql"].upper()
    assert len(page.rows) == 3 and page.has_next and page.total is None


@pytest.mark.django_db
def test_the_last_page_knows_that_it_is_the_last(rf):
    total = ContentType.objects.count()
    page = page_of(rf, f"?trang={-(-total // 3)}", count=True)
    assert not page.has_next and page.last == total == page.total
    assert [link.rel for link in page.links if link.rel] == ["prev"]


@pytest.mark.django_db
def test_order_turns_around_and_keeps_the_filters(rf):
    page = page_of(rf, "?ung-dung=core&sap-xep=ten&ngay=1&la=2")
    assert page.sort_url("ten") == "?ung-dung=core&sap-xep=-ten&ngay=1"
    assert page.sort_state("ten") == "ascending" and page.sort_state("ung-dung") == ""
    names = [row.model for row in page.rows]
    turned = [row.model for row in page_of(rf, "?ung-dung=core&sap-xep=-ten&so-dong=10").rows]
    assert names == sorted(names) and turned == sorted(turned, reverse=True)
    assert names[0] < turned[-1] < turned[0], "one begins where the other ends"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["?ung-dung=khong", "?tu=31/02/2025", "?sap-xep=id;drop", "?trang=x", "?so-dong=7", "?trang=99999999999999999999",
     "?so-dong=%D9%A3", "?sap-xep=password"],
)  # fmt: skip
def test_what_an_address_cannot_mean_is_left_out_and_named(rf, query):
    page = page_of(rf, query)
    assert len(page.rows) == 3 and len(page.problems) == 1


@pytest.mark.django_db
def test_filters_in_force_can_be_taken_off_one_by_one(rf):
    page = page_of(rf, "?ung-dung=auth&tu=5/7/2025&trang=2")
    assert [(item.label, item.words, item.url) for item in page.active] == [
        ("Ứng dụng", "Tài khoản", "?tu=5%2F7%2F2025"),
        ("Từ ngày", "05/07/2025", "?ung-dung=auth"),
    ]
    assert page.clear_url == "?"


@pytest.mark.django_db
def test_a_page_far_beyond_the_end_is_empty_and_not_an_error(rf):
    page = page_of(rf, "?trang=999")
    assert page.rows == [] and page.first == 0


@pytest.mark.parametrize("text", ["31/12/9999", "01/01/0001", "31/12/1899", "01/01/2201"])
def test_days_at_the_edges_of_the_calendar_are_slips_of_the_hand(text):
    with pytest.raises(Unreadable):
        read_date(text)


@pytest.mark.django_db
def test_where_a_person_has_nothing_to_choose_from_no_value_is_understood(rf):
    listing = Listing(filters=(Filter(name="nam", label="Năm", lookup="pk", choices=lambda request: []),))
    page = listing.page(ContentType.objects.all(), rf.get("/?nam=abc"))
    assert page.rows and not page.filtered and "abc" in page.problems[0]
