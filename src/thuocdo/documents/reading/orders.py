"""Orders in a sentence (câu giao việc): who is told, who helps, where the order begins, what only looks like one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from thuocdo.documents.reading.agencies import (
    LONGEST_LIST,
    NO_SUBJECT,
    SPREAD,
    WITH,
    Body,
    head_kind,
    joined,
    names_a_body,
    split_bodies,
    subject,
)
from thuocdo.documents.reading.sentences import sentences
from thuocdo.documents.reading.words import ACTIONS, CAPITAL, MANNERS

ASSIGN = (
    r"(?:[Yy]êu cầu|[Gg]iao(?: (?:nhiệm vụ|trách nhiệm)(?= (?:cho |[A-ZĐỦ])))?|[Đđ]ề nghị|[Pp]hân công|[Uu]ỷ quyền|"
    r"[Ủủ]y quyền)(?: cho)?:?\s+"
)
# "Giao Sở Nội vụ ...", "Đồng thời, giao ...", "UBND tỉnh yêu cầu các Sở ..."
GIVEN = re.compile(rf"(?:(?i:đồng thời|ngoài ra),?\s+)?(?P<assign>{ASSIGN})")
ORDERING = re.compile(rf"(?P<assign>{ASSIGN})(?=[\wĐÀ-ỹ])")
# The ordering clause above a list ends like this: "... thực hiện một số nội dung sau:"
LIST_FOLLOWS = re.compile(r"(?i:(?::|\b(?:như sau|sau đây|sau))\s*[:.]?\s*$)")
# "tỉnh Đắk Lắk cần tiếp tục thực hiện ... một số nội dung trọng tâm sau:"
MUST = re.compile(rf"(?P<who>(?:tỉnh|thành phố|Tỉnh|Thành phố) {CAPITAL}\w+(?: {CAPITAL}\w+)*) (?:cần|phải)\b")
AGREED = re.compile(r"(?i:(?:có ý kiến|kết luận|chỉ đạo|ý kiến chỉ đạo) như sau:?\s*$)")

# Heading furniture around a body: "Trách nhiệm của Sở Nội vụ", "Đối với UBND cấp xã:", "... có trách nhiệm"
HEAD_BEFORE = re.compile(
    r"(?i:^(?:trách nhiệm(?: cụ thể)? của|nhiệm vụ của|đối với|về phía|đề nghị|yêu cầu|giao(?: cho)?|phân công|"
    r"các nhiệm vụ của)\s*:?\s+)"
)
HEAD_BEHIND = re.compile(
    r"(?i:\s*(?:có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm|thực hiện|"
    r"tập trung thực hiện)?(?: thực hiện)?(?: các nội dung| những nhiệm vụ| các nhiệm vụ)?(?: sau|"
    r" như sau)?\s*[:.;]?\s*$)"
)
# A clause that describes a body ("đơn vị xử lý phản ánh", "tổ chức khai thác nước") and orders nothing.
DESCRIBING = re.compile(
    r"(?:giải quyết|xử lý|khai thác|sử dụng|cung cấp|tiếp nhận|quản lý|ban hành|kiến nghị|"
    r"thực hiện|tham gia|làm|không)(?!\w)"
)
LONGEST_DESCRIPTION = 14
# "các đơn vị có liên quan đến các lĩnh vực nêu tại Điều 1" is named "các đơn vị có liên quan".
CONCERNED = re.compile(r"(\b(?:có )?liên quan) (?:đến|tới) .*$")
# "Hội đồng nhân dân tỉnh giao:" over a list of those who are told
HANDS_ON = re.compile(
    r"(?i:^[^.;:]{0,120}\b(?:(?<!ngoại )(?<!bàn )(?<!chuyển )giao|yêu cầu|đề nghị|phân công)"
    r"(?: cho| nhiệm vụ)?\s*:\s*$)"
)
# "Các cơ quan chủ quản có trách nhiệm:" over what they are held to
HELD = re.compile(r"(?i:\b(?:có trách nhiệm|có nhiệm vụ|chịu trách nhiệm)(?: [^.;:]{1,40})?:\s*$)")
COLON = re.compile(r":\s")
STANDING_NAME = re.compile(
    r"\s+[-–]\s+(?=(?i:cơ quan|đơn vị|thường trực))|\s*\((?i:cơ quan thường trực|"
    r"sau đây|gọi tắt)"
)

CIRCUMSTANCE_FIRST = re.compile(
    r"(?i:^(?:đối với|căn cứ|trên cơ sở|trong (?:quá trình|thời gian|phạm vi|tháng|năm|quý)|để|nhằm|theo|khi|"
    r"sau khi|trường hợp|hằng|hàng|định kỳ|trước ngày|từ ngày|"
    r"đồng thời|ngoài ra|bên cạnh đó|bắt đầu)\b)"
)
# "chỉ đạo các đơn vị chủ rừng phối hợp với ...": those who are told to help, help.
DIRECTED = re.compile(r"(?i:chỉ đạo )(?=các |lực lượng )")
# A clause that begins with working together; "... để phối hợp với" further on only describes.
LATER_CLAUSE = re.compile(
    r"(?i:(?:(?<=[;.] )|(?<=; và ))(?:chủ động |tăng cường |thường xuyên |tiếp tục |"
    r"(?:(?:chỉ đạo|điều hòa|điều hoà|hướng dẫn|theo dõi|đôn đốc), )+)?(?=phối hợp\b))"
)
GENERIC = re.compile(
    r"(?i:^(?:các )?(?:cơ quan|đơn vị)(?:, (?:cơ quan|đơn vị|địa phương|tổ chức|"
    r"ban, ngành))*(?: và (?:địa phương|đơn vị))?(?: liên quan| có liên quan)?$)"
)

# Never a task: the clause that asks to report difficulties, the closing formula of a decision.
DIFFICULTY = re.compile(
    r"(?i:\b(?:nếu (?:có|phát sinh|gặp|thấy)|(?:có|phát sinh|gặp) (?:phát sinh,? )?(?:khó khăn|"
    r"vướng mắc))\b[^.]{0,160}?\b(?:phản ánh|báo cáo|thông tin|phản hồi|gửi|liên hệ|đề xuất|trao đổi|đề nghị|"
    r"thông báo|tham mưu|tổng hợp)\b)"
)
DIFFICULTY_OPENS = re.compile(r"(?i:^(?:trong quá trình|quá trình|nếu|khi|trường hợp)\b)")
FORMULA = re.compile(
    r"(?i:chịu trách nhiệm (?:thi hành|thực hiện|tổ chức thực hiện) (?:quyết định|nghị quyết|nghị định|thông tư|"
    r"chỉ thị|quy chế|quy định)(?: này)?|chịu trách nhiệm thi hành\W*$|"
    r"(?:có hiệu lực|hết hiệu lực) (?:thi hành|kể từ|từ)|căn cứ (?:quyết định|nghị quyết|nghị định) thi hành|"
    r"thông báo để .{0,90} biết(?:, thực hiện)?)"
)
LEADS_IN_BRACKET = re.compile(
    r"\((?:(?i:cơ quan|"
    r"đơn vị) chủ trì:? )?(?P<who>[^()]{3,200}?)(?:,? là cơ quan)? (?:chủ trì|đầu mối)\b"
    r"(?:[,;] (?:và )?(?P<help>[^();:]{3,200}?) phối hợp\b)?"
)
# "Rà soát văn bản; Phòng Pháp chế chủ trì; thời gian: quý I", "...; đơn vị chủ trì: Phòng Pháp chế"
LEADS_IN_CLAUSE = re.compile(
    r"; (?:(?i:(?:cơ quan|đơn vị|phòng) (?:chủ trì|thực hiện))\s*:\s*(?P<who>[^();:]{3,120}?)(?=\s*[;.]|$)"
    r"|(?P<who2>[^();:]{3,120}?) chủ trì(?: thực hiện| tham mưu)?(?=\s*[;.]|$))"
)
STARTS = (
    rf"{MANNERS}|{ACTIONS}|ứng dụng|tổ chức|lãnh đạo|quán triệt|thi đua|hợp tác|mời gọi|hình thành|khuyến khích|"
    rf"đầu tư|phát triển|cải thiện|giảm|tạo|tăng|thúc đẩy|"
    r"bảo vệ|số hoá|xã hội hóa|hiện đại hóa|thu hút|tuyển dụng|sắp xếp|tinh giản|đa dạng hóa|giới thiệu|"
    r"khen thưởng|biểu dương|trên cơ sở|căn cứ|làm|là|h[àằ]ng|"
    r"định kỳ|ngoài|đối với|theo|để|tự|chịu|cải cách|mua sắm|đàm phán|xúc tiến|bồi thường|thanh toán|cắt giảm|"
    r"đơn giản hóa|kiểm soát|phòng|ngăn|thường trực|tìm|"
    r"phê|cấp|mở|nhân rộng|tôn vinh|kết hợp|hỗ|thẩm|ký|giữ|phát|tiết kiệm|chống|đấu tranh|chuẩn|bám|gương mẫu|"
    r"đăng ký|trực|khơi|rút|hạn chế|soạn"
)
ASSESSING = re.compile(
    r"(?i:đánh giá cao|ghi nhận|hoan nghênh|cơ bản (?:nhất trí|thống nhất|đồng ý)|đồng ý|thống nhất (?:với|"
    r"chủ trương|cao|nội dung)|nhất trí)\b"
)
DECIDING = re.compile(
    r"(?:cơ bản |đã )?(?:thống nhất (?:thông qua|đánh giá|cao|chủ trương|về)|nhất trí|đồng ý|ghi nhận|đánh giá cao|"
    r"biểu dương|hoan nghênh|tán thành|thông qua)\b"
)
# "Về cải cách thể chế: Khẩn trương rà soát ..."
TOPIC_FIRST = re.compile(r"(?:Về|Đối với|Công tác|Lĩnh vực|Trong) [^:.;]{3,120}:\s*(?=\w)")
MANNER_FIRST = re.compile(rf"(?:{MANNERS})(?!\w)")
TOPIC = re.compile(r"[^.:;,()]{3,90}:\s+")
VERB_FIRST = re.compile(rf"(?i:(?:{STARTS})(?!\w))")


@dataclass(frozen=True)
class Order:
    """Who a sentence tells to act (leads) and to help; `begin` is where the order itself starts."""

    leads: tuple[Body, ...] = ()
    helpers: tuple[Body, ...] = ()
    begin: int = 0
    given: bool = False
    doubts: tuple[str, ...] = field(default=())

    def end(self) -> int:
        """Index behind the last body that leads (0 where none does)."""
        return max((body.end for body in self.leads), default=0)


def read_order(text: str) -> Order | None:
    """The order a sentence opens with; None where it names nobody who is to act.

    >>> order = read_order("Giao Sở Nội vụ phối hợp với các đơn vị liên quan thường xuyên kiểm tra")
    >>> [b.name for b in order.leads], [b.name for b in order.helpers], order.given
    (['Sở Nội vụ'], ['các đơn vị liên quan'], True)
    """
    given = GIVEN.match(text)
    if given and names_a_body(text[given.end() : given.end() + 80]):
        found = subject(text, given.end())
        if found:
            return ordered(text, found, given=True)
    found = subject(text) or after_circumstance(text) or after_topic(text)
    if found is None:
        return None
    passed = GIVEN.match(text, found[1])  # "Ủy ban nhân dân tỉnh yêu cầu các sở ...": the sentence hands the order on
    told = subject(text, passed.end()) if passed else None
    return ordered(text, told or found, given=bool(told))


def ordered(text: str, found: tuple[list[Body], int], *, given: bool = False) -> Order:
    bodies, begin = found
    return Order(tuple(bodies), tuple(helpers_of(text, begin)), begin, given)


def after_circumstance(text: str) -> tuple[list[Body], int] | None:
    """The subject behind an opening circumstance: "Căn cứ Kế hoạch này, các sở xây dựng ..."."""
    if not CIRCUMSTANCE_FIRST.match(text):
        return None
    stop = first_sentence_end(text)
    # "..., tập trung lựa chọn các doanh nghiệp, các hộ ...": behind a verb stand its objects
    purpose, under_way = text.startswith(("Để", "Nhằm")), False
    for comma in re.finditer(r"[,:]\s+", text[:stop]):
        given = GIVEN.match(text, comma.end())
        start = given.end() if given else comma.end()
        under_way = under_way or (not purpose and bool(MANNER_FIRST.match(text, start)))
        wanted = ("named",) if under_way else ("named", "many")
        found = subject(text, start) if head_kind(text[start : start + 60]) in wanted else None
        if found and found[1] <= stop:
            return found
    return None


def after_topic(text: str) -> tuple[list[Body], int] | None:
    """The subject behind a topic: "Cải cách thể chế: Sở Tư pháp chủ trì rà soát ..."."""
    topic = TOPIC.match(text)
    return subject(text, topic.end()) if topic and head_kind(text[topic.end() : topic.end() + 60]) == "named" else None


def first_sentence_end(text: str) -> int:
    return sentences(text)[0][1]


def helpers_of(text: str, start: int) -> list[Body]:
    """Bodies that help in the first clause of an order, or anywhere behind "chủ trì, phối hợp"."""
    stop = min(first_sentence_end(text), len(text))
    semicolon = text.find("; ", start)
    clause = min(stop, semicolon) if semicolon >= 0 else stop
    helpers = joined(text, start, clause) or later_helpers(text, clause)
    directed = DIRECTED.search(text, start, clause) if helpers else None
    told = subject(text[:clause], directed.end()) if directed else None
    if told and WITH.match(text, told[1]):
        return [*told[0], *helpers]
    return helpers


def later_helpers(text: str, start: int) -> list[Body]:
    """Bodies with which a later clause works together: "...; phối hợp với Công an tỉnh kiểm tra"."""
    for left, right in sentences(text):
        for clause in LATER_CLAUSE.finditer(text, max(left, start), right):
            helpers = joined(text, clause.end(), right)
            if helpers:
                return helpers
    return []


def heading_bodies(title: str) -> list[Body]:
    """The bodies that a heading consists of: "2. Sở Tư pháp", "Trách nhiệm của UBND các xã, phường"; else nothing.

    >>> [b.name for b in heading_bodies("Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh")]
    ['Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh']
    >>> heading_bodies("Cải cách thể chế")
    []
    """
    before = HEAD_BEFORE.match(title)
    start = before.end() if before else 0
    end = HEAD_BEHIND.search(title, start)
    stop = end.start() if end else len(title)
    colon = COLON.search(title, start, stop)
    if colon and not SPREAD.match(title, start):
        stop = colon.start()
    alias = STANDING_NAME.search(title, start, stop)
    stop = alias.start() if alias else stop
    if not names_a_body(title[start : start + 80]) or NO_SUBJECT.match(title, start) or stop - start > LONGEST_LIST:
        return []
    bodies = split_bodies(title, start, stop)
    if any(body.rider and not describes(body.rider) for body in bodies):
        return []
    return [described(body) for body in bodies]


def describes(rider: str) -> bool:
    """Whether the words behind a body only say which one is meant."""
    return bool(DESCRIBING.match(rider)) and len(rider.split()) <= LONGEST_DESCRIPTION and " là " not in rider


def described(body: Body) -> Body:
    """A body of a heading with the words that describe it: "Cơ quan chủ trì giải quyết thủ tục đầu tư"."""
    name = f"{body.name} {body.rider}".strip() if body.rider else body.name
    return replace(body, name=CONCERNED.sub(r"\1", name), rider="")


def colon_bodies(text: str) -> tuple[list[Body], int]:
    """Bodies before a colon that opens the order: "3. Sở Y tế: Phối hợp với ...", and where the order begins."""
    colon = text.find(":")
    while 0 < colon < LONGEST_LIST:
        if text.count("(", 0, colon) == text.count(")", 0, colon) and text[colon + 1 :].strip():
            bodies = heading_bodies(text[:colon])
            says = text[colon + 1 :].strip()
            if (
                bodies
                and (opens_with_verb(says) or read_order(says))
                and not re.match(r"(?i:(?:các )?(?:bộ|sở)$)", text[:colon].strip())
            ):
                return bodies, colon + 1
        colon = text.find(":", colon + 1)
    return [], 0


def list_order(text: str) -> list[Body] | None:
    """The bodies of a clause that orders the list below it; an empty list where it orders without naming them.

    None where the paragraph opens no list of orders.
    """
    if not LIST_FOLLOWS.search(text):
        return None
    last = text[sentences(text)[-1][0] :]
    for match in reversed(list(ORDERING.finditer(last))):
        found = subject(last, match.end())
        if found:
            return found[0]
    must = MUST.search(last)
    if must:
        return [Body(must.start("who"), must.end("who"), must["who"])]
    return [] if ORDERING_ONLY.search(last) or AGREED.search(last) else None


ORDERING_ONLY = re.compile(
    r"(?i:\b(?:yêu cầu|giao nhiệm vụ|đề nghị|chỉ đạo)\b[^.]*:?\s*$|(?:nhiệm vụ|giải pháp|nội dung|"
    r"công việc)[^.:]{0,60}\b(?:sau đây|như sau|sau)\s*:?\s*$)"
)


def bracketed_leads(text: str) -> list[Body]:
    """Bodies that a bracket or a last clause names as leading: "... (Sở Tư pháp chủ trì, xong trong quý I)"."""
    for bracket in LEADS_IN_BRACKET.finditer(text):
        if names_a_body(bracket["who"]):
            return split_bodies(text, *bracket.span("who"))
    for clause in LEADS_IN_CLAUSE.finditer(text):
        named = "who" if clause["who"] else "who2"
        if names_a_body(clause[named]):
            return split_bodies(text, *clause.span(named))
    return []


def bracketed_helpers(text: str) -> list[Body]:
    """Bodies that such a bracket names as helping: "(Phòng Tư pháp chủ trì, Phòng Nội vụ phối hợp)"."""
    brackets = [bracket for bracket in LEADS_IN_BRACKET.finditer(text) if bracket["help"]]
    return [body for bracket in brackets for body in split_bodies(text, *bracket.span("help"), role="coordinating")]


def is_standing_clause(text: str) -> bool:
    """Whether a text only says what to do with difficulties, or is the closing formula of a decision."""
    if FORMULA.search(text[:600]):
        return True
    trouble = DIFFICULTY.search(text)
    if not trouble:
        return False
    return bool(DIFFICULTY_OPENS.match(text)) or trouble.start() < 60


def only_assesses(text: str) -> bool:
    """Whether a text weighs or agrees ("Đánh giá cao ...", "Đồng ý chủ trương ...") and orders nothing by itself."""
    return bool(ASSESSING.match(text))


def only_decides(text: str) -> bool:
    """Whether what a body does is a decision or praise of its own: "(Chính phủ) thống nhất thông qua ..."."""
    return bool(DECIDING.match(text))


# "Thực hiện Kế hoạch số 01/KH-UBND ..., Sở đã ban hành ..." tells what has been done.
DONE = re.compile(r"(?:Thực hiện|Triển khai|Tiếp tục)\b[^;]{3,240}?, [^,;:]{2,60} (?:đã|vừa) (?!được giao)\w")


def opens_with_action(text: str) -> bool:
    """Whether a text starts with what is to be done, not with a circumstance ("Theo ...", "Đối với ...")."""
    return (
        opens_with_verb(text)
        and not CIRCUMSTANCE_FIRST.match(text)
        and not re.match(r"(?i:là |căn cứ |trên cơ sở )", text)
        and not DONE.match(text)
    )


def opens_with_verb(text: str) -> bool:
    """Whether a text starts like an order: "Tăng cường ...", "Không để ..."."""
    if only_assesses(text):
        return False
    topic = TOPIC_FIRST.match(text)
    return bool(VERB_FIRST.match(text, topic.end() if topic else 0))
