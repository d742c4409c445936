"""How papers are cited in running text: kind, number and symbol, date, issuer, title. Patterns and their reading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thuocdo.documents.reading.letters import pattern
from thuocdo.documents.reading.printed_dates import iso, year_of
from thuocdo.documents.reading.terms import DOCUMENT_TYPES, type_of_symbol

KINDS = (
    "|".join(sorted((re.escape(name) for name in DOCUMENT_TYPES), key=len, reverse=True))
    + "|văn bản|thông tri|quy hoạch|phiếu trình"
)
PIECE = r"[A-ZĐ][A-Za-zĐđ]*\d{0,2}(?![a-zà-ỹ])"
SEAM = r"(?:[-–/]\s?|\s[-–/](?=\S)|&|\s[-–]\s(?=(?:UBND|HĐND|CP|TTg|TU|TW|VP)\b))"
NUMBER = pattern(
    rf"(?<![\w/.,-])(?P<number>\d{{1,5}}(?:\.\d{{1,2}})?[a-z]?)\s?(?:(?:/|(?P<dash>-)(?=\d{{4}}/))\s?(?P<year>(?:19|20)\d\d))?\s?(?P<joint>[/-])\s?"
    rf"(?P<symbol>{PIECE}(?:{SEAM}{PIECE})*)"
)
KIND_BEFORE = pattern(
    rf"(?<!\w)(?P<kind>{KINDS})(?:(?:\s+(?!(?:{KINDS})\b)[a-zà-ỹ]+,?){{0,5}}\s*(?:\(?\s*số|mang số|ký hiệu)\s*:?\s*"
    rf"|\s*)$",
    re.IGNORECASE,
)
NUMBER_WORD = re.compile(r"(?:^|\W)[Ss]ố\s*:?\s*$")
# "các Kế hoạch số 10, 12/KH-UBND", "số 310 và 325/UBND-NC": numbers that share the symbol of the last
NUMBERS_BEFORE = re.compile(r"\b[Ss]ố\s*:?\s*(?P<numbers>(?:\d{1,5}(?:\s*,\s*|\s+và\s+))+)$")
DATE_BEHIND = re.compile(
    r"(?:\s+(?:tỉnh|thành phố|huyện|xã|phường)(?=\s+ngày))?\s*,?\s*\(?(?:ban hành |ký |cùng )?"
    r"(?:ngày\s*(?P<day>\d{1,2})\s*(?:[/.-]|tháng)\s*(?P<month>\d{1,2})\s*(?:[/.-]"
    r"|năm)\s*(?P<year>\d{4,5})"
    r"|(?P<day2>\d{1,2})\s+tháng\s+(?P<month2>\d{1,2})\s+năm\s+(?P<year2>\d{4,5}))",
    re.IGNORECASE,
)
# A title with commas or in small letters is one only before its date: "Luật Cán bộ, công chức ngày 13/11/2008".
# It holds no other paper and none of the words by which a sentence goes on.
OTHER_PAPER = (
    r"\s(?:Luật|Bộ luật|Pháp lệnh|Hiến pháp|Nghị định|Nghị quyết|Thông tư|Quyết định|Chỉ thị|Công văn|Tờ trình|Báo cáo"
    r"|Kế hoạch số)\b"
)
GOES_ON = r"\s(?:trước|từ|đến|theo|kể|khi|được|phải|là|đã|này|nêu|năm|có|do|sau|và (?:các|Nghị|Luật))\b"
DATED = r"(?=,?\s+(?:số\s*\d[\w/]*,?\s+)?ngày\s*\d)"
LAW = pattern(
    r"(?P<title>(?:Bộ luật|Luật|Pháp lệnh)\s+(?:"
    r"[Ss]ửa đổi,? bổ sung [^;]{5,240}?(?=\s+(?:ngày|số|năm)\b|[;.]|$)"
    rf"|[A-ZÀ-Ỹ](?:(?!{OTHER_PAPER}|{GOES_ON})[^;.():“”\"]){{1,110}}?(?:\s*\(sửa đổi\))?{DATED}"
    rf"|(?!(?:này|trên|nêu|có|là|được|về|của|do|số|năm|theo|hiện|quy định|và|các|đã)\b)"
    rf"[a-zà-ỹđ](?:(?!{OTHER_PAPER}|{GOES_ON}|\s(?:tại|trong|vào)\b)[^;.():“”\"]){{2,90}}?{DATED}"
    r"|[A-ZÀ-Ỹ][^;.,():“”\"]{1,120}?(?=\s+(?:ngày|số)\s*\d|\s*[;.,():”\"]|\s+và\s|\s+(?:năm|được|trên|theo|về|trong"
    r"|thuộc|tại|để|khi|của|nhằm"
    r"|bảo đảm|đảm bảo|có|đã|đối với|phải|là|quy định|do|cho|vào|với)\b|$)"
    r"|ưu đãi người có công với cách mạng))"
)
LAW_WORD = re.compile(r"\b(?:Bộ luật|Luật|Pháp lệnh)\b")
SCHEME = re.compile(r"Đề án (?:số )?(?P<number>\d{2}(?:/CP)?)(?![\d/.%])\b")
RESOLUTION = re.compile(
    r"Nghị quyết (?:Hội nghị )?(?:Ban Chấp hành )?Trung ương (?:lần thứ )?\d+\s*\(?[Kk]h[óo][áa]? [IVX]+\)?"
)
STOP = (
    "về|còn|từ|ban hành|sửa đổi|quy định|hướng dẫn|phê duyệt|công bố|thông qua|đề nghị|triển khai|thực hiện|bổ sung"
    "|ứng dụng|quy chế|chi tiết"
    "|tại|để|do|yêu cầu|xin|trình|kết luận|ngày|thông báo|đã|được|có|cho|giao|tăng cường|đẩy mạnh|nhằm|trong|trên"
    "|theo|phân|cập nhật|gửi"
    "|hết hiệu lực"
    "|khắc phục|bãi bỏ|thay thế|kèm|V/v|v/v|là|nêu|chỉ đạo|tổ chức|xử lý|góp ý|hợp nhất|phát triển|tiếp thu|nâng cao"
    "|quy hoạch|VỀ|BAN HÀNH"
    "|Về|Sửa đổi|Ứng dụng|Quy định|Ban hành|Hướng dẫn|Phê duyệt|Công bố|PHÊ DUYỆT|QUY ĐỊNH|SỬA ĐỔI|NGÀY|cải thiện"
    "|rà soát|chủ động"
)
ISSUER = pattern(
    rf"(?P<issuer>(?:Ủy ban Quốc gia|Ban Chỉ đạo|Ban chỉ đạo|Hội đồng|Tổ công tác) về [^;.:()“”\"\d]{{5,150}}?"
    rf"(?=\s(?:ban hành|về việc|phê duyệt|thông qua)\b)|"
    rf"(?:Bộ trưởng, Chủ nhiệm|(?:Bộ|Sở|Bộ trưởng Bộ|Giám đốc Sở) Văn hóa, Thể thao)?"
    rf"(?:(?!\s(?:{STOP})\b)(?!\s+và\s+(?:[a-zà-ỹ]|(?i:{KINDS})\b))(?!\s+(?:{KINDS})\s+số)[^;,.:()“”\"\d]"
    rf"|(?<=lần thứ )\d)+)",
)
ISSUER_BEHIND = re.compile(r"\s*\)?,?\s*(?:của|CỦA|do)\s+")
ISSUER_AT = re.compile(
    r"(?:của|từ|do|đề nghị)\s+(?P<issuer>[^;:“”\"]{3,90}?)\s+(?:nêu\s+)?(?:tại|trong)\s+(?:các\s+)?$"
)
# "Ngày 09/4/2013, Chính phủ đã ban hành Nghị định số ...": date and issuer stand before the kind.
ISSUED_BEFORE = pattern(
    r"[Nn]gày\s*(?P<day>\d{1,2})\s*(?:[/.-]|tháng)\s*(?P<month>\d{1,2})\s*(?:[/.-]|năm)\s*(?P<year>\d{4}),?\s+"
    r"(?P<issuer>[A-ZĐỦ][^;:.()“”\"]{2,80}?)\s+(?:đã |vừa )?(?:ký )?(?:ban hành|công bố|có|gửi)\s+(?:các\s+)?$"
)
ISSUER_BRACKET = re.compile(r"(?:^|[;,:]|của|\bvà)\s*(?P<issuer>[A-ZĐỦ][^;,:()]{3,90}?|[A-ZĐ][^;:()]{3,60}?)\s*\(\s*$")
GROUP = re.compile(
    rf"[Cc]ác (?i:{KINDS}) của (?P<behind>[^:;]{{3,90}}):"
    rf"|(?:được|do)\s+(?P<before>[A-ZĐỦ][^:;,]{{3,70}}?)\s+(?:công bố|ban hành|phê duyệt"
    rf"|ký)\s+tại\s+(?:các\s+)?(?i:{KINDS})"
)
COMMITTEE = pattern(r"^UBND (?=(?i:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|TP\.?) [A-ZÀ-Ỹ])")
BY_SYMBOL = (
    (re.compile(r"(?:^|[-/])UBTVQH\d*$"), "Ủy ban Thường vụ Quốc hội"),
    (re.compile(r"(?:^|[-/])QH\d*$"), "Quốc hội"),
    (re.compile(r"(?:^|[-/])TTg$", re.IGNORECASE), "Thủ tướng Chính phủ"),
    (re.compile(r"(?:^|[-/])CP$"), "Chính phủ"),
)


# Dashes lost in taking text out of a PDF: "61/2018/NĐCP", "12/KHUBND".
UNDASHED = re.compile(
    r"^(NĐ|NQ|QĐ|CT|CĐ|TB|KH|BC|TTLT|TTr|TT|KL|HD|CTr)(CP|TTg|UBND|HĐND|VPCP|TU|TW|B[A-ZĐ]{1,7}|S[A-ZĐ]{2,8})$"
)
# A misread Đ: "87/2017/ND-CP", "363/QD-TTg"; no kind of paper is called so.
BARLESS = re.compile(r"^([NQ]D)(?=-)")
# "Luật số 47/2019/QH14 sửa đổi, bổ sung một số điều của Luật ... và Luật ... ngày 22/11/2019"
AMENDING = re.compile(r"\s*,?\s*(?P<title>sửa đổi,? bổ sung [^;]{5,240}?)(?=\s+ngày\s*\d)")


@dataclass(frozen=True, slots=True)
class CitedNumber:
    """A number with its symbol as printed and in canonical spelling, and where it stands in the text."""

    canonical: str
    printed: str
    symbol: str
    start: int
    end: int


def numbers_in(text: str) -> list[CitedNumber]:
    """Every number of a document in a text."""
    found = []
    for match in NUMBER.finditer(text):
        symbol = re.sub(r"\s*([-–/&])\s*", lambda seam: seam[1].replace("–", "-"), match["symbol"])
        if sum(letter.isupper() for letter in symbol) < 2:
            continue
        year = f"{match['dash'] or '/'}{match['year']}" if match["year"] else ""
        symbol = BARLESS.sub(lambda kind: f"{kind[1][0]}Đ", symbol)
        symbol = UNDASHED.sub(r"\1-\2", symbol) if match["joint"] == "/" else symbol
        canonical = f"{match['number']}{year}{match['joint']}{symbol}"
        before = text[max(0, match.start() - 110) : match.start()]
        row = NUMBERS_BEFORE.search(before)
        if row:
            before = before[: row.start("numbers")]
            offset = match.start() - len(row["numbers"])
            for one in re.finditer(r"\d+", row["numbers"]):
                canonical_one = f"{one.group()}{year}{match['joint']}{symbol}"
                place = (offset + one.start(), offset + one.end())
                found.append(CitedNumber(canonical_one, one.group(), symbol, *place))
        if KIND_BEFORE.search(before) or NUMBER_WORD.search(before) or type_of_symbol(symbol):
            found.append(CitedNumber(canonical, match.group(), symbol, match.start(), match.end()))
    return found


def date_behind(text: str, end: int) -> tuple[str | None, int]:
    """The date printed directly behind a number or title (ISO), and where it ends."""
    match = DATE_BEHIND.match(text, end)
    if not match:
        return None, end
    day, month, year = (match[name] or match[f"{name}2"] for name in ("day", "month", "year"))
    printed = year_of(year)
    return (iso(printed, int(month), int(day)) if printed else None), match.end()


def issuer_behind(text: str, end: int) -> tuple[str | None, int]:
    """The issuer printed behind the date ("của Chính phủ"), and where it ends."""
    opening = ISSUER_BEHIND.match(text, end)
    if not opening:
        return None, end
    match = ISSUER.match(text, opening.end())
    if not match or not match["issuer"].strip():
        return None, end
    return trimmed_issuer(match["issuer"]), match.end()


def issued_before(text: str, start: int) -> tuple[str, str] | None:
    """Date and issuer told before a paper: "Ngày 09/4/2013, Chính phủ đã ban hành Nghị định số ..."."""
    told = ISSUED_BEFORE.search(text[max(0, start - 160) : start])
    printed = year_of(told["year"]) if told else None
    day = iso(printed, int(told["month"]), int(told["day"])) if told and printed else None
    return (day, trimmed_issuer(told["issuer"])) if told and day else None


def issuer_before(text: str, start: int) -> str | None:
    """The issuer printed before the kind: "Giám đốc Sở Nội vụ tại ...", "Bộ Tài chính (Công văn số ...)"."""
    before = text[max(0, start - 160) : start]
    at = ISSUER_AT.search(before)
    if at:
        return trimmed_issuer(at["issuer"].rsplit(" của ", 1)[-1])
    bracket = ISSUER_BRACKET.search(before)
    if not bracket:
        return None
    name = trimmed_issuer(bracket["issuer"].rsplit(" của ", 1)[-1])
    if re.search(r"\b[Cc]ác Bộ\b", text[max(0, start - 600) : start]) and not re.match(
        r"(?:Bộ|Ban|Ủy ban|UBND|Sở|Văn phòng|Thanh tra|Ngân hàng|Cục)\b", name
    ):
        return f"Bộ {name}"
    return name


def trimmed_issuer(name: str) -> str:
    """A body's name without trailing connectives; UBND of a named territory is written out."""
    name = re.sub(r"\s+(?:và|với|hoặc|số|,)$", "", name.strip(" ,;.-–"))
    name = re.sub(r"^(?:của|các|ông|bà|ý kiến của)\s+", "", name)
    return COMMITTEE.sub("Ủy ban nhân dân ", name)


def issuer_by_symbol(symbol: str) -> str | None:
    """The issuer that a symbol alone tells: CP, TTg, QH."""
    return next((name for pattern, name in BY_SYMBOL if pattern.search(symbol)), None)
