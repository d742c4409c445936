"""Taking over the register of another system: columns, days, keys, files, secrets, numbers, what is set aside."""

from __future__ import annotations

import argparse
import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from thuocdo.chancery import handlers, services
from thuocdo.chancery.management import documents
from thuocdo.chancery.models import Book, Entry, ImportedRow, RegisterImport, SecretCount
from thuocdo.chancery.queries.importing import Where, assess
from thuocdo.chancery.register_files import Upload, papers_of, read_table
from thuocdo.core import clock, files
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import OutboxEvent, StoredFile
from thuocdo.documents import queries as papers
from thuocdo.documents.handlers import read_what_waits
from thuocdo.documents.models import Document, Holder
from thuocdo.documents.packs.spellings import speller
from thuocdo.documents.rules.asked import asked
from thuocdo.documents.services.registers import Register, RegisterLine
from thuocdo.documents.tests import factories
from thuocdo.kernel.cells import day_of
from thuocdo.kernel.errors import NotAllowed, Refused

HEADS = "Số đến;Ngày đến;Tác giả;Số, ký hiệu;Ngày tháng;Tên loại và trích yếu nội dung;Độ mật;File đính kèm"
FIRST = "1;02/01/2025;Sở Tư pháp;12/STP-VP;31/12/2024;V/v rà soát thủ tục;Thường;"
SECOND = "2;03-01-25;UBND tỉnh Nghệ An;3667/QĐ-UBND;30/12/2024;Quyết định ban hành Kế hoạch;;"


def table(*lines: str, heads: str = HEADS, name: str = "so-den.csv") -> Upload:
    return Upload(name, "\n".join([heads, *lines]).encode())


def where(world, direction: str = "in", source: str = "VNPT-iOffice", unit: str = "NA.SNV") -> Where:
    return Where(world.units[unit], source, direction)


def check(world, upload: Upload, *, who: str = "hoa", at: Where | None = None, **more) -> RegisterImport:
    export = services.Export(table=upload, **more)
    return services.check_import(export=export, where=at or where(world), by=world.people[who], at=clock.now())


def bring(world, upload: Upload, **more) -> RegisterImport:
    """Checked, agreed to, and carried out by the worker."""
    run = check(world, upload, **more)
    services.order_import(run=run, by=world.people["hoa"], at=clock.now())
    return carry_out(run)


def carry_out(run: RegisterImport) -> RegisterImport:
    while run.state == RegisterImport.State.RUNNING:
        event = OutboxEvent(name="chancery.order_import", payload={"key": str(run.pk)})
        handlers.carry_on_import(event)
        run.refresh_from_db()
    return run


def zipped(**files: bytes) -> Upload:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        for name, data in files.items():
            parts.writestr(name.replace("__", "."), data)
    return Upload("tep.zip", buffer.getvalue())


def test_lines_become_papers_of_the_unit_with_their_numbers(world):
    run = bring(world, table(FIRST, SECOND))
    assert (run.state, run.counts["new"], run.done_rows) == ("done", 2, 2)
    paper = Document.objects.get(number_symbol="3667/QĐ-UBND")
    assert (paper.state, paper.doc_type, paper.subject) == ("registered", "quyết định", "Ban hành Kế hoạch")
    assert (paper.issued_on, paper.received_unit.key, paper.issuer.key) == (date(2024, 12, 30), "NA.SNV", "NA.UBND")
    entry = Entry.objects.get(document=paper)
    assert (entry.number, entry.entered_on, entry.book.year, entry.book.direction) == (2, date(2025, 1, 3), 2025, "in")
    assert entry.book.last_number == 2
    found = papers.find(world.people["hoa"], papers.Wanted(words=asked("rà soát", speller())))
    assert len(found.keys) == 1


def test_the_same_file_twice_changes_nothing(world):
    bring(world, table(FIRST, SECOND))
    again = bring(world, table(FIRST, SECOND))
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 0, 2)
    assert Document.objects.count() == Entry.objects.count() == 2
    assert ImportedRow.objects.filter(run=again, outcome="same").count() == 2


