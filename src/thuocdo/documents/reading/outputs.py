"""Deliverables (sản phẩm, kết quả đầu ra): the entries of a cell, or the document that a sentence orders to be made."""

from __future__ import annotations

import re

from thuocdo.documents.reading.sentences import brackets, covered
from thuocdo.documents.reading.source import Passage
from thuocdo.documents.reading.words import CAPITAL

Span = tuple[int, int]
EDGE = " \t\n,;.:–-+•*"
# "- Kế hoạch; - Báo cáo", "1. Văn bản triển khai; 2. Báo cáo kết quả"
BULLET = re.compile(r"(?:^|(?<=[;.,:…])\s*|\n\s*|(?<=\w)\s+)(?:[-–+•]\s*|\d{1,2}[.)]\s+)(?=\S)")
PART = re.compile(rf"\s*;\s*|\n+|\.\s+(?={CAPITAL})")
NEW_ENTRY = re.compile(rf";\s+(?={CAPITAL})|\n+|\.\s+(?={CAPITAL})")

MAKE = r"(?i:xây dựng|lập|ban hành mới|ban hành|soạn thảo|hoàn thiện|hoàn chỉnh)"
AFTER_MAKE = rf"{MAKE}|(?i:phê duyệt|triển khai|hợp nhất)"
PAPERS = (
    r"(?i:dự thảo (?:quyết định|nghị quyết|nghị định|thông tư|kế hoạch|đề án|văn bản)|kế hoạch|chương trình|đề án|"
    r"báo cáo|danh sách|danh mục|"
    r"quy trình (?:nội bộ|điện tử|liên thông)|quy chế|tờ trình|dự toán|quyết toán|bộ tiêu chí|kịch bản|nghị quyết|"
    r"nghị định|thông tư|"
    r"văn bản quy phạm pháp luật|văn bản qppl|văn bản hướng dẫn|sổ tay|cẩm nang)"
)
# "xây dựng Kế hoạch ...", "lập danh sách ...", "xây dựng, hoàn thiện quy trình ..."
MAKING = re.compile(rf"(?<!\w)(?:{MAKE})(?:(?:,| và| hoặc) (?:{AFTER_MAKE}))* (?P<paper>(?:các )?{PAPERS})(?!\w)")
QUALITY = re.compile(r"(?i:(?:chất lượng|công tác|việc|hiệu quả)[^,;.]{0,40}$)")
# What stands behind the name of a paper and is no longer its name.
PAPER_END = re.compile(
    r"[;.:]|(?<!tồn tại),(?! (?i:phương án|dự toán|quyết toán|kế hoạch|quy trình|danh mục)\b)|\s(?:(?:để|nhằm|"
    r"chậm nhất|gửi|hoặc|phù hợp|bảo đảm|đảm bảo|"
    r"đối với|trong việc|xong|khi|sau khi|triển khai thực hiện)\b|về (?=UBND|Ủy ban|Bộ|Sở|Công an)|"
    r"trước (?=ngày|tháng)|"
    r"trình (?=UBND|Ủy|Chủ|Thủ|cấp)|và (?=tổ chức|triển khai|thực hiện|hướng dẫn|trình|gửi|báo cáo)|"
    r"theo (?=quy định|thẩm quyền|lĩnh vực)|trong (?=thời|tháng|quý))"
)
# A report ordered in so many words; "(qua Sở Nội vụ)" and the addressee may stand in between.
REPORT = re.compile(
    r"(?<!\w)(?:[Tt]ổng hợp,? )?[Bb]áo cáo(?= (?:kết quả|tình hình|về (?:kết quả|tình hình)|(?:Chủ tịch|Ủy ban|"
    r"UBND|Thủ tướng|Chính phủ|Bộ|Sở|Tỉnh ủy)\b))"
)
REPORT_END = re.compile(
    r"[;.]|(?<!tình hình)(?<!tồn tại),\s|\s(?:về (?=UBND|Ủy ban|Công an|Bộ|Sở|Hội đồng)|trước (?=ngày|tháng)|"
    r"(?:chậm nhất|theo quy định|để|định kỳ|khi tổng kết|trong báo cáo|gửi|xem xét|biện pháp)\b)"
)
PERIODIC = re.compile(r"(?i:trong (?P<report>báo cáo (?:định kỳ|tháng|quý|năm)))")
LONGEST = 220


