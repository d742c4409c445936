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
# The paper belongs to the title of a cited one, or others make it: "Quyết định số ... về ban hành quy chế",
# "để có cơ sở báo cáo Bộ Chính trị ban hành Nghị quyết".
OF_OTHERS = re.compile(
    r"(?:\bvề (?:việc )?|\bsố \d{1,5}(?:/\d{4})?[/-][^;,]{0,160}|\b(?:để|làm) (?:có )?(?:cơ sở|căn cứ)\b[^;.]*)$"
)
# "quy chế quản lý, chia sẻ, khai thác dữ liệu": a comma behind a verb that still waits for its object goes on.
OBJECT_AWAITED = re.compile(
    r"(?i:\b(?:quản lý|chia sẻ|khai thác|sử dụng|đánh giá|tiếp nhận|xử lý|giải quyết|kiểm tra|giám sát|thanh tra|"
    r"đào tạo|bồi dưỡng|tuyên truyền|phổ biến|vận hành|xây dựng|phát triển|bảo vệ|cung cấp|kết nối|thu thập|lưu trữ|"
    r"sắp xếp|rà soát|sửa đổi|phân công|phân cấp|tuyển dụng|thu hút|bảo tồn|đầu tư|theo dõi|tổ chức)$)"
)
# Words that go in pairs: the comma between them ends nothing.
PAIR = re.compile(
    r"(?i:(?:phản ánh, kiến nghị|khó khăn, vướng mắc|tồn tại, hạn chế|sửa đổi, bổ sung|tình hình, kết quả|"
    r"kỷ luật, kỷ cương|kỷ cương, kỷ luật|tổ chức, cá nhân|cá nhân, tổ chức|khiếu nại, tố cáo|tham nhũng, tiêu cực|"
    r"cán bộ, công chức|công chức, viên chức|người dân, doanh nghiệp|cơ quan, đơn vị|đơn vị, địa phương)\b)"
)
LONGEST_WORD = 14
NEXT_ORDER = re.compile(
    r"(?i:(?:gửi|trình|báo cáo|tham mưu|giao|hoàn thành|chủ động|kịp thời|đồng thời|khẩn trương|trong đó|chậm nhất|"
    r"trước|đảm bảo|bảo đảm|phù hợp)\b)"
)
# "kế hoạch bảo đảm an toàn thông tin mạng": right behind the kind of paper these words open its name.
NAME_GOES_ON = re.compile(
    r"\s(?:triển khai thực hiện|bảo đảm|đảm bảo|đối với|phù hợp)"
    r"(?! (?:đúng|chất lượng|tiến độ|hiệu quả|kịp thời|đầy đủ|tính|khả thi|yêu cầu|rõ|với|phù hợp)\b)(?=\s\w)"
)
# What stands behind the name of a paper and is no longer its name.
PAPER_END = re.compile(
    r"[;.:]|,(?! (?i:phương án|dự toán|quyết toán|kế hoạch|quy trình|danh mục)\b)|\s(?:(?:để|nhằm|"
    r"chậm nhất|gửi|hoặc|phù hợp|bảo đảm|đảm bảo|"
    r"đối với|trong việc|xong|khi|sau khi|triển khai thực hiện|gắn với)\b|về (?=UBND|Ủy ban|Bộ|Sở|Công an)|"
    r"trước (?=ngày|tháng)|"
    r"(?:trình|báo cáo) (?=UBND|Ủy|Chủ|Thủ|cấp|Sở|Bộ)|và (?=tổ chức|triển khai|thực hiện|hướng dẫn|trình|gửi|báo cáo|"
    r"đăng tải|niêm yết|cập nhật)|"
    r"theo (?=quy định|thẩm quyền|lĩnh vực)|trong (?=thời|tháng|quý))"
)
# A report ordered in so many words; "(qua Sở Nội vụ)" and the addressee may stand in between.
REPORT = re.compile(
    r"(?<!\w)(?:[Tt]ổng hợp,? )?[Bb]áo cáo(?= (?:kết quả|tình hình|số liệu|về (?:kết quả|tình hình)|(?:Chủ tịch|Ủy ban|"
    r"UBND|Thủ tướng|Chính phủ|Bộ|Sở|Tỉnh ủy)\b))"
)
REPORT_END = re.compile(
    r"[;.]|,\s|\s(?:về (?=UBND|Ủy ban|Công an|Bộ|Sở|Hội đồng)|trước (?=ngày|tháng)|"
    r"(?:chậm nhất|theo quy định|để|định kỳ|h[àằ]ng (?:tháng|quý|năm)|khi tổng kết|trong báo cáo|trong quá trình|gửi|"
    r"xem xét|biện pháp)\b)"
)
# No report of the body itself: difficulties if any, what others put together, single matters laid before a superior.
NO_REPORT_BEFORE = re.compile(
    r"(?i:\b(?:nếu|trường hợp) (?:có|phát sinh|gặp|thấy)\b[^.;]*|"
    r"\b(?:gửi|về) [^.;]*\bđể (?:theo dõi,? )?(?:tổng hợp)?,? ?)$"
)
MATTERS = re.compile(r"(?i:\b(?:những|các) (?:vấn đề|vướng mắc|nội dung vượt)\b)")
PERIODIC = re.compile(r"(?i:trong (?P<report>báo cáo (?:định kỳ|tháng|quý|năm)))")
LONGEST = 220
REACH = 300  # how far back (characters) lies what makes an order no order


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
    orders = [match for match in MAKING.finditer(text) if is_order(text, match.start())]
    found = [made for match in orders if (made := paper_at(text, match.start("paper")))]
    return sorted(distinct(text, found or reports(text)))