def test_a_changed_line_changes_its_paper(world):
    heads = "ID;Số ký hiệu;Ngày văn bản;Trích yếu"
    bring(world, table("a1;12/STP;31/12/2024;cũ", heads=heads))
    run = bring(world, table("a1;12/STP;31/12/2024;mới", heads=heads))
    assert run.counts["changed"] == 1
    assert Document.objects.get().subject == "mới"


def test_a_paper_that_was_read_keeps_its_own_words(world):
    letter = factories.receive(world)
    run = bring(world, table("1;10/01/2024;UBND tỉnh Nghệ An;176/UBND-KSTT;09/01/2024;Tên khác trong sổ;;"))
    letter.refresh_from_db()
    assert run.counts["changed"] == 1 and Document.objects.count() == 1
    assert letter.source_key and "khắc phục" in letter.subject


@pytest.mark.parametrize(
    ("line", "field"),
    [("1;31/02/2025;A;5/A;01/01/2025;x;;", "arrived_on"), ("1;02/01/2025;A;;01/01/2025;;;", "subject"),
     ("1;02/01/2025;A;;01/01/2025;chỉ có trích yếu;;", "number"), ("1;;A;5/A;01/01/2025;x;hơi mật;", "secrecy")],
)  # fmt: skip
def test_a_wrong_line_is_set_aside_and_the_others_go_on(world, line, field):
    run = bring(world, table(line, FIRST))
    assert (run.counts["set_aside"], run.counts["new"], run.state) == (1, 1, "done")
    told = run.set_aside[0]
    assert (told["line"], told["field"]) == (2, field) and told["message"] and told["remedy"]


def test_two_lines_of_one_paper_are_told(world):
    run = check(world, table(FIRST, FIRST))
    assert run.counts["set_aside"] == 1 and "dòng 2" in run.set_aside[0]["message"]


@pytest.mark.parametrize("degree", ["Mật", "TỐI MẬT", "tuyệt mật"])
def test_state_secrets_are_counted_and_nothing_of_them_is_kept(world, degree):
    upload = table(FIRST, f"9;02/01/2025;Công an;77/CA;01/01/2025;Chuyện hệ trọng;{degree};")
    run = bring(world, upload)
    assert run.counts["secret"] == 1 and Document.objects.count() == 1
    assert SecretCount.objects.get().count == 1
    with run.table.content.open("rb") as content:
        assert "hệ trọng" not in content.read().decode()
    bring(world, upload)
    assert SecretCount.objects.get().count == 1


def test_files_are_joined_by_the_column_and_read_by_the_worker(world):
    line = FIRST + "thu.txt"
    files = papers_of(zipped(thu__txt=factories.LETTER.encode(), la__txt=b"x"))
    run = bring(world, table(line), papers=files)
    paper = Document.objects.get()
    assert (run.counts["with_file"], paper.state, paper.file_name) == (1, "waiting", "thu.txt")
    read_what_waits(OutboxEvent.objects.get(name="documents.complete_line"))
    paper.refresh_from_db()
    assert (paper.state, paper.number_symbol) == ("proposed", "12/STP-VP") and "3667" in paper.text


def test_a_later_import_with_the_file_completes_the_line(world):
    bring(world, table(SECOND))
    run = bring(
        world, table(SECOND), papers=papers_of(Upload("t.zip", zipped(**{"3667-QĐ-UBND__txt": b"noi dung"}).data))
    )
    assert run.counts["changed"] == 1
    assert Document.objects.get().state == "waiting"


def test_a_file_that_does_not_come_is_told_and_the_line_stays(world):
    run = bring(world, table(FIRST + "mat.pdf"))
    assert run.counts["new"] == 1
    assert run.set_aside[0]["field"] == "file"


