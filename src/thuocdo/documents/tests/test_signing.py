"""Making signatures: by whom, where, with which look; what was signed before stays as it was."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

import pypdfium2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from thuocdo.core import clock
from thuocdo.documents import signing
from thuocdo.documents.composing import Letterhead, OfficialPaper, Paragraph, Signature, compose_pdf
from thuocdo.documents.signing import FileKey, Look, Order, Place, RemoteKey, sign, verify
from thuocdo.documents.signing.places import MILLIMETRE, between
from thuocdo.documents.signing.stamps import drawn
from thuocdo.documents.signing.tests.authority import DER, Authority, authority, loaded
from thuocdo.documents.signing.tests.conftest import world_time  # noqa: F401  for every test here
from thuocdo.documents.tests.making_files import pdf
from thuocdo.kernel.errors import Refused

POST, NAME, UNIT = "PHÓ CHỦ TỊCH", "Bùi Đình Long", "UBND tỉnh Nghệ An"


@pytest.fixture(scope="module")
def ca() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A plan in the official form, with the name and the post also in its text and its recipients."""
    return compose_pdf(
        OfficialPaper(
            letterhead=Letterhead(UNIT), number="12/KH-UBND", kind="Kế hoạch", subject="Cải cách hành chính",
            body=[Paragraph(f"Phó Chủ tịch {NAME} chỉ đạo; Chủ tịch giao Sở Nội vụ.")], ends=True,
            signatures=[Signature("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "", NAME)],
            recipients=["Chủ tịch, các Phó Chủ tịch UBND tỉnh", "Lưu: VT"],
        )
    )  # fmt: skip


def png(width: int, height: int, *, per_metre: int = 0) -> bytes:
    """An image with transparency, which may say how large it is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress((b"\0" + b"\x20\x20\xc0\xff" * width) * height)
    size = chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)) if per_metre else b""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + size + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def words_in(data: bytes, place: Place) -> str:
    """What a reader sees in a box of a page."""
    document = _flattened(data, place.page)
    try:
        layer = document[place.page].get_textpage()
        return str(layer.get_text_bounded(place.left, place.bottom, place.right, place.top))
    finally:
        document.close()


def sizes_in(data: bytes, place: Place) -> set[float]:
    """Sizes of the letters drawn in a box, in points."""
    document = _flattened(data, place.page)
    try:
        layer = document[place.page].get_textpage()
        inside = [at for at in range(layer.count_chars()) if _within(layer.get_charbox(at), place)]
        heights = {round(pypdfium2.raw.FPDFText_GetFontSize(layer, at), 1) for at in inside}
        return heights
    finally:
        document.close()


def _flattened(data: bytes, page: int) -> pypdfium2.PdfDocument:
    """The file with what is seen of its signatures made part of the page."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    if document.formenv is not None:
        document[page].flatten()
    return document


def _within(box: Iterable[float], place: Place) -> bool:
    left, bottom, right, top = box
    return left >= place.left and right <= place.right and bottom >= place.bottom and top <= place.top and right > left


def test_the_signer_stands_in_the_middle_between_post_and_name(paper):
    place = between(paper, POST, NAME)
    assert words_in(paper, place).strip() == ""
    assert place.size[1] > 8 * MILLIMETRE and place.left > 250, "the right half of the page, below the text"


def test_a_hand_signature_is_an_image_of_its_own_shape_without_words(ca, paper):
    order = signing.by_person(paper, post=POST, name=NAME, at=ca.now, image=png(300, 100), unit=UNIT)
    width, height = order.place.size
    room = between(paper, POST, NAME)
    assert width / height == pytest.approx(3) and order.place.middle == pytest.approx(room.middle)
    assert not order.look.lines
    signed = sign(paper, ca.issue(NAME), order, at=ca.now)
    assert words_in(signed, order.place).strip() == ""
    assert verify(signed, ca.trust, now=clock.real_now())[0].page == 1


def test_without_an_image_the_signer_gets_name_unit_and_time_with_its_zone(ca, paper):
    order = signing.by_person(paper, post=POST, name=NAME, at=ca.now, unit=UNIT)
    seen = words_in(sign(paper, ca.issue(NAME), order, at=ca.now), order.place)
    assert f"Người ký: {NAME}" in seen and f"Cơ quan: {UNIT}" in seen
    assert f"{ca.now.astimezone(clock.ZONE):%d/%m/%Y %H:%M:%S} +07:00" in seen


def test_the_seal_covers_the_left_third_of_the_signature_at_its_height_in_its_actual_size(ca, paper):
    person = signing.by_person(paper, post=POST, name=NAME, at=ca.now, image=png(300, 100))
    signed = sign(paper, ca.issue(NAME), person, at=ca.now)
    seal = png(400, 400, per_metre=10_000)
    order = signing.by_agency(signed, at=ca.now, unit=UNIT, image=seal)
    left, right = person.place.left, person.place.right
    assert order.place.right == pytest.approx(left + (right - left) / 3, abs=1)
    assert order.place.middle[1] == pytest.approx(person.place.middle[1], abs=1)
    assert order.place.size == pytest.approx((40 * MILLIMETRE, 40 * MILLIMETRE), abs=0.1), "400 dots of 0.1 mm"
    both = sign(signed, ca.issue(UNIT, UNIT), order, at=ca.now)
    assert both.startswith(signed), "what was signed stays byte for byte"
    assert [one.verdict for one in verify(both, ca.trust, now=clock.real_now())] == ["valid", "valid"]
    assert [one.field for one in verify(both, ca.trust, now=clock.real_now())] == ["nguoi-ky", "co-quan"]


def test_the_agency_does_not_sign_where_nobody_has_signed(ca, paper):
    with pytest.raises(Refused) as refused:
        signing.by_agency(paper, at=ca.now, unit=UNIT)
    assert refused.value.code == "signing.nobody_signed"


def test_an_attachment_gets_number_and_time_in_ten_points_in_the_upper_right_corner(ca, paper):
    order = signing.on_attachment(paper, number_symbol="12/KH-UBND", at=ca.now)
    signed = sign(paper, ca.issue(UNIT), order, at=ca.now)
    seen = words_in(signed, order.place)
    assert "12/KH-UBND" in seen and "+07:00" in seen and not order.look.image
    assert order.place.page == 0 and order.place.top > 800 and order.place.right > 500
    assert sizes_in(signed, order.place) == {10.0}
    copy = signing.on_copy(paper, form="SAO Y", unit=UNIT, at=ca.now)
    assert copy.look.lines[:2] == ("SAO Y", UNIT) and copy.place == order.place


def test_a_paper_whose_block_is_not_there_is_refused(paper):
    with pytest.raises(Refused) as refused:
        signing.by_person(paper, post="GIÁM ĐỐC", name=NAME, at=clock.real_now())
    assert refused.value.code == "signing.no_place"


def test_an_image_that_is_no_png_is_refused(paper):
    with pytest.raises(Refused) as refused:
        signing.by_person(paper, post=POST, name=NAME, at=clock.real_now(), image=b"GIF89a")
    assert refused.value.code == "signing.bad_image"


def test_a_remote_service_sees_a_digest_and_never_the_paper(ca, paper):
    private, certificate = loaded(ca.issue("Ký từ xa"))
    asked: list[tuple[int, str]] = []

    def service(digest: bytes, name: str) -> bytes:
        asked.append((len(digest), name))
        return private.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))

    key = RemoteKey(certificate.public_bytes(DER), (ca.root.public_bytes(DER),), service)
    [found] = verify(sign(paper, key, Order(), at=ca.now), ca.trust, now=clock.real_now())
    assert (found.valid, asked) == (True, [(32, "sha256")])


