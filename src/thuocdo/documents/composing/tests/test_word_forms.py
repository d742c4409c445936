"""Forms that officers edit in Word: made in the engine's layout, looked over, filled in, and nothing in them runs."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest

from thuocdo.documents.composing import Attachment, Paragraph, compose
from thuocdo.documents.composing.kinds import KINDS
from thuocdo.documents.composing.placeholders import NAMES, sample
from thuocdo.documents.composing.word_forms import faults, filled, own_form, used
from thuocdo.kernel.errors import Refused


def lines(data):
    """The words of a Word file in order, tables too, without empty lines."""
    body = docx.Document(BytesIO(data)).element.body
    words = {"t": lambda node: node.text or "", "br": lambda node: "\n"}
    found = []
    for paragraph in (one for one in body.iter() if one.tag.endswith("}p")):
        names = ((node.tag.rpartition("}")[2], node) for node in paragraph.iter())
        found += "".join(words[name](node) for name, node in names if name in words).split("\n")
    return [line for line in found if line.strip()]


def form_of(*paragraphs):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_engines_own_form_filled_in_says_what_the_engine_says(kind):
    paper = sample(kind)
    form = own_form(paper)
    assert faults(form) == []
    assert lines(filled(form, paper)) == [line for line in lines(compose(paper)) if line != paper.contact]


def test_the_own_form_has_the_sizes_and_margins_of_the_engine():
    form, made = (docx.Document(BytesIO(data)) for data in (own_form(sample("ke_hoach")), compose(sample("ke_hoach"))))
    assert form.sections[0].left_margin == made.sections[0].left_margin
    name = next(one for one in form.paragraphs if "trich_yeu" in one.text)
    assert name.runs[0].font.size.pt == 14 and name.runs[0].font.bold


def test_a_form_may_place_what_it_wants_where_it_wants():
    form = form_of("Gửi {{ trich_yeu|upper }}", "{%p for dong in noi_nhan %}", "» {{ dong }}", "{%p endfor %}",
                   "{%p if do_khan %}", "GẤP", "{%p endif %}", "{{p noi_dung }}")  # fmt: skip
    assert faults(form) == []
    assert used(form) == ["trich_yeu", "noi_dung", "noi_nhan", "do_khan"]
    paper = replace(sample("cong_van"), urgency="", recipients=["A", "B"])
    said = lines(filled(form, paper))
    assert said[:3] == ["Gửi TRÍCH YẾU NỘI DUNG CỦA VĂN BẢN MẪU", "» - A;", "» - B."]
    assert "GẤP" not in said and "Đoạn cuối của văn bản mẫu./." in said


def test_markup_and_commands_in_the_values_stay_words():
    paper = replace(sample("cong_van"), subject="<w:p/> {{ 7*7 }} & \x0b“x”", body=[Paragraph("{% for %} <b>")])
    said = lines(filled(own_form(paper), paper))
    assert any("<w:p/> {{ 7*7 }} & “x”" in line for line in said) and "{% for %} <b>./." in said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Xin {{ khong_co }}", "không có chỗ điền “khong_co”"),
        ("Xin {{ trich_yeu", "mở mà không đóng"),
        ("Xin {{ trich_yeu. }}", "sai cú pháp"),
        ("{{ ().__class__.__mro__ }}", "chỉ dùng được tên chỗ điền"),
        ("{{ cycler.__init__.__globals__ }}", "chỉ dùng được tên chỗ điền"),
        ("{{ range(9) }}", "chỉ dùng được tên chỗ điền"),
        ("{{ 'a' * 999999999 }}", "chỉ dùng được tên chỗ điền"),
        ("{{ trich_yeu|attr('x') }}", "bộ lọc “attr”"),
        ("{% include 'x' %}", "lệnh “include”"),
        ("{%p set x = 1 %}", "lệnh “set”"),
        ("{%p for dong in trich_yeu %}", "chỉ đi qua"),
        ("{%p endfor %}", "không có lệnh mở"),
        ("{%p for dong in can_cu %}", "thiếu {% endfor %}"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_form_is_told_with_its_paragraph(text, why):
    found = faults(form_of("Một", "{{ trich_yeu }}", text))
    assert [one.paragraph for one in found] == [3] and why in found[0].why
    assert str(found[0]).startswith("Đoạn 3 (“")


def test_heads_and_feet_are_looked_over_and_properties_never_filled_in():
    document = docx.Document(BytesIO(form_of("{{ trich_yeu }}")))
    document.sections[0].footer.paragraphs[0].text = "{{ ''.join(['a']) }}"
    document.core_properties.title = "{{ 7*7 }}"
    out = BytesIO()
    document.save(out)
    assert ["chỉ dùng được" in one.why for one in faults(out.getvalue())] == [True]
    document.sections[0].footer.paragraphs[0].text = "{{ co_quan }}"
    out = BytesIO()
    document.save(out)
    assert faults(out.getvalue()) == []
    made = docx.Document(BytesIO(filled(out.getvalue(), sample("cong_van"))))
    assert made.sections[0].footer.paragraphs[0].text == "TÊN CƠ QUAN BAN HÀNH"
    assert made.core_properties.title == "{{ 7*7 }}"


def test_a_form_without_any_place_is_told():
    assert "không có chỗ điền nào" in faults(form_of("Một"))[0].why


def test_what_is_no_word_file_or_too_large_is_refused():
    with pytest.raises(Refused) as not_word:
        faults(b"PK abc")
    with pytest.raises(Refused) as large:
        faults(b"x" * (3 * 2**20 + 1))
    assert (not_word.value.code, large.value.code) == ("composing.not_a_form", "composing.form_too_large")


def test_attachments_follow_the_form_turned_and_counted_for_themselves():
    appendix = Attachment(kind="Phụ lục", subject="Bảng", landscape=True, body=[Paragraph("a[*]", notes=["ghi chú"])])
    paper = replace(sample("quyet_dinh"), attachments=[appendix, replace(appendix, landscape=False)])
    opened = docx.Document(BytesIO(filled(own_form(paper), paper)))
    assert [round(one.page_width.mm) for one in opened.sections] == [210, 297, 210]
    assert ["pgNumType" in one._sectPr.xml for one in opened.sections] == [False, True, True]
    assert [one.text for one in opened.paragraphs].count("a (ghi chú)") == 2


def test_the_same_form_and_paper_give_the_same_bytes():
    paper = sample("bao_cao")
    assert filled(own_form(paper), paper) == filled(own_form(paper), paper)


def test_every_place_is_explained():
    assert all(one.words and one.name in one.written for one in NAMES.values())


def with_part(data, name, change):
    """The same file with one part changed, as somebody changes it with a text editor."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content.decode()).encode() if entry == name else content)
    return out.getvalue()


