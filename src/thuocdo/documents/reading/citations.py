"""Cited documents (văn bản được viện dẫn): each distinct one once, with every place that cites it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from thuocdo.documents.reading.blocks import (
    ADDRESSEES,
    BASES,
    HEADER,
    ITEM,
    PARAGRAPH,
    RECIPIENTS,
    SIGNATURE,
    TRAIL,
    Block,
    Structured,
)
from thuocdo.documents.reading.citation_phrases import (
    AMENDING,
    GROUP,
    KIND_BEFORE,
    LAW,
    LAW_WORD,
    RESOLUTION,
    SCHEME,
    CitedNumber,
    date_behind,
    issued_before,
    issuer_before,
    issuer_behind,
    issuer_by_symbol,
    numbers_in,
)
from thuocdo.documents.reading.found import FoundCitation
from thuocdo.documents.reading.letters import pattern
from thuocdo.documents.reading.source import Passage
from thuocdo.documents.reading.terms import type_of_symbol
from thuocdo.documents.reading.zones import titles_above

REACH = 1500  # how far back (characters) the issuer of a list may stand
BASIS, MENTION, SELF = "basis", "mention", "self"
CUE = re.compile(
    r"[-–]?\s*(?:Căn cứ|Thực hiện|Theo đề nghị|Xét|Triển khai|Tiếp tục|Phúc đáp|Trả lời|Để (?:tiếp tục "
    r"|kịp thời )?(?:thực hiện|triển khai)|Nhằm"
    r"|Trên cơ sở|Thi hành|Chấp hành|Theo (?:chỉ đạo|ý kiến|nội dung|tinh thần|Công văn|Quyết định)|Sau khi)"
)
CUE_NEAR = re.compile(
    r"(?:[Tt]hực hiện|[Tt]riển khai|[Tt]hi hành|[Cc]ăn cứ)\s+(?:nghiêm (?:túc )?)?(?:(?:chỉ đạo|ý kiến"
    r"|yêu cầu) [^;.]{2,70} tại\s+)?(?:các\s+)?$"
)
TITLE_START = re.compile(
    r"(?:về|ban hành|phê duyệt|quy định|sửa đổi|hướng dẫn|công bố|thông qua|ứng dụng|triển khai|thực hiện|đề nghị"
    r"|tăng cường|đẩy mạnh)\b",
    re.IGNORECASE,
)
SENTENCE_START = pattern(r"[.;]\s+(?=[A-ZÀ-Ỹ])")
CLAUSE = re.compile(r"[^;.]{0,1000}")
# "... năm 2026, UBND phường ban hành Kế hoạch như sau": the sentence goes on with what the paper itself says.
SPEAKS = re.compile(
    r",\s+(?=(?:UBND|Ủy ban|Uỷ ban|HĐND|Hội đồng|Sở|Bộ|Ban|Văn phòng|Cục|"
    r"Tổng cục|Chi cục|Vụ|Chủ tịch|Phòng)\b[^,;]{0,60}?\s"
    r"(?:ban hành|đề nghị|yêu cầu|báo cáo|xây dựng|phát động|thông báo|có ý kiến|nhận được|trả lời|"
    r"hướng dẫn|triển khai|xin)\b)"
)
NO_TITLE = re.compile(
    r"(?:được|có|thì|và|của|là|để|đã|tại|theo|cho|kèm|này|trên|nêu|ngày|(?:quy định|hướng dẫn)\W*$)\b"
)
ROW = re.compile(r"\s*,\s*|\s+và\s+")
# "I. CĂN CỨ PHÁP LÝ" over a list of what a plan rests on
BASES_HEADING = re.compile(r"(?i:\W*(?:các )?(?:căn cứ|cơ sở) (?:pháp lý|xây dựng|ban hành)|\W*căn cứ\W*$)")
LEFT_OUT = (ADDRESSEES, RECIPIENTS, SIGNATURE, TRAIL)


@dataclass(slots=True)
class Place:
    """One citation in the text: what it says and where."""

    cited: FoundCitation
    start: int
    end: int
    number_end: int = 0
    issuer_printed: bool = False


def extract_citations(doc: Structured) -> list[FoundCitation]:
    """The documents that a paper cites, in the order of their first citation."""
    own = str(doc.metadata.get("number_symbol") or "").casefold()
    letter = doc.metadata.get("document_type") == "công văn"
    found: list[FoundCitation] = []
    for block, passage in passages(doc):
        for place in citations_in(passage):
            cited = place.cited
            cited.role = role_of(block, passage.text, place.start, letter and is_opening(block, doc))
            if own and cited.number and cited.number.casefold() == own:
                cited.role = SELF
            merge(found, cited)
    for cited in found:
        doubts_of(cited, found)
    doc.decide("citations", f"{len(found)} văn bản", "gộp theo số, ký hiệu và ngày")
    return found


def passages(doc: Structured) -> Iterator[tuple[Block, Passage]]:
    """The texts in which papers are cited."""
    for block in doc.blocks:
        if block.kind in LEFT_OUT or (block.kind == HEADER and block.label not in ("issued_with", "subject")):
            continue
        if block.passage:
            yield block, block.passage


def citations_in(passage: Passage) -> list[Place]:
    """All citations in one passage, in order."""
    text = passage.text
    numbers = numbers_in(text)
    ends = [0, *(number.end for number in numbers)]
    places = [numbered(text, number, behind) for number, behind in zip(numbers, ends, strict=False)]
    for one, other in pairwise(places):
        if other.cited.type == "văn bản" and ROW.fullmatch(text, one.number_end, other.start):
            other.cited.type = one.cited.type  # "Công văn số 310 và 325/UBND-NC"
    places += laws(text, places)
    places += nicknames(text)
    places.sort(key=lambda place: place.start)
    share_issuers(text, places)
    add_titles(text, places)
    for place in places:
        place.cited.place(passage[place.start : place.end])
    return places


def numbered(text: str, number: CitedNumber, behind: int) -> Place:
    """A citation by number and symbol; `behind` is where the citation before it ends."""
    before = text[max(behind, number.start - 160) : number.start]
    kind = KIND_BEFORE.search(before)
    start = number.start - len(before) + kind.start() if kind else number.start
    cited = FoundCitation(number=number.canonical)
    law = law_title(before) if not kind or kind["kind"].casefold() in ("luật", "bộ luật", "pháp lệnh") else None
    if law:
        cited.type, cited.title, start = law[0], law[1], number.start - len(before) + law[2]
    else:
        cited.type = kind["kind"].lower() if kind else type_of_symbol(number.symbol) or "văn bản"
    cited.date, end = date_behind(text, number.end)
    if not cited.date and cited.type == "luật":
        end = amending_law(text, number.end, cited)
    issuer, end_of_issuer = issuer_behind(text, end)
    if (
        issuer and not cited.date and text.startswith(" ngày", end_of_issuer)
    ):  # "của Quốc hội ngày 19 tháng 02 năm 2025"
        cited.date, end_of_issuer = date_behind(text, end_of_issuer)
    told = None if cited.date else issued_before(text, start)
    cited.date = told[0] if told else cited.date
    cited.issuer = (
        issuer
        or (told[1] if told else None)
        or issuer_before(text, start)
        or group_issuer(text, number.start)
        or issuer_by_symbol(number.symbol)
    )
    if number.printed != number.canonical:
        cited.more["number_as_printed"] = number.printed
        cited.doubt("number_broken", "Số, ký hiệu in rời hoặc thừa dấu cách.", 0.8)
    return Place(cited, start, max(end, end_of_issuer), number.end, bool(issuer))


def amending_law(text: str, start: int, cited: FoundCitation) -> int:
    """Title and date of a law that names first which laws it amends; where the citation ends."""
    amending = AMENDING.match(text, start)
    day, end = date_behind(text, amending.end()) if amending else (None, start)
    if not amending or not day:
        return start
    cited.title, cited.date = f"Luật {amending['title']}", day
    return end


def law_title(before: str) -> tuple[str, str, int] | None:
    """Kind, title and start of a law named before its number: "Luật Giao dịch điện tử số 20/2023/QH15"."""
    segment_start = max(
        (match.end() for match in re.finditer(r"[;.]\s|Căn cứ\s|\bbởi\s|,\s+(?=Luật)", before)), default=0
    )
    match = LAW_WORD.search(before, segment_start)
    if not match:
        return None
    title = re.sub(r"\s*\(?số\s*:?\s*$", "", before[match.start() :]).strip(" ,(")
    if title in ("Luật", "Bộ luật", "Pháp lệnh") or len(title) > 150:
        return None
    return match.group().lower(), title, match.start()


def group_issuer(text: str, start: int) -> str | None:
    """The issuer of a list: "Các Quyết định của Bộ trưởng ...: Số ...; số ..."."""
    matches = list(GROUP.finditer(text, max(0, start - REACH), start))
    if not matches:
        return None
    return (matches[-1]["behind"] or matches[-1]["before"]).strip()


def laws(text: str, numbered_places: list[Place]) -> list[Place]:
    """Laws cited by title, with or without a date, that have no number."""
    taken = [(place.start, place.end) for place in numbered_places]
    places: list[Place] = []
    for match in LAW.finditer(text):
        title = match["title"].strip()
        if any(start <= match.start() < end for start, end in taken):
            continue
        if any(match.start() <= start < match.end() for start, _ in taken):
            continue
        date, end = date_behind(text, match.end())
        if not date and not plain_title(text, match.end(), title):
            continue
        kind = "bộ luật" if title.startswith("Bộ") else "pháp lệnh" if title.startswith("Pháp") else "luật"
        issuer = "Ủy ban Thường vụ Quốc hội" if kind == "pháp lệnh" else "Quốc hội"
        cited = FoundCitation(type=kind, date=date, issuer=issuer, title=title)
        cited.confidence = 0.9 if date else 0.6
        places.append(Place(cited, match.start(), end))
    return places


def plain_title(text: str, end: int, title: str) -> bool:
    """Whether a law's name without number and date is surely only the name: it ends at a sign or before another law."""
    if title.endswith(("này", "trên")) or len(title.split()) > 12:
        return False
    behind = text[end : end + 14].lstrip()
    return not behind or behind[0] in ';.,):”"' or behind.startswith(("và ", "năm ", "được", "về "))


