"""Bodies (cơ quan, đơn vị) named in a cell or an ordering clause, each as printed and in its place.

A group phrase ("Các Sở, ban, ngành cấp tỉnh") stays whole; it ends where another class of body
begins. What stands behind a body and is not its name ("tổng hợp báo cáo chung") is its rider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from thuocdo.documents.reading.sentences import brackets, covered
from thuocdo.documents.reading.words import (
    CAPITAL,
    CIRCUMSTANCE,
    CLASS,
    COMMITTEE,
    ENTRUSTED,
    FIRM,
    LEVELS,
    LONG_NAMES,
    MANY,
    NAME_BEFORE_VERB,
    NAME_VERBS,
    NAMED,
    OFFICE_VERBS,
    PASSIVE,
    PLURAL,
    TERRITORY,
    TITLES,
    VERB,
)

CLASS_HEAD = re.compile(r"(?i:sở|bộ|ban|phòng|đoàn|hội|trường|cục|chi cục|tổ|vụ|viện|trung tâm|đại biểu)\b")
# "Tổ chức kiểm tra", "Tổ chức, phân công cụ thể": the verb and no body, unlike "Tổ chức, cá nhân"
ORGANISING = re.compile(rf"(?i:tổ chức )|(?i:tổ chức), (?={VERB.pattern})")
LONGEST_LIST = 900  # letters in which a list of bodies has to end

# "; - ", newline + bullet, ", ", " và ", ". ", " - "
SEPARATOR = re.compile(
    r"(?P<hard>\s*[;\n]\s*(?:[-–+•*]\s+)?|\s*\.\s+[-–+•]\s+)|(?P<stop>\.(?:\s+|$))|(?P<dash>\s+[-–+]\s+)"
    r"|(?P<soft>\s*(?<!Phòng),\s*(?:và |cùng )?(?:với )?|\s+(?:và(?! [Pp]hòng, chống)|cùng|hoặc)(?: với)?\s+)"
)
BULLET = re.compile(r"\s*(?:[-–+•*]\s+)?")
# "Các Sở Tài chính, Xây dựng", "Các Bộ: Quốc phòng, Công an", "Giám đốc Sở: Nội vụ, Tài chính"
SPREAD = re.compile(
    rf"(?P<title>{TITLES} )?(?:{PLURAL} (?P<kind>(?i:sở|bộ|phòng|ban|cục|vụ)):? |(?P<single>Sở|"
    rf"Bộ): )(?={CAPITAL})"
)
TERRITORIAL = re.compile(rf"(?:{TITLES} )?{COMMITTEE}|{TITLES} (?:{PLURAL} )?{TERRITORY.pattern}")
# "Công an các xã, phường": what follows is another kind of territory and no new body
OF_TERRITORIES = re.compile(rf"\b(?:các|từng) (?:{TERRITORY.pattern})(?:, (?:{TERRITORY.pattern}))*\s*$")
TITLED_GROUP = re.compile(rf"{TITLES} (?=\w)")
# "phối hợp với", "phối hợp chặt chẽ với", "phối hợp cùng", "phối hợp Sở Tài chính", "phối hợp, hỗ trợ"
WITH = re.compile(
    r"(?i:phối hợp)(?: (?:chặt chẽ|đồng bộ|thường xuyên|hiệu quả|tốt))*(?:,? hỗ trợ)?(?: (?:cùng với|với|"
    r"cùng))?:? (?:với )?"
)
PART_END = re.compile(r"\s*,\s*(?:và )?|\s+và\s+|$")
# Not yet a name when "và" or a comma follows: "Báo và Đài ...", "Giám đốc, Thủ trưởng các sở",
# "cấp ủy, chính quyền các cấp", "Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh".
UNFINISHED = re.compile(
    r"^(?:Báo|(?:Phó )?(?:Giám đốc|Thủ trưởng|Chủ tịch|Trưởng|Chánh))$|(?i:\bcấp [uủ][ỷy]$)|"
    r"(?i:văn phòng (?:đoàn đại biểu quốc hội|đoàn đbqh|hđnd|hội đồng nhân dân))$"
)
EDGE = " \t\n,;.:-–+•*"
# A division named after its work, and nothing behind that name yet.
DIVISION = re.compile(rf"(?:[Pp]hòng|Ban|Vụ|Cục|Chi cục|Trung tâm|Bộ phận|Tổ) {CAPITAL}[^,;:.]{{2,60}} và $")
EDGES = re.compile(r"(?:[ \t\n,;.:\-–+•*]|(?:và|cùng|hoặc)\s)*")


@dataclass(frozen=True)
class Body:
    """One body or group as printed; start and end index the text it was read from."""

    start: int
    end: int
    name: str
    rider: str = ""
    role: str = "lead"
    doubts: tuple[str, ...] = field(default=())

    def moved(self, by: int) -> Body:
        return replace(self, start=self.start + by, end=self.end + by)


def head_kind(text: str) -> str:
    """How a text opens: "named", "many" (các ...), "class" (ban, ngành), "territory" or "" for no body.

    >>> head_kind("Sở Nội vụ"), head_kind("các đơn vị liên quan"), head_kind("ngành"), head_kind("Báo cáo kết quả")
    ('named', 'many', 'class', '')
    """
    for kind, pattern in (("named", NAMED), ("many", MANY), ("territory", TERRITORY), ("class", CLASS)):
        if pattern.match(text):
            return kind
    return ""


def names_a_body(text: str) -> bool:
    """Whether a text opens with a body or a group of bodies, not with some other plural."""
    kind = head_kind(text)
    if kind == "many":
        rest = MANY.sub("", text, count=1)
        return bool(head_kind(rest) or CLASS_HEAD.match(rest))
    return kind in ("named", "class") and not ORGANISING.match(text)


def body_class(name: str) -> str:
    """Class of the body being read, which says what may continue its name."""
    if SPREAD.match(name):
        return "spread"
    if TERRITORIAL.match(name):
        return "territory"
    titled = TITLED_GROUP.match(name)
    plain = name[titled.end() :] if titled else name
    return "group" if MANY.match(plain) or CLASS.match(plain) or " của các " in plain else "named"


def opens_body(separator: str, left: str, right: str) -> bool:
    """Whether a new body begins behind a separator ("hard", "stop", "dash" or "soft")."""
    kind, sort = head_kind(right), "territory" if OF_TERRITORIES.search(left) else body_class(left)
    if separator == "hard":
        return not (kind == "territory" and sort == "territory")
    if kind == "named":
        return not UNFINISHED.search(left.strip()) and not (sort == "spread" and right.startswith("Công an"))
    if kind == "many":
        if separator == "soft" and not names_a_body(right):
            return False  # "Ban Quản lý Khu kinh tế và các khu công nghiệp" is one body
        return not (sort == "group" and (LEVELS.match(right) or " của các " in left))
    if separator != "soft":
        return False
    if kind == "territory":
        return sort == "named"
    return kind == "class" and sort in ("named", "territory", "spread")


def verbs(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Verbs of order that do not belong to the name of a body and stand outside brackets."""
    hidden = brackets(text)
    entrusted = ENTRUSTED.search(text, start, end)
    asleep = (0, 0)
    if entrusted:
        firm = FIRM.search(text, entrusted.end(), end)
        asleep = (entrusted.start(), firm.start() if firm else end)
    for match in VERB.finditer(text, start, end):
        if covered(match.start(), hidden) or asleep[0] <= match.start() < asleep[1]:
            continue
        if not belongs_to_name(text, start, match):
            yield match