BIG = "{{ ('A' * 3000000) }}"


@pytest.mark.parametrize(
    "put",
    [
        f'<w:bookmarkStart w:id="9" w:name="{BIG}"/>', f"<!-- {BIG} -->",
        f"<w:r><w:instrText>{BIG}</w:instrText></w:r>",
        '<w:bookmarkStart w:id="9" w:name="{% for a in noi_nhan %}"/>', f"{BIG}", "{<w:r/>{ 'A' * 9 }<w:r/>}",
    ],
)  # fmt: skip
def test_nothing_to_run_stands_outside_the_words(put):
    plain = form_of("{{ trich_yeu }}")
    form = with_part(plain, "word/document.xml", lambda xml: xml.replace("<w:p>", f"<w:p>{put}", 1))
    assert any("nằm" in str(fault) for fault in faults(form))
    with pytest.raises(Refused) as refused:
        filled(form, sample("cong_van"))
    assert refused.value.code == "composing.form_not_filled"


def test_heads_are_looked_over_whatever_kind_of_part_they_say_they_are():
    document = docx.Document()
    document.add_paragraph("{{ trich_yeu }}")
    document.sections[0].header.paragraphs[0].text = "{{ 'A' * 9 }}"
    out = BytesIO()
    document.save(out)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    form = with_part(out.getvalue(), "[Content_Types].xml", lambda xml: xml.replace(kind, "application/xml"))
    assert any("chỉ dùng được tên chỗ điền" in str(fault) for fault in faults(form))


def test_loops_in_loops_are_refused_over_paragraphs():
    form = form_of("{%p for dong in noi_nhan %}", "{%p for dong in can_cu %}", "{{ dong }}", "{%p endfor %}",
                   "{%p endfor %}")  # fmt: skip
    assert any("vòng lặp khác" in str(fault) for fault in faults(form))


def test_filling_that_takes_too_long_or_too_much_ends_alone(monkeypatch):
    monkeypatch.setattr("thuocdo.documents.composing.filling.WHOLE", 0.01)
    with pytest.raises(Refused) as refused:
        filled(form_of("{{ trich_yeu }}"), sample("cong_van"))
    assert refused.value.code == "composing.form_not_filled"


def test_a_form_that_unpacks_to_too_much_is_refused_before_it_is_read():
    form = with_part(form_of("{{ trich_yeu }}"), "word/styles.xml", lambda xml: xml + " " * (3 * 2**20))
    with pytest.raises(Refused) as refused:
        faults(form)
    assert refused.value.code == "composing.form_too_large"
