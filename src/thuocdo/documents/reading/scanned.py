"""Fixed words of a paper as a scanner misreads them: the marks above letters change, the letters stay.

"VÃN PHÒNG CHÍNH PHÚ", "Noi nhận:", "Kinh gửi:" and "QUYÉT ĐỊNH" are known by their letters alone. Only a paper whose
motto or "Nơi nhận" was misread is mended, only in the lines of its frame, and only words that every paper prints.
"""

from __future__ import annotations

import re

from thuocdo.documents.reading.terms import DOCUMENT_TYPES
from thuocdo.kernel.text import strip_marks

LONGEST, HEAD, TAIL = 160, 40, 70  # letters of a line of the frame; lines from the top and from the end
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI", "CHỦ NGHĨA VIỆT NAM", "Độc lập", "Hạnh phúc")
CLOSING = ("Nơi nhận", "Như trên", "Lưu")
BODIES = (
    "ỦY BAN NHÂN DÂN",
    "HỘI ĐỒNG NHÂN DÂN",
    "THỦ TƯỚNG CHÍNH PHỦ",
    "VĂN PHÒNG CHÍNH PHỦ",
    "VĂN PHÒNG",
    "CHÍNH PHỦ",
    "TỔNG CỤC",
    "CHI CỤC",
    "CỤC",
    "THÀNH PHỐ",
    "TỈNH",
    "HUYỆN",
    "PHƯỜNG",
    "BỘ",
    "SỞ",
)
POSTS = (
    "PHÓ CHỦ TỊCH",
    "CHỦ TỊCH",
    "BỘ TRƯỞNG",
    "THỨ TRƯỞNG",
    "CHỦ NHIỆM",
    "PHÓ CHỦ NHIỆM",
    "THỦ TƯỚNG",
    "PHÓ THỦ TƯỚNG",
    "GIÁM ĐỐC",
    "PHÓ GIÁM ĐỐC",
    "TỔNG CỤC TRƯỞNG",
    "CỤC TRƯỞNG",
    "VỤ TRƯỞNG",
)
WORDS = (
    *MOTTO,
    *CLOSING,
    *BODIES,
    *POSTS,
    *(name.upper() for name in DOCUMENT_TYPES if " " in name),
    "Kính gửi",
    "Số:",
    "V/v",
    "ngày",
    "tháng",
    "năm",
    "Hà Nội",
)
MISREAD = tuple((re.compile(rf"(?<!\w){re.escape(strip_marks(word))}(?!\w)"), word) for word in WORDS)
SIGNS = tuple((pattern, word) for pattern, word in MISREAD if word in (*MOTTO[:4], "Nơi nhận"))


def mend_scanned(text: str) -> tuple[str, bool]:
    """The text with the fixed words of its frame in their right spelling, and whether it was misread.

    Letters are only put in the place of letters: every index into the text stays what it was.
    """
    lines = text.split("\n")
    spoken = [index for index, line in enumerate(lines) if line.strip()]
    frame = sorted({*spoken[:HEAD], *spoken[-TAIL:]})
    if not any(is_misread(lines[index]) for index in frame):
        return text, False
    for index in frame:
        lines[index] = mended(lines[index])
    return "\n".join(lines), True


def is_misread(line: str) -> bool:
    """Whether a line holds the motto or "Nơi nhận" in other than their own letters."""
    found = ((line[match.start() : match.end()], word) for sign, word in SIGNS for match in sign.finditer(bare(line)))
    return any(printed not in (word, word.replace("HÒA", "HOÀ")) for printed, word in found)


def bare(line: str) -> str:
    """A line without marks, letter for letter as long as the line; blank where that cannot be.

    >>> bare("VÃN PHÒNG CHÍNH PHÚ")
    'VAN PHONG CHINH PHU'
    """
    plain = strip_marks(line) if len(line) <= LONGEST else ""
    return plain if len(plain) == len(line) else ""


def mended(line: str) -> str:
    """A line with the fixed words in their right spelling."""
    plain = bare(line)
    for sign, word in MISREAD:
        for found in sign.finditer(plain):
            line = line[: found.start()] + word + line[found.end() :]
    return line