def belongs_to_name(text: str, start: int, verb: re.Match[str]) -> bool:
    """Whether a verb is part of a name: "đoàn kiểm tra", "cơ quan chủ trì" but not "đơn vị chủ trì, phối hợp"."""
    word, before = verb.group().strip(), text[max(0, verb.start() - 12) : verb.start()]
    if PASSIVE.search(before):
        return True
    if before.endswith("ăn phòng ") and word not in OFFICE_VERBS:
        return False
    joint = before.endswith(" và ")
    if word not in NAME_VERBS or not (joint or NAME_BEFORE_VERB.search(before)):
        return False
    after = text[verb.end() : verb.end() + 10]
    if joint:  # "Phòng Xây dựng và Kiểm tra văn bản"
        return bool(DIVISION.match(text[start : verb.start()])) and not after.startswith((",", " và"))
    return not after.startswith((", phối hợp", " với"))


def first_verb(text: str, start: int, end: int) -> re.Match[str] | None:
    return next(verbs(text, start, end), None)


def split_bodies(text: str, start: int = 0, end: int | None = None, *, role: str = "lead") -> list[Body]:
    """Bodies in a cell or list, with riders; those behind "phối hợp (với)" get the role "coordinating".

    >>> [b.name for b in split_bodies("Các Sở, ban, ngành, UBND các huyện, thành, thị và các đơn vị liên quan")]
    ['Các Sở, ban, ngành', 'UBND các huyện, thành, thị', 'các đơn vị liên quan']
    >>> [(b.name, b.rider) for b in split_bodies("Các đơn vị ở các cấp; Sở Nội vụ tổng hợp báo cáo chung")]
    [('Các đơn vị ở các cấp', ''), ('Sở Nội vụ', 'tổng hợp báo cáo chung')]
    """
    end = len(text) if end is None else end
    bodies: list[Body] = []
    position = start
    while position < end:
        position = skip_edge(text, position, end)
        if position >= end:
            break
        found, position = one_body(text, position, end, role)
        bodies += found
    return [part for body in bodies for part in spread(text, body)]