def test_a_file_of_another_paper_is_not_taken_twice(world):
    letter = factories.receive(world, who="minh")
    with letter.original.content.open("rb") as content:
        data = content.read()
    run = bring(world, table(FIRST + "thu.txt"), papers=papers_of(zipped(thu__txt=data)))
    assert "văn bản khác" in run.set_aside[0]["message"]


@pytest.mark.parametrize(("who", "told"), [("hoa", True), ("minh", False)])
def test_of_a_file_of_a_paper_that_the_person_cannot_see_only_that_another_unit_has_it_is_told(world, who, told):
    letter = factories.receive(world)
    with letter.original.content.open("rb") as content:
        data = content.read()
    register = Register("x", world.units["NA.STP"], outgoing=False, by=world.people[who], at=clock.now())
    said = RegisterLine(key="1", number_symbol="5/UBND")
    file = files.store(data, name="thu.txt")
    register.look_up([said], [file.sha256])
    line = register.take(said, None)
    with pytest.raises(Refused) as refused:
        register.give_file(line, file)
    assert refused.value.code == "documents.file_of_another"
    assert (letter.number_symbol in str(refused.value)) == told
    assert ("đơn vị khác" in str(refused.value)) != told


def test_a_line_with_a_file_takes_few_statements_and_so_does_reading_it(world):
    def statements(first: int, last: int) -> int:
        numbers = range(first, last)
        lines = [f"{n};02/01/2025;Sở Tư pháp;{n}/A;01/01/2025;x;;t{n}.txt" for n in numbers]
        given = zipped(**{f"t{n}__txt": f"{factories.LETTER} {n}".encode() for n in numbers})
        run = check(world, table(*lines), papers=papers_of(given))
        services.order_import(run=run, by=world.people["hoa"], at=clock.now())
        with CaptureQueriesContext(connection) as told:
            carry_out(run)
        return len(told)

    assert (statements(10, 20) - statements(1, 3)) / 8 <= 11
    event = OutboxEvent.objects.filter(name="documents.complete_line").last()
    with CaptureQueriesContext(connection) as told:
        read_what_waits(event)
    assert Document.objects.get(pk=event.payload["key"]).items.exists() and len(told) <= 30


def test_a_file_that_somebody_hands_in_at_the_same_moment_leaves_its_line_for_the_next_time(world, monkeypatch):
    given = Register.give_file

    def give_file(register, document, file):
        if document.number_symbol == "1/A":
            raise IntegrityError("sha256")
        return given(register, document, file)

    monkeypatch.setattr(Register, "give_file", give_file)
    lines = [f"{n};02/01/2025;A;{n}/A;01/01/2025;x;;t{n}.txt" for n in (1, 2)]
    sent = {"papers": papers_of(zipped(t1__txt=b"mot", t2__txt=b"hai"))}
    run = bring(world, table(*lines), **sent)
    assert "vừa được người khác" in run.set_aside[0]["message"] and run.counts["new"] == 1
    monkeypatch.undo()
    again = bring(world, table(*lines), papers=papers_of(zipped(t1__txt=b"mot", t2__txt=b"hai")))
    assert (again.counts["new"], again.counts["same"], again.set_aside) == (1, 1, [])


def test_one_file_for_two_lines_is_that_of_the_first(world):
    lines = [f"{n};02/01/2025;A;{n}/A;01/01/2025;x;;chung.txt" for n in (1, 2)]
    run = bring(world, table(*lines), papers=papers_of(zipped(chung__txt=b"mot")))
    assert [bool(paper.sha256) for paper in Document.objects.order_by("number_key")] == [True, False]
    assert [(one["line"], one["field"]) for one in run.set_aside] == [(3, "file")]
    assert OutboxEvent.objects.filter(name="documents.complete_line").count() == 1


