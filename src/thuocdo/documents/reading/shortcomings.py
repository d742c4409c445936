"""Shortcomings (tồn tại, hạn chế): what a document says is lacking, one statement each.

They stand behind an announcing clause ("vẫn còn một số tồn tại, hạn chế như: ...; ...; ..."), under a
heading of that name, behind "Tuy nhiên", or inside an order ("Đối với một số đơn vị ... chưa đáp ứng").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thuocdo.documents.reading.agencies import subject
from thuocdo.documents.reading.blocks import APPENDIX, HEADING, ITEM, PARAGRAPH, Block, Structured
from thuocdo.documents.reading.fields import field_of
from thuocdo.documents.reading.found import FoundShortcoming
from thuocdo.documents.reading.lack_lists import (
    ANNOUNCED,
    NAMES,
    announces,
    clause_above,
    paragraph_above,
    reveals,
    told_open,
)
from thuocdo.documents.reading.sentences import brackets, covered, sentences
from thuocdo.documents.reading.words import CAPITAL
from thuocdo.documents.reading.zones import has_articles, titles_above, topic_in

SPAN = tuple[int, int]
# "còn một số tồn tại, hạn chế cần khắc phục" announces and says nothing itself.
EMPTY = re.compile(
    rf"(?i:\b(?:một số|những|các|nhiều)? ?{NAMES}(?:[,\s]+(?:và )?{NAMES})*(?: nhất định)?(?: (?:trong|của) [^,.;:]*)?"
    r"(?: (?:cần|phải|được|nêu|đã|chậm)\b.*| (?:như )?sau(?: đây)?)?$)"
)
# Paragraphs that a list of lacks may run on over.
LONGEST_LIST = 40
FEWEST_WORDS = 4
TURN = re.compile(
    r"(?i:^(?:tuy nhiên|song|mặc dù vậy|bên cạnh (?:những |các )?(?:kết quả|mặt|ưu điểm)[^,]*|"
    r"bên cạnh đó),?\s*|(?=còn (?:\d+|một số|nhiều|tình trạng)\b))"
)
# "Qua kiểm tra, vẫn còn tình trạng hồ sơ trễ hạn; một số đơn vị chưa ..."
SEEN = re.compile(
    r"(?i:^(?:(?:qua|kết quả) (?:công tác |việc )?(?:kiểm tra|theo dõi|rà soát|thanh tra|giám sát|thực tế|đánh giá|"
    r"tổng hợp|nắm)[^,;.]{0,80}?(?:,|,? (?:cho|nhận) thấy,?)|hiện nay,?)\s+(?=(?:(?:vẫn|hiện) )*(?:còn|một số|nhiều|"
    r"tình trạng)\b)|"
    r"^(?:theo (?:báo cáo|kết quả|số liệu|thống kê|phản ánh|đánh giá|tổng hợp)[^,;.]{0,90},\s+)?(?:đến nay|hiện nay|"
    r"tính đến [^,;.]{3,40}),?\s+(?=(?:vẫn |hiện )?còn (?:có )?(?:\d|một số|nhiều))|"
    r"^(?:qua [^.;:]{3,120}?|thực (?:tế|tiễn)(?: triển khai| kiểm tra)?),? ?(?:cho|nhận) thấy\s*[,:]?\s*)"
)
# An item of a notice that first praises: "... Tuy nhiên, vẫn còn một số hạn chế: ..."
TURNED = re.compile(r"(?:^|[.;]\s+)(?:Tuy nhiên|tuy nhiên|Bên cạnh (?:những |các )?kết quả)")
LEAD_IN = re.compile(
    r"(?i:^(?:tuy nhiên|song|ngoài ra|mặt khác|bên cạnh đó|đồng thời|đặc biệt|bên cạnh (?:những |các )?(?:kết quả|"
    r"mặt|ưu điểm)[^,]*)\s*,\s*)"
)
# "qua kiểm tra thực tế cho thấy: một số cơ quan ..."
SHOWN = re.compile(r"(?i:^qua [^,;:.]{3,60} (?:cho|nhận) thấy\s*[,:]?\s*)")
# The statement ends where causes, aims or orders begin.
OTHER = re.compile(
    r"(?i:^(?:nguyên nhân|để |nhằm |thực hiện |căn cứ|trước tình hình|những tồn tại|các tồn tại|trên cơ sở|vì vậy|"
    r"do đó|từ thực tế|xuất phát))"
)
LACK = re.compile(
    r"(?i:\b(?:chưa|thiếu|hạn chế|chậm|thấp|yếu|kém|bất cập|vướng mắc|trễ|quá hạn|tồn đọng|lúng túng|hình thức|"
    r"né tránh|đùn đẩy|sai sót|buông lỏng|lơ là|nhũng nhiễu|sách nhiễu|chồng chéo|kéo dài|ách tắc|lãng phí|mỏng|"
    r"xuống cấp|lạc hậu|manh mún|nhiều lần|"
    r"giảm(?= (?:so với|điểm|sút)|\s*$)|"
    r"vi phạm|khó khăn|phiền hà|không (?:đảm bảo|bảo đảm|đạt|đúng|đầy đủ|kịp thời|đánh giá|đáp ứng|thực hiện|có)|"
    r"(?:vẫn |cũng )?còn|(?:giảm|tụt|xuống) (?:(?:\d+|một|hai|ba|nhiều) )?(?:bậc|hạng)|dưới \d+)\b)"
)
# Said in a list of lacks, these are lacks too: "dịch bệnh diễn biến phức tạp", "tai nạn giao thông tăng cao".
WORSE = re.compile(
    r"(?i:\b(?:(?:bị|gây|làm) ảnh hưởng|diễn biến phức tạp|(?:vẫn|đã|còn|để) xảy ra|phát sinh bất cập|nợ đọng|sụt giảm|"
    r"tăng (?:không )?cao|tăng cả|tăng (?:so|nhanh)|giảm sâu|quá tải|gián đoạn|tự phát|thất thoát|ô nhiễm|trì trệ|"
    r"mất nhiều|ngại|dàn trải|chủ quan|chưa|không (?:cao|đều|ổn định|còn|thể|giảm))\b)"
)
ONLY_STILL = re.compile(r"(?i:\b(?:vẫn |cũng )?còn\s*$)")
# "Tuy nhiên, trong bối cảnh khó khăn ..., để thúc đẩy ...": says why something is ordered
SETTING = re.compile(
    r"(?i:^(?:trong bối cảnh|trong điều kiện|trước (?:những )?(?:khó khăn|bối cảnh)|dự báo|thời gian tới)\b)"
)
# "tăng trưởng thấp, mức tiêu dùng còn yếu": behind the comma another thing is found lacking
NEXT_THING = re.compile(
    r",\s+(?=(?:một số|một bộ phận|nhiều|việc|công tác|tình trạng|tình hình|chất lượng|tỷ lệ|tỉ lệ|mức|sức|nợ|"
    r"số thu|nguồn thu|khoản|kết quả|hiệu quả|"
    r"khả năng|chỉ số|"
    r"đời sống|hạ tầng|cơ sở vật chất|đội ngũ|trình độ|ý thức|năng lực|tiến độ|kỷ luật|số lượng|nguồn lực)\b)"
)
RESULT = re.compile(r"(?i:\b(?:kết quả tích cực|đạt được (?:nhiều|những) kết quả|chuyển biến tích cực)\b)")
# "2. Khuyết điểm: Kỷ cương ở một số nơi chưa nghiêm; ..."
NAMED_FIRST = re.compile(rf"(?i:^(?:những |một số |về )?{NAMES}(?:[,\s]+(?:và )?{NAMES})*\s*:\s+)")
HEADED = re.compile(rf"(?i:^(?:[\W\d]*(?:những |một số |về )?{NAMES}\b)(?:[,\s]+(?:và )?{NAMES})*)")
CAUSES = re.compile(r"(?i:\bnguyên nhân\b)")
# "Đối với một số đơn vị cấp xã, cơ sở vật chất ... chưa đáp ứng được yêu cầu, Ủy ban nhân dân cấp xã chủ động ..."
GROUND = re.compile(r"(?i:^(?:đối với|do|vì|hiện nay,?|thực tế,?) (?=(?:một số|nhiều|còn|hiện|vẫn)\b))")
PIECE = re.compile(rf"\s*;\s*|,\s+(?={CAPITAL}[a-zà-ỹ]+ (?!{CAPITAL}))|\.\.\.\s*|\.\s+(?={CAPITAL})")
# A fault at the end of a clause, so that the clause is whole: "... còn thấp", "... chưa đáp ứng yêu cầu".
FAULT = re.compile(
    r"(?i:\b(?:thấp|chậm|yếu|kém|hạn chế|lớn|cao|phức tạp|khó khăn|còn (?:nhiều|ít))(?: v\.v)?[\s.…]*$|"
    r"\b(?:chưa|vẫn còn|chậm được|giảm|không (?:đạt|đáp ứng))"
    r"\s[^,]*$)"
)
# "... hoàn thành thấp như sau: Cục Thuế Bình Định, ...": who is meant, and no lack of its own
WHO = re.compile(r"(?i:,?\s+(?:cụ thể[^:;.]{0,30}|như sau|như|gồm|điển hình(?: là| như)?|trong đó có)\s*:\s)")
NUMBERED = re.compile(r"\((?:\d{1,2}|[ivx]{1,4}|[a-zđ])\)\s*")
# "... vẫn ở mức cao v.v...", with the punctuation behind
AND_SO_ON = re.compile(r"(?:[\s,;.:…–+•*/-]|\bv\.v)+$")
EDGE = " \t\n,;.:…-–+•/"


def trimmed(text: str, start: int, end: int) -> SPAN:
    """A span less the punctuation and joining words at its edges."""
    while start < end and text[start] in EDGE:
        start += 1
    for opening in (LEAD_IN, SHOWN):
        lead = opening.match(text[start:end])
        start += lead.end() if lead else 0
    numbered = NUMBERED.match(text[start:end])
    start += numbered.end() if numbered else 0
    who = WHO.search(text, start, end)
    end = who.start() if who and not LACK.search(text, who.end(), end) else end
    end = start + len(AND_SO_ON.sub("", text[start:end]))
    return start, end


def pieces(text: str, start: int, end: int) -> Iterator[SPAN]:
    """Statements between semicolons; a semicolon in brackets parts nothing, and what lacks inside them stands alone."""
    hidden = brackets(text)
    left = start
    for mark in [*PIECE.finditer(text, start, end), None]:
        if mark and covered(mark.start(), hidden):
            continue
        right = mark.start() if mark else end
        for one, other in parted(text, left, right):
            yield from unbracketed(text, one, other)
        left = mark.end() if mark else end


def parted(text: str, start: int, end: int) -> Iterator[SPAN]:
    """Two lacks joined by a comma, where each has its own subject and its own fault."""
    hidden, left = brackets(text), start
    for mark in NEXT_THING.finditer(text, start, end):
        one, other = text[left : mark.start()], text[mark.end() : end]
        ends = NEXT_THING.search(other)
        other = other[: ends.start()] if ends else other
        if not covered(mark.start(), hidden) and FAULT.search(one) and FAULT.search(other):
            yield left, mark.start()
            left = mark.end()
    yield left, end


def unbracketed(text: str, start: int, end: int) -> Iterator[SPAN]:
    """A statement without a bracket that lists others, and those of the list that say what is lacking."""
    for open_, close in brackets(text):
        if not (start <= open_ and close <= end) or ";" not in text[open_:close]:
            continue
        yield trimmed(text, start, open_)
        left = open_ + 1
        for mark in [*re.finditer(r"\s*;\s*", text[open_:close]), None]:
            right = open_ + mark.start() if mark else close - 1
            if LACK.search(text[left:right]):
                yield trimmed(text, left, right)
            left = open_ + mark.end() if mark else close
        start = close
    yield trimmed(text, start, end)


def announced(text: str) -> SPAN | None:
    """The stretch of a paragraph behind an announcing clause, up to where another matter begins."""
    for mark in ANNOUNCED.finditer(text):
        before = text[: mark.start()]
        if re.search(
            r"(?i:\b(?:còn|bộc lộ|khắc phục|có|tồn tại|những|các|một số)\s+(?:(?:một số|những|nhiều|"
            r"các)\s+)?(?:vấn đề|mặt|điểm)?\s*$)",
            before,
        ):
            return mark.end(), until_other(text, mark.end())
    return None


def until_other(text: str, start: int) -> int:
    """Where causes, aims or orders take over."""
    for left, _ in sentences(text[start:]):
        if left and OTHER.match(text[start + left :]):
            return start + left
    return len(text)


def read_shortcomings(text: str) -> list[SPAN]:
    """Spans of the statements of what is lacking in a paragraph; empty where it only announces them.

    >>> text = "Tuy nhiên, vẫn còn một số hạn chế như: hồ sơ trễ hạn còn nhiều; cán bộ chưa quyết liệt."
    >>> [text[start:end] for start, end in read_shortcomings(text)]
    ['hồ sơ trễ hạn còn nhiều', 'cán bộ chưa quyết liệt']
    >>> read_shortcomings("Tuy nhiên, công tác CCHC vẫn còn một số tồn tại, hạn chế cần khắc phục.")
    []
    """
    listed = announced(text)
    stretch = listed or turned(text)
    if stretch is None:
        return []
    found: list[SPAN] = []
    for span in pieces(text, *stretch):
        if says_lack(text[slice(*span)], listed=bool(listed or found)):
            found.append(span)
    return list(dict.fromkeys(found))


def turned(text: str) -> SPAN | None:
    """The stretch behind "Tuy nhiên", "Bên cạnh những kết quả" or "Qua kiểm tra" where no list is announced."""
    spans = sentences(text)
    for start, _ in spans:
        turn = TURN.match(text[start:]) or SEEN.match(text[start:])
        if turn:
            return start + turn.end(), start + until_other(text[start:], turn.end())
    return None


def says_lack(words: str, *, listed: bool = False) -> bool:
    """Whether a statement names a lack of its own, not just "một số tồn tại, hạn chế"; `listed` among others."""
    lacks = LACK.search(words) or (listed and WORSE.search(words))
    other = OTHER.match(words) or RESULT.search(words) or SETTING.match(words)
    if len(words.split()) < FEWEST_WORDS or not lacks or other:
        return False
    general = EMPTY.search(words)
    return not (
        general
        and re.search(
            r"(?i:\b(?:công tác|việc)? ?(?:cchc|"
            r"cải cách hành chính)\b)",
            words[: general.start()],
        )
    ) and not re.search(r"(?i:\b(?:yêu cầu|đề nghị)\b[^,;]{0,80}(?:tập trung|thực hiện|nghiêm túc))", words)


def names_lack(words: str) -> bool:
    """Whether a statement says what is lacking, and does not only announce it ("còn một số hạn chế nhất định")."""
    general = EMPTY.search(words)
    rest = words[: general.start()] if general else words
    if general:
        return bool(LACK.search(ONLY_STILL.sub("", rest)))
    return bool(LACK.search(words) or WORSE.search(words))


def ground(text: str) -> SPAN | None:
    """The lack that an order gives as its ground: the clause before the body that is to act."""
    head = GROUND.match(text)
    if not head:
        return None
    for comma in re.finditer(r",\s+", text):
        if subject(text, comma.end()) and LACK.search(text[head.end() : comma.start()]):
            return head.end(), comma.start()
    return None


def in_order(doc: Structured, *, plainly: bool = False) -> list[FoundShortcoming]:
    """Everything found, in the order of the document."""
    found: list[FoundShortcoming] = []
    topic = topic_in(doc)
    for block in doc.blocks:
        if block.part is not None and block.part.kind == APPENDIX:
            continue
        spans = spans_of(block, plainly=plainly)
        for start, end in spans:
            passage = block.passage[start:end]
            thing = FoundShortcoming(confidence=0.85)
            thing.place(passage)
            thing.field = field_of(thing.text, topic=topic)
            found.append(thing)
    return found


def spans_of(block: Block, *, plainly: bool = False) -> list[SPAN]:
    """What a block says is lacking; `plainly` only where a heading or an announcing clause names it so."""
    text = block.text
    if block.kind not in (PARAGRAPH, ITEM, HEADING):
        return []
    if under_heading(block):
        said = [span for span in pieces(text, 0, len(text)) if names_lack(text[slice(*span)])]
        return [] if block.children else said or plain_entry(block)
    named = NAMED_FIRST.match(text)
    if named and not CAUSES.match(text):
        return [span for span in pieces(text, named.end(), len(text)) if names_lack(text[slice(*span)])]
    listed = listed_above(block)
    if listed is not None:
        said = [span for span in pieces(text, 0, len(text)) if says_lack(text[slice(*span)], listed=listed)]
        return said or ([trimmed(text, 0, len(text))] if listed else [])
    if told_open(block) or goes_on(block):
        whole = pieces(text, 0, until_other(text, 0))
        return [span for span in whole if says_lack(text[slice(*span)], listed=True)]
    if plainly and not announced(text):
        return []
    clause = ground(text)
    if clause:
        return [clause]
    if block.kind == PARAGRAPH and not block.label:
        return read_shortcomings(text)
    return read_shortcomings(text) if block.kind == ITEM and TURNED.search(text) else []


def plain_entry(block: Block) -> list[SPAN]:
    """An entry under "Tồn tại, hạn chế" is a lack also where no word says so: "Cán bộ kiêm nhiệm nhiều việc"."""
    causes = any(CAUSES.search(title) for title in titles_above(block))
    other = OTHER.match(block.text) or RESULT.search(block.text) or block.text.endswith(":")
    whole = block.label and not causes and not other and len(block.text.split()) >= FEWEST_WORDS
    return [trimmed(block.text, 0, len(block.text))] if whole else []


def under_heading(block: Block) -> bool:
    """Whether the nearest heading of the two kinds says "Tồn tại, hạn chế", also with "và nguyên nhân" behind it."""
    if CAUSES.match(block.text):
        return False
    titles = [above.text for above in block.ancestors() if above.kind in (HEADING, ITEM) and len(above.text) < 160]
    telling = (title for title in titles if HEADED.match(title) or CAUSES.search(title))
    return bool(HEADED.match(next(telling, "")))


def goes_on(block: Block) -> bool:
    """Whether the list of lacks that a paragraph above announces runs on to here: every sentence names one."""
    for _ in range(LONGEST_LIST):
        above = paragraph_above(block)
        if above is None or above.kind != PARAGRAPH or TURN.match(block.text):
            return False  # "Tuy nhiên, ..." turns to another matter
        if not all(says_lack(block.text[slice(*span)], listed=True) for span in sentences(block.text)):
            return False
        stretch = announced(above.text)
        if told_open(above) or (stretch and 0 < stretch[0] < stretch[1] == len(above.text)):
            return True
        block = above
    return False


def listed_above(block: Block) -> bool | None:
    """Whether the block is an entry of an announced list; True where lacks are announced, False where findings are."""
    clause = clause_above(block)
    if announces(clause):
        return None if OTHER.match(block.text) or RESULT.search(block.text) else True
    return False if reveals(clause) and says_lack(block.text) else None


def extract_shortcomings(doc: Structured) -> list[FoundShortcoming]:
    """The shortcomings a document names; texts in articles name them plainly or not at all."""
    kind = str(doc.metadata.get("document_type") or "")
    legal = kind in ("nghị định", "nghị quyết", "thông tư", "luật", "quyết định") and has_articles(doc.main)
    return in_order(doc, plainly=legal and len(doc.parts) == 1)
