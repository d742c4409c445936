"""The audit's pages: who may read what, pages by keys, values for a purpose only, exports that are noted."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.core import anchors, audit, clock, jobs
from thuocdo.core.audit import SYSTEM, Circumstances, circumstances
from thuocdo.core.models import AuditRow
from thuocdo.portal.queries import trail
from thuocdo.ui import acts
from thuocdo.work.models import Plan
from thuocdo.work.tests.factories import Province, bare_plan
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

LIST = "/nhat-ky/"
SECRET, REASON, ADDRESS = "giá trị kín", "lý do kín", "10.20.30.40"


@pytest.fixture
def plan_alone(place: Province) -> Plan:
    return bare_plan(place.committee, title="Kế hoạch Cải cách Ổn định")


@pytest.fixture
def rows(place: Province, plan_alone: Plan) -> list[AuditRow]:
    """A few rows by hand: by two people, about a plan and about nothing, one refused, on different days."""

    def write(action: str, by: Any, *, day: int, thing: Any = None, outcome: str = "done") -> AuditRow:
        token = circumstances.set(Circumstances(ADDRESS, f"{day:032x}", "Giám đốc, Sở Khoa học và Công nghệ"))
        details = audit.Details(before={"note": SECRET, "state": "open"}, after={"state": "closed"}, why=REASON)
        try:
            at = clock.at_day(date(2025, 7, day))
            return audit.record(action, by=by, at=at, thing=thing, outcome=outcome, details=details)
        finally:
            circumstances.reset(token)

    return [
        write("work.close_plan", place.minh, day=1, thing=plan_alone),
        write("work.close_plan", place.lan, day=2, thing=plan_alone, outcome="refused"),
        write("directory.sign_in", place.minh, day=3),
        write("core.load_pack", SYSTEM, day=4),
    ]


def listed(answer: Any) -> list[int]:
    return [line.row.seq for line in answer.context["page"].rows]


def ask(place: Province, **filters: Any) -> list[int]:
    query = {name.replace("_", "-"): value for name, value in filters.items()}
    return listed(signed_in(place.inspector).get(LIST, query))


def test_only_those_whose_role_says_so_read_the_audit(place, rows):
    for name, person in place.everybody().items():
        answer = signed_in(person).get(LIST)
        assert answer.status_code == (200 if name in ("inspector", "operator") else 403), name
        seq = rows[0].seq
        answer = signed_in(person).get(f"{LIST}{seq}/")
        assert answer.status_code == (200 if name in ("inspector", "operator") else 403), name
    assert signed_in(place.inspector).get(f"{LIST}999999/").status_code == 404


def test_the_list_tells_who_did_what_when_and_nothing_of_what_was_written(place, rows):
    for person in (place.inspector, place.operator):
        answer = signed_in(person).get(LIST)
        words = words_of(answer)
        assert "Kết thúc theo dõi kế hoạch" in words and "Kế hoạch Cải cách Ổn định" in words and "Minh" in words
        assert "Giám đốc, Sở Khoa học và Công nghệ" in words and "01/07/2025" in words and "Bị từ chối" in words
        assert SECRET not in words and REASON not in words
    assert ADDRESS in words_of(signed_in(place.inspector).get(LIST))
    assert ADDRESS not in words and "10.20.•.•" in words, "who may not read details sees where from by half"


def test_the_page_of_a_row_shows_its_place_in_the_chain_but_not_its_values(place, rows):
    answer = signed_in(place.inspector).get(f"{LIST}{rows[1].seq}/")
    words = words_of(answer)
    assert rows[1].hash in words and rows[0].hash in words and "Khớp" in words
    assert SECRET not in words and REASON not in words and "Xem nội dung để làm gì" in words
    links = main_of(answer)
    assert f"{LIST}{rows[0].seq}/" in links and f"{LIST}{rows[2].seq}/" in links
    assert "Không khớp" not in words


def test_values_are_shown_once_for_a_purpose_and_that_is_noted(place, rows):
    client, address = signed_in(place.inspector), f"{LIST}{rows[0].seq}/noi-dung/"
    answer = client.post(address, {"purpose": "Kiểm tra theo Kế hoạch số 12/KH-TTr"})
    words = words_of(answer)
    assert answer.status_code == 200 and SECRET in words and REASON in words and "no-store" in answer["Cache-Control"]
    assert "<del>open</del>" in main_of(answer) and "<ins>closed</ins>" in main_of(answer)
    noted = AuditRow.objects.get(action="core.read_audit_details")
    assert (noted.actor_key, noted.thing_type, noted.thing_key) == (
        place.inspector.actor_key, "core.auditrow", str(rows[0].seq),
    )  # fmt: skip
    assert noted.why == "Kiểm tra theo Kế hoạch số 12/KH-TTr" and SECRET not in str(noted.after)
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("purpose", ["", "   ", "xem", "x" * 301])
def test_without_a_purpose_nothing_is_shown_and_the_form_keeps_what_was_typed(place, rows, purpose):
    answer = signed_in(place.inspector).post(f"{LIST}{rows[0].seq}/noi-dung/", {"purpose": purpose})
    assert answer.status_code == 422 and SECRET not in words_of(answer)
    assert 'aria-invalid="true"' in main_of(answer) and (not purpose.strip() or purpose in main_of(answer))
    assert not AuditRow.objects.filter(action="core.read_audit_details").exists()


def test_who_has_metadata_only_is_refused_the_values_and_that_is_noted(place, rows):
    client = signed_in(place.operator)
    assert "chỉ xem được ai đã làm gì" in words_of(client.get(f"{LIST}{rows[0].seq}/"))
    answer = client.post(f"{LIST}{rows[0].seq}/noi-dung/", {"purpose": "Xem cho biết thôi"})
    assert answer.status_code == 403 and SECRET not in answer.content.decode()


def test_the_list_is_filtered_by_every_question(place, rows, plan_alone):
    first, second, third, fourth = (row.seq for row in rows)
    assert ask(place, nguoi="minh", viec="work") == [first]
    assert ask(place, nguoi="he thong", loai="", tu="04/07/2025", den="04/07/2025") == [fourth]
    assert ask(place, viec="work") == [second, first]
    assert ask(place, loai="work.plan") == [second, first]
    assert ask(place, doi_tuong=f"work.plan:{plan_alone.pk}") == [second, first]
    assert ask(place, doi_tuong="cai cach on dinh") == [second, first]
    assert ask(place, doi_tuong="ổn định", ket_qua="refused") == [second]
    assert ask(place, ket_qua="refused") == [second]
    assert ask(place, tu="02/07/2025", den="03/07/2025") == [third, second]
    assert ask(place, ma=f"{3:032x}") == [third] and ask(place, ma=str(third)) == [third]
    assert set(ask(place, ma=ADDRESS)) == {first, second, third, fourth}
    assert ask(place, ma="khong-co") == [] and ask(place, nguoi="khong co ai") == []


@pytest.mark.parametrize("query", ["?viec=work", "?viec=work&tu=01/07/2025"])
def test_pages_go_by_the_row_where_the_last_one_ended(place, query):
    at = clock.at_day(date(2025, 7, 1))
    for number in range(120):
        # Two of each instant, so that rows of the same moment are not lost between pages.
        audit.record("work.note_progress", by=place.minh, at=at + timedelta(minutes=number // 2))
    client = signed_in(place.inspector)
    seen: list[int] = []
    answers = []
    while query:
        answer = client.get(LIST + query)
        answers.append(answer)
        seen += listed(answer)
        query = answer.context["older_url"]
    assert [len(listed(one)) for one in answers] == [50, 50, 20] and seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 120
    back = client.get(LIST + answers[2].context["newer_url"])
    assert listed(back) == listed(answers[1])
    assert listed(client.get(LIST + back.context["newer_url"])) == listed(answers[0])
    assert answers[0].context["newer_url"] == "" and "Mới nhất" in words_of(answers[1])


@pytest.mark.parametrize("days", ["", "&tu=01/07/2025"])
def test_words_in_names_are_sought_part_by_part_and_the_page_says_how_far(place, rows, plan_alone, monkeypatch, days):
    for day in range(5, 25):
        audit.record("directory.sign_in", by=place.minh, at=clock.at_day(date(2025, 7, day)))
    monkeypatch.setattr(trail, "LOOKED_THROUGH", 10)
    client = signed_in(place.inspector)
    found: list[int] = []
    query, looked = f"?doi-tuong=cai+cach{days}", 0
    while query:
        answer = client.get(LIST + query)
        found += listed(answer)
        looked += bool(answer.context["found"].looked_to)
        query = answer.context["older_url"]
    assert found == [rows[1].seq, rows[0].seq] and looked >= 2
    assert "Tìm tiếp ở dòng cũ hơn" in words_of(client.get(LIST + "?doi-tuong=cai+cach"))


def test_the_list_takes_a_fixed_number_of_statements(place, rows):
    client = signed_in(place.inspector)
    few = statements(client, LIST)
    for number in range(60):
        audit.record("work.note_progress", by=place.minh, at=clock.now(), thing=bare_plan(title=f"Kế hoạch {number}"))
    assert statements(client, LIST) == few <= 9
    assert statements(client, f"{LIST}?nguoi=minh&doi-tuong=ke+hoach&viec=work&truoc=60") <= few + 3


def test_bad_values_in_the_address_are_named_and_answered(place, rows):
    answer = signed_in(place.inspector).get(LIST + "?tu=hom-qua&viec=x&truoc=abc&sau=99999999999999999999&loai=1")
    assert answer.status_code == 200 and "Bỏ qua điều kiện" in words_of(answer)
    assert signed_in(place.inspector).get(LIST + "?truoc=987654").status_code == 200


def test_an_export_holds_the_filtered_rows_without_values_and_is_noted(place, rows):
    client = signed_in(place.operator)
    answer = client.post(reverse("portal:audit_export") + "?viec=work", {"kieu": "xlsx"})
    book = load_workbook(io.BytesIO(answer.content))
    text = str(list(book.active.iter_rows(values_only=True)))
    assert "Kết thúc theo dõi kế hoạch" in text and "Đăng nhập" not in text
    assert SECRET not in text and REASON not in text and ADDRESS not in text and "10.20.•.•" in text
    noted = AuditRow.objects.get(action="core.export_audit")
    assert noted.after == {"filters": {"viec": "work"}, "rows": 2, "kind": "xlsx"}
    answer = client.post(reverse("portal:audit_export"), {"kieu": "csv"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 1 + AuditRow.objects.count() - 1, "the export is noted after it was gathered"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(reverse("portal:audit_export")).status_code == 405


def test_no_cell_of_the_text_file_is_a_formula(place):
    audit.record("work.close_plan", by=place.minh, at=clock.now(), thing=bare_plan(title="=HYPERLINK(1)"))
    answer = signed_in(place.inspector).post(reverse("portal:audit_export"), {"kieu": "csv"})
    cells = [cell for line in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in line]
    assert "'=HYPERLINK(1)" in cells and not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_an_export_by_words_alone_asks_for_a_first_day(place, rows):
    client = signed_in(place.inspector)
    assert client.post(reverse("portal:audit_export") + "?doi-tuong=cai+cach", {}).status_code == 422
    answer = client.post(reverse("portal:audit_export") + "?doi-tuong=cai+cach&tu=01/07/2025", {"kieu": "csv"})
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 3


def test_the_state_of_the_chain_stands_on_the_page(place, rows, settings, tmp_path):
    settings.VAR = tmp_path
    client = signed_in(place.inspector)
    assert "Chưa kiểm tra lần nào" in words_of(client.get(LIST))
    for name in ("core.anchor_audit", "core.verify_audit"):
        jobs.run_job(name)
    words = words_of(client.get(LIST))
    anchor = audit.known_anchors()[-1]
    assert "Liền mạch" in words and anchor.code in words
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditrow DISABLE TRIGGER audit_rows_stay")
        cursor.execute("UPDATE core_auditrow SET actor_name = 'Ai đó' WHERE seq = %s", [rows[1].seq])
    with pytest.raises(Exception, match="đã bị sửa"):
        jobs.run_job("core.verify_audit")
    words = words_of(client.get(LIST))
    assert "Không giữ được" in words and f"Dòng {rows[1].seq} đã bị sửa" in words
    words = words_of(client.get(f"{LIST}{rows[1].seq}/"))
    assert "Không khớp" in words and "đã bị sửa" in words
    assert anchors.kept_files()


def test_every_group_has_acts_and_every_act_a_group():
    assert all(acts.actions_of(group) for group in acts.GROUPS)


def test_differences_show_parts_of_values_and_put_what_changed_first():
    before = {"same": 1, "deep": {"a": "x", "b": [1, 2]}, "gone": True, "none": None}
    rows = trail.differences(before, {"same": 1, "deep": {"a": "y", "b": [1, 2]}})
    told = [(row.name, row.before, row.after, row.changed) for row in rows]
    assert told[0] == ("deep.a", "x", "y", True) and ("gone", "có", "", True) in told
    assert told[-1][3] is False and ("deep.b", "1; 2", "1; 2", False) in told
    assert trail.differences(None, None) == []
