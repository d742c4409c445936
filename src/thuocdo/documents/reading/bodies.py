"""Names of bodies: from a header in capitals to normal case, from place and signature where the header is missing."""

from __future__ import annotations

import re

from thuocdo.documents.reading.terms import BODY_LINE, TERRITORY

# Words after which a name of its own begins; what they name keeps its capitals.
TERRITORY_WORDS = re.compile(rf"\b{TERRITORY}\b(?! [uủ][ỷy]\b)", re.IGNORECASE)
# "Tỉnh ủy", "Đảng ủy": behind these words stands the name of the place.
COMMITTEE_WORD = re.compile(r"^((?:tỉnh|thành|huyện|thị|quận|đảng) ủy)\s+(?=\S)")
OFFICE = re.compile(r"(?i:văn phòng)")
# Heads of bodies that stand under another; "Hải Phòng" is a place and no division (phòng).
OWN_HEADS = (
    r"SỞ|CHI CỤC|TỔNG CỤC|CỤC|VĂN PHÒNG|BAN QUẢN LÝ|BAN DÂN TỘC|(?<!HẢI )PHÒNG|TRUNG TÂM|THANH TRA|VỤ|VIỆN|TRƯỜNG"
)
FIXED = (
    ("ủy ban nhân dân", "Ủy ban nhân dân"),
    ("uỷ ban nhân dân", "Ủy ban nhân dân"),
    ("hội đồng nhân dân", "Hội đồng nhân dân"),
    ("chủ tịch", "Chủ tịch"),
    ("thủ tướng chính phủ", "Thủ tướng Chính phủ"),
    ("văn phòng chính phủ", "Văn phòng Chính phủ"),
    ("chính phủ", "Chính phủ"),
    ("quốc hội", "Quốc hội"),
    ("ubnd", "UBND"),
    ("hđnd", "HĐND"),
    ("văn phòng", "Văn phòng"),
)
OPENERS = (  # longest first where one begins another
    "tổng cục",
    "chi cục",
    "cục",
    "bộ",
    "sở",
    "ban quản lý",
    "ban chỉ đạo",
    "ban",
    "vụ",
    "văn phòng",
    "phòng",
    "trung tâm",
    "viện",
    "trường",
    "hội",
    "liên đoàn",
    "công đoàn",
    "thanh tra",
    "đài",
    "báo",
    "tỉnh đoàn",
    "kho bạc",
    "bảo hiểm",
    "ngân hàng",
    "học viện",
    "bệnh viện",
    "công ty",
    "tổng công ty",
    "mặt trận",
)
NAMES_FIELD = (
    "sở",
    "bộ",
    "vụ",
    "cục",
    "chi cục",
    "tổng cục",
    "phòng",
    "trung tâm",
    "ban",
    "công đoàn",
    "viện",
    "học viện",
)
ORDERING = "yêu cầu|đề nghị|giao|chỉ đạo|thông báo|ban hành|xây dựng|báo cáo|nhận được"
LEVELS = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "huyện", "quận", "phường", "xã")


def normal_case(printed: str) -> str:
    """A body's name in normal case.

    >>> normal_case("ỦY BAN NHÂN DÂN TỈNH NGHỆ AN")
    'Ủy ban nhân dân tỉnh Nghệ An'
    >>> normal_case("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI")
    'Bộ Lao động - Thương binh và Xã hội'
    """
    if printed != printed.upper():
        return re.sub(r"\b[UÚ][YỷỶ] ban", "Ủy ban", printed)
    text = printed.lower().replace("uỷ", "ủy").replace("hoà", "hòa")
    committee = COMMITTEE_WORD.match(text)
    if committee:
        return f"{committee[1].capitalize()} {case_of_territory(text[committee.end() :])}"
    territory = list(TERRITORY_WORDS.finditer(text))
    head, tail = text, ""
    if territory and not re.match(r"xã hội|xã hoá", text[territory[-1].start() :]):
        first = next((m for m in territory if not text[m.start() :].startswith("xã hội")), territory[0])
        head, tail = text[: first.start()], text[first.start() :]
    return " ".join(part for part in (case_of_head(head.strip()), case_of_territory(tail)) if part)


def case_of_head(text: str) -> str:
    """The part of a name before the territory."""
    result = text
    for lower, proper in FIXED:
        result = re.sub(rf"\b{lower}\b", proper, result)
    for opener in OPENERS:
        if result.startswith(opener + " ") or result == opener:
            rest = result[len(opener) :].strip()
            if opener in NAMES_FIELD:
                rest = re.sub(r"(?:^|(?<=- )|(?<=, )|(?<=và ))([^\W\d_])", lambda m: m[1].upper(), rest)
            result = f"{opener} {rest}".strip()
            break
    return result[:1].upper() + result[1:]


def case_of_territory(text: str) -> str:
    """Unit words in small letters, names with capitals: "thành phố Hồ Chí Minh"."""
    result: list[str] = []
    for level in LEVELS:
        text = re.sub(rf"\b{level}\b(?! hội)", level.replace(" ", "\u00a0"), text)
    for word in text.split(" "):
        plain = word.replace("\u00a0", " ")
        result.append(plain if plain in LEVELS else plain[:1].upper() + plain[1:])
    return " ".join(result)


