"""The text of a paper, what it says, what is wrong in it, what changed between versions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.chancery.rules.bodytext import blocks_of, text_of
from thuocdo.chancery.rules.content import Printed, clean_lines, paper_data
from thuocdo.chancery.rules.difference import GONE, NEW, SAME, changes
from thuocdo.chancery.rules.problems import Facts, problems
from thuocdo.chancery.rules.starting import Issuer, Source, answering, blank, handing_down
from thuocdo.documents.composing import compose
from thuocdo.documents.composing.kinds import KINDS, from_data

BODY = """I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Nâng cao chất lượng[*] phục vụ.
[*] Theo Nghị quyết số 76/NQ-CP.
1. Rà soát thủ tục hành chính của các cơ quan, đơn vị trên địa bàn tỉnh.
a) Bước một;
Điều 3. Quyết định có hiệu lực.
| TT | Nhiệm vụ | Hạn |
| I. THỂ CHẾ |  |  |
| 1 | Rà soát\\| sửa¶đổi | 30/9 |
**Đậm**
\\I. Không phải đầu mục
# Phần tự đặt"""
ISSUER = Issuer(
    agency="Sở Nội vụ", superior="UBND tỉnh Nghệ An", place="Nghệ An", symbol="/SNV-CCHC", authority="GIÁM ĐỐC"
)
SOURCE = Source(doc_type="công văn", number_symbol="2822/UBND-KSTT", issued_on=date(2025, 4, 10),
                issuer="UBND tỉnh Nghệ An", subject="V/v Chấn chỉnh kỷ luật")  # fmt: skip
MAY = Facts(signer_chosen=True, signer_may=True, agency_symbol="SNV")


def test_typed_text_becomes_headings_paragraphs_articles_notes_and_tables():
    found = blocks_of(BODY)
    assert found[:2] == [{"heading": "I. MỤC ĐÍCH, YÊU CẦU", "level": 1}, {"heading": "1. Mục đích", "level": 2}]
    assert found[2] == {"text": "Nâng cao chất lượng[*] phục vụ.", "notes": ["Theo Nghị quyết số 76/NQ-CP."]}
    assert found[3] == {"text": "1. Rà soát thủ tục hành chính của các cơ quan, đơn vị trên địa bàn tỉnh."}
    assert found[5] == {"text": "Quyết định có hiệu lực.", "lead": "Điều 3."}
    table = found[6]["table"]
    assert [column["title"] for column in table["columns"]] == ["TT", "Nhiệm vụ", "Hạn"]
    assert table["rows"] == [["I. THỂ CHẾ"], ["1", "Rà soát| sửa\nđổi", "30/9"]]
    assert found[7:] == [
        {"text": "Đậm", "bold": True}, {"text": "I. Không phải đầu mục"}, {"heading": "Phần tự đặt", "level": 1},
    ]  # fmt: skip


def test_blocks_written_as_text_are_the_same_blocks_again():
    assert blocks_of(text_of(blocks_of(BODY))) == blocks_of(BODY)


@given(st.text(alphabet='IVĐa1.;:|*#\\[] \tđề-\n"¶', max_size=60))
def test_whatever_is_typed_does_not_drift_from_saving_to_saving(text):
    once = text_of(blocks_of(text))
    assert text_of(blocks_of(once)) == once


def test_rows_pasted_from_a_spreadsheet_are_a_table_with_line_breaks_in_its_cells():
    pasted = 'TT\tNhiệm vụ\tHạn\n1\t"Rà soát\nthủ tục"\t30/9\n2\tCông khai\t'
    table = blocks_of(pasted)[0]["table"]
    assert table["rows"] == [["1", "Rà soát\nthủ tục", "30/9"], ["2", "Công khai", ""]]
    assert table["columns"][1]["width"] > table["columns"][0]["width"]


