"""A paper that is signed before it has a number: the blanks are filled afterwards and no signature is spoiled."""

from __future__ import annotations

import pypdfium2
import pytest

from config.cli import main
from thuocdo.core import clock
from thuocdo.documents.composing import Letterhead, OfficialPaper, Paragraph, Signature, compose_pdf
from thuocdo.documents.signing import Order, by_agency, by_person, filled, sign, verify, with_blanks
from thuocdo.documents.signing.tests.authority import PASSPHRASE, Authority, authority
from thuocdo.documents.signing.tests.conftest import world_time  # noqa: F401  for every test here
from thuocdo.documents.signing.tests.foreign import rewritten
from thuocdo.kernel.errors import Refused

POST, NAME, UNIT = "CHỦ TỊCH", "Nguyễn Văn A", "UBND tỉnh Nghệ An"
VALUES = {"so": "123", "ngay": "05", "thang": "01"}


@pytest.fixture(scope="module")
def ca() -> Authority:
    return authority()


def composed(number: str, date: str) -> bytes:
    return compose_pdf(
        OfficialPaper(
            letterhead=Letterhead(UNIT), number=number, kind="Kế hoạch", subject="Cải cách hành chính",
            place_and_date=date, body=[Paragraph("Từ ngày ký, các cơ quan báo cáo hằng tháng.")], ends=True,
            signatures=[Signature(f"TM. ỦY BAN NHÂN DÂN\n{POST}", "", NAME)],
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def blank() -> bytes:
    return with_blanks(composed("        /KH-UBND", "Nghệ An, ngày      tháng      năm 2025"))


def seen(data: bytes, words: tuple[str, ...]) -> dict[str, tuple[float, float, float, float]]:
    """The boxes of words on the first page: left of the first letter, its baseline, right of the last."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        document[0].flatten()
        layer = document[0].get_textpage()
        text = layer.get_text_range()
        found = {}
        for word in words:
            at = text.index(word)
            first, last = layer.get_charbox(at), layer.get_charbox(at + len(word.strip()) - 1)
            found[word] = (first[0], first[1], last[2], last[3])
        return found
    finally:
        document.close()


def test_number_and_date_stand_in_their_blanks_on_the_line(blank):
    boxes = seen(filled(blank, VALUES), ("Số:", "123", "/KH", "ngày ", "05", "tháng ", "01", "năm"))
    for before, value, after in (("Số:", "123", "/KH"), ("ngày ", "05", "tháng "), ("tháng ", "01", "năm")):
        assert boxes[before][2] <= boxes[value][0] < boxes[value][2] <= boxes[after][0]
        assert boxes[value][1] == pytest.approx(boxes[after][1], abs=1), "on one baseline"


def test_the_signer_signs_first_the_number_follows_the_agency_signs_last(ca, blank):
    at = ca.now
    paper = sign(blank, ca.issue(NAME), by_person(blank, post=POST, name=NAME, at=at, unit=UNIT), at=at)
    numbered = filled(paper, VALUES)
    assert numbered.startswith(paper)
    issued = sign(numbered, ca.issue(UNIT, UNIT), by_agency(numbered, at=at, unit=UNIT), at=at)
    person, agency = verify(issued, ca.trust, now=clock.real_now())
    assert (person.verdict, agency.verdict) == ("valid", "valid")
    assert person.allowed and agency.changes == []
    assert person.changes == [f"Thêm chữ ký của {UNIT}.", "Điền ô “ngay”.", "Điền ô “so”.", "Điền ô “thang”."]


def test_a_number_is_given_once(ca, blank):
    once = filled(blank, VALUES)
    with pytest.raises(Refused) as refused:
        filled(once, {"so": "124"})
    assert refused.value.code == "signing.blank_is_filled"


def test_other_words_on_the_page_still_spoil_the_signature(ca, blank):
    paper = rewritten(filled(sign(blank, ca.issue(NAME), Order(), at=ca.now), VALUES))
    [found] = verify(paper, ca.trust, now=clock.real_now())
    assert (found.verdict, found.code) == ("invalid", "changed_after")


def test_a_paper_that_has_its_number_and_date_has_no_blanks(ca):
    with pytest.raises(Refused) as refused:
        with_blanks(composed("12/KH-UBND", "Nghệ An, ngày 05 tháng 01 năm 2025"))
    assert refused.value.code == "signing.no_blank"
    with pytest.raises(Refused) as refused:
        filled(composed("12/KH-UBND", "Nghệ An, ngày 05 tháng 01 năm 2025"), VALUES)
    assert refused.value.code == "signing.no_blank"


@pytest.mark.parametrize("data", [b"", b"khong phai pdf"])
def test_what_is_no_pdf_is_refused(data):
    for act in (with_blanks, lambda held: filled(held, VALUES)):
        with pytest.raises(Refused) as refused:
            act(data)
        assert refused.value.code == "signing.not_a_pdf"


def test_the_command_signs_first_and_numbers_later(ca, tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(composed("        /KH-UBND", "Nghệ An, ngày      tháng      năm 2025"))
    (tmp_path / "k.p12").write_bytes(ca.issue(NAME).data)
    monkeypatch.setenv("THUOCDO_KEY_PASSWORD", PASSPHRASE)
    key = ["--key", str(tmp_path / "k.p12")]
    first = ["sign", str(tmp_path / "a.pdf"), "--out", str(tmp_path / "b.pdf"), "--blanks", "--above", POST]
    assert main([*first, "--below", NAME, *key]) == 0
    then = ["sign", str(tmp_path / "b.pdf"), "--out", str(tmp_path / "c.pdf"), "--agency", UNIT]
    assert main([*then, *key, "--number", "123", "--day", "05", "--month", "01"]) == 0
    person, agency = verify((tmp_path / "c.pdf").read_bytes(), ca.trust, now=clock.real_now())
    assert (person.verdict, agency.verdict, person.allowed) == ("valid", "valid", True)
    assert "Điền ô “so”." in person.changes
