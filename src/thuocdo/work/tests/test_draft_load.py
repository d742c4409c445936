"""Who would have too much in which month if a draft took force: the same numbers as afterwards, and nothing written."""

from __future__ import annotations

from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth

from thuocdo.work.models import Obligation, Occurrence
from thuocdo.work.rules.plan_content import Named
from thuocdo.work.services.draft_load import DraftLoad
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import signed_in, statements, words_of
from thuocdo.work.tests.test_planning import QUARTERLY, begun, in_force, with_task

TODAY = date(2025, 7, 15)
MONTHLY = {"kind": "recurring", "recurrence": ["monthly"], "text": "hằng tháng"}


def given(place: Province, count: int) -> None:
    """So many dated due instances of the department in September."""
    plan = make.bare_plan(place.committee)
    part = make.obligation(make.task(plan), place.home)
    for number in range(count):
        make.occurrence(part, date(2025, 9, number + 1))


def test_what_the_draft_adds_is_what_it_gives_when_it_takes_force(place: Province):
    plan = begun(place)
    both = (Named("Sở Nội vụ"), Named("Sở Khoa học và Công nghệ"))
    with_task(place, plan, "Báo cáo", deadlines=(QUARTERLY,), lead=both)
    with_task(place, plan, "Công khai", deadlines=(MONTHLY,))
    with_task(place, plan, "Chưa rõ hạn", deadlines=())
    with_task(place, plan, "Chưa rõ ai", lead=(Named("Hội Bảo trợ Dế Mèn tỉnh"),))
    found = DraftLoad(plan, TODAY)
    assert not Obligation.objects.exists() and found.undated == 1
    in_force(place, plan)
    rows = Occurrence.objects.filter(due_on__isnull=False).annotate(month=TruncMonth("due_on")).order_by()
    now = {(unit, month): n for unit, month, n in rows.values_list("unit", "month").annotate(n=Count("pk"))}
    assert dict(found.added) == now and found.total == rows.count() == 10


def test_who_is_over_the_limit_with_the_draft_is_told_with_both_numbers(place: Province):
    given(place, 14)
    plan = begun(place)
    with_task(place, plan, "Công khai", lead=(Named("Sở Nội vụ"), Named("Sở Khoa học và Công nghệ")))
    found = DraftLoad(plan, TODAY)
    (row,) = found.too_much()
    assert (row.unit, row.month, row.now, row.added, row.level) == (
        place.home.pk, date(2025, 9, 1), 14, 1, "heavy",
    )  # fmt: skip
    page = words_of(signed_in(place.hoa).get(f"/ke-hoach/{plan.pk}/soan/"))
    assert "tháng 09/2025: 15 kỳ hạn (đang có 14, thêm 1)" in page
    page = words_of(signed_in(place.hoa).get(f"/ke-hoach/{plan.pk}/soan/tai-viec/"))
    assert "Sở Nội vụ 09/2025 14 1 15" in page and "Sở Khoa học" not in page
    nothing = words_of(signed_in(place.hoa).get(f"/ke-hoach/{plan.pk}/soan/tai-viec/?chu=khoa+hoc"))
    assert "Không có cơ quan nào khớp" in nothing


def test_a_draft_without_tasks_and_a_plan_in_force_say_so(place: Province):
    plan = begun(place)
    address = f"/ke-hoach/{plan.pk}/soan/tai-viec/"
    assert "Không cơ quan nào" in words_of(signed_in(place.hoa).get(address))
    with_task(place, plan)
    in_force(place, plan)
    assert "không còn là dự thảo" in words_of(signed_in(place.hoa).get(address))


def test_only_who_sees_the_draft_sees_its_load(place: Province):
    plan = begun(place)
    for other in (place.binh, place.dung):
        assert signed_in(other).get(f"/ke-hoach/{plan.pk}/soan/tai-viec/").status_code in (403, 404)


def test_it_costs_the_same_however_many_tasks(place: Province):
    plan, client = begun(place), signed_in(place.hoa)
    with_task(place, plan, "Báo cáo", deadlines=(QUARTERLY,))
    address = f"/ke-hoach/{plan.pk}/soan/tai-viec/"
    few = statements(client, address)
    for number in range(6):
        with_task(place, plan, f"Báo cáo {number}", deadlines=(QUARTERLY,))
    assert statements(client, address) == few
