"""Words and patterns by which targets (chỉ tiêu) are read: figures, comparators, what aims and what only tells."""

from __future__ import annotations

import re

from thuocdo.documents.reading.words import ACTIONS, MANNERS

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
THINGS = (
    r"cuộc|hội nghị|hội thảo|lớp|khóa|khoá|đợt|buổi|mô hình|dự án|trạm|sáng kiến|chuyên đề|tin, bài|bài viết|"
    r"phóng sự|sản phẩm|"
    r"dịch vụ|đơn vị|cơ quan|xã|phường|huyện|doanh nghiệp|người|lượt người|lượt|công chức|cán bộ|hộ|thủ tục|TTHC|"
    r"điểm|bậc|lần|"
    r"lao động|căn|hợp tác xã|"
    r"ngày làm việc|ngày|giờ|phút|tháng|triệu đồng|tỷ đồng|nền tảng|hệ thống|cơ sở dữ liệu|ha|km|trường|phòng"
)
EACH = r"người|hộ|năm|tháng|ngày|ha|lao động|xã|lượt|vụ"
# "95%", "8,3 - 8,5%", "tối thiểu 2 dự án"
FIGURE = re.compile(
    rf"(?<![\w/.,])(?P<low>{NUMBER})(?:\s*%?\s*(?:-|–|đến)\s*(?P<high>{NUMBER}))?\s*(?:(?P<percent>%|phần trăm)|"
    rf"(?P<thing>{THINGS})(?!\w)(?P<each>/(?:{EACH})\b)?)",
)
COMPARATORS = (
    (
        ">=",
        re.compile(
            r"(?i:ít nhất|tối thiểu|không dưới|không thấp hơn|không ít hơn|đạt từ|từ|≥|>=)(?: là| khoảng|"
            r" mức)?\s*$"
        ),
    ),
    # "không để hồ sơ trễ hạn quá 2%"
    ("<=", re.compile(r"(?i:không (?:để|có|phát sinh)\b[^.;:,]{3,60}? quá\s*$)")),
    ("<=", re.compile(r"(?i:không quá|tối đa|không vượt quá|không cao hơn|không nhiều hơn|≤|<=)(?: là)?\s*$")),
    (">", re.compile(r"(?i:trên|hơn|vượt|cao hơn|lớn hơn|>)(?: mức)?\s*$")),
    ("<", re.compile(r"(?i:dưới|thấp hơn|nhỏ hơn|ít hơn|<)(?: mức)?\s*$")),
)
UPWARDS, DOWNWARDS = re.compile(r"\s*trở lên"), re.compile(r"\s*trở xuống")
AIM = re.compile(r"(?i:phấn đấu|phần đấu|phấn đâu|đảm bảo|bảo đảm|quyết tâm|mục tiêu|chỉ tiêu|đặt mục tiêu)")
# Verbs that make a count of things an aim: "tổ chức 2 cuộc điều tra".
HOLDING = re.compile(r"(?i:tổ chức|thực hiện|xây dựng|hoàn thành|có|mở|triển khai|đạt|duy trì)\s*$")
# "Tổng thu ngân sách đạt 10.600 tỷ đồng", "tăng thêm 5 bậc": in a section of objectives an amount to be reached.
AMOUNT = re.compile(
    r"(?i:\b(?:đạt|đạt mức|tăng thêm|giảm còn|giảm|thu hút|huy động|việc làm(?: mới)? cho|trồng(?: mới)?|"
    r"hoàn thành|phát triển(?: mới)?|thành lập(?: mới)?)(?: khoảng| được)?\s*$)"
)
# A share at the head of a clause is an aim: "100% hồ sơ được số hóa".
CLAUSE_OPENS = re.compile(r"(?:^|[,;:.(–+-]|\b(?:và|với|cho|được|để|trong|có|giảm|tăng))\s*$")
EVENTS = frozenset(
    [
        "cuộc",
        "hội nghị",
        "hội thảo",
        "lớp",
        "khóa",
        "khoá",
        "đợt",
        "buổi",
        "mô hình",
        "sáng kiến",
        "chuyên đề",
        "phóng sự",
    ]
)
# "đã đạt 92%", "ước đạt 5,39%", "42/42 nhiệm vụ ... đạt 100%": a result and no aim.
REACHED = re.compile(r"(?i:\b(?:đã|ước|mới chỉ|hiện nay|hiện có|mới đạt)\b[^;.]{0,60}$)|(?<![\d/])\d+/\d+ [^;.]{0,90}$")
# "phê bình các đơn vị để xảy ra trễ hẹn từ 5% trở lên": when somebody is blamed, and nothing to reach.
BLAMED = re.compile(r"(?i:\b(?:để xảy ra|phê bình|kiểm điểm|kỷ luật)\b[^;.]{0,60}$)")
SINCE = re.compile(r"(?i:[^;.]{0,25}\bso (?:với )?cùng kỳ)")
LEGAL = re.compile(
    r"(?i:mức (?:hưởng|chi|phạt|hỗ trợ|thu|đóng|lương)|\b(?:lệ )?phí\b|tiền (?:lương|thưởng)|"
    r"lãi suất|đồng/|thuế suất|vốn điều lệ|suy giảm|thương tật|tổn thương)"
)
AFTER_LEGAL = re.compile(
    r"(?i:\s*(?:mức (?:phí|lương|thu|chi|hưởng|hỗ trợ)|chi phí|lệ phí|phí|học phí|tiền|"
    r"giá trị hợp đồng))"
)
NONE_LEFT = re.compile(r"(?i:không (?:có|còn|để (?:xảy ra |phát sinh |tồn đọng )?)) ?(?P<what>[^;.()]{3,160})")
NOT_ZERO = re.compile(r"(?i:\bquá \d|\b(?:quy định|thẩm quyền|cần thiết|khả năng|đủ|trên mạng)\b)")
NEXT_CLAUSE = re.compile(
    rf",\s+(?=(?:và )?(?:{MANNERS}|{ACTIONS}|\d|tỷ lệ|mức độ)(?!\w))|\s+và (?=(?:{MANNERS}|"
    rf"{ACTIONS}|\d)(?!\w))"
)
PEOPLE = re.compile(r"(?i:cán bộ|công chức|viên chức|người|trường hợp cán bộ)")

