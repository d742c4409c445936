"""The first page: what others laid on the desk, what a closed plan leaves, what whoever runs the system needs."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from thuocdo.core import clock
from thuocdo.core.models import Trouble
from thuocdo.funding import services as funding
from thuocdo.funding.tests.factories import Treasury
from thuocdo.work.models import Plan
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.seen import signed_in, words_of

AT = clock.at_day(date(2025, 7, 15))
HOME = reverse("portal:home")


def test_an_estimate_that_waits_for_a_judgement_is_a_thing_to_do(db):
    place = Treasury()
    estimate = place.sent()
    todo = next(one for one in signed_in(place.hoa).get(HOME).context["todos"] if one.button == "Mở dự toán")
    assert (todo.title, todo.url) == ("Dự toán chờ bạn xem", reverse("funding:estimate", args=[estimate.pk]))
    assert "Mở dự toán" not in [one.button for one in signed_in(place.binh).get(HOME).context["todos"]]

    funding.send_estimate(estimate=place.estimate(title="Kinh phí tập huấn"), by=place.binh, at=AT)
    todo = next(one for one in signed_in(place.hoa).get(HOME).context["todos"] if one.button == "Mở dự toán")
    assert (todo.title, todo.url) == ("2 dự toán chờ bạn xem", reverse("funding:list"))


def test_what_a_closed_plan_left_presses_nobody(db):
    place = make.Province()
    plan = make.bare_plan(place.committee)
    make.occurrence(make.obligation(make.task(plan), place.science), date(2025, 6, 1))
    assert signed_in(place.binh).get(HOME).context["todos"]
    Plan.objects.update(state="closed", closed_on=date(2025, 7, 1))
    assert not signed_in(place.binh).get(HOME).context["todos"]
    assert not [todo for todo in signed_in(place.hoa).get(HOME).context["todos"] if "quá hạn" in todo.title]


def test_whoever_runs_the_system_sees_its_troubles_and_no_dead_ends(db):
    place = make.Province()
    operator = make.person("Tuấn", "operator", place.home)
    client = signed_in(operator)
    assert "Không có sự cố nào đang mở" in words_of(client.get(HOME))
    assert reverse("portal:calendar") not in client.get(HOME).content.decode()
    Trouble.objects.create(code="x", words="Sao lưu chưa chạy", remedy="Chạy lại.", since=AT, last_seen_at=AT)
    assert "Sao lưu chưa chạy" in words_of(client.get(HOME))


def test_all_that_waits_is_counted_and_no_kind_hides_another(db):
    place = make.Province()
    plan = make.bare_plan(place.committee)
    with clock.fixed(AT):
        for _ in range(45):
            part = make.obligation(make.task(plan), place.science)
            make.occurrence(part, date(2025, 6, 1))
            make.occurrence(part, None, next_check_on=date(2025, 7, 1), why_no_date="Văn bản không ghi thời hạn")
        assert signed_in(place.binh).get(HOME).context["waiting"] == 90
        todos = signed_in(place.hoa).get(HOME).context["todos"]
    assert [todo.title for todo in todos if "quá hạn" in todo.title] == ["45 kỳ hạn trong tỉnh đã quá hạn"]
