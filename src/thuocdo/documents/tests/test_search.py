"""Searching the register: words with and without marks, phrases, numbers, fields, days, spellings, rights."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from thuocdo.core import clock
from thuocdo.documents import queries, services
from thuocdo.documents.indexing import index_paper, index_stale
from thuocdo.documents.models import Document, DocumentIndex, Holder
from thuocdo.documents.packs.spellings import speller
from thuocdo.documents.queries import seeking
from thuocdo.documents.rules.asked import asked, days_of
from thuocdo.documents.rules.index_words import CUT, LONG, IndexWords
from thuocdo.documents.tests import factories


@pytest.fixture(params=["newest first", "index"])
def way(request, monkeypatch):
    """Every question is put both ways: among the newest papers, and to the index of words."""
    if request.param == "index":
        monkeypatch.setattr(seeking._Search, "_walk", lambda *_args, **_more: ([], False))
    return request.param


def line(world, subject: str, *, text: str = "", unit: str = "NA.SNV", **more) -> Document:
    """A paper of the register with words of our own."""
    row = Document.objects.create(
        state=more.pop("state", "registered"), subject=subject, text=text, received_at=more.pop("at", clock.now()),
        received_unit=world.units[unit], province=world.units["P40"], **more,
    )  # fmt: skip
    index_paper(row)
    return row


def found(world, words: str, who: str = "hoa", **more) -> list[str]:
    """Subjects of what somebody finds, in order."""
    wanted = queries.Wanted(words=asked(words, speller()), **more)
    page = queries.find(world.people[who], wanted)
    assert page.count >= len(page.keys) or page.more_than
    return [one.document.subject for one in queries.results(world.people[who], page)]


@pytest.fixture
def papers(world):
    line(world, "Kế hoạch cải cách hành chính", number_symbol="3667/QĐ-UBND", number_key="3667/QD-UBND",
         issued_value="2024-12-30", issued_on=date(2024, 12, 30), date_precision="day", doc_type="quyết định",
         issuer_name="Ủy ban nhân dân tỉnh Nghệ An", signer_name="Nguyễn Văn A")  # fmt: skip
    line(world, "Khắc phục hạn chế",
         text="Thực hiện Quyết định số 3667/QĐ-UBND, UBND tỉnh yêu cầu kỹ thuật VNPT iOffice.",

         issued_value="2025-02", doc_type="công văn", issuer_name="Sở Nội vụ")  # fmt: skip
    line(world, "Công tác CCHC quý I", text="Cải tiến cách làm; thủ tục hành chính. Hoà bình", issued_value="2025",
         doc_type="báo cáo", issuer_name="Sở Tư pháp")  # fmt: skip
    return world


@pytest.mark.parametrize(
    ("words", "subjects"),
    [
        ("kế hoạch", ["Kế hoạch cải cách hành chính"]),
        ("ke hoach", ["Kế hoạch cải cách hành chính"]),
        ("kê hoạch", []),
        ("Hòa", ["Công tác CCHC quý I"]),
        ("kĩ thuật", ["Khắc phục hạn chế"]),
        ("quí", ["Công tác CCHC quý I"]),
        ('"cải cách"', ["Kế hoạch cải cách hành chính"]),
        ('"cai cach hanh"', ["Kế hoạch cải cách hành chính"]),
        ('"cách hành"', ["Kế hoạch cải cách hành chính"]),
        ('"hành cách"', []),
        ("cải cách hành chính", ["Công tác CCHC quý I", "Kế hoạch cải cách hành chính"]),
        ("CCHC", ["Công tác CCHC quý I", "Kế hoạch cải cách hành chính"]),
        ("VNPT I-Office", ["Khắc phục hạn chế"]),
        ("ioffice", ["Khắc phục hạn chế"]),
        ("tỉnh -kỹ", ["Kế hoạch cải cách hành chính"]),
        ('hành chính -"cải cách hành"', ["Công tác CCHC quý I"]),
        ("trichyeu:khắc", ["Khắc phục hạn chế"]),
        ("trichyeu:tỉnh", []),
        ('coquan:"sở nội vụ"', ["Khắc phục hạn chế"]),
        ("nguoiky:nguyen", ["Kế hoạch cải cách hành chính"]),
        ("loai:quyết", []),
        ('loai:"Quyết định"', ["Kế hoạch cải cách hành chính"]),
        ("so:3667", ["Kế hoạch cải cách hành chính"]),
        ("so:03667/QĐ", ["Kế hoạch cải cách hành chính"]),
        ("iof*", ["Khắc phục hạn chế"]),
    ],
)
def test_words_are_found_as_they_are_meant(way, papers, words, subjects):
    days = asked(words, speller())
    kind = (f"t:{days.kind}",) if days.kind else ()
    assert found(papers, words, facets=kind) == subjects


@pytest.mark.parametrize("words", ["3667", "3667/QĐ-UBND", "03667 / QĐ - UBND", "3667/qd"])
def test_the_paper_that_has_the_number_comes_before_newer_ones_that_mention_it(way, papers, words):
    assert found(papers, words) == ["Kế hoạch cải cách hành chính", "Khắc phục hạn chế"]


def test_the_last_word_may_go_on_while_somebody_types():
    assert asked("kế hoạch chuyể", speller(), typing=True).coarse.endswith(":*")
    assert ":*" in asked("kế hoạch cả", speller(), typing=True).fine
    assert "'s'" not in asked("chuyển đổi s", speller(), typing=True).coarse
    assert ":*" not in asked("kế hoạch cả ", speller(), typing=True).coarse
    assert ":*" not in asked("kế hoạch cả", speller()).coarse


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [("ngay:2025", date(2025, 1, 1), date(2025, 12, 31)), ("ngay:30/12/2024", date(2024, 12, 30), date(2024, 12, 30)),
     ("ngay:01/2024-06/2024", date(2024, 1, 1), date(2024, 6, 30)), ("ngay:2024-", date(2024, 1, 1), None)],
)  # fmt: skip
def test_days_are_typed_in_the_line(words, first, last):
    assert (asked(words, speller()).first, asked(words, speller()).last) == (first, last)


def test_what_is_no_day_is_told_and_left_out():
    assert asked("ngay:31/02/2025 abc", speller()).unclear == ("31/02/2025",)
    assert days_of("nửa năm") is None


def test_days_narrow_the_list(way, papers):
    assert found(papers, "", first=date(2025, 1, 1)) == ["Khắc phục hạn chế", "Công tác CCHC quý I"]
    assert found(papers, "", last=date(2024, 12, 31)) == ["Kế hoạch cải cách hành chính"]


@pytest.mark.parametrize("words", ["'", "\\", "& | !", '"', "-", ":*", "a'b\\", "(", "x" * 190, "𝒳 ‮", "\x00a"])
def test_odd_signs_are_no_fault(way, papers, words):
    assert isinstance(found(papers, words), list)


def test_pages_follow_each_other_without_a_gap(way, world):
    for number in range(7):
        line(world, f"Dòng {number}", issued_value=f"202{number}")
    seen = [subject for at in range(0, 8, 3) for subject in found(world, "dòng", offset=at, limit=3)]
    assert seen == [f"Dòng {number}" for number in reversed(range(7))]


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "dung", "lanhdao", "thamdinh", "quantri"])
def test_everybody_finds_exactly_what_they_may_read(way, world, who):
    """The keys of scope and `visible_to` say the same for papers at every place and in every state."""
    for unit in ("NA.SNV", "NA.STP", "NA.QH", "TH.UBND"):
        for state in ("registered", "proposed"):
            row = line(world, f"chung {unit} {state}", unit="NA.STC")
            province = world.units["P38" if unit.startswith("TH") else "P40"]
            more = {"file": None, "received_unit": world.units[unit], "province": province, "state": "registered"}
            Document.objects.filter(pk=row.pk).update(**more)
    issued = line(world, "chung ban hành", unit="NA.STC", issuer=world.units["NA.QH"])
    held = line(world, "chung giữ", unit="NA.STC")
    Holder.objects.create(document=held, unit=world.units["TH.UBND"], why="delivered", since=clock.now())
    receipt = factories.receive(world, text="chung\n" + factories.LETTER)
    confirmed = {"state": "confirmed", "confirmed_at": clock.now(), "confirmed_by": world.people["hoa"]}
    Document.objects.filter(pk=receipt.pk).update(**confirmed)
    assert issued.pk
    page = queries.find(world.people[who], queries.Wanted(words=asked("chung", speller()), limit=100))
    visible = {row.pk for row in queries.visible_documents(world.people[who])}
    assert set(page.keys) == visible & set(DocumentIndex.objects.values_list("pk", flat=True))


def test_a_withdrawn_holder_no_longer_finds_the_paper(way, world):
    held = line(world, "riêng", unit="NA.STC")
    holder = Holder.objects.create(document=held, unit=world.units["TH.UBND"], why="delivered", since=clock.now())
    assert found(world, "riêng", "dung") == ["riêng"]
    holder.delete()
    assert found(world, "riêng", "dung") == []


def test_a_head_of_very_many_units_finds_the_same(way, world, monkeypatch):
    line(world, "của mình", unit="NA.STP")
    line(world, "của người khác", unit="NA.QH")
    monkeypatch.setattr(seeking, "FEW_UNITS", 0)
    assert found(world, "của", "minh") == ["của mình"]


def test_words_follow_what_services_change(world, letter):
    assert found(world, '"khắc phục tồn tại"')
    services.correct_metadata(
        document=letter, data={"subject": "Chữ mới hoàn toàn"}, by=world.people["hoa"], at=clock.now(), reason="sửa"
    )
    assert found(world, "trichyeu:hoàn") == ["Chữ mới hoàn toàn"]
    assert not DocumentIndex.objects.get(pk=letter.pk).stale


def test_items_are_searched_alone(world, paper):
    item = paper.items.get(label="N1")
    services.correct_item(
        document=paper, item=item, data={"text": "Triển khai chuyển nhượng"}, by=world.people["hoa"], at=clock.now()
    )
    only = queries.Wanted(words=asked("chuyển nhượng", speller(), where="task"))
    assert queries.find(world.people["hoa"], only).keys == (paper.pk,)
    other = queries.Wanted(words=asked("chuyển nhượng", speller(), where="target"))
    assert queries.find(world.people["hoa"], other).keys == ()


def test_a_paper_changed_behind_the_services_is_indexed_by_the_job(world, letter):
    Document.objects.filter(pk=letter.pk).update(subject="Đổi thẳng trong bảng")
    assert DocumentIndex.objects.get(pk=letter.pk).stale
    assert index_stale() == 1
    assert found(world, "trichyeu:thẳng") == ["Đổi thẳng trong bảng"]
    assert index_stale() == 0


def test_a_text_beyond_the_limits_of_the_database_is_still_found(way, world):
    parts = (f"chữ{number % 9973} số{number}" for number in range(90_000))
    row = line(world, "Rất dài", text=f"mở đầu {' '.join(parts)} kết thúc lạ")
    words = row.index
    assert words.pk
    entries = IndexWords(speller())
    entries.add(row.text)
    assert LONG in entries.text() and CUT in entries.text()
    assert found(world, '"mở đầu"') == found(world, '"chữ1 số1 chữ2"') == ["Rất dài"]


def test_common_words_are_not_counted_to_the_end(world, monkeypatch):
    monkeypatch.setattr(seeking, "COUNTED", 3)
    for number in range(6):
        line(world, f"Nhiều {number}")
    page = queries.find(world.people["hoa"], queries.Wanted(words=asked("nhiều", speller()), limit=2))
    assert (page.count, page.more_than, page.has_next) == (3, True, True)


def test_settings_of_the_database_are_as_before_afterwards(world, papers):
    found(world, "kế")
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)


def test_the_page_marks_what_was_found_and_tells_how_many(signed_in, papers):
    page = signed_in("hoa").get("/van-ban/", {"tim": "3667/QĐ-UBND"}).content.decode()
    assert "Có 2 văn bản phù hợp" in page and '<mark class="m-find">3667/QĐ-UBND</mark>' in page
    assert page.index("Kế hoạch cải cách") < page.index("Khắc phục")


def test_fields_of_the_form_and_of_the_line_say_the_same(signed_in, papers):
    browser = signed_in("hoa")
    for query in ({"trich-yeu": "khắc phục"},
                  {"tim": 'trichyeu:"khắc phục"'},
                  {"co-quan": "nội vụ", "tu": "01/01/2025"}, {"so": "3667", "den": "31/12/2024"},
                  {"nam": "2025", "loai": "công văn"}):  # fmt: skip
        assert "Có 1 văn bản phù hợp" in browser.get("/van-ban/", query).content.decode(), query
    assert "Không hiểu" in browser.get("/van-ban/", {"tim": "ngay:32/01/2025"}).content.decode()


def test_the_workbook_holds_what_the_page_finds(signed_in, papers):
    answer = signed_in("hoa").get("/van-ban/xuat.xlsx", {"tim": "khắc phục"})
    assert answer.status_code == 200 and answer.content[:2] == b"PK"


def test_years_and_types_are_those_that_stand_in_the_register(papers):
    expected = (["2025", "2024"], ["báo cáo", "công văn", "quyết định"])
    assert queries.years_and_types(papers.people["hoa"]) == expected


@pytest.mark.parametrize("near", [200, 0])
def test_years_and_types_of_papers_that_a_person_cannot_see_are_not_offered(signed_in, papers, monkeypatch, near):
    monkeypatch.setattr(seeking, "NEAR", near)
    line(papers, "Chưa ai được biết", doc_type="Kết luận thanh tra vụ X", issued_value="2019")
    line(papers, "Của Sở Tư pháp", doc_type="Tờ trình", issued_value="2023", unit="NA.STP")
    assert queries.years_and_types(papers.people["minh"]) == (["2023"], ["Tờ trình"])
    years, types = queries.years_and_types(papers.people["hoa"])
    assert "2019" in years and "Kết luận thanh tra vụ X" in types
    assert queries.years_and_types(None) == ([], [])
    page = signed_in("minh").get("/van-ban/", {"nam": "2019"}).content.decode()
    assert "thanh tra vụ" not in page and 'value="2019"' not in page and "Tờ trình" in page