def test_lines_lose_their_dashes_and_closing_marks():
    assert clean_lines("- Như trên;\n– Lưu: VT, CCHC.\n\n") == ["Như trên", "Lưu: VT, CCHC"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_blank_draft_of_every_kind_becomes_a_paper(kind):
    content = blank(kind, ISSUER) | {"subject": "việc"}
    paper = from_data(kind, paper_data(kind, content, Printed(year=2025, lines=("GIÁM ĐỐC",), name="Nguyễn Văn A")))
    assert paper.number == "      /SNV-CCHC" and compose(paper)
    assert paper.place_and_date == ("Nghệ An, ngày      tháng      năm 2025" if KINDS[kind].dated else "")


def test_number_and_day_are_put_on_a_paper_and_left_open_on_its_electronic_attachment():
    content = blank("quyet_dinh", ISSUER) | {
        "subject": "ban hành Kế hoạch",
        "attachments": [{"kind": "Kế hoạch", "subject": "CCHC", "own_head": True, "body": [{"text": "x"}]}],
    }
    printed = Printed(number_symbol="05/QĐ-SNV", dated=date(2025, 7, 5), year=2025, lines=("GIÁM ĐỐC",), name="A")
    paper = from_data("quyet_dinh", paper_data("quyet_dinh", content, printed))
    assert (paper.number, paper.place_and_date) == ("05/QĐ-SNV", "Nghệ An, ngày 05 tháng 7 năm 2025")
    assert paper.attachments[0].issued_with.split()[:5] == ["Kèm", "theo", "Quyết", "định", "số"]
    assert "05/" not in paper.attachments[0].issued_with and paper.attachments[0].letterhead == paper.letterhead


def test_an_answer_names_the_paper_it_answers_and_goes_to_who_issued_it():
    made = answering(blank("cong_van", ISSUER), SOURCE, [])
    assert made["addressees"] == ["UBND tỉnh Nghệ An"] and made["subject"] == "trả lời công văn số 2822/UBND-KSTT"
    cited = "Công văn số 2822/UBND-KSTT ngày 10/4/2025 của UBND tỉnh Nghệ An về việc chấn chỉnh"
    assert cited in made["body"][0]["text"]


def test_a_letter_hands_down_with_its_first_words_and_a_plan_with_its_grounds():
    letter = handing_down("cong_van", blank("cong_van", ISSUER), SOURCE, ["Các phòng"])
    plan = handing_down("ke_hoach", blank("ke_hoach", ISSUER), SOURCE, [])
    assert letter["body"][0]["text"].startswith("Thực hiện Công văn số 2822/UBND-KSTT ngày 10/4/2025")
    assert letter["addressees"] == ["Các phòng"] and letter["subject"] == "chấn chỉnh kỷ luật"
    assert plan["bases"] == [f"Căn cứ {SOURCE.cited}"]


def codes(kind, facts=MAY, **changed):
    content = answering(blank(kind, ISSUER), SOURCE, []) | changed
    return {one.code for one in problems(kind, content, facts)}


def test_a_whole_letter_has_nothing_to_mend():
    assert codes("cong_van") == set()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"subject": ""}, "no_subject"), ({"subject": "V/v báo cáo"}, "v_v_twice"),
        ({"addressees": []}, "no_addressee"),
        ({"addressees": ["Kính gửi: A"]}, "greeting_twice"), ({"symbol": "/"}, "no_symbol"),
        ({"symbol": "/QĐ-SNV"}, "wrong_abbreviation"), ({"symbol": "/snv cchc"}, "bad_symbol"),
        ({"symbol": "/UBND-NC"}, "other_agency"), ({"place": ""}, "no_place"), ({"body": []}, "no_body"),
        ({"body": [{"text": "Xong./."}]}, "end_twice"), ({"body": [{"text": "Ngày …… tháng"}]}, "open_place"),
        ({"body": [{"text": "{{ trich_yeu }}"}]}, "open_place"), ({"bases": ["Căn cứ [tên văn bản]"]}, "open_place"),
        ({"recipients": []}, "no_recipients"), ({"recipients": ["Như trên"]}, "nothing_kept"),
        ({"letterhead": {"agency": " "}}, "no_agency"),
        ({"attachments": [{"kind": "Phụ lục", "subject": "", "body": []}]}, "attachment_unnamed"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_told_with_its_field(changed, code):
    assert code in codes("cong_van", **changed)


def test_kinds_ask_for_what_their_forms_have():
    assert {"no_bases", "no_authority"} <= codes("quyet_dinh", authority="", symbol="/QĐ-SNV")
    assert "wrong_abbreviation" in codes("ke_hoach", symbol="/QĐ-SNV")
    assert {"no_start", "no_end", "signers_unnamed"} <= codes("bien_ban", symbol="/BB-SNV")
    assert "empty_article" in {one.code for one in problems("quyet_dinh", blank("quyet_dinh", ISSUER), MAY)}


def test_a_signer_without_authority_is_told():
    assert "no_signer" in codes("cong_van", Facts(signer_chosen=False, signer_may=False))
    assert "no_authority_to_sign" in codes("cong_van", Facts(signer_chosen=True, signer_may=False))


def test_only_faults_stop_a_draft():
    found = {one.code: one.stops for one in problems("cong_van", answering(blank("cong_van", ISSUER), SOURCE, []) | {
        "symbol": "/UBND-NC", "subject": ""}, MAY)}  # fmt: skip
    assert found == {"other_agency": False, "no_subject": True}


def test_a_difference_marks_the_words_of_the_fields_that_changed():
    before = blank("cong_van", ISSUER) | {"subject": "báo cáo quý hai", "body": [{"text": "Một."}, {"text": "Hai."}]}
    after = before | {"subject": "báo cáo quý ba", "body": [{"text": "Một."}, {"text": "Ba."}, {"text": "Bốn."}]}
    found = {change.field: change.lines for change in changes(before, after)}
    assert set(found) == {"subject", "body"}
    assert found["subject"][0].before == ((SAME, "báo cáo quý "), (GONE, "hai"))
    assert found["subject"][0].after == ((SAME, "báo cáo quý "), (NEW, "ba"))
    assert found["body"][-1].before is None and found["body"][-1].after == ((NEW, "Bốn."),)
    assert changes(before, before) == []


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("superior", {"letterhead": {"agency": "Sở Nội vụ", "superior": "Tuyệt mật"}}),
        ("agency", {"letterhead": {"agency": "TỐI MẬT", "superior": ""}}),
        ("kind", {"kind": "Mật"}), ("addressees", {"addressees": ["UBND tỉnh", "MẬT"]}),
        ("body", {"body": [{"text": "MẬT"}, {"text": "Nội dung."}]}),
        ("attachment_1", {"attachments": [{"kind": "Tối mật", "subject": "a", "body": [{"text": "b"}]}]}),
    ],
)  # fmt: skip
def test_a_stamp_of_secrecy_anywhere_stops_a_draft(field, changed):
    found = [one for one in problems("cong_van", blank("cong_van", ISSUER) | changed, MAY) if one.stops]
    assert ("state_secret", field) in [(one.code, one.field) for one in found]


def test_the_words_about_secrecy_in_a_sentence_do_not_stop_a_draft():
    told = {"subject": "tăng cường bảo mật thông tin", "body": [{"text": "Bảo vệ bí mật nhà nước; tài liệu mật."}]}
    found = problems("cong_van", blank("cong_van", ISSUER) | told, MAY)
    assert "state_secret" not in {one.code for one in found}