def test_numbers_of_the_other_system_stay_and_gaps_are_told(world):
    lines = [f"{number};02/01/2025;A;{number}/A;01/01/2025;x;;" for number in (3, 5)]
    run = bring(world, table(*lines))
    assert [entry.number for entry in Entry.objects.order_by("number")] == [3, 5]
    assert run.counts["gaps"] == [
        {"book": "Sổ đăng ký văn bản đến năm 2025", "year": 2025, "count": 3, "first": ["1–2", "4"], "more": False}
    ]
    assert Book.objects.get().last_number == 5


def test_a_number_that_is_taken_is_told_and_the_paper_stays(world):
    bring(world, table("3;02/01/2025;A;1/A;01/01/2025;x;;"))
    run = bring(world, table("3;02/01/2025;B;2/B;01/01/2025;y;;"))
    assert Document.objects.count() == 2 and Entry.objects.count() == 1
    assert run.set_aside[0]["field"] == "book_number"


def test_papers_going_out_take_the_number_of_their_symbol(world):
    heads = "Số, ký hiệu;Ngày tháng;Tên loại và trích yếu nội dung;Người ký;Nơi nhận"
    run = bring(world, table("45/KH-SNV;05/03/2025;Kế hoạch kiểm tra;Lê A;UBND tỉnh, Sở Tài chính", heads=heads),
                at=where(world, "out"))  # fmt: skip
    entry = Entry.objects.get()
    assert run.counts["new"] == 1
    assert (entry.number, entry.book.direction, entry.book.series) == (45, "out", "ke_hoach")
    assert entry.document.issuer == world.units["NA.SNV"]


def issued(world, unit: str | None, name: str = "") -> Document:
    """A confirmed paper with the number and day of the outgoing line, that lies with the department."""
    letter = factories.receive(world)
    letter.number_symbol, letter.number_key, letter.issued_on = "45/KH", "45/KH", date(2025, 3, 5)
    letter.issued_value, letter.date_precision = "2025-03-05", "day"
    letter.issuer, letter.issuer_name = world.units[unit] if unit else None, name
    letter.state, letter.confirmed_at, letter.confirmed_by = "confirmed", clock.now(), world.people["hoa"]
    letter.save()
    return letter


OUT = "Số, ký hiệu;Ngày tháng;Tên loại và trích yếu nội dung"


@pytest.mark.parametrize(("unit", "name"), [("NA.STP", "Sở Tư pháp"), (None, "Hội Khuyến học")])
def test_a_register_of_papers_going_out_takes_no_paper_of_another_agency_over(world, unit, name):
    letter = issued(world, unit, name)
    bring(world, table("45/KH;05/03/2025;Kế hoạch", heads=OUT), at=where(world, "out"))
    letter.refresh_from_db()
    assert (letter.issuer, letter.source_key) == (world.units[unit] if unit else None, "")
    assert Entry.objects.get().document != letter and Document.objects.count() == 2


@pytest.mark.parametrize("unit", ["NA.SNV", None])
def test_a_paper_of_the_unit_or_of_nobody_is_known_but_its_issuer_stays(world, unit):
    letter = issued(world, unit)
    bring(world, table("45/KH;05/03/2025;Kế hoạch", heads=OUT), at=where(world, "out"))
    letter.refresh_from_db()
    assert letter.source_key and letter.issuer == (world.units[unit] if unit else None)
    assert Entry.objects.get().document == letter


SECRET = factories.LETTER.replace("Số: 176/UBND-KSTT ", "Số: 176/UBND-KSTT\nTỐI MẬT\n", 1).encode()


def kept_words(run: RegisterImport) -> str:
    run.refresh_from_db()
    with run.table.content.open("rb") as content:
        return content.read().decode() + str(run.columns["files"]) + str(run.set_aside)


def test_a_line_whose_file_carries_a_stamp_is_secret_whatever_its_column_says(world):
    line = "9;02/01/2025;Công an;77/CA;01/01/2025;Chuyện hệ trọng;;m.txt"
    run = check(world, table(FIRST, line), papers=papers_of(zipped(m__txt=SECRET)))
    assert (run.counts["secret"], run.counts["lines"], run.counts["with_file"]) == (1, 1, 0)
    assert "hệ trọng" not in kept_words(run) and "m.txt" not in kept_words(run)
    assert list(StoredFile.objects.all()) == [run.table]


