"""Saved filters: kept, opened, shared with the own unit or by link, usual, renamed, deleted and taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.core.models import AuditRow
from thuocdo.directory import services
from thuocdo.directory.models import SavedView
from thuocdo.directory.services.saved_views import Terms
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work.tests.factories import Province, person
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

AT = clock.at_day(date(2025, 7, 15))
PAGE = "/ky-han/"


@pytest.fixture
def place(db) -> Province:
    with clock.fixed(AT):
        yield Province()


def save(by, name="Việc quá hạn", query="tinh-trang=overdue", page=PAGE, **terms) -> SavedView:
    return services.save_view(page=page, query=query, terms=Terms(name=name, **terms), by=by, at=AT)


def test_filters_are_kept_from_the_page_and_opened_again(place):
    client = signed_in(place.minh)
    page = client.get(PAGE, {"tinh-trang": "overdue", "chu": "", "trang": "3"})
    assert 'name="query" value="tinh-trang=overdue"' in main_of(page), "no page number, nothing empty"
    answer = client.post(
        reverse("directory:save_view"), {"page": PAGE, "query": "tinh-trang=overdue", "name": " A  B "}
    )
    view = SavedView.objects.get()
    assert (view.name, view.query, view.person) == ("A B", "tinh-trang=overdue", place.minh)
    assert answer["Location"] == f"{PAGE}?tinh-trang=overdue&xem={view.pk}"
    html = main_of(client.get(answer["Location"]))
    assert "Bộ lọc: A B" in html and 'aria-current="true">A B</a>' in html
    assert AuditRow.objects.filter(action="directory.save_view", outcome="done").count() == 1
    assert "A B" in words_of(client.get(reverse("directory:saved_views")))


def test_nobody_else_sees_or_changes_what_one_keeps_for_oneself(place):
    view = save(place.minh)
    assert "Việc quá hạn" not in words_of(signed_in(place.binh).get(PAGE))
    for verb in (services.delete_view, services.restore_view):
        with pytest.raises(NotAllowed):
            verb(view=view, by=place.binh, at=AT)
    with pytest.raises(NotAllowed):
        save(None)
    for name in ("saved_view", "delete_view", "restore_view"):
        assert (
            signed_in(place.binh).post(reverse(f"directory:{name}", args=[view.pk]), {"name": "x"}).status_code == 404
        )


def test_a_view_is_shared_with_the_own_unit_on_that_day(place):
    save(place.minh, shared="unit")
    words = words_of(signed_in(place.binh).get(PAGE))
    assert "Việc quá hạn" in words and "của Minh" in words, "Bình works in the same department"
    assert "Việc quá hạn" not in words_of(signed_in(place.hoa).get(PAGE))
    assert "Việc quá hạn" in words_of(signed_in(place.binh).get(reverse("directory:saved_views")))
    loner = person("Không vị trí", "unit_officer", place.home)
    loner.positions.all().delete()
    with pytest.raises(Refused, match="không giữ vị trí"):
        save(loner, shared="unit")


def test_a_link_opens_for_whoever_may_open_the_page_until_it_is_taken_back(place):
    view = save(place.minh, shared="link")
    link = reverse("directory:saved_view_link", args=[view.token])
    assert signed_in(place.hoa).get(link)["Location"] == f"{PAGE}?tinh-trang=overdue"
    assert signed_in(place.operator).get(link, follow=True).status_code == 403, "the page itself still asks"
    services.change_view(view=view, terms=Terms(name=view.name), by=place.minh, at=AT)
    assert signed_in(place.hoa).get(link).status_code == 404
    services.change_view(view=view, terms=Terms(name=view.name, shared="link"), by=place.minh, at=AT)
    assert signed_in(place.hoa).get(link).status_code == 404, "a new link is another one"


def test_the_usual_view_opens_by_itself_and_can_be_left(place):
    client = signed_in(place.minh)
    view = save(place.minh, is_default=True)
    answer = client.get(PAGE)
    assert answer["Location"] == f"{PAGE}?tinh-trang=overdue&xem={view.pk}"
    page = client.get(answer["Location"]).context["page"]
    assert page.clear_url == f"?xem={view.pk}", "taking all filters off does not lead back to them"
    assert client.get(PAGE + page.clear_url).status_code == 200
    assert client.get(PAGE, {"linh-vuc": "steering"}).status_code == 200
    assert client.get(reverse("work:occurrences_xlsx")).status_code == 200, "a workbook is no page of filters"
    assert signed_in(place.binh).get(PAGE).status_code == 200
    other = save(place.minh, name="Khác", query="linh-vuc=steering", is_default=True)
    view.refresh_from_db()
    assert other.is_default and not view.is_default, "one usual view a page"


def test_deleting_can_be_undone_and_repeated(place):
    client, view = signed_in(place.minh), save(place.minh, is_default=True)
    for _ in range(2):
        page = client.post(reverse("directory:delete_view", args=[view.pk]), follow=True)
    assert "Đã xóa “Việc quá hạn”" in words_of(page) and "Hoàn tác" in words_of(page)
    assert client.get(PAGE).status_code == 200, "what is deleted is nobody's usual view"
    save(place.minh)
    client.post(reverse("directory:restore_view", args=[view.pk]))
    names = SavedView.objects.filter(deleted_at=None).values_list("name", flat=True)
    assert sorted(names) == ["Việc quá hạn", "Việc quá hạn (2)"]
    with pytest.raises(Refused, match="đã bị xóa"):
        services.delete_view(view=view, by=place.minh, at=AT)
        services.change_view(view=view, terms=Terms(name="x"), by=place.minh, at=AT)


def test_renaming_and_keeping_other_filters(place):
    client, view = signed_in(place.minh), save(place.minh)
    save(place.minh, name="Khác")
    taken = client.post(reverse("directory:saved_view", args=[view.pk]), {"name": "Khác"}, follow=True)
    assert "đã có bộ lọc tên" in taken.content.decode()
    client.post(reverse("directory:saved_view", args=[view.pk]), {"name": "Mới", "shared": "unit"})
    answer = client.get(PAGE, {"linh-vuc": "steering", "xem": view.pk})
    assert "đã đổi" in words_of(answer) and "Lưu điều kiện này vào" in words_of(answer)
    client.post(
        reverse("directory:saved_view", args=[view.pk]), {"only": "query", "query": "linh-vuc=steering&trang=2"}
    )
    view.refresh_from_db()
    assert (view.name, view.shared, view.query) == ("Mới", "unit", "linh-vuc=steering")


@pytest.mark.parametrize(
    ("page", "name", "query"),
    [
        ("//evil.example/", "x", ""), ("https://evil.example/", "x", ""), ("/khong-co-trang/", "x", ""),
        (PAGE, "  ", "a=b"), (PAGE, "x" * 121, "a=b"), (PAGE, "x", "a=" + "b" * 3000), ("/" + "a" * 300, "x", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_a_reason(place, page, name, query):
    with pytest.raises(Refused) as refusal:
        save(place.minh, name=name, query=query, page=page)
    assert refusal.value.remedy and not SavedView.objects.exists()


def test_words_of_a_view_are_words_and_nothing_else(place):
    view = save(place.minh, name="<script>alert(1)</script>", query='chu="><script>&tinh-trang=overdue', shared="unit")
    for address in (PAGE, f"{PAGE}?{view.query}&xem={view.pk}", reverse("directory:saved_views")):
        assert "<script>alert" not in main_of(signed_in(place.binh).get(address))
        assert "<script>" not in main_of(signed_in(place.minh).get(address))


def test_many_saved_views_cost_one_statement(place):
    client = signed_in(place.minh)
    client.get(PAGE)
    few = statements(client, PAGE)
    for number in range(30):
        save(place.minh, name=f"Bộ lọc {number}")
    assert statements(client, PAGE) == few
    for number in range(20):
        save(place.minh, name=f"Thêm {number}")
    with pytest.raises(Refused, match="Đã lưu 50"):
        save(place.minh, name="nữa")


def test_paper_says_the_filters_in_words_with_the_time_of_the_figures(place):
    html = main_of(signed_in(place.minh).get(PAGE, {"tinh-trang": "overdue", "tu": "01/07/2025"}))
    printed = html.split("print-filters")[1].split("</p>")[0]
    assert "Tình trạng: Quá hạn; Hạn từ ngày: 01/07/2025." in printed and "Số liệu lúc 15/07/2025" in printed
