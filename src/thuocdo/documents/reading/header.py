"""The header (phần đầu văn bản): issuer, motto, number, subject, place and date, in whatever order they come."""

from __future__ import annotations

import re
from dataclasses import replace

from thuocdo.documents.reading.blocks import ADDRESSEES, HEADER, Block
from thuocdo.documents.reading.columns import Stream, split_columns, streams
from thuocdo.documents.reading.entries import listed
from thuocdo.documents.reading.grids import Grid
from thuocdo.documents.reading.labels import label_of
from thuocdo.documents.reading.letters import pattern
from thuocdo.documents.reading.lines import Line
from thuocdo.documents.reading.source import RULE, Passage, join
from thuocdo.documents.reading.terms import APPENDIX, BODY_LINE, TERRITORY, capitals, is_capital, type_of

MOTTO = re.compile(
    r"CỘNG H[OÒ][AÀ] XÃ\b|CỘNG H[OÒ][AÀ]$|CHỦ NGHĨA VIỆT NAM|Độc lập\s*[-–—]|ĐỘC LẬP\s*[-–—]|ĐẢNG CỘNG SẢN VIỆT NAM"
)
NUMBER = re.compile(r"(?:Số|SỐ|Sô|Só|S6)\s*(?::|(?=\d)|(?=/)|(?=[.…_]{2})|$)")
SUBJECT = re.compile(r"(?:V/[vV]\b|v/v\b|[Vv]ề việc\b|Vv\b|V\.v\b)\s*[:.]?\s*")
SUBJECT_LOOSE = pattern(r"(?:Về|về) (?=[a-zà-ỹ])")
STAMPED = re.compile(
    r"(?:HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN|MẬT|TỐI MẬT|TUYỆT MẬT|DỰ THẢO|BẢN SAO|BẢN CHÍNH|BẢN DỰ THẢO|SAO Y)"
    r"(?: .{0,20})?|ĐẾN"
)
FILL = r"[\s.…_*]*"
DATE = (
    rf"ngày{FILL}(?P<day>\d{{1,2}})?{FILL}(?:tháng|[/.-]){FILL}(?P<month>\d{{1,2}})?{FILL}"
    rf"(?:năm|[/.-]){FILL}(?P<year>\d{{4,5}})?"
)
PLACE_NAME = (
    r"(?<![\w/&-])(?:(?:Thành phố|thành phố|TP\.?|Tp\.?|Thị xã|thị xã|Thị trấn|Tỉnh|Huyện|Quận|Phường|Xã)\s*)?"
    r"[A-ZÀ-Ỹ][a-zà-ỹ]+(?:(?: | ?- ?)[A-ZÀ-Ỹ][a-zà-ỹ]*| \d{1,2}(?=\s*,)){0,7}"
    r"|^[A-ZÀ-Ỹ .]{3,30}(?=\s*,\s*ngày)|\bTP\.? ?HCM"
)
# "Hà Nội, hồi 9 giờ 00 ngày 04 tháng 9 năm 2025": telegrams print the hour too.
HOUR = r"(?:(?:hồi|lúc)\s*\d{1,2}\s*(?:giờ|g|h|:)\s*(?:\d{1,2}\s*(?:phút|')?)?\s*,?\s*)?"
PLACE_DATE = pattern(rf"(?:(?P<place>{PLACE_NAME})\s*,?\s*{HOUR}(?=ngày))?(?P<date>{DATE})")
ADDRESS = re.compile(r"K[íÍ]nh g[ửỬ]i\s*:?|KÍNH GỬI\s*:?")
TELEGRAM = pattern(r"(?:[A-ZÀ-Ỹ ,]{6,}|[^.;]{6,60}) điện\s*:\s*$")
BASE_START = re.compile(
    r"(?:Căn cứ|Thực hiện|Theo đề nghị|Xét|Triển khai|Tiếp tục|Thi hành|Chấp hành|Nhằm|Để|Trên cơ sở|Sau khi|Ngày \d"
    r"|Năm \d)\b"
)
TERRITORY_LINE = re.compile(TERRITORY.upper())
RULE_LINE = re.compile(RULE)
BREAKS = re.compile(
    r"(?<=\S)\s+(?=(?:Số|SỐ)\s*:)|(?<=\S)\s+(?=V/[vV]\b)|(?<=\S)\s+(?=CỘNG H[OÒ])|(?<=\S)\s+(?=Độc lập\s*[-–—])"
    r"|(?<=[Pp]húc)\s+(?=\S)|(?<=VIỆT NAM)\s+(?=\S)"
)
ADDRESS_MARK = re.compile(rf"(?:{ADDRESS.pattern}|^[^.;]{{6,60}} điện\s*:)\s*")
HEADER_REACH = 45
PROSE = 75
LONG_LINE = 700