def nicknames(text: str) -> list[Place]:
    """Schemes and party resolutions that go by a short name: "Đề án 06", "Nghị quyết Trung ương 6 (khóa XII)"."""
    places = []
    for match in SCHEME.finditer(text):
        cited = FoundCitation(type="đề án", number=match["number"], confidence=0.6)
        places.append(Place(cited, match.start(), match.end(), match.end()))
    for match in RESOLUTION.finditer(text):
        cited = FoundCitation(type="nghị quyết", issuer="Ban Chấp hành Trung ương", title=match.group(), confidence=0.6)
        places.append(Place(cited, match.start(), match.end()))
    return places


def share_issuers(text: str, places: list[Place]) -> None:
    """Papers listed together share the issuer named behind the last: "Chỉ thị số A, Kế hoạch số B của C"."""
    for place, following in reversed(list(pairwise(places))):
        between = text[place.end : following.start]
        if not place.cited.issuer and re.fullmatch(r"\s*(?:,|và|;|hoặc)?\s*(?:các\s+)?(?:số)?\s*", between):
            place.cited.issuer = following.cited.issuer


def add_titles(text: str, places: list[Place]) -> None:
    """What stands behind the issuer: "về ...", "ban hành ...", up to the end of the clause or a nested number."""
    numbered_places = [place for place in places if place.number_end]
    for index, place in enumerate(numbered_places):
        if place.cited.title:
            continue
        following = numbered_places[index + 1] if index + 1 < len(numbered_places) else None
        limit, nested = (following.start, following.number_end) if following else (len(text), 0)
        clause = CLAUSE.match(text, place.end)
        end = clause.end() if clause else place.end
        if end > limit:
            of_nested = re.search(r"(?:\bcủa|thực hiện|hướng dẫn|thi hành)\s+(?:các\s+)?$", text[place.end : limit])
            end = nested if of_nested and nested else limit
        opening = re.match(r"[\s,:“\")]*(?:v/v\b:?|về việc)?\s*", text[place.end : end])
        title = text[place.end + (opening.end() if opening else 0) : end].strip(' ,;:.”"()')
        title = re.sub(r"\s+(?:và|của|,)$", "", SPEAKS.split(title)[0])
        said = bool(TITLE_START.match(title)) or (place.issuer_printed and title[:1].islower())
        if said and 8 <= len(title) <= 400 and not NO_TITLE.match(title):
            place.cited.title = title


