"""The closing part (phần cuối văn bản): recipients, who signs for whom, the signer, printed digital signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thuocdo.documents.reading.blocks import RECIPIENTS, SIGNATURE, Block
from thuocdo.documents.reading.columns import streams
from thuocdo.documents.reading.entries import listed
from thuocdo.documents.reading.grids import Grid
from thuocdo.documents.reading.letters import pattern
from thuocdo.documents.reading.lines import Line
from thuocdo.documents.reading.source import Passage, join
from thuocdo.documents.reading.terms import BODY_LINE, POST_LINE, POSTS, is_capital

RECIPIENTS_START = re.compile(r"\W*N[ơƠ][iI] nh[ậẬ]n\s*[:.]?\s*|\W*NƠI NHẬN\s*[:.]?\s*", re.IGNORECASE)
ARCHIVE = re.compile(r"^[-–—•\s]*Lưu(?:\s+trữ)?\b\s*[:.]?\s*")
ROLE = re.compile(
    r"(?:(?P<body>T/?M)|(?P<proxy>K/?T)|(?P<order>T/?L|T/?UQ|TUN))(?:\s*[.:]\s*(?=\S)|\s+(?=[A-ZĐỦ]{2}))"
    r"|(?P<q>Q)\.\s*(?=[A-ZĐ])"
)
ROLE_INSIDE = pattern(r"(?<=\S)\s+(?=(?:T/?M|K/?T|T/?L|T/?UQ)\s*\.\s*[A-ZÀ-Ỹ])")
NOTE = re.compile(
    r"\(?\s*(?:đã ký|ký|ký tên|đã ký tên|ký, đóng dấu|ký tên, đóng dấu|đã ký, đóng dấu)\s*\)?\.?", re.IGNORECASE
)
TITLES = r"(?:(?:GS|PGS|TS|ThS|BS|KS|LS|CN|NGND|NGƯT|TTND|TTƯT|Thiếu tướng|Đại tá|Thượng tá|Trung tướng)\.?\s*)*"
WORD = r"[A-ZÀ-Ỹ][a-zà-ỹ]*['’]?[a-zà-ỹ]*"
NAME = pattern(rf"{TITLES}(?:{WORD}[ -]){{1,5}}{WORD}")
POSTS_INSIDE = rf"(?:Q\. ?|QUYỀN )?(?:PHÓ )?(?!TRƯỞNG|CHÁNH)(?:{POSTS})\b|CHÁNH VĂN PHÒNG"
POST_INSIDE = re.compile(rf"(?<=\S)\s+(?={POSTS_INSIDE})")
# Recipients and signature that fell together into one line: "- Sở Nội vụ; PHÓ CHỦ TỊCH", "- Lưu: VT. Trần Văn An".
COLUMN_SEAM = pattern(rf"{ROLE_INSIDE.pattern}|(?<=[;:])\s+(?=(?:{POSTS_INSIDE})\s*$)")
ARCHIVE_SEAM = pattern(rf"(?<=[^.\s]\.)\s+(?={WORD}(?: {WORD}){{1,4}}$)")
NOTE_SEAM = re.compile(r"(?<=\S)\s+(?=\(\s*(?:[Đđ]ã )?[Kk]ý)|(?<=[Kk]ý\))\s+")
NAME_AT_END = pattern(rf"\s(?P<name>{TITLES}{WORD}(?: {WORD}){{1,5}})$")
NAME_BEGINS = pattern(r"\s(?=[A-ZÀ-Ỹ][a-zà-ỹ])")
SURNAMES = frozenset(
    [
        "NGUYỄN",
        "TRẦN",
        "LÊ",
        "PHẠM",
        "HOÀNG",
        "HUỲNH",
        "PHAN",
        "VŨ",
        "VÕ",
        "ĐẶNG",
        "BÙI",
        "ĐỖ",
        "HỒ",
        "NGÔ",
        "DƯƠNG",
        "LÝ",
        "ĐÀO",
        "ĐOÀN",
        "VƯƠNG",
        "TRỊNH",
        "ĐINH",
        "LÂM",
        "PHÙNG",
        "MAI",
        "TÔ",
        "TRƯƠNG",
        "HÀ",
        "TẠ",
        "CAO",
        "LƯƠNG",
        "LƯU",
        "CHÂU",
        "QUÁCH",
        "KIỀU",
        "TĂNG",
        "THÁI",
        "CHU",
        "QUAN",
        "NÔNG",
        "HỨA",
        "LA",
        "GIÀNG",
        "LÒ",
        "VI",
        "CÀ",
        "THÀO",
        "NINH",
        "KHUẤT",
        "VĂN",
        "TỐNG",
        "NGHIÊM",
        "BẠCH",
        "ÂU",
    ]
)


def closing_starts(piece: Line | Grid, following: list[Line | Grid]) -> bool:
    """Whether the closing part begins here: "Nơi nhận", or the lines of a signature."""
    if isinstance(piece, Grid):
        texts = [line.text for line in piece.lines]
        return any(RECIPIENTS_START.match(text) for text in texts) or (
            len(texts) <= 8 and any(is_role(text) for text in texts)
        )
    if RECIPIENTS_START.match(piece.text):
        return True
    if not is_role(piece.text):
        return False
    return bool(ROLE.match(piece.text)) or signs_soon(following)


def is_role(text: str) -> bool:
    """A line such as "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH" or a post alone in capitals."""
    if len(text) > 90:
        return False
    if ROLE.match(text):
        return is_capital(NAME_BEGINS.split(text)[0])
    return is_capital(text) and bool(POST_LINE.match(text)) and len(text) <= 45


def signs_soon(following: list[Line | Grid]) -> bool:
    """Whether a name follows a post within a few lines, with nothing else in between."""
    for piece in following[:4]:
        if isinstance(piece, Grid):
            return False
        if is_name(piece.text) or NOTE.fullmatch(piece.text):
            return True
        if not is_role(piece.text) and not is_capital(piece.text):
            return bool(RECIPIENTS_START.match(piece.text))
    return False


def is_name(text: str) -> bool:
    """A person's name: two to six words with capital initials, or in capitals after a known surname."""
    text = text.strip(" .;")
    if NAME.fullmatch(text) and not is_capital(text):
        return len(text) <= 40 and not BODY_LINE.match(text.upper() if text.split()[0] in ("Sở", "Bộ") else " ")
    words = text.split()
    return 2 <= len(words) <= 5 and is_capital(text) and words[0] in SURNAMES and not POST_LINE.match(text)