def test_a_secrecy_column_that_is_named_later_drops_the_file_too(world):
    heads = "Số ký hiệu;Ngày văn bản;Trích yếu;Mức;Tên tệp"
    upload = table("1/A;01/01/2025;hệ trọng;Mật;m.txt", "2/A;01/01/2025;thường;;", heads=heads)
    files = papers_of(zipped(m__txt=b"noi dung he trong"))
    other, run = check(world, upload, papers=files), check(world, upload, papers=files)
    services.map_columns(run=run, chosen={"Mức": "secrecy"}, by=world.people["hoa"], at=clock.now())
    assert run.columns["files"] == {} and "hệ trọng" not in kept_words(run)
    other.refresh_from_db()
    assert other.table == run.table, "the same table that was handed in twice says no more"
    services.map_columns(run=other, chosen={"Mức": "secrecy"}, by=world.people["hoa"], at=clock.now())
    assert [one.pk for one in StoredFile.objects.exclude(content="")] == [run.table_id]


def test_a_scan_that_the_worker_finds_secret_leaves_the_kept_table_in_the_middle_of_the_import(world, monkeypatch):
    monkeypatch.setattr("thuocdo.documents.screening.takes_long", lambda data, name="": True)
    monkeypatch.setattr("thuocdo.chancery.services.importing.STEP", 2)
    line = "9;02/01/2025;Công an;77/CA;01/01/2025;Chuyện hệ trọng;;m.txt"
    more = [f"{n};02/01/2025;A;{n}/A;01/01/2025;x;;" for n in range(20, 25)]
    run = check(world, table(line, *more), papers=papers_of(zipped(m__txt=SECRET)))
    services.order_import(run=run, by=world.people["hoa"], at=clock.now())
    services.carry_on_import(run=run, by=SYSTEM, at=clock.now())
    read_what_waits(OutboxEvent.objects.get(name="documents.complete_line"))
    assert "hệ trọng" not in kept_words(run) and "m.txt" not in kept_words(run)
    assert carry_out(run).state == "done"
    assert sorted(Document.objects.values_list("number_symbol", flat=True)) == [f"{n}/A" for n in range(20, 25)]


def test_one_bad_line_leaves_the_others_of_its_book_alone(world, monkeypatch):
    said = ((5, "1"), (3, "2"), (4, "²"), (6, "9" * 11))
    lines = [f"{n};02/01/2025;A;{n}/A;01/01/2025;x;;;{copies}" for n, copies in said]
    holding = Holder.objects.bulk_create

    def hold(rows, **given):
        if rows[0].document.number_symbol == "5/A":
            raise DataError("integer out of range")
        return holding(rows, **given)

    monkeypatch.setattr(Holder.objects, "bulk_create", hold)
    run = bring(world, table(*lines, heads=HEADS + ";Số lượng bản"))
    assert [(entry.number, entry.copies) for entry in Entry.objects.all()] == [(3, 2)]
    assert Book.objects.get().last_number == 3 and Document.objects.count() == 2
    assert {(one["line"], one["field"]) for one in run.set_aside} == {(2, "book_number"), (4, "copies"), (5, "copies")}


def test_what_a_line_that_failed_has_touched_is_not_indexed(world, monkeypatch):
    given = Register.give_file

    def give_file(register, document, file):
        if document.number_symbol == "1/A":
            raise DataError("broken")
        return given(register, document, file)

    monkeypatch.setattr(Register, "give_file", give_file)
    lines = [f"{n};02/01/2025;A;{n}/A;01/01/2025;x;;t{n}.txt" for n in (1, 2)]
    run = bring(world, table(*lines), papers=papers_of(zipped(t1__txt=b"mot", t2__txt=b"hai")))
    assert [paper.number_symbol for paper in Document.objects.all()] == ["2/A"]
    assert (run.state, run.counts["new"], run.set_aside[0]["line"]) == ("done", 1, 2)