def skip_edge(text: str, position: int, end: int) -> int:
    """The first place that is neither punctuation nor a joining word."""
    found = EDGES.match(text, position, end)
    return found.end() if found else position


def one_body(text: str, start: int, end: int, role: str) -> tuple[list[Body], int]:
    """The body that begins at start, and where to go on."""
    hidden = brackets(text[:end])
    verb = first_verb(text, start, end)
    limit = verb.start() if verb else end
    for mark in SEPARATOR.finditer(text, start, end):
        if mark.start() >= limit:
            break
        if covered(mark.start(), hidden):
            continue
        if opens_body(str(mark.lastgroup), text[start : mark.start()], text[mark.end() : mark.end() + 60]):
            return named_body(text, start, mark.start(), role), mark.end()
    if verb is None:
        return named_body(text, start, end, role), end
    return with_rider(text, start, verb, end, role)


def with_rider(text: str, start: int, verb: re.Match[str], end: int, role: str) -> tuple[list[Body], int]:
    """A body and the words behind it, which run to the next bullet or semicolon."""
    stop = end
    hidden = brackets(text[:end])
    aside = bool(CIRCUMSTANCE.match(text, verb.start()))  # "trong phạm vi ... và các cơ quan khác"
    for mark in SEPARATOR.finditer(text, verb.end(), end):
        after = text[mark.end() : mark.end() + 60]
        breaks = mark.lastgroup != "soft" or (aside and head_kind(after) in ("many", "named"))
        if breaks and not covered(mark.start(), hidden) and (names_a_body(after) or "\n" in mark.group()):
            stop = mark.start()
            break
    joint = WITH.match(text, verb.start(), stop)
    own = named_body(text, start, verb.start(), role)
    if joint and names_a_body(text[joint.end() : stop]):
        others = split_bodies(text, joint.end(), stop, role="coordinating")
        return own + others, stop
    rider = text[verb.start() : stop].strip(EDGE)
    return [replace(body, rider=rider) for body in own], stop


def named_body(text: str, start: int, end: int, role: str) -> list[Body]:
    """The body printed between two places, less the punctuation around it; none if nothing is left."""
    while end > start and text[end - 1] in EDGE:
        end -= 1
    if text[start:end].endswith(" và"):
        end -= 3
    name = " ".join(text[start:end].split())
    return [Body(start, end, name, role=role)] if name else []


def spread(text: str, body: Body) -> list[Body]:
    """ "Các Sở Tài chính, Xây dựng" as one body each: "Sở Tài chính", "Sở Xây dựng"."""
    head = SPREAD.match(text, body.start, body.end)
    if not head:
        return glued(text, body)
    kind = f"{head['title'] or ''}{(head['kind'] or head['single']).capitalize()}"
    parts, position = [], head.end()
    while position < body.end:
        known = LONG_NAMES.match(text, position, body.end)
        stop = PART_END.search(text, known.end() if known else position, body.end)
        cut = stop.start() if stop else body.end
        name = " ".join(text[position:cut].split())
        parts.append(replace(body, start=position, end=cut, name=f"{kind} {name}", doubts=("agency_spread",)))
        position = max(stop.end() if stop else body.end, position + 1)
    if len(parts) < 2 or any(not part.name[len(kind) + 1 :][:1].isupper() for part in parts):
        return [body]
    return [*(replace(part, rider="") for part in parts[:-1]), parts[-1]]