def read_closing(pieces: list[Line | Grid]) -> list[Block]:
    """The closing part as blocks: recipients one by one (the archive line labelled "archive"), then the signature."""
    recipients: list[Passage] = []
    signature: list[Passage] = []
    for stream in streams(pieces):
        state = ListState()
        for line in stream:
            for passage in columns_of(line.passage):
                (recipients if state.takes(passage.text, line.blank_above) else signature).append(passage)
    signature.sort(key=lambda passage: passage.start)
    return read_recipients(recipients) + read_signature(signature)


def columns_of(line: Passage) -> list[Passage]:
    """Recipient and signature that fell together into one line, apart."""
    parts = line.split(COLUMN_SEAM)
    if parts and re.search(r"(?:^|[-–;]\s*)Lưu\b", parts[-1].text):
        return parts[:-1] + parts[-1].split(ARCHIVE_SEAM)
    return parts


@dataclass(slots=True)
class ListState:
    """Where in a column the list of recipients is: not begun, open, or behind its archive line."""

    begun: bool = False
    archived: bool = False
    last_taken: bool = False

    def takes(self, text: str, blank_above: bool) -> bool:
        """Whether the list takes this line; the signature may stand between its lines."""
        if RECIPIENTS_START.match(text):
            self.begun, self.archived, taken = True, False, True
        else:
            taken = self.begun and self.belongs(text, blank_above)
        self.last_taken = taken
        self.archived = self.archived or (taken and bool(re.search(r"(?:^|[-–;]\s*)Lưu\b", text)))
        return taken

    def belongs(self, text: str, blank_above: bool) -> bool:
        """Whether a line behind the word "Nơi nhận" is one of the list."""
        if re.match(r"[-–—•+]", text):
            return True
        if is_role(text) or NOTE.fullmatch(text) or (is_capital(text) and POST_LINE.match(text)):
            return False
        return self.last_taken and not (self.archived and (blank_above or is_name(text)))


