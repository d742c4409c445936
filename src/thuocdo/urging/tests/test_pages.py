"""Pages of urging: who sees what, main regions, a fixed number of statements, forms with their errors."""

from __future__ import annotations

from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.chancery.models import Draft
from thuocdo.directory.models import Absence, Account, Position, Unit
from thuocdo.urging.models import Feed, Message, Wish
from thuocdo.urging.tests.world import World, run
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.seen import signed_in, words_of


def browser(person: Any) -> Client:
    account, _made = Account.objects.get_or_create(
        person=person, defaults={"username": f"u{person.pk}", "created_at": make.AT}
    )
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def told(world: World) -> World:
    """A morning after the run: something overdue, something soon, something that wants a letter."""
    world.due(date(2025, 7, 14))
    world.due(date(2025, 7, 1), world.obligation(officer=world.binh))
    world.due(date(2025, 7, 22), world.obligation(unit=world.home, officer=world.hoa))
    run()
    return world


def rows(html: str) -> str:
    """The rows of the first table of a page."""
    return html.split("<tbody>")[1].split("</tbody>")[0]


def page(person: Any, name: str, *args: Any, query: str = "") -> str:
    answer = browser(person).get(reverse(f"urging:{name}", args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_overview_shows_the_ladder_with_its_counts_and_that_it_is_an_example(told: World):
    html = page(told.hoa, "overview")
    for words in (
        "Quá hạn 1 ngày làm việc",
        "Trước hạn 7 ngày",
        "chờ tỉnh xác nhận",
        "Cơ quan có việc quá hạn",
        "Bình",
    ):
        assert words in html
    assert "việc đang đứng" in html


def test_a_head_sees_the_own_agency_only(told: World):
    html = page(told.minh, "ledger")
    assert "Bình" in html and "Sở Nội vụ" not in rows(html)
    assert "Sở Nội vụ" in rows(page(told.hoa, "ledger"))
    assert "việc mới đến bậc" in page(told.minh, "overview")


@pytest.mark.parametrize("name", ["overview", "ledger", "ledger_xlsx", "people", "letters"])
def test_who_may_not_look_after_urging_is_refused(told: World, name: str):
    assert browser(told.operator).get(reverse(f"urging:{name}")).status_code == 403
    answer = Client().get(reverse(f"urging:{name}"))
    assert answer.status_code == 302


def test_another_province_sees_nothing_of_it(told: World):
    assert "Bình" not in page(told.dung, "ledger")
    assert "Sở Khoa học" not in page(told.dung, "letters")


def test_the_ledger_is_filtered_and_says_what_it_did_not_understand(told: World):
    assert "Quá hạn 1 ngày làm việc" in rows(page(told.hoa, "ledger", query="?bac=qua-1"))
    assert "Trước hạn 7 ngày" not in rows(page(told.hoa, "ledger", query="?bac=qua-1"))
    assert "Không có dòng nào như vậy" in page(told.hoa, "ledger", query="?tu=01/01/2026")
    assert "Bỏ qua điều kiện" in page(told.hoa, "ledger", query="?bac=x%27--&tu=32/13/2025")
    assert "không có ai để báo" in page(told.hoa, "ledger", query="?ket-qua=khong-ai")
    assert "Bình" in rows(page(told.hoa, "ledger", query="?nguoi=binh"))


def test_the_workbook_has_the_rows_of_the_list(told: World):
    answer = browser(told.hoa).get(reverse("urging:ledger_xlsx") + "?bac=qua-1")
    sheet = load_workbook(BytesIO(answer.content)).active
    values = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "Bình" in values and "Trước hạn 7 ngày" not in values


def test_people_without_an_address_are_listed_without_anybody_s_address(told: World):
    told.minh.email = "minh@nghean.gov.vn"
    told.minh.save()
    browser(told.minh)
    html = page(told.hoa, "people", query="?thu=khong-co")
    body = rows(html)
    assert "Bình" in body and "Minh" not in body
    assert "minh@" not in page(told.hoa, "people")


def grown(world: World) -> None:
    for number in range(12):
        unit = make.unit(f"T.N{number}", f"Sở số {number}", parent=world.committee)
        head = make.person(f"Trưởng {number}", "unit_head", unit)
        Position.objects.filter(person=head).update(is_head=True)
        world.due(date(2025, 7, 1), world.obligation(unit=unit))
    run(date(2025, 7, 16))


@pytest.mark.parametrize("name", ["overview", "ledger", "people", "letters", "mine"])
def test_the_number_of_statements_does_not_grow(told: World, name: str):
    client = browser(told.hoa)

    def statements() -> int:
        client.get(reverse(f"urging:{name}"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(f"urging:{name}"))
        return len(found)

    few = statements()
    grown(told)
    assert statements() <= few


def test_a_digest_shows_what_is_still_open_and_only_to_its_person(told: World):
    mine = Message.objects.get(person=told.binh, urgent=False)
    html = page(told.binh, "message", mine.pk)
    assert "Quá hạn (1)" in html
    assert browser(told.minh).get(reverse("urging:message", args=[mine.pk])).status_code == 404
    told.part.occurrences.update(state="submitted", submitted_at=make.AT, submitted_by_name="Bình")
    assert "Không còn việc nào trong bản này" in page(told.binh, "message", mine.pk)


def test_one_chooses_how_one_is_told(told: World):
    client, address = browser(told.binh), reverse("urging:mine")
    answer = client.post(address, {"digest_at": "9:15", "quiet_from": "18:00", "quiet_to": "08:00"})
    assert answer.status_code == 302
    wish = Wish.objects.get(person=told.binh)
    assert (wish.mails, wish.digest_at, wish.quiet_to) == (False, time(9, 15), time(8))
    assert 'value="09:15"' in page(told.binh, "mine")


@pytest.mark.parametrize(
    "given", [{"digest_at": "25:99"}, {"quiet_from": "18:00"}, {"quiet_to": "7"}, {"digest_at": "<script>"}]
)
def test_a_wrong_time_stays_in_the_form_with_its_error(told: World, given: dict):
    answer = browser(told.binh).post(reverse("urging:mine"), {"mails": "on", **given})
    assert answer.status_code == 422 and "field-error" in answer.content.decode()
    assert not Wish.objects.exists()


def test_the_address_of_a_calendar_is_shown_once_and_revoked(told: World):
    client, address = browser(told.binh), reverse("urging:feed")
    html = client.post(address, {"viec": "lap"}).content.decode()
    assert "/lich-dang-ky/" in html and "chỉ hiện một lần" in html
    assert "/lich-dang-ky/" not in page(told.binh, "mine")
    assert client.post(address, {"viec": "thu-hoi"}).status_code == 302
    assert not Feed.objects.filter(revoked_at=None).exists()
    # Nothing is left to revoke: said, not broken.
    again = client.post(address, {"viec": "thu-hoi"}, follow=True)
    assert "Không có địa chỉ lịch nào đang dùng" in again.content.decode()


def test_an_officer_makes_no_calendar_of_the_agency_but_the_head_does(told: World):
    key = Unit.objects.get(pk=told.science.pk).key
    assert browser(told.binh).post(reverse("urging:feed"), {"viec": "lap", "co-quan": key}).status_code == 403
    html = browser(told.minh).post(reverse("urging:feed"), {"viec": "lap", "co-quan": key}).content.decode()
    assert "/lich-dang-ky/" in html
    assert browser(told.minh).post(reverse("urging:feed"), {"viec": "lap", "co-quan": "khong-co"}).status_code == 404


def test_one_click_leads_to_the_draft_letter(told: World):
    answer = browser(told.hoa).post(reverse("urging:letters"), {"tat-ca": "1"})
    draft = Draft.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("chancery:draft", args=[draft.pk])
    assert "dự thảo: đang soạn" in page(told.hoa, "letters")
    assert "dự thảo: đang soạn" in page(told.hoa, "ledger", query="?ket-qua=cong-van")


def test_without_a_choice_no_letter_is_drafted(told: World):
    answer = browser(told.hoa).post(reverse("urging:letters"), {"co-quan": "khong-co"}, follow=True)
    assert "không còn việc quá hạn" in answer.content.decode() and not Draft.objects.exists()


def test_who_only_looks_is_offered_no_letter(told: World):
    assert (
        "<button"
        not in page(told.inspector, "letters").split('<form method="post" class="stack">')[1].split("</form>")[0]
    )
    assert browser(told.inspector).post(reverse("urging:letters"), {"tat-ca": "1"}).status_code == 403


def test_the_pages_of_work_show_the_urging(told: World):
    html = browser(told.minh).get(reverse("work:obligation", args=[told.part.pk])).content.decode()
    assert "Quá hạn 1 ngày làm việc" in html and "Bình" in html
    unit = browser(told.minh).get(reverse("portal:unit", args=[told.science.key])).content.decode()
    assert "Đôn đốc trong 30 ngày" in unit
    other = browser(told.minh).get(reverse("portal:unit", args=[told.home.key])).content.decode()
    assert "Đôn đốc trong 30 ngày" not in other


def test_who_will_be_away_reads_who_is_told_meanwhile(told: World):
    days = (date(2025, 7, 21), date(2025, 7, 26))
    Absence.objects.create(
        person=told.binh, deputy=told.minh, valid=days, why="nghỉ phép", noted_at=make.AT, noted_by_name="x"
    )
    page = words_of(signed_in(told.binh).get(reverse("urging:mine")))
    assert "Bạn vắng từ ngày 21/07/2025 đến hết ngày 25/07/2025." in page and "báo cho Minh" in page
    assert "Bạn vắng" not in words_of(signed_in(told.minh).get(reverse("urging:mine")))