GLUED = re.compile(rf"(?<=\w) (?=Sở {CAPITAL})")


def glued(text: str, body: Body) -> list[Body]:
    """Two departments printed without a comma ("Sở Xây dựng Sở Công Thương") as two doubtful bodies."""
    if not re.match(rf"Sở {CAPITAL}", body.name):
        return [body]
    gap = GLUED.search(text, body.start, body.end)
    if not gap:
        return [body]
    one, other = (named_body(text, *span, body.role)[0] for span in ((body.start, gap.start()), (gap.end(), body.end)))
    return [replace(one, doubts=("agency_glued",)), replace(other, rider=body.rider, doubts=("agency_glued",))]


def subject(text: str, start: int = 0) -> tuple[list[Body], int] | None:
    """Bodies that a sentence gives an order to and where the order begins; None if it opens otherwise.

    >>> [b.name for b in subject("Sở Y tế, Sở Nội vụ có trách nhiệm báo cáo")[0]]
    ['Sở Y tế', 'Sở Nội vụ']
    >>> subject("Báo cáo kết quả thực hiện") is None
    True
    """
    persons = PERSONS.match(text, start)
    start = persons.end() if persons else start
    if not names_a_body(text[start : start + 80]) or NO_SUBJECT.match(text, start):
        return None
    verb = first_verb(text, start, min(len(text), start + LONGEST_LIST))
    if verb is None or sentence_ends(text, start, verb.start()):
        return None
    bodies = [body for body in split_bodies(text, start, verb.start()) if body.name]
    return (bodies, verb.start()) if bodies and names_a_body(bodies[0].name) else None


# Words that name people or places elsewhere but open no order: "Lãnh đạo, chỉ đạo thực hiện ..."
# A commune's officer of a field does lead: "Công chức Tư pháp - Hộ tịch".
NO_SUBJECT = re.compile(rf"(?i:lãnh đạo|cơ sở|cộng đồng|cán bộ|công chức(?! (?-i:{CAPITAL}))|cấp |giới |cá nhân)")
# "Các ông (bà): Chánh Văn phòng ..., Giám đốc ..."
PERSONS = re.compile(r"(?i:(?:các )?(?:ông|đồng chí)(?: \(bà\)|, bà)?\s*:\s+)")
SENTENCE_END = re.compile(rf"[.!?]\s+(?={CAPITAL})|\n")


def sentence_ends(text: str, start: int, end: int) -> bool:
    """Whether a full stop stands in between, outside brackets and abbreviations such as "TP. Vinh"."""
    return any(
        end > m.start() > start + 3 and text[m.start() - 3 : m.start()] != " TP"
        for m in SENTENCE_END.finditer(text, start, end)
    )


def joined(text: str, start: int = 0, end: int | None = None) -> list[Body]:
    """Bodies behind the first "phối hợp (với)" of a clause: those who lend a hand (cơ quan phối hợp).

    >>> [b.name for b in joined("Chủ trì, phối hợp với Sở Y tế và các cơ quan liên quan xây dựng kế hoạch")]
    ['Sở Y tế', 'các cơ quan liên quan']
    """
    end = len(text) if end is None else end
    for link in WITH.finditer(text, start, end):
        if not names_a_body(text[link.end() : link.end() + 80]):
            continue
        verb = first_verb(text, link.end(), min(end, link.end() + LONGEST_LIST))
        stop = verb.start() if verb else end
        for mark in re.finditer(rf"\.\s+(?={CAPITAL})|;\s", text[link.end() : stop]):
            if not names_a_body(text[link.end() + mark.end() : link.end() + mark.end() + 60]):
                stop = link.end() + mark.start()
                break
        return split_bodies(text, link.end(), stop, role="coordinating")
    return []
