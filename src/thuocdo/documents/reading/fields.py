"""Which of the seven fields of administrative reform (bảy lĩnh vực cải cách hành chính) a sentence belongs to.

The codes are those of the national pack of fields; the words were collected from plans and reports.
None means that the sentence lies outside administrative reform.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

INSTITUTIONS, PROCEDURES, ORGANISATION = "institutions", "procedures", "organisation"
CIVIL_SERVICE, PUBLIC_FINANCE = "civil_service", "public_finance"
DIGITAL, STEERING = "digital_government", "steering"

# Headings of the sections of a plan: "Cải cách thể chế", "Xây dựng và phát triển chính quyền điện tử".
HEADINGS = (
    (INSTITUTIONS, re.compile(r"(?i:thể chế|xây dựng pháp luật|văn bản quy phạm pháp luật)")),
    (PROCEDURES, re.compile(r"(?i:thủ tục hành chính|tthc|một cửa)")),
    (ORGANISATION, re.compile(r"(?i:tổ chức bộ máy|bộ máy hành chính)")),
    (CIVIL_SERVICE, re.compile(r"(?i:chế độ công vụ|công chức, công vụ|cải cách công vụ|đội ngũ cán bộ)")),
    (PUBLIC_FINANCE, re.compile(r"(?i:tài chính công|kinh phí|ngân sách)")),
    (DIGITAL, re.compile(r"(?i:chính quyền điện tử|chính quyền số|chính phủ số|chuyển đổi số|hạ tầng số|dữ liệu số)")),
    (STEERING, re.compile(r"(?i:chỉ đạo, điều hành|công tác chỉ đạo|kiểm tra, tuyên truyền)")),
)

# field, weight, words; the weights were set by reading, not by training.
WORDS = (
    (
        INSTITUTIONS,
        3,
        r"qppl|quy phạm pháp luật|thể chế|thi hành pháp luật|pháp chế|văn bản (?:ban hành )?trái|"
        r"chi tiết các nội dung được giao",
    ),
    (PROCEDURES, 3, r"tthc|thủ tục hành chính|một cửa|quy trình nội bộ|bộ phận tn&tkq"),
    (
        PROCEDURES,
        2,
        r"hồ sơ (?:tthc|chậm|trễ|quá hạn|tồn đọng|đất đai)|trễ hẹn|trễ hạn|phục vụ hành chính công|"
        r"xin lỗi|giải quyết hồ sơ|đúng hạn|ý kiến tiếp nhận",
    ),
    (
        ORGANISATION,
        3,
        r"bộ máy|đơn vị sự nghiệp|biên chế|vị trí việc làm|phân cấp|phân quyền|đơn vị hành chính|"
        r"dịch vụ (?:y tế|giáo dục|công về y tế)|quy chế nội bộ",
    ),
    (
        CIVIL_SERVICE,
        3,
        r"kỷ luật|kỷ cương|đạo đức công vụ|công vụ(?! quốc gia)|tinh giản|tuyển dụng|"
        r"đào tạo, bồi dưỡng|chế độ tiền lương|cán bộ, công chức, viên chức",
    ),
    (CIVIL_SERVICE, 2, r"công chức|viên chức|ccvc|công việc cá nhân|năng lực"),
    (
        PUBLIC_FINANCE,
        3,
        r"kinh phí|ngân sách|tài chính công|tài sản công|tự chủ(?:,| tài chính| tại)|giải ngân|"
        r"đầu tư công|khoán|dự toán|quyết toán|xã hội hóa",
    ),
    (
        DIGITAL,
        3,
        r"chuyển đổi số|chính quyền (?:điện tử|số)|chính phủ số|công nghệ thông tin|cntt|chữ ký số|ký số|"
        r"số hóa|số hoá|dữ liệu|trực tuyến|lgsp|i-?office|phần mềm",
    ),
    (
        DIGITAL,
        2,
        r"điện tử|hệ thống thông tin|hạ tầng (?:số|phục vụ)|cổng dịch vụ công|đề án 06|nền tảng|"
        r"liên thông qua|môi trường số|5g|iot",
    ),
    (
        STEERING,
        2,
        r"đôn đốc|tuyên truyền|chỉ đạo, điều hành|par ?index|"
        r"sipas|chỉ số|hài lòng|điều tra xã hội học|sáng kiến|thi đua",
    ),
    (STEERING, 3, r"cải cách hành chính|cchc|người đứng đầu"),
    (STEERING, 1, r"kiểm tra|chỉ đạo|báo cáo|đối thoại|kế hoạch|trách nhiệm"),
)
PATTERNS = tuple(
    (field, weight, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for field, weight, words in WORDS
)
# How much a document about one field alone weighs for each of its sentences.
TOPIC_WEIGHT = 4.0
REFORM = re.compile(r"(?i:cải cách hành chính|cchc)(?!\w)")
# Satisfaction with a service belongs where the service belongs, not to the people who are asked.
SATISFACTION = re.compile(r"(?i:hài lòng.{0,60}(?:giải quyết (?:thủ tục hành chính|tthc)))")


def field_of_heading(title: str) -> str | None:
    """The field a section is about, by its title.

    >>> field_of_heading("CẢI CÁCH TÀI CHÍNH CÔNG")
    'public_finance'
    """
    for field, pattern in HEADINGS:
        if pattern.search(title):
            return field
    return None


def scores(text: str) -> dict[str, float]:
    """How strongly the words of a text speak for each field; earlier words count more."""
    result: dict[str, float] = {}
    size = max(len(text), 1)
    for field, weight, pattern in PATTERNS:
        for number, match in enumerate(pattern.finditer(text)):
            early = 1.5 - match.start() / size
            result[field] = result.get(field, 0.0) + weight * early / (1 + number)
    return result


def field_of(text: str, *, headings: Sequence[str] = (), topic: str | None = None) -> str | None:
    """The field of a sentence: by the section it stands in, else by its words, else by the document's topic.

    `headings` are the titles above the sentence, nearest first.

    >>> field_of("Rà soát, sắp xếp tổ chức bộ máy", topic="steering")
    'organisation'
    """
    for title in headings:
        field = field_of_heading(title)
        if field:
            return field
    if SATISFACTION.search(text):
        return PROCEDURES
    found = scores(text)
    if topic is None:
        sure = {
            field: score for field, score in found.items() if field in (PUBLIC_FINANCE, INSTITUTIONS) and score >= 3
        }
        return max(sure, key=lambda field: sure[field]) if sure else None
    if topic != STEERING:
        found[topic] = found.get(topic, 0.0) + TOPIC_WEIGHT
    if found and max(found.values()) >= 1:
        return max(found, key=lambda field: found[field])
    return topic


def topic_of(title: str) -> str | None:
    """The field a whole document is about, by its subject; a reform plan is "steering" unless a sentence says more."""
    if REFORM.search(title):
        return STEERING
    return field_of_heading(title)