def header_zone(pieces: list[Line | Grid]) -> int:
    """How many pieces belong to the header: up to the title or the addressees, else what is surely its own."""
    subject = False
    known = 0
    for index, piece in enumerate(pieces[:HEADER_REACH]):
        if isinstance(piece, Grid):
            if not is_header_grid(piece):
                return known
            subject, known = False, index + 1
            continue
        if opens_document(piece.text):
            return index
        if not is_header_line(piece.text) and label_of(piece.text):
            return known
        if (
            is_header_line(piece.text)
            or (subject and not piece.blank_above)
            or is_capital(piece.text)
            or (subject and piece.text[:1].islower() and len(piece.text) < PROSE)
        ):
            known = index + 1
        elif is_prose(piece.text):
            return known
        subject = subject or bool(SUBJECT.match(piece.text))
    return known


def opens_document(text: str) -> bool:
    """Whether the title or the addressees begin at this line."""
    return bool(ADDRESS.match(text) or TELEGRAM.match(text) or APPENDIX.match(text) or type_of(text)[0])


def is_header_line(text: str) -> bool:
    """Motto, number, subject, or place and date."""
    return bool(MOTTO.search(text) or NUMBER.match(text) or SUBJECT.match(text)) or is_date_line(text)


def is_prose(text: str) -> bool:
    """A line of the body."""
    return len(text) > PROSE or (len(text) > 40 and bool(BASE_START.match(text)) and capitals(text) < 0.5)


def find_place_date(text: str) -> re.Match[str] | None:
    """Place and date in a line of a header; a header has no long lines, so none are searched."""
    return PLACE_DATE.search(text) if len(text) <= LONG_LINE and "ngày" in text else None


def is_date_line(text: str) -> bool:
    """Whether a line ends with the place and date of a paper, alone or behind the number or the subject."""
    match = find_place_date(text)
    if not match or match.end() < len(text.rstrip(" .*")) or not re.search(r"năm|/|ngày[\s.…_]*tháng", match["date"]):
        return False
    return match.start() == 0 or bool(match["place"] and "," in match.group() and len(text) < 160)


def is_header_grid(grid: Grid) -> bool:
    """A table that holds the header, not recipients and not data."""
    text = grid.text
    short = len(text) < 700 and len(grid.rows) <= 8 and "Nơi nhận" not in text
    return short and bool(MOTTO.search(text) or re.search(r"(?:^|\s)(?:Số|SỐ)\s*:", text) or find_place_date(text))


def read_header(pieces: list[Line | Grid]) -> list[Block]:
    """The header's lines as blocks, each labelled with what it is; addressees when they share the header's table."""
    blocks: list[Block] = []
    for stream in streams(pieces):
        blocks += read_stream(whole_dates(broken_up(stream)))
    return joined_blocks(blocks)


def broken_up(stream: Stream) -> Stream:
    """Lines cut where several parts of a header share one line."""
    result: Stream = []
    for line in stream:
        places = [0, *(place for rule in RULE_LINE.finditer(line.raw) for place in rule.span()), len(line.raw)]
        for start, end in zip(places[::2], places[1::2], strict=True):
            piece = line.cut(start, end) if len(places) > 2 else line
            result += [replace(piece, passage=part) for part in before_date(piece.passage)]
    return [line for line in result if line.passage]


