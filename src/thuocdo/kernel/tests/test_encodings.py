from __future__ import annotations

import unicodedata
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.kernel import encodings
from thuocdo.kernel.encodings import CP1258, TCVN3, UNICODE, VISCII, VNI, decode, from_unicode, repair, to_unicode
from thuocdo.kernel.syllables import is_syllable

SMALL = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
ALPHABET = SMALL + SMALL.upper()
OLD = (TCVN3, VNI, VISCII, CP1258)
SENTENCE = (
    "Ủy ban nhân dân tỉnh Nghệ An yêu cầu các Sở, ban, ngành cấp tỉnh đẩy mạnh cải cách thủ tục hành chính; "
    "báo cáo kết quả trước ngày 20/01/2025 (qua Sở Nội vụ)."
)


@pytest.mark.parametrize("encoding", OLD)
def test_the_whole_alphabet_goes_there_and_back(encoding: str) -> None:
    for letter in ALPHABET:
        assert to_unicode(from_unicode(letter, encoding), encoding) == letter
    assert to_unicode(from_unicode(ALPHABET, encoding), encoding) == ALPHABET


@pytest.mark.parametrize("encoding", OLD)
def test_old_bytes_are_recognised_named_and_converted(encoding: str) -> None:
    decoded = decode(from_unicode(SENTENCE, encoding).encode("latin-1"))
    assert decoded.encoding == encoding
    assert decoded.text == SENTENCE
    assert decoded.label == encodings.LABELS[encoding]


@pytest.mark.parametrize("text", ["x" * 300_000, "." * 300_000, "ñ" * 300_000, "x\xa0" * 150_000, "ñ." * 150_000])
def test_one_long_run_of_letters_is_looked_at_in_time(text: str) -> None:
    began = perf_counter()
    repair(text)
    assert perf_counter() - began < 3


@pytest.mark.parametrize("encoding", [TCVN3, VNI])
def test_old_font_letters_kept_in_unicode_are_recognised(encoding: str) -> None:
    assert repair(from_unicode(SENTENCE, encoding)).text == SENTENCE


def test_known_words_of_old_fonts_are_read() -> None:
    assert to_unicode("Céng hßa x· héi chñ nghÜa ViÖt Nam", TCVN3) == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert to_unicode("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", VNI) == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert to_unicode("ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", VNI) == "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "Ủy ban nhân dân",
        "L'été dernier à Paris, où les élèves étudiaient à l'école supérieure près de la forêt",
        "Die schöne Straße über die Brücke für größere Mädchen heißt Königsallee",
        "© 2025 ® ½ § 1 µm ¥ £",
        "",
        "Plain ASCII only, number 12/2025",
    ],
)
def test_text_that_is_unicode_is_never_converted(text: str) -> None:
    repaired = repair(text)
    assert (repaired.encoding, repaired.text, repaired.decomposed) == (UNICODE, text, False)
    assert decode(text.encode()).text == text


def test_decomposed_unicode_is_composed_and_told() -> None:
    decoded = decode(unicodedata.normalize("NFD", SENTENCE).encode())
    assert (decoded.text, decoded.decomposed, decoded.encoding) == (SENTENCE, True, UNICODE)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding)).text == SENTENCE


def test_broken_bytes_are_counted_and_the_rest_is_kept() -> None:
    data = (SENTENCE * 3).encode()
    place = data.index(b" S")
    cut = data[:place] + b"\xff\xfe" + data[place:]
    decoded = decode(cut)
    assert decoded.replaced == 2
    assert decoded.first_bad == place
    assert decoded.text.replace("\ufffd", "") == SENTENCE * 3
    assert decode(data[: data.rindex("ộ".encode()) + 1]).replaced == 1


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text(data: bytes) -> None:
    decoded = decode(data)
    assert unicodedata.is_normalized("NFC", decoded.text)
    assert (decoded.replaced == 0) == (decoded.first_bad == -1)


@given(st.text(max_size=300))
def test_text_in_utf_8_is_decoded_as_it_is(text: str) -> None:
    decoded = decode(text.encode("utf-8", "surrogatepass"))
    if decoded.encoding == UNICODE and not decoded.replaced and not text.startswith("\ufeff"):
        assert decoded.text == unicodedata.normalize("NFC", text)


def test_syllables_are_told_from_other_words() -> None:
    assert all(map(is_syllable, SENTENCE.split(" (")[0].replace(",", "").replace(";", "").split()[:20]))
    assert not any(map(is_syllable, ["hµnh", "thñ", "Straße", "élèves", "chrome", "Brücke"]))