def issuer_of(lines: list[str]) -> tuple[str, str]:
    """The issuing body and the body above it out of the header's lines in printed order; blanks where missing.

    >>> issuer_of(["UBND TỈNH NGHỆ AN", "SỞ NỘI VỤ"])
    ('Sở Nội vụ tỉnh Nghệ An', 'UBND tỉnh Nghệ An')
    """
    bodies: list[str] = []
    for line in split_bodies(" \n ".join(line.strip(" *-–_.:") for line in lines)):
        bodies.append(line)
    if not bodies:
        return "", ""
    own, above = bodies[-1], bodies[-2] if len(bodies) > 1 else ""
    name = normal_case(own)
    if above and OFFICE.fullmatch(name):
        return f"{name} {expand(normal_case(above))}", normal_case(above)
    territory = re.search(rf"\b({TERRITORY}\s+.+)$", normal_case(above), re.IGNORECASE) if above else None
    if territory and not re.search(rf"\b{TERRITORY}\b(?! hội)", name.lower()):
        name = f"{name} {territory[1]}"
    return expand(name), normal_case(above)


def split_bodies(text: str) -> list[str]:
    """The bodies named one below the other; lines that only continue a name stay with it."""
    bodies: list[str] = []
    for line in text.split("\n"):
        line = " ".join(line.split())
        if not line:
            continue
        complete = bool(bodies) and is_complete(bodies[-1])
        if bodies and not (complete and BODY_LINE.match(line.upper())):
            bodies[-1] = f"{bodies[-1]} {line}"
        else:
            bodies.append(line)
    return [part for body in bodies for part in divide(body)]


def is_complete(body: str) -> bool:
    """Whether a name can stop here: "ỦY BAN NHÂN DÂN" needs its territory, "BỘ LAO ĐỘNG -" its rest."""
    if re.fullmatch(
        r"(?:[UỦ][YỶ] BAN(?: NHÂN)?(?: DÂN)?|UBND|HỘI ĐỒNG(?: NHÂN)?(?: DÂN)?|HĐND|BỘ|SỞ|BAN|CHI|TỔNG)", body.upper()
    ):
        return False
    return not re.search(r"(?:[-–,]| VÀ| NHÂN| CỦA| TỈNH| PHỐ| HUYỆN| XÃ)$", body.upper())


def divide(body: str) -> list[str]:
    """Two bodies squeezed into one line: "UBND TỈNH NGHỆ AN SỞ NỘI VỤ"."""
    match = re.match(
        rf"(?P<above>(?:[UỦ][YỶ] BAN NHÂN DÂN|UBND|BỘ|TỈNH ỦY)\b.+?)\s+(?P<own>VĂN PHÒNG$|(?:{OWN_HEADS})\b.+)", body
    )
    if not match or match["above"] in ("BỘ",) or match["above"].endswith(("VÀ", "-", ",")):
        return [body]
    return [match["above"], match["own"]]


def expand(name: str) -> str:
    """UBND and HĐND written out in the name of an issuer."""
    return re.sub(r"^HĐND\b", "Hội đồng nhân dân", re.sub(r"^UBND\b", "Ủy ban nhân dân", name))


def derived_issuer(for_body: str, place: str, body_text: str) -> str:
    """The issuer of a paper without issuer line: the signing body, its level in the text, the place; blank if unknown.

    >>> derived_issuer("TM. ỦY BAN NHÂN DÂN", "Quỳ Hợp", "Ủy ban nhân dân huyện yêu cầu Trưởng các phòng")
    'Ủy ban nhân dân huyện Quỳ Hợp'
    """
    kind = "Ủy ban nhân dân" if re.search(r"[UỦ][YỶ] BAN NHÂN DÂN|CHỦ TỊCH", for_body.upper()) else ""
    if "HỘI ĐỒNG" in for_body.upper():
        kind = "Hội đồng nhân dân"
    if not kind or not place:
        return ""
    short = r"(?:UBND|[UỦ][yỷ] ban nhân dân)" if kind.startswith("Ủy") else r"(?:HĐND|Hội đồng nhân dân)"
    orders = rf"(?:Chủ tịch )?{short} (?P<level>{TERRITORY})\s+(?:{ORDERING})"
    named = [match["level"].lower() for match in re.finditer(orders, body_text, re.IGNORECASE)]
    if not named:
        named = [
            m["level"].lower() for m in re.finditer(rf"{short} (?P<level>{TERRITORY})\b", body_text, re.IGNORECASE)
        ]
    if not named:
        return ""
    level = max(set(named), key=named.count)
    bare = re.sub(r"^(?:TP\.?|Thành phố|Tỉnh|Huyện|Xã|Phường|Thị xã|Thị trấn|Quận)\s*", "", place)
    return f"{kind} {level} {bare}"