@pytest.mark.parametrize(
    ("line", "field"),
    [("1;01/01/2026;A;5/A;01/01/2025;x;;", "arrived_on"), ("1;;A;5/A;16/07/2025;x;;", "issued_on"),
     ("999999;02/01/2025;A;5/A;01/01/2025;x;;", "book_number")],
)  # fmt: skip
def test_days_to_come_and_numbers_out_of_reach_do_not_enter_the_books(world, line, field):
    run = bring(world, table(line, FIRST))
    assert [(one["line"], one["field"]) for one in run.set_aside] == [(2, field)]
    assert [(book.year, book.last_number) for book in Book.objects.all()] == [(2025, 1)]
    entry = services.take_number(
        unit=world.units["NA.SNV"], doc_type="công văn", on=clock.today(), by=world.people["hoa"], at=clock.now(),
        direction="in",
    )  # fmt: skip
    assert entry.number == 2


def test_the_end_of_a_year_comes_without_its_beginning(world):
    run = bring(world, table(*(f"{n};02/01/2025;A;{n}/A;01/01/2025;x;;" for n in (8200, 8201))))
    assert run.set_aside == [] and Book.objects.get().last_number == 8201
    assert run.counts["gaps"][0]["first"] == ["1–8199"]


@pytest.mark.parametrize("cell", ["²", "1" * 5000, "99999", "٣٤٥٦٧"])
def test_no_cell_of_a_day_breaks_the_check(world, cell):
    run = check(world, table(f"1;{cell};A;5/A;01/01/2025;x;;", FIRST))
    assert [(one["line"], one["field"]) for one in run.set_aside] == [(2, "arrived_on")]


def test_every_line_that_is_set_aside_late_is_counted(world, monkeypatch):
    monkeypatch.setattr("thuocdo.chancery.services.importing.MOST_TOLD", 2)
    run = bring(world, table(*(f"{n};02/01/2025;A;{n}/A;01/01/2025;x;;thieu.pdf" for n in range(1, 6))))
    assert (run.counts["set_aside"], len(run.set_aside)) == (5, 5)


def test_columns_that_nobody_knows_are_chosen_and_remembered(world):
    heads = "Hiệu số;Ngày văn bản;Tóm lược;Tác giả"
    run = check(
        world, table("1/A;01/01/2025;abc;A", "2/A;01/01/2025;abd;A", heads="Số ký hiệu;Ngày văn bản;Tóm lược;Tác giả")
    )
    assert "subject" not in run.columns["places"]
    services.map_columns(run=run, chosen={"Tóm lược": "subject"}, by=world.people["hoa"], at=clock.now())
    assert run.columns["places"]["subject"] == 2
    chosen = {"Hiệu số": "number", "Tóm lược": "subject"}
    later = check(world, table("1/A;01/01/2025;abc;A", heads=heads))
    services.map_columns(run=later, chosen=chosen, by=world.people["hoa"], at=clock.now())
    assert check(world, table("3/A;01/01/2025;x;A", heads=heads)).columns["places"]["number"] == 0


def test_a_secrecy_column_that_is_named_later_still_keeps_secrets_out(world):
    run = check(
        world,
        table(
            "1/A;01/01/2025;hệ trọng;Mật", "2/A;01/01/2025;thường ngày;", heads="Số ký hiệu;Ngày văn bản;Trích yếu;Mức"
        ),
    )
    services.map_columns(run=run, chosen={"Mức": "secrecy"}, by=world.people["hoa"], at=clock.now())
    assert run.counts["secret"] == 1
    with run.table.content.open("rb") as content:
        assert "hệ trọng" not in content.read().decode()