# "Rút ngắn thời gian giải quyết từ 10 ngày làm việc thành 09 ngày làm việc": the figure reached is the second.
CUT_FROM = re.compile(
    rf"(?i:\b(?:rút ngắn|(?:cắt )?giảm)\b)[^.;]{{0,150}}?\btừ (?P<base>{NUMBER}\s*(?:%|(?:{THINGS})\b)?) ?"
    rf"(?:(?:xuống )?(?:chỉ )?còn|xuống|thành)\s+(?P<value>{NUMBER})\s*(?P<unit>%|(?:{THINGS})(?!\w))"
    rf"(?:\s+kể từ[^.;,:]*)?"
)
# Where one target ends and the next begins within a sentence.
STARTER = re.compile(
    r"(?:\d[\d.,]*\s?%|trong đó\b|(?i:tỷ lệ|tỉ lệ|mức độ|chỉ số|phấn đấu|đảm bảo|bảo đảm|quyết tâm|giảm|tăng|"
    r"duy trì|số lượng))"
)
JOINT = re.compile(r"(?:,|;)\s+(?:và )?|\s+và\s+|\.\s+")
AIM_JOINT = re.compile(
    r"(?:[,;]\s+|\s+)(?=(?:đảm bảo|bảo đảm|phấn đấu|phần đấu|quyết tâm|góp phần đạt|"
    r"đạt (?:được )?mục tiêu|(?:thực hiện|hoàn thành) (?:thắng lợi |thành công )?mục tiêu)\b)"
)
TAIL = re.compile(
    r"(?:,?\s+và (?:có|phải|không)\b|[,;]\s+(?:đồng thời|qua đó|góp phần|trong đó|từ đó|nhằm|trên cơ sở|tạo)\b|"
    r"\s+nhằm (?:thu|đạt|góp)|,\s+[^,;]{3,40}\s(?:cần|yêu cầu)\s|:\s+(?=\w+(?:,? \w+){8})).*$",
    re.DOTALL,
)
# "cắt giảm 30% thời gian và đơn giản hóa hồ sơ": another order begins
NEXT_ORDER = re.compile(rf"\s+và (?=(?:{MANNERS}|{ACTIONS}|đơn giản hóa|đơn giản hoá)(?!\w))")
DATED_BRACKET = re.compile(r"\s*\([^()]*(?:tháng|quý|năm)[^()]*\)\s*$")
EXCEPTION = re.compile(r"\(\s*(?P<words>[Tt]rừ [^()]*)\)")
CUT = re.compile(r"(?i:\b(?<!suy )(?:cắt )?giảm(?: tối thiểu| ít nhất)?\s*$)")
CUTTING = re.compile(r"(?i:\b(?<!suy )(?:cắt )?giảm\b[^;.]*$)")
# "Về chế độ công vụ: 100% cán bộ ...": what the figure is about, not a part of the target
ABOUT = re.compile(r"(?:Về|Đối với|Lĩnh vực|Trong lĩnh vực) [^:;.]{3,90}:\s+")
RISE = re.compile(r"(?i:\btăng(?: thêm| tối thiểu| ít nhất)?\s*$)")
BASELINE = re.compile(r"so với (?:năm )?(?P<year>\d{4})")
SUBJECT_EDGE = re.compile(
    r"^(?i:(?:năm \d{4},? )?(?:hàng tháng|hằng tháng|hàng năm|hằng năm)?,? ?(?:phấn đấu|phần đấu|đảm bảo|"
    r"bảo đảm)?(?: đến (?:hết )?năm \d{4},?)? ?(?:trong năm )?"
    r"(?:có )?(?:tỷ lệ |tỉ lệ )?)"
)
REACH = re.compile(
    r"(?i:\s*(?:phải )?(?:đạt|là|:)(?: tỷ lệ| mức)?(?: từ| trên| dưới| ít nhất| tối thiểu|"
    r" tối đa)?\s*)$"
)
SAVING = re.compile(
    rf"(?i:tỷ lệ (?:cắt giảm|tiết kiệm)(?: chi phí)?[^:;.\d]*|"
    rf"chi phí tiết kiệm[^:;.\d]*):?\s*(?P<value>{NUMBER})\s*(?P<unit>%|đồng(?:\s?/\s?\w+)?)"
)