def read_recipients(lines: list[Passage]) -> list[Block]:
    """Recipients in printed order; what follows "Lưu:" is labelled archive."""
    blocks: list[Block] = []
    for entry in listed(lines, RECIPIENTS_START):
        archive = ARCHIVE.match(entry.text)
        passage = entry[archive.end() :].strip(" .;,") if archive else entry
        blocks.append(Block(RECIPIENTS, passage, "archive" if archive else "", whole=entry))
    return [block for block in blocks if block.passage or block.label]


def read_signature(lines: list[Passage]) -> list[Block]:
    """Who signs for whom: each line with its label (SIGNATURE_LABELS); at most one signer."""
    blocks: list[Block] = []
    for passage in (piece for line in lines for part in line.split(NOTE_SEAM) for piece in unsqueezed(part)):
        label = signature_label(passage.text, blocks)
        above = blocks[-1] if blocks else None
        if label == "more" and above:
            above.passage = join([above.whole or above.passage, passage])
            above.whole = above.passage
        elif label:
            blocks.append(Block(SIGNATURE, passage.strip(" ,;"), label, whole=passage))
    return blocks


def signature_label(text: str, above: list[Block]) -> str:
    """The label of one line of the signature; "more" for the continuation of the line above; blank to leave it out."""
    if NOTE.fullmatch(text):
        return "note"
    role = ROLE.match(text)
    if role and role.lastgroup != "q":
        return {"body": "for_body", "proxy": "proxy", "order": "order"}[role.lastgroup or "body"]
    labels = [block.label for block in above]
    if "signer" not in labels and labels and is_name(text):
        return "signer"
    if not is_capital(text):
        return ""
    return label_of_capitals(text, above)


def label_of_capitals(text: str, above: list[Block]) -> str:
    """The label of a line in capitals: a post, the rest of the line above, or the unit the post belongs to."""
    last = above[-1] if above else None
    continues = last is not None and last.label in ("for_body", "proxy", "order", "title", "unit")
    if last and continues and last.whole and last.whole.text.endswith((",", "-", "–")):
        return "more"
    if POST_LINE.match(text):
        if any(block.label == "title" for block in above):
            return "more" if last and last.label == "title" else ""
        return "title"
    if last and continues:
        if last.label == "title" and BODY_LINE.match(text):
            return "unit"
        return "more"
    return ""


def unsqueezed(line: Passage) -> list[Passage]:
    """The lines of a signature that were squeezed into one: role, post, name."""
    text = line.text
    name = NAME_AT_END.search(text)
    if not name or not is_capital(text[: name.start()]) or is_capital(name["name"]):
        return [piece for piece in split_posts(line) if piece]
    return [*split_posts(line[: name.start()].strip()), line[name.start("name") :]]


def split_posts(line: Passage) -> list[Passage]:
    """ "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" as two lines; a post behind a comma or directly behind the role stays with it."""
    if not ROLE.match(line.text) and "(" not in line.text:
        return [line]
    role = ROLE.match(line.text)
    start = role.end() if role else 0
    first = POST_LINE.match(line.text, start)
    for match in POST_INSIDE.finditer(line.text, first.end() if first else start):
        before = line.text[start : match.start()]
        if before and not before.endswith((",", "PHÓ", "-", ".", "QUYỀN")):
            return [line[: match.start()].strip(), line[match.end() :].strip()]
    return [line]