@pytest.mark.parametrize(
    ("cell", "day"),
    [("15/07/2025", date(2025, 7, 15)), ("5-7-25", date(2025, 7, 5)), ("1.1.99", date(1999, 1, 1)),
     (45853.0, date(2025, 7, 15)), (date(2025, 7, 15), date(2025, 7, 15)), ("08:30 15/07/2025", date(2025, 7, 15)),
     ("07/15/2025", None), ("0", None)],
)  # fmt: skip
def test_days_are_read_as_people_write_them(cell, day):
    assert day_of(cell, date(2025, 7, 15)) == day


def workbook(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def test_tables_come_as_workbooks_and_as_text_of_any_encoding(world):
    rows = [["SỔ ĐĂNG KÝ"], ["Số ký hiệu", "Ngày văn bản", "Trích yếu"], ["(1)", "(2)", "(3)"], ["1/A", 45658, "Việc"]]
    assert read_table(Upload("a.xlsx", workbook(rows)))[3][2] == "Việc"
    text = "Số ký hiệu\tNgày văn bản\tTrích yếu\n1/A\t01/01/2025\tViệc\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1258"):
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        assert read_table(Upload("a.csv", data))[1][0] == "1/A", encoding
    found = assess(read_table(Upload("a.xlsx", workbook(rows))), where(world), today=date(2025, 7, 15))
    assert found.counts["new"] == 1 and found.lines[0].day("issued_on") == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("upload", "code"),
    [(Upload("a.csv", b"xin chao"), "import.no_table"), (Upload("a.xlsx", b"PK\x03\x04hong"), "import.not_xlsx"),
     (Upload("a.csv", b"a;b\n1;2\n3;4\n"), "register.no_head"),
     (Upload("a.xls", b"\xd0\xcf\x11\xe0hong"), "import.damaged")],
)  # fmt: skip
def test_what_is_no_register_is_refused(world, upload, code):
    with pytest.raises(Refused) as refused:
        check(world, upload)
    assert refused.value.code == code


def test_only_who_has_the_right_at_the_unit_imports(world):
    for who in ("lan", "dung", "quantri", "thamdinh"):
        with pytest.raises(NotAllowed):
            check(world, table(FIRST), who=who)


def test_an_import_is_agreed_to_once(world):
    run = bring(world, table(FIRST))
    with pytest.raises(Refused, match="đã được đồng ý"):
        services.order_import(run=run, by=world.people["hoa"], at=clock.now())
    assert services.carry_on_import(run=run, by=SYSTEM, at=clock.now()).counts["new"] == 1


def test_an_import_that_is_not_agreed_to_is_dropped_with_its_files_on_its_page(world, signed_in):
    files = papers_of(zipped(thu__txt=b"noi dung"))
    twice = [check(world, table(FIRST + "thu.txt"), papers=files) for _ in range(2)]
    address = f"/van-ban/nhap/{twice[0].pk}/"
    assert "Bỏ lần nhập này" in signed_in("hoa").get(address).content.decode()
    assert signed_in("minh").post(address, {"discard": "1"}).status_code == 403
    assert signed_in("hoa").post(address, {"discard": "1"}).status_code == 302
    assert list(RegisterImport.objects.all()) == [twice[1]]
    assert StoredFile.objects.exclude(content="").count() == 2, "the same export was handed in twice"
    services.discard_import(run=twice[1], by=world.people["hoa"], at=clock.now())
    assert not RegisterImport.objects.exists() and not StoredFile.objects.exclude(content="").exists()


def test_an_import_under_way_is_not_dropped(world):
    run = bring(world, table(FIRST))
    with pytest.raises(Refused, match="đã được đồng ý"):
        services.discard_import(run=run, by=world.people["hoa"], at=clock.now())
    with pytest.raises(NotAllowed):
        services.discard_import(run=check(world, table(SECOND)), by=world.people["minh"], at=clock.now())