def before_date(passage: Passage) -> list[Passage]:
    """The parts of a header line, the place and date as a part of its own."""
    result: list[Passage] = []
    for part in passage.split(BREAKS):
        match = find_place_date(part.text)
        if match and match["place"] and match.start() > 0 and "," in match.group():
            result += [part[: match.start()].strip(), part[match.start() :]]
        else:
            result.append(part)
    return result


def whole_dates(stream: Stream) -> Stream:
    """Place and date that run over two lines, as one line."""
    result: Stream = []
    for line in stream:
        above = result[-1].text if result else ""
        if above and not (is_capital(above) or any(mark.match(above) for mark in (NUMBER, SUBJECT, MOTTO))):
            both = join([result[-1].passage, line.passage])
            match = PLACE_DATE.fullmatch(both.text)
            if match and match["place"] and not ("ngày" in above and "năm" in above):
                result[-1] = replace(result[-1], passage=both)
                continue
        result.append(line)
    return result


def read_stream(stream: Stream) -> list[Block]:
    """One column of the header, line by line."""
    blocks: list[Block] = []
    state = ""
    for line in stream:
        label, passage = label_of_line(line.passage, state)
        if label == "place_date" and state == "subject":
            blocks += split_subject_and_date(passage)
            continue
        if label == "subject" and SUBJECT.match(passage.text):
            match = SUBJECT.match(passage.text)
            passage = passage[match.end() if match else 0 :]
        elif label == "subject" and state != "subject":
            passage = passage[len("Về ") :]
        blocks.append(Block(HEADER, passage, label, whole=line.passage))
        if label != "place_date":
            state = label
    return blocks


def label_of_line(passage: Passage, state: str) -> tuple[str, Passage]:
    """What a header line is, given what the line above it was."""
    text = passage.text
    if MOTTO.search(text):
        return "motto", passage
    if STAMPED.fullmatch(text):
        return "other", passage
    if NUMBER.match(text) or (state == "number" and re.fullmatch(r"\d[\w./-]*|/[\w.&-]+", text)):
        return "number", passage
    if SUBJECT.match(text) or (state == "number" and SUBJECT_LOOSE.match(text)):
        return "subject", passage
    if is_date_line(text):
        return "place_date", passage
    if state == "subject":
        return "subject", passage
    if state in ("", "issuer") and (is_capital(text) or BODY_LINE.match(text.upper())):
        return "issuer", passage
    if state == "motto" and is_capital(text) and (BODY_LINE.match(text) or TERRITORY_LINE.match(text)):
        return "issuer", passage
    return "other", passage


def split_subject_and_date(passage: Passage) -> list[Block]:
    """A line on which the end of the subject and the date stand side by side."""
    match = find_place_date(passage.text)
    if not match:
        return [Block(HEADER, passage, "subject", whole=passage)]
    left, date, right = passage[: match.start()].strip(), passage[match.start() : match.end()], passage[match.end() :]
    blocks = [Block(HEADER, date, "place_date", whole=date)]
    blocks += [Block(HEADER, part.strip(), "subject", whole=part) for part in (left, right) if part.strip()]
    return blocks


def joined_blocks(blocks: list[Block]) -> list[Block]:
    """The header's blocks with the lines of one subject joined."""
    subjects = [block for block in blocks if block.label == "subject"]
    if len(subjects) < 2:
        return blocks
    subjects[0].passage = join(block.passage for block in subjects)
    return [block for block in blocks if block.label != "subject" or block is subjects[0]]


def read_addressees(pieces: list[Line | Grid]) -> list[Block]:
    """The addressees ("Kính gửi", "điện:") of a zone that starts with the word itself."""
    halves = [split_columns(piece) for piece in pieces if isinstance(piece, Line)]
    # "Kính gửi:      - Sở Nội vụ;" is one column, however wide the gap behind the word.
    alone = len(halves) == len(pieces) and not any(len(pair) > 1 for pair in halves[1:])
    columns = halves if alone and halves and ADDRESS.fullmatch(halves[0][0].text) else streams(pieces)
    lines = [line.passage for stream in columns for line in stream]
    entries = listed(lines, ADDRESS_MARK)
    return [Block(ADDRESSEES, entry, "", whole=entry) for entry in entries]
