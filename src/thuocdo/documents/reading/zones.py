"""Which part of a document orders work (vùng giao việc): by the titles above a block and the kind of document."""

from __future__ import annotations

import re
from functools import lru_cache

from thuocdo.documents.reading.blocks import ATTACHMENT, BASES, HEADING, ITEM, PARAGRAPH, Block, Part, Structured
from thuocdo.documents.reading.fields import topic_of

# Sections that say why, what for, what has been reached or how it is judged: nothing in them is a task.
NO_ORDERS = re.compile(
    r"(?i:^\W*(?:về )?(?:mục đích|yêu cầu$|mục đích, yêu cầu|mục tiêu|các mục tiêu|quan điểm|nguyên tắc|phạm vi|"
    r"đối tượng|chủ đề|đánh giá chung|"
    r"đánh giá tình hình|kết quả|tình hình|thực trạng|những kết quả|căn cứ|cơ sở pháp lý|sự cần thiết|bối cảnh|"
    r"tồn tại|hạn chế|những hạn chế|nguyên nhân|"
    r"hình thức khen thưởng|tiêu chí|đối tượng, tiêu chí|giải thích|chỉ tiêu|thời gian(?: thực hiện)?|"
    r"kinh phí khen|khái quát|đặc điểm|lợi ích|lý do|"
    r"nội dung đơn giản hóa|kiến nghị thực thi|hiệu lực|điều khoản chuyển tiếp|khen thưởng|dự kiến|"
    r"chức năng|vị trí)\b)"
)
OBJECTIVES = re.compile(r"(?i:\b(?:m[ụu]c ti[êểếe]u|chỉ ti[êểếe]u)\b)")
# What has been reached, not what is to be.
RESULTS = re.compile(
    r"(?i:^\W*(?:về )?(?:đánh giá|kết quả|tình hình|thực trạng|những kết quả|khái quát|bối cảnh|"
    r"sự cần thiết|tồn tại|hạn chế|nguyên nhân)\b)"
)
MONEY = re.compile(r"(?i:kinh phí|nguồn lực tài chính|nguồn vốn)")
# Articles of a decision or regulation that hand out duties.
DUTIES = re.compile(
    r"(?i:trách nhiệm|tổ chức (?:thực hiện|thi hành|triển khai)|phân công|nhiệm vụ của|chế độ báo cáo|"
    r"điều khoản thi hành|thực hiện quyết định|"
    r"(?:^|\s)(?:yêu cầu|giao|đề nghị) (?:ubnd|[uủ][yỷ] ban|hội đồng|thường trực|các|sở|bộ|giám đốc|chủ tịch)\b"
    r"[^:]*:\s*$)"
)
REGULATIONS = (
    "quyết định",
    "nghị định",
    "nghị quyết",
    "thông tư",
    "luật",
    "quy chế",
    "quy định",
    "điều lệ",
    "pháp lệnh",
)
# A resolution hands out work in a plain list under "Nhiệm vụ, giải pháp"; "Nhiệm vụ, quyền hạn" only describes a body.
MEASURES = re.compile(r"(?i:\bgiải pháp\b)")
LONG_TITLE, OPENING = 300, 160
COMING_WORK = re.compile(
    r"(?i:\bnhiệm vụ (?:chủ yếu|trọng tâm)|\b(?:nhiệm vụ|phương hướng)\b[^.;:]{0,90}\b(?:6 tháng cuối|cuối năm|"
    r"năm 20\d\d|thời gian tới))"
)
# What a report or proposal asks of others orders nothing: "Kiến nghị, đề xuất".
ASKING = ("báo cáo", "tờ trình")
ASKED = re.compile(r"(?i:^\W*(?:những |các |một số |về )*(?:kiến nghị|đề xuất|đề nghị)\b)")
YEAR_IN_NUMBER = re.compile(r"/\s?(?:19|20)\d\d/")
ARTICLE = re.compile(r"(?i:^điều \d+)")
# Tables of contents, lists of procedures and forms order nothing.
LISTS = re.compile(r"(?i:danh mục|quy trình|biểu mẫu|mẫu số|nội dung (?:và )?phương án|đề cương|phiếu)")


def topic_in(doc: Structured) -> str | None:
    """The field the whole document is about: by its subject, or where it prints none by its opening words."""
    subject = str(doc.metadata.get("subject") or "")
    opening = " ".join(block.text for block in doc.of_kind(PARAGRAPH, BASES)[:2])
    return topic_of(subject) if subject else topic_of(opening)


def title_of(block: Block) -> str:
    """The title a block gives to what stands under it; long texts are no titles."""
    return block.text if block.kind in (HEADING, ITEM) and len(block.text) < LONG_TITLE else ""


def titles_above(block: Block) -> list[str]:
    """Titles over a block, nearest first."""
    return [title for above in block.ancestors() if (title := title_of(above))]


def kind_of_part(doc: Structured, block: Block) -> str:
    """The kind of document a block belongs to: the attached plan's, else the leading document's."""
    part = block.part
    if part is not None and part.document_type and part.kind == ATTACHMENT:
        return part.document_type
    return str(doc.metadata.get("document_type") or (part.document_type if part else "") or "")


@lru_cache(maxsize=32)
def has_articles(part: Part) -> bool:
    """Whether a part is cut into articles; a resolution without them hands out work like a plan."""
    return any(ARTICLE.match(block.label) for block in part.blocks if block.label)


def is_regulation(doc: Structured, block: Block) -> bool:
    """Whether a block stands in a decision or other legal text, where only some articles order work."""
    part = block.part if block.part and block.part.kind == ATTACHMENT else doc.main
    if kind_of_part(doc, block).lower() not in REGULATIONS or not has_articles(part):
        return False
    return not any(hands_out(doc, block, above.text) for above in block.ancestors() if above.kind in (HEADING, ITEM))


def hands_out(doc: Structured, block: Block, title: str) -> bool:
    """Whether a title in a legal text announces work like a plan does: measures, or a session's tasks to come."""
    if RESULTS.match(title):
        return False
    if kind_of_part(doc, block).lower() == "nghị quyết" and COMING_WORK.search(title[:OPENING]):
        return True
    return len(title) < LONG_TITLE and bool(MEASURES.search(title))


def is_normative(doc: Structured) -> bool:
    """Whether a legal text sets rules for all ("19/2025/QĐ-UBND", decrees), not the case in hand ("815/QĐ-UBND")."""
    kind = str(doc.metadata.get("document_type") or "").lower()
    return kind not in ("quyết định", "nghị quyết") or bool(
        YEAR_IN_NUMBER.search(str(doc.metadata.get("number_symbol") or ""))
    )


def only_asks(doc: Structured, titles: list[str]) -> bool:
    """Whether a block stands among the proposals of a report, which are not orders."""
    return doc.metadata.get("document_type") in ASKING and any(ASKED.match(title) for title in titles)


def without_orders(titles: list[str]) -> bool:
    return any(NO_ORDERS.match(title) for title in titles)