def test_a_long_import_goes_on_step_by_step(world, monkeypatch):
    monkeypatch.setattr("thuocdo.chancery.services.importing.STEP", 2)
    run = check(world, table(*(f"{n};02/01/2025;A;{n}/A;01/01/2025;x;;" for n in range(1, 6))))
    services.order_import(run=run, by=world.people["hoa"], at=clock.now())
    services.carry_on_import(run=run, by=SYSTEM, at=clock.now())
    assert (run.done_rows, run.state) == (2, "running")
    assert carry_out(run).done_rows == 5


def test_the_page_takes_a_table_shows_what_it_would_do_and_carries_out(world, signed_in):
    browser = signed_in("hoa")
    assert "Chưa nhập sổ lần nào" in browser.get("/van-ban/nhap/").content.decode()
    sent = {"unit": "NA.SNV", "direction": "in", "source": "VNPT-iOffice"}
    file = SimpleUploadedFile("so.csv", table(FIRST, "2;x;A;5/A;01/01/2025;y;;").data)
    answer = browser.post("/van-ban/nhap/", {**sent, "table": file})
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "Nhập thì sẽ" in page and "không phải ngày có trong lịch" in page and 'name="column-3"' in page
    assert browser.post(answer["Location"], {"agree": "1"}).status_code == 302
    run = carry_out(RegisterImport.objects.get())
    assert "Kết quả" in browser.get(answer["Location"]).content.decode() and run.counts["new"] == 1


def test_columns_are_chosen_on_the_page(world, signed_in):
    run = check(world, table(FIRST))
    chosen = {f"column-{at}": "" for at in range(8)} | {"column-3": "number", "column-5": "subject"}
    signed_in("hoa").post(f"/van-ban/nhap/{run.pk}/", chosen)
    run.refresh_from_db()
    assert run.columns["places"] == {"number": 3, "subject": 5}


def test_lines_set_aside_come_back_as_a_workbook_that_can_be_sent_again(world, signed_in):
    run = bring(world, table("2;x;A;5/A;01/01/2025;y;;", FIRST))
    answer = signed_in("hoa").get(f"/van-ban/nhap/{run.pk}/de-rieng.xlsx")
    rows = read_table(Upload("l.xlsx", answer.content))
    head = next(row for row in rows if "Ngày đến" in row)
    assert head[head.index("Ngày đến") + 1] == "Lỗi: Ngày đến"
    mended = [[("02/01/2025" if cell == "x" else cell) for cell in row] for row in rows]
    again = bring(world, Upload("l.xlsx", workbook(mended)))
    assert (again.counts["new"], again.counts["set_aside"]) == (1, 0)


def test_a_wrong_file_is_told_on_the_page_and_others_see_nothing(world, signed_in):
    sent = {"unit": "NA.SNV", "direction": "in", "source": "cũ", "table": SimpleUploadedFile("a.csv", b"xin chao")}
    answer = signed_in("hoa").post("/van-ban/nhap/", sent)
    assert answer.status_code == 422 and "không phải bảng" in answer.content.decode()
    run = check(world, table(FIRST))
    assert signed_in("minh").get(f"/van-ban/nhap/{run.pk}/").status_code == 403
    assert signed_in("dung").get(f"/van-ban/nhap/{run.pk}/").status_code == 403


def test_the_command_imports_and_tells_what_is_wrong(world, tmp_path, capsys):
    path = tmp_path / "so.csv"
    path.write_bytes(table(FIRST, "2;x;A;5/A;01/01/2025;y;;").data)
    parser = argparse.ArgumentParser()
    documents.add_arguments(parser)
    given = ["import", str(path), "--unit", "NA.SNV", "--source", "cũ", "--direction", "in"]
    assert documents.run(parser.parse_args([*given, "--dry-run"])) == 0
    assert not RegisterImport.objects.exists() and "1 mới" in capsys.readouterr().out
    assert documents.run(parser.parse_args(given)) == 0
    told = capsys.readouterr().out
    assert "1 mới" in told and "dòng 3, cột “Ngày đến”" in told
    assert documents.run(parser.parse_args(["reindex"])) == 0
