"""Books: entering what came in, the official columns, the follow-up, striking out; pages, rights, queries."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.chancery import services
from thuocdo.chancery.models import Draft, Entry, SecretCount
from thuocdo.chancery.queries import books as queries
from thuocdo.chancery.queries import official
from thuocdo.chancery.queries.uses import uses_of_document
from thuocdo.chancery.services import Line
from thuocdo.chancery.tests.drafting import begun, furnish
from thuocdo.core import clock
from thuocdo.documents.models import Document, Holder, Relation
from thuocdo.documents.permissions import visible_to
from thuocdo.documents.tests.factories import LETTER, person, receive
from thuocdo.kernel.errors import NotAllowed, Refused

DAY = date(2025, 7, 15)


def enter(world, document, *, who="hoa", unit="NA.SNV", on=DAY, **line):
    return services.enter(
        document=document, unit=world.units[unit], on=on, line=Line(**line), by=world.people[who], at=clock.now()
    )


def test_a_paper_is_entered_under_the_day_it_came(world, letter):
    entry = enter(world, letter, given_to=" Phòng CCHC ", due_on=date(2025, 7, 20))
    assert (entry.number, entry.book.direction, entry.book.series, entry.given_to) == (1, "in", "den", "Phòng CCHC")
    assert Holder.objects.get(document=letter, unit=world.units["NA.SNV"]).why == "entered"
    with pytest.raises(Refused, match="đã có số 1"):
        enter(world, letter)


def test_entering_is_refused_where_it_makes_no_sense(world, letter):
    with pytest.raises(Refused, match="sớm hơn ngày ghi trên văn bản"):
        enter(world, letter, on=date(2024, 1, 8))
    with pytest.raises(Refused, match="chưa đến"):
        enter(world, letter, on=DAY + timedelta(days=1))
    with pytest.raises(Refused, match="sớm hơn ngày vào sổ"):
        enter(world, letter, due_on=date(2025, 7, 14))
    with pytest.raises(NotAllowed):
        enter(world, letter, unit="NA.STP")
    with pytest.raises(NotAllowed):
        enter(world, letter, who="minh", unit="NA.STP")
    assert not Entry.objects.exists()


def test_late_is_later_than_the_next_working_day(world, letter):
    # Friday the 11th: Monday the 14th is the last day.
    assert queries.is_late(enter(world, letter, on=date(2025, 7, 11)))
    with clock.fixed(date(2025, 7, 14)):
        other = receive(world, text=LETTER + "\nKhác.")
        assert not queries.is_late(enter(world, other, on=date(2025, 7, 11)))


def test_papers_wait_until_their_unit_has_entered_them(world, letter):
    assert list(queries.waiting_papers(world.people["hoa"])) == [letter]
    assert not queries.waiting_papers(world.people["minh"]).exists()
    entry = enter(world, letter)
    assert not queries.waiting_papers(world.people["hoa"]).exists()
    services.strike_out(entry=entry, why="nhầm", by=world.people["hoa"], at=clock.now())
    assert queries.waiting_papers(world.people["hoa"]).exists()


def test_columns_are_filled_afterwards_and_a_struck_line_is_closed(world, letter):
    entry = enter(world, letter)
    services.amend_line(
        entry=entry, line=Line(given_to="Chị Lan", given_on=DAY, done_on=DAY), by=world.people["hoa"], at=clock.now()
    )
    entry.refresh_from_db()
    assert (entry.given_to, entry.given_on, entry.done_on) == ("Chị Lan", DAY, DAY)
    services.strike_out(entry=entry, why="nhầm", by=world.people["hoa"], at=clock.now())
    with pytest.raises(Refused, match="đã được gạch"):
        services.amend_line(entry=entry, line=Line(), by=world.people["hoa"], at=clock.now())


def test_the_official_columns_of_both_books(world, letter):
    entry = enter(world, letter, given_to="Phòng CCHC")
    assert len(official.columns_of(entry.book)) == 10
    assert official.cells(entry)[:5] == [DAY, 1, letter.issuer_name, "176/UBND-KSTT", date(2024, 1, 9)]
    out = services.take_number(
        unit=world.units["NA.SNV"], doc_type="cong_van", on=DAY, by=world.people["hoa"], at=clock.now(),
        line=Line(copies=3, kept_by="VT"),
    )  # fmt: skip
    assert official.cells(out)[0] == "01" and official.cells(out)[5:7] == ["VT", 3]
    services.strike_out(entry=out, why="không ban hành", by=world.people["hoa"], at=clock.now())
    assert official.cells(out)[-1] == "Đã gạch: không ban hành"


def test_the_follow_up_says_what_is_answered_late_and_overdue(world, letter):
    enter(world, letter, due_on=DAY)
    other = receive(world, text=LETTER.replace("176/", "177/"))
    enter(world, other, on=date(2025, 7, 14), due_on=date(2025, 7, 14))
    answer = receive(world, text=LETTER.replace("176/", "9/"))
    Relation.objects.create(
        document=answer, kind="answers", other=letter, state="confirmed", decided_by=world.people["hoa"],
        decided_at=clock.now(),
    )  # fmt: skip
    lines = queries.follow_up(queries.followed(world.people["hoa"]).order_by("number"), DAY)
    assert [(line.state.standing, line.answers) for line in lines] == [("accepted_on_time", [answer]), ("overdue", [])]
    assert official.following_cells(lines[0])[5] == "9/UBND-KSTT"


def test_an_answer_that_the_person_cannot_see_does_not_stand_in_the_follow_up(world):
    letter = receive(world, who="minh")
    person(world, "vanthu", "Lê Văn Thư", "NA.STP", "unit_officer")
    enter(world, letter, who="vanthu", unit="NA.STP", due_on=DAY)
    answer = receive(world, text=LETTER.replace("176/", "9/"))
    Relation.objects.create(
        document=answer, kind="answers", other=letter, state="confirmed", decided_by=world.people["hoa"],
        decided_at=clock.now(),
    )  # fmt: skip
    [line] = queries.follow_up(queries.followed(world.people["vanthu"]), DAY)
    assert line.answers == []


def test_where_a_paper_is_used_is_told_to_who_may_look_there(world, letter, signed_in):
    enter(world, letter)
    Holder.objects.create(document=letter, unit=world.units["NA.STP"], since=clock.now())
    made = begun(furnish(world))
    Draft.objects.filter(pk=made.pk).update(answers=letter)
    told = {who: [use.label for use in uses_of_document(letter, world.people[who])] for who in ("hoa", "minh", "lan")}
    assert any(", số 1" in label for label in told["hoa"]) and not any("Dự thảo" in label for label in told["hoa"])
    assert any("Dự thảo" in label for label in told["minh"]) and not any(", số 1" in label for label in told["minh"])
    assert told["lan"] == [] and uses_of_document(letter, None) == []


@pytest.fixture
def filled(world, letter):
    enter(world, letter, given_to="Phòng CCHC", due_on=DAY)
    SecretCount.objects.create(unit=world.units["NA.SNV"], day=DAY, direction="in", count=4)
    return Entry.objects.get()


def pages(entry: Entry) -> list[str]:
    book = entry.book_id
    return [
        "/van-ban/so/", "/van-ban/so/cho-vao-so/", "/van-ban/so/theo-doi/", "/van-ban/so/mat/", f"/van-ban/so/{book}/",
        f"/van-ban/so/{book}/in/", f"/van-ban/so/dong/{entry.pk}/",
    ]  # fmt: skip


def test_pages_show_the_books_to_who_keeps_them(filled, signed_in):
    browser = signed_in("hoa")
    said = {address: browser.get(address) for address in pages(filled)}
    assert {page.status_code for page in said.values()} == {200}
    assert "Phòng CCHC" in said[f"/van-ban/so/{filled.book_id}/"].content.decode()
    assert "176/UBND-KSTT" in said[f"/van-ban/so/{filled.book_id}/in/"].content.decode()
    assert 'class="arrival-stamp"' in said[f"/van-ban/so/dong/{filled.pk}/"].content.decode()
    assert "Hết hạn hôm nay" in said["/van-ban/so/theo-doi/"].content.decode()
    assert ">4<" in said["/van-ban/so/mat/"].content.decode()


def test_pages_of_others_books_do_not_exist(filled, signed_in):
    for who in ("minh", "dung"):
        browser = signed_in(who)
        assert browser.get(f"/van-ban/so/{filled.book_id}/").status_code == 404
        assert browser.get(f"/van-ban/so/dong/{filled.pk}/").status_code == 404
        assert "Phòng CCHC" not in browser.get("/van-ban/so/theo-doi/").content.decode()
    assert signed_in("quantri").get("/van-ban/so/").status_code == 403


def test_a_paper_is_entered_on_its_page(world, letter, signed_in):
    browser = signed_in("hoa")
    assert "Vào sổ văn bản đến" in browser.get(f"/van-ban/{letter.pk}/").content.decode()
    address = f"/van-ban/{letter.pk}/vao-so/"
    assert "Số đến dự kiến: 1" in browser.get(address).content.decode()
    wrong = browser.post(address, {"unit": "NA.SNV", "on": "32/07/2025", "given_to": "Phòng CCHC"})
    assert wrong.status_code == 422 and "Phòng CCHC" in wrong.content.decode()
    done = browser.post(address, {"unit": "NA.SNV", "on": "15/07/2025", "given_to": "Phòng CCHC"})
    entry = Entry.objects.get(document=letter)
    assert done["Location"] == f"/van-ban/so/dong/{entry.pk}/"
    assert "Số đến 1" in browser.get(f"/van-ban/{letter.pk}/").content.decode()
    again = browser.post(address, {"unit": "NA.SNV", "on": "15/07/2025"})
    assert again.status_code == 422 and "đã có số 1" in again.content.decode()


def test_lines_are_filled_and_struck_on_their_page(filled, signed_in):
    browser = signed_in("hoa")
    address = f"/van-ban/so/dong/{filled.pk}/"
    assert browser.post(address, {"given_to": "Chị Lan", "given_on": "15/07/2025"}).status_code == 302
    assert browser.post(f"{address}gach/", {"why": " "}).status_code == 422
    assert browser.post(f"{address}gach/", {"why": "vào nhầm"}).status_code == 302
    filled.refresh_from_db()
    assert (filled.given_to, filled.struck_why) == ("Chị Lan", "vào nhầm")
    book = browser.get(f"/van-ban/so/{filled.book_id}/").content.decode()
    assert "<s>" in book and "Đã gạch: vào nhầm" in book


def test_workbooks_are_in_the_official_form(filled, signed_in):
    browser = signed_in("hoa")
    for address, columns in ((f"/van-ban/so/{filled.book_id}/xuat.xlsx", 10), ("/van-ban/so/theo-doi/xuat.xlsx", 7)):
        sheet = openpyxl.load_workbook(BytesIO(browser.get(address).content)).active
        values = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
        assert [f"({number})" for number in range(1, columns + 1)] in values
        assert any("176/UBND-KSTT" in str(row) for row in values)


def test_lists_go_into_workbooks_as_they_are_filtered_to_who_may_see_them(world, filled, signed_in):
    receive(world, text=LETTER.replace("176/", "178/"))
    told = {
        "/van-ban/so/xuat.xlsx": ["Sổ", "Cơ quan", "Năm", "Số cuối", "Số dòng", "Ngày cuối"],
        "/van-ban/so/cho-vao-so/xuat.xlsx": [
            "Số, ký hiệu", "Ngày văn bản", "Cơ quan ban hành", "Trích yếu", "Mức độ khẩn", "Ngày nhận",
            "Vào sổ chậm nhất", "Quá ngày",
        ],
        "/van-ban/so/mat/xuat.xlsx": ["Ngày", "Cơ quan", "Chiều", "Số văn bản"],
    }  # fmt: skip
    for address, heads in told.items():
        for who, count in (("hoa", 1), ("minh", 0)):
            rows = [row for row in in_workbook(signed_in(who).get(address)) if any(row)]
            at = next(number for number, row in enumerate(rows) if list(row)[: len(heads)] == heads)
            assert len(rows) - at - 1 == count, (address, who)
    assert in_workbook(signed_in("hoa").get("/van-ban/so/mat/xuat.xlsx"))[-1][3] == 4
    nothing = in_workbook(signed_in("hoa").get("/van-ban/so/xuat.xlsx?chieu=out"))
    assert not any("Sổ đăng ký" in str(cell) for row in nothing for cell in row)


def in_workbook(answer):
    return list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)


def test_lists_cost_the_same_however_long(world, letter, signed_in):
    browser = signed_in("hoa")
    enter(world, letter)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries_made:
            assert browser.get(address).status_code == 200
        return len(queries_made)

    entry = Entry.objects.get()
    addresses = [address for address in pages(entry) if "/dong/" not in address]
    for address in addresses:
        browser.get(address)
    before = {address: cost(address) for address in addresses}
    for number in range(3):
        enter(world, receive(world, text=LETTER.replace("176/", f"20{number}/")))
        receive(world, text=LETTER.replace("176/", f"30{number}/"))
    assert {address: cost(address) for address in addresses} == before


def test_who_entered_a_paper_reads_it_with_the_whole_unit(world, letter):
    assert not Document.objects.filter(visible_to(world.people["minh"]), pk=letter.pk).exists()
    Holder.objects.create(document=letter, unit=world.units["NA.STP"], why="delivered", since=clock.now())
    enter(world, letter, who="minh", unit="NA.STP")
    assert Document.objects.filter(visible_to(world.people["minh"]), pk=letter.pk).exists()


def test_the_list_of_papers_is_narrowed_by_book(world, letter, signed_in):
    browser = signed_in("hoa")

    def listed(book: str) -> bool:
        return f"/van-ban/{letter.pk}/" in browser.get(f"/van-ban/?trong-so={book}").content.decode()

    assert not listed("in")
    entry = enter(world, letter)
    letter.subject = "Đổi trích yếu"
    letter.save()
    assert listed("in") and not listed("out")
    services.strike_out(entry=entry, why="nhầm", by=world.people["hoa"], at=clock.now())
    assert not listed("in")