def is_order(text: str, start: int) -> bool:
    """Whether the verb at start orders a paper, and is no talk of its quality or of a paper that others make."""
    near = max(0, start - REACH)
    return not QUALITY.search(text, near, start) and not OF_OTHERS.search(text, near, start)


def paper_at(text: str, start: int) -> Span | None:
    """The name of a paper that begins at start; None if it runs on too long to be one."""
    end = min(end_of_name(text, start, PAPER_END), start + LONGEST)
    end -= len(text[start:end]) - len(text[start:end].removesuffix(" và"))
    return (start, end) if len(text[start:end].split()) < 40 else None


def end_of_name(text: str, start: int, endings: re.Pattern[str]) -> int:
    """Where the name that begins at start ends: at the first ending that does not leave it unfinished."""
    kind = re.compile(PAPERS).match(text, start)
    opening = NAME_GOES_ON.match(text, kind.end()) if kind else None
    for stop in endings.finditer(text, opening.end() if opening else start + 3):
        too_long = stop.start() > start + LONGEST
        if too_long or not stop.group().startswith(",") or not goes_on(text, start, stop.start()):
            return stop.start()
    return len(text)


def goes_on(text: str, start: int, comma: int) -> bool:
    """Whether a comma stands inside a name: between the words of a pair or of a list of verbs with one object."""
    near = max(start, comma - LONGEST_WORD)
    if any(pair.start() < comma < pair.end() for pair in PAIR.finditer(text, near, comma + LONGEST_WORD)):
        return True
    return bool(OBJECT_AWAITED.search(text, near, comma)) and not NEXT_ORDER.match(text, comma + 2)


def reports(text: str) -> list[Span]:
    """Reports that are to be made, as printed: "báo cáo kết quả thực hiện"."""
    periodic = PERIODIC.search(text)
    if periodic:
        return [periodic.span("report")]
    found = []
    for match in REPORT.finditer(text):
        span = (match.start(), end_of_name(text, match.end(), REPORT_END))
        if not NO_REPORT_BEFORE.search(text, max(0, span[0] - REACH), span[0]) and not MATTERS.search(text, *span):
            found.append(span)
    return found[:1]


def distinct(text: str, spans: list[Span]) -> list[Span]:
    """Each paper once, by its words."""
    seen: dict[str, Span] = {}
    for span in spans:
        seen.setdefault(text[slice(*span)].lower(), span)
    return list(seen.values())