def is_opening(block: Block, doc: Structured) -> bool:
    """Whether a block is the first paragraph of the leading document's body."""
    body = (other for other in doc.main.blocks if other.kind in (PARAGRAPH, BASES, ITEM))
    return next(body, None) is block


def role_of(block: Block, text: str, start: int, opening: bool) -> str:
    """basis for what a paper rests on (Căn cứ, Thực hiện, Theo đề nghị, a letter's opening reference), else mention."""
    if block.kind == BASES or opening or any(BASES_HEADING.match(title) for title in titles_above(block)):
        return BASIS
    if block.kind != PARAGRAPH or block.parent is not None or block.section:
        return MENTION
    sentence = max((match.end() for match in SENTENCE_START.finditer(text, max(0, start - REACH), start)), default=0)
    if CUE.match(text, sentence) or (CUE.match(text) and text.find(". ", 0, start) < 0):
        return BASIS
    return BASIS if CUE_NEAR.search(text[max(0, start - 140) : start]) else MENTION


def merge(found: list[FoundCitation], cited: FoundCitation) -> None:
    """Add a citation, or join it with the same document cited before."""
    for known in found:
        if same_document(known, cited):
            known.spans += [span for span in cited.spans if span not in known.spans]
            known.date = known.date or cited.date
            known.issuer = better(known.issuer, cited.issuer)
            known.title = better(known.title, cited.title)
            if known.number and cited.number and known.number.isupper() and not cited.number.isupper():
                known.number = cited.number
            if BASIS in (known.role, cited.role):
                known.role = BASIS
            if SELF in (known.role, cited.role):
                known.role = SELF
            return
    found.append(cited)