def test_whose_key_it_is_can_be_asked_before_signing(ca):
    holder = signing.holder(ca.issue(NAME, UNIT))
    assert (holder.name, holder.organisation, holder.issuer) == (NAME, UNIT, "Tổ chức chứng thực thử nghiệm")
    assert holder.valid_from < ca.now < holder.valid_until


@pytest.mark.parametrize("key", [FileKey(b"khong phai khoa", "x"), None])
def test_a_key_that_does_not_open_is_refused_and_says_nothing_of_its_secret(ca, paper, key):
    wrong = key or FileKey(ca.issue("A").data, "sai-mat-khau")
    with pytest.raises(Refused) as refused:
        sign(paper, wrong, Order(), at=ca.now)
    assert refused.value.code == "signing.key_not_opened"
    assert "sai-mat-khau" not in repr(wrong) + str(refused.value)


@pytest.mark.parametrize("data", [b"", b"khong phai pdf", b"%PDF-1.7\n1 0 obj\n<<"])
def test_what_is_no_pdf_is_not_signed(ca, data):
    with pytest.raises(Refused) as refused:
        sign(data, ca.issue("A"), Order(), at=ca.now)
    assert refused.value.code == "signing.not_a_pdf"
    with pytest.raises(Refused):
        signing.on_attachment(data, number_symbol="1", at=ca.now)


def test_an_encrypted_paper_is_not_signed(ca):
    with pytest.raises(Refused) as refused:
        sign(pdf(["A"], encrypted=True), ca.issue("A"), Order(), at=ca.now)
    assert refused.value.code in ("signing.encrypted", "signing.not_a_pdf")


def test_importing_the_door_loads_no_signing_library():
    import subprocess
    import sys

    code = "import sys, thuocdo.documents.signing; sys.exit('pyhanko' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_stamp_keeps_vietnamese_words_and_never_runs_them():
    made = drawn(Look(lines=("Người ký: Bùi Đình Long", '#read("/etc/passwd") *đậm*')), 200, 60)
    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert "Bùi Đình Long" in text and '#read("/etc/passwd") *đậm*' in text
