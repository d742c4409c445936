"""The header (phần đầu văn bản): issuer, motto, number, subject, place and date, in whatever order they come."""

from __future__ import annotations

import re
from dataclasses import replace

from thuocdo.documents.reading.blocks import ADDRESSEES, HEADER, Block
from thuocdo.documents.reading.columns import Stream, streams
from thuocdo.documents.reading.entries import listed
from thuocdo.documents.reading.grids import Grid
from thuocdo.documents.reading.lines import Line
from thuocdo.documents.reading.source import RULE, Passage, join
from thuocdo.documents.reading.terms import APPENDIX, BODY_LINE, capitals, is_capital, type_of

MOTTO = re.compile(r"CỘNG H[OÒ][AÀ] XÃ\b|CỘNG H[OÒ][AÀ]$|CHỦ NGHĨA VIỆT NAM|Độc lập\s*[-–—]|ĐỘC LẬP\s*[-–—]|ĐẢNG CỘNG SẢN VIỆT NAM")
NUMBER = re.compile(r"(?:Số|SỐ|Sô)\s*(?::|(?=\d)|(?=/)|(?=[.…_]{2})|$)")
SUBJECT = re.compile(r"(?:V/[vV]\b|v/v\b|[Vv]ề việc\b|Vv\b|V\.v\b)\s*[:.]?\s*")
SUBJECT_LOOSE = re.compile(r"(?:Về|về) (?=[a-zà-ỹđ])")
FILL = r"[\s.…_*]*"
DATE = (
    rf"ngày{FILL}(?P<day>\d{{1,2}})?{FILL}(?:tháng|/){FILL}(?P<month>\d{{1,2}})?{FILL}(?:năm|/){FILL}(?P<year>\d{{4,5}})?"
)
PLACE_NAME = (
    r"(?:(?:Thành phố|thành phố|TP\.?|Tp\.?|Thị xã|thị xã|Thị trấn|Tỉnh|Huyện|Quận|Phường|Xã)\s*)?"
    r"[A-ZÀ-ỸĐ][^\W\d_]*\.?(?:(?: | ?- ?)[A-ZÀ-ỸĐ][^\W\d_]*| \d{1,2}(?=\s*,))*"
)
PLACE_DATE = re.compile(rf"(?:(?P<place>{PLACE_NAME})\s*,?\s*(?=ngày))?(?P<date>{DATE})")
ADDRESS = re.compile(r"K[íÍ]nh g[ửỬ]i\s*:?|KÍNH GỬI\s*:?")
TELEGRAM = re.compile(r"(?:[A-ZÀ-ỸĐ ,]{6,}|[^.;]{6,60}) điện\s*:\s*$")
BASE_START = re.compile(
    r"(?:Căn cứ|Thực hiện|Theo đề nghị|Xét|Triển khai|Tiếp tục|Thi hành|Chấp hành|Nhằm|Để|Trên cơ sở|Sau khi|Ngày \d|Năm \d)\b"
)
RULE_LINE = re.compile(RULE)
BREAKS = re.compile(
    r"(?<=\S)\s+(?=(?:Số|SỐ)\s*:)|(?<=\S)\s+(?=V/[vV]\b)|(?<=\S)\s+(?=CỘNG H[OÒ])|(?<=\S)\s+(?=Độc lập\s*[-–—])"
)
ADDRESS_MARK = re.compile(rf"(?:{ADDRESS.pattern}|^[^.;]{{6,60}} điện\s*:)\s*")
HEADER_REACH = 45
PROSE = 75


def header_zone(pieces: list[Line | Grid]) -> int:
    """How many pieces from the start belong to the header."""
    subject = False
    for index, piece in enumerate(pieces[:HEADER_REACH]):
        if isinstance(piece, Grid):
            if not is_header_grid(piece):
                return index
            subject = False
            continue
        text = piece.text
        if ends_header(piece, subject, index):
            return index
        if SUBJECT.match(text):
            subject = True
    return min(len(pieces), HEADER_REACH)


def ends_header(line: Line, subject: bool, index: int) -> bool:
    """Whether the title, the addressees or the body begins at this line."""
    text = line.text
    if ADDRESS.match(text) or TELEGRAM.match(text) or APPENDIX.match(text) or type_of(text)[0]:
        return True
    if any(pattern.search(text) for pattern in (MOTTO, PLACE_DATE)) or NUMBER.match(text) or SUBJECT.search(text):
        return False
    if BASE_START.match(text) and capitals(text) < 0.5 and len(text) > 40:
        return True
    prose = len(text) > PROSE and not is_capital(text)
    return (prose and not (subject and not line.blank_above) and index > 0) or (prose and index == 0)


def is_header_grid(grid: Grid) -> bool:
    """A table that holds the header, not recipients and not data."""
    text = grid.text
    marks = [bool(MOTTO.search(text)), bool(PLACE_DATE.search(text)), bool(re.search(r"(?:^|\s)(?:Số|SỐ)\s*:", text))]
    return any(marks) and "Nơi nhận" not in text and len(grid.rows) <= 8


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
    """The parts of a header line, the place and date as a part of its own unless a subject runs on behind them."""
    result: list[Passage] = []
    for part in passage.split(BREAKS):
        match = PLACE_DATE.search(part.text)
        if match and match["place"] and match.start() > 0 and not SUBJECT.match(part.text):
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
    if NUMBER.match(text) or (state == "number" and re.fullmatch(r"\d[\w./-]*|/[\w.&-]+", text)):
        return "number", passage
    if SUBJECT.match(text) or (state == "number" and SUBJECT_LOOSE.match(text)):
        return "subject", passage
    if PLACE_DATE.search(text) and re.search(r"(?:năm|/)\s*\d{4}|ngày[\s.…_]*tháng", text):
        return "place_date", passage
    if state == "subject":
        return "subject", passage
    if state in ("", "issuer") and (is_capital(text) or BODY_LINE.match(text.upper())):
        return "issuer", passage
    return "other", passage


def split_subject_and_date(passage: Passage) -> list[Block]:
    """A line on which the end of the subject and the date stand side by side."""
    match = PLACE_DATE.search(passage.text)
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
    lines = [line.passage for stream in streams(pieces) for line in stream]
    entries = listed(lines, ADDRESS_MARK)
    return [Block(ADDRESSEES, entry, "", whole=entry) for entry in entries]