def better(known: str | None, other: str | None) -> str | None:
    """The first printed form, unless it is in capitals and the other is not."""
    return other if other and (not known or (known.isupper() and not other.isupper())) else known


def same_document(one: FoundCitation, other: FoundCitation) -> bool:
    """Same number and no contradicting date; without a number the same title."""
    if one.date and other.date and one.date != other.date:
        return False
    if one.number or other.number:
        both = bool(one.number and other.number)
        return both and key_of(one.number) == key_of(other.number)
    if one.type != other.type:
        return False
    titles = sorted(((one.title or "").casefold(), (other.title or "").casefold()), key=len)
    undated = not (one.date or other.date)
    return titles[0] == titles[1] or (undated and len(titles[0]) > 8 and titles[1].startswith(f"{titles[0]} "))


def key_of(number: str | None) -> str:
    """A number for comparing: case and dashes levelled ("06/CP" and "06" of the same scheme differ on purpose)."""
    return (number or "").casefold().replace("/", "-")


def doubts_of(cited: FoundCitation, found: list[FoundCitation]) -> None:
    """Why a person should look at a citation."""
    twins = [
        other for other in found if other is not cited and other.number and key_of(other.number) == key_of(cited.number)
    ]
    if any(other.date != cited.date for other in twins):
        cited.doubt("same_number_other_date", "Cùng số, ký hiệu nhưng khác ngày ở nơi khác trong văn bản.", 0.8)
    if cited.number and not cited.date:
        cited.confidence = min(cited.confidence, 0.85)
    if cited.number and cited.date and re.search(r"/(?:19|20)\d\d/", cited.number):
        year = re.findall(r"/((?:19|20)\d\d)/", cited.number)[0]
        if year != cited.date[:4]:
            cited.doubt("year_differs", "Năm trong số, ký hiệu khác năm của ngày ban hành.", 0.6)