def split_outputs(cell: Passage, entries: list[Passage]) -> list[Passage]:
    """The deliverables of a cell: list entries where the layout shows them, else what bullets and semicolons part.

    Inside a bullet a semicolon parts only before a capital letter: "- Xây dựng kế hoạch; kiểm tra, đôn đốc" is one.
    """
    found = [part for entry in (entries or [cell]) for part in split_entry(entry)]
    return [part for part in found if re.search(r"\w{2}", part.text)]


def split_entry(entry: Passage) -> list[Passage]:
    text = entry.text
    marks = [mark.span() for mark in BULLET.finditer(text) if is_bullet(text, mark)]
    hidden = brackets(text)
    marks = [mark for mark in marks if not covered(mark[0], hidden)]
    if not marks:
        return cut(entry, PART)
    pieces = [entry[: marks[0][0]]]
    for place, (_, end) in enumerate(marks):
        stop = marks[place + 1][0] if place + 1 < len(marks) else len(text)
        pieces.append(entry[end:stop])
    return [part for piece in pieces for part in cut(piece, NEW_ENTRY)]


def is_bullet(text: str, mark: re.Match[str]) -> bool:
    """Whether a dash or number opens an entry, unlike the dash of "công nghiệp - xây dựng" or a year."""
    opens = mark.start() == 0 or text[mark.start() - 1] in ";.,:…\n" or "\n" in mark.group()
    return bool(opens or (mark.group().strip() in "+-•–" and re.match(rf"{CAPITAL}", text[mark.end() :])))


def cut(entry: Passage, pattern: re.Pattern[str]) -> list[Passage]:
    """Pieces of an entry between the matches of a pattern that lie outside brackets."""
    hidden = brackets(entry.text)
    pieces, left = [], 0
    for mark in pattern.finditer(entry.text):
        if not covered(mark.start(), hidden):
            pieces.append(entry[left : mark.start()])
            left = mark.end()
    pieces.append(entry[left:])
    return [piece for piece in (part.strip(EDGE) for part in pieces) if piece]


def prose_outputs(text: str) -> list[Span]:
    """Spans of the documents that a sentence orders to be made or sent.

    >>> [("Khẩn trương xây dựng Kế hoạch CCHC năm 2025, gửi về Sở")[slice(*span)]
    ...  for span in prose_outputs("Khẩn trương xây dựng Kế hoạch CCHC năm 2025, gửi về Sở")]
    ['Kế hoạch CCHC năm 2025']
    """
    orders = [match for match in MAKING.finditer(text) if not QUALITY.search(text, 0, match.start())]
    found = [made for match in orders if (made := paper_at(text, match.start("paper")))]
    return sorted(distinct(text, found or reports(text)))


def paper_at(text: str, start: int) -> Span | None:
    """The name of a paper that begins at start; None if it runs on too long to be one."""
    stop = PAPER_END.search(text, start + 3)
    end = min(stop.start() if stop else len(text), start + LONGEST)
    end -= len(text[start:end]) - len(text[start:end].removesuffix(" và"))
    return (start, end) if len(text[start:end].split()) < 40 else None


def reports(text: str) -> list[Span]:
    """Reports that are to be made, as printed: "báo cáo kết quả thực hiện"."""
    periodic = PERIODIC.search(text)
    if periodic:
        return [periodic.span("report")]
    found = []
    for match in REPORT.finditer(text):
        stop = REPORT_END.search(text, match.end())
        found.append((match.start(), stop.start() if stop else len(text)))
    return found[:1]


def distinct(text: str, spans: list[Span]) -> list[Span]:
    """Each paper once, by its words."""
    seen: dict[str, Span] = {}
    for span in spans:
        seen.setdefault(text[slice(*span)].lower(), span)
    return list(seen.values())
