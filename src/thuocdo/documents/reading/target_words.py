"""Words and patterns by which targets (chỉ tiêu) are read: figures, comparators, what aims and what only tells."""

from __future__ import annotations

import re

from thuocdo.documents.reading.words import ACTIONS, MANNERS

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
SCALES = r"(?:nghìn tỷ|nghìn tỉ|ngàn tỷ|triệu tỷ|tỷ|tỉ|triệu|nghìn|ngàn)"
# "10.600 tỷ đồng", "500 tỉ đô la Mỹ", "22 triệu lượt khách"
SCALED = (
    rf"{SCALES} (?:đồng|USD|đô la Mỹ|đô la|lượt khách|lượt người|lượt|người|hộ|tấn|m3|m2|kWh|giao dịch)|USD|"
    r"lượt khách|giường bệnh|tấn|km2|m2|m3|MW"
)
# What an office counts when it sets itself an aim.
COUNTED = (
    r"điểm quan trắc|điểm du lịch|khu vực|khu công nghiệp|cụm công nghiệp|khu dân cư|đầu mối|tuyến đường|tuyến|"
    r"công trình|thôn|nguồn nước|biên chế|hồ chứa|căn nhà|căn hộ|nhà văn hóa|ngôi nhà|sản phẩm OCOP|trạm y tế|"
    r"trường học|học viên|đảng viên|chi bộ|cơ sở|nhiệm vụ|giải pháp|đề tài|vị trí|bác sĩ|hội viên|tổ hợp tác|"
    r"làng nghề|"
    r"tổ chức(?=[,.;]|\s(?:khoa học|kinh tế|tín dụng|hành nghề|quốc tế|tư vấn|đảng|cá nhân))|"
    r"đề án|quy hoạch|bến xe|cây cầu|vùng trồng|chuỗi"
)
THINGS = (
    rf"{SCALED}|{COUNTED}|"
    r"cuộc|hội nghị|hội thảo|lớp|khóa|khoá|đợt|buổi|mô hình|dự án|trạm|sáng kiến|chuyên đề|tin, bài|bài viết|"
    r"phóng sự|sản phẩm|"
    r"dịch vụ|đơn vị|cơ quan|xã|phường|huyện|doanh nghiệp|người|lượt người|lượt|công chức|cán bộ|hộ|thủ tục|TTHC|"
    r"điểm|bậc|lần|"
    r"lao động|căn|hợp tác xã|"
    r"ngày làm việc|ngày|giờ|phút|tháng|nền tảng|hệ thống|cơ sở dữ liệu|ha|km|trường|phòng"
)
MONEY = re.compile(r"(?:đồng|USD|đô la)\b")
EACH = r"vạn dân|người|hộ|năm|tháng|ngày|ha|lao động|xã|lượt|vụ"
# "95%", "8,3 - 8,5%", "tối thiểu 2 dự án"
FIGURE = re.compile(
    rf"(?<![\w/.,])(?P<low>{NUMBER})(?:\s*%?\s*(?:-|–|đến)\s*(?P<high>{NUMBER}))?\s*(?:(?P<percent>%|phần trăm)|"
    rf"(?P<thing>{THINGS})(?!\w)(?P<each>(?:/(?:{EACH})\b)+)?)",
)
# "tối thiểu", and as scanners misread it
MINIMUM = r"t[ốôod]i thi[ểêeếề][un]"
COMPARATORS = (
    (
        ">=",
        re.compile(
            rf"(?i:ít nhất|{MINIMUM}|không dưới|không thấp hơn|không ít hơn|đạt từ|từ|≥|>=)(?: là| khoảng|"
            r" mức| có| đạt)?\s*$"
        ),
    ),
    # "không để hồ sơ trễ hạn quá 2%"
    ("<=", re.compile(r"(?i:không (?:để|có|phát sinh)\b[^.;:,]{3,60}? quá\s*$)")),
    ("<=", re.compile(r"(?i:không quá|tối đa|không vượt quá|không cao hơn|không nhiều hơn|≤|<=)(?: là)?\s*$")),
    (">", re.compile(r"(?i:trên|hơn|vượt|cao hơn|lớn hơn|>)(?: mức)?\s*$")),
    ("<", re.compile(r"(?i:dưới|thấp hơn|nhỏ hơn|ít hơn|<)(?: mức)?\s*$")),
)
UPWARDS, DOWNWARDS = re.compile(r"\s*trở lên"), re.compile(r"\s*trở xuống")
AIM = re.compile(r"(?i:phấn đấu|phần đấu|phấn đâu|phan dấu|đảm bảo|bảo đảm|quyết tâm|mục tiêu|chỉ tiêu|đặt mục tiêu)")
# Verbs that make a count of things an aim: "tổ chức 2 cuộc điều tra".
HOLDING = re.compile(r"(?i:tổ chức|thực hiện|xây dựng|hoàn thành|có|mở|triển khai|đạt|duy trì)\s*$")
# "Tổng thu ngân sách đạt 10.600 tỷ đồng", "tăng thêm 5 bậc": in a section of objectives an amount to be reached.
AMOUNT = re.compile(
    r"(?i:\b(?:đạt|đạt mức|tăng thêm|tăng|rút ngắn[^.;,]{0,60} (?:còn|xuống)|kiểm tra|"
    r"giảm còn|giảm|thu hút|huy động|việc làm(?: mới)? cho|trồng(?: mới)?|"
    r"hoàn thành|phát triển(?: mới)?|thành lập(?: mới)?|xây dựng(?: mới| bổ sung)?|nâng cấp|cải tạo|đào tạo|bồi dưỡng|"
    r"kết nạp|duy trì|tinh giản|xóa|xoá|công nhận)(?: khoảng| được| thêm| mới)*\s*$)"
)
# "nâng tỷ lệ bao phủ bảo hiểm y tế đạt 78%", "đưa tỷ lệ hộ nghèo xuống còn 2%": what is to be brought to a share.
BRING = re.compile(
    r"(?i:\b(?:nâng|đưa|kéo giảm|hạ|tăng)\b[^.;]{3,80}?\b(?:đạt|lên|lên mức|xuống|còn|thành)"
    r"(?: (?:khoảng|trên|dưới|mức|ít nhất|tối thiểu))*\s*$)"
)
# "Phấn đấu trồng 500 ha ...", "Đến năm 2030 xây dựng 22 điểm quan trắc ...": the whole sentence promises.
PROMISE = re.compile(
    r"(?i:\b(?:phấn đấu|mục tiêu|đặt chỉ tiêu)\b|"
    r"(?:^|[.;:]\s)\W*(?:đến|tới|trong|từ nay đến) (?:hết |cuối )?năm 20\d\d\b)"
)
# "22 xã trong 3 cụm": a count behind these words only says where, how long or of what.
ASIDE = re.compile(
    r"(?i:\b(?:tại|của|ở|thuộc|gồm|theo|sau|trong|từ|số|các|cả|cho|về|với|mỗi|mục|khoản|điều|quý|cấp|loại|hạng|"
    r"giai đoạn|thứ|và \d+)(?: khoảng)?\s*$)"
)
# "tổng kinh phí 50 tỷ đồng", "hỗ trợ 30 triệu đồng": money that is given out and nothing to reach.
GIVEN = re.compile(
    r"(?i:\b(?:kinh phí|hỗ trợ|dự toán|tạm ứng|bố trí|cấp|mức|vốn|giá|chi|thưởng|trị giá|bổ sung|phân bổ|vay|nợ|"
    r"đầu tư)\b[^.;:,]{0,50}$)"
)
EARNED = re.compile(r"(?i:\b(?:thu|doanh thu|kim ngạch|GRDP|GDP|thu nhập|quy mô|giá trị|tổng mức|huy động)\b)")
PERIODS = frozenset(["ngày", "tháng", "ngày làm việc", "giờ", "phút", "lần", "điểm", "bậc", "quy hoạch", "đề án"])
# A share at the head of a clause is an aim: "100% hồ sơ được số hóa".
CLAUSE_OPENS = re.compile(r"(?:^|[,;:.(–+-]|\b(?:và|với|cho|được|để|trong|có|giảm|tăng))\s*$")
# "Hoàn thành 100% việc sắp xếp", "Số hóa 100% kết quả": an order that opens with its measure
ACTED = re.compile(
    r"(?i:(?:^|[;:.,+–-])\s*(?:hoàn thành|số hóa|số hoá|cung cấp|giải quyết|xử lý|tiếp nhận|công khai|kiểm tra|rà soát|"
    r"cập nhật|thực hiện|cấp|ký số|duy trì|kết nối|chuẩn hóa|chuẩn hoá|giải ngân|tái cấu trúc)(?: [^\W\d]+){0,2}\s*$)"
)
# "..., 04 lớp tập huấn", "và 11 bác sĩ": the next count of a chain
CHAINED = re.compile(r"(?:,|;|\bvà)\s*$")
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
REACHED = re.compile(
    r"(?i:\b(?:đã|ước|mới chỉ|hiện nay|hiện có|mới đạt|chỉ đạt|đến nay|tính đến|lũy kế|luỹ kế|"
    r"cho thấy|nhận thấy|ghi nhận|"
    r"(?:6|9|sáu|chín) tháng(?: đầu năm)?|quý (?:I|II|III|IV|\d)(?: năm \d+)?,? (?:đạt|có))\b"
    r"(?:(?!phấn đấu|mục tiêu|chỉ tiêu)[^;.]){0,60}$)|(?<![\d/])\d+/\d+ [^;.]{0,90}$"
)
# "tờ khai đã nộp đúng hạn đạt tối thiểu 98%": a result would not be told with a bound
BOUND = re.compile(rf"(?i:(?:[đd][ạa]t|phải) (?:{MINIMUM}|ít nhất|không dưới|không thấp hơn|không quá)\s*$)")
# "phê bình các đơn vị để xảy ra trễ hẹn từ 5% trở lên": when somebody is blamed, and nothing to reach.
BLAMED = re.compile(r"(?i:\b(?:để xảy ra|phê bình|kiểm điểm|kỷ luật)\b[^;.]{0,60}$)")
# "đơn vị có tỷ lệ trễ hạn trên 5% phải kiểm điểm": the figure from which somebody is blamed
BLAMED_BEHIND = re.compile(
    r"(?i:[^.;]{0,40}\b(?:phải|bị|thì|sẽ) (?:bị )?(?:kiểm điểm|phê bình|xử lý|nhắc nhở|không (?:được )?xét|"
    r"xem xét trách nhiệm|chịu trách nhiệm|hạ bậc)\b)"
)
SINCE = re.compile(r"(?i:[^;.]{0,25}\bso (?:với )?cùng kỳ)")
LEGAL = re.compile(
    r"(?i:mức (?:hưởng|chi|phạt|hỗ trợ|thu|đóng|lương)|\b(?<!kinh )(?<!thuế, )(?<!chi )(?:lệ )?phí\b|"
    r"tiền (?:lương|thưởng)|"
    r"lãi suất|đồng/[^,;]*$|thuế suất|vốn điều lệ|suy giảm|thương tật|tổn thương)"
)
AFTER_LEGAL = re.compile(
    r"(?i:\s*(?:mức (?:phí|lương|thu|chi|hưởng|hỗ trợ)|chi phí|lệ phí|phí|học phí|tiền|"
    r"giá trị hợp đồng))"
)
# "giảm 50% lệ phí": a favour to those who pay, also where it is a cut
FEE = re.compile(r"(?i:\s*(?:mức phí|lệ phí|phí|học phí|tiền|mức thu))")
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
    r"\s+nhằm (?:thu|đạt|góp)|\s+gắn (?:liền |chặt )?với\b|\s+với (?:tổng )?diện tích\b|"
    r",\s+[^,;]{3,40}\s(?:cần|yêu cầu)\s|:\s+(?=\w+(?:,? \w+){8})).*$",
    re.DOTALL,
)
# "... so với dự toán năm 2024 và nguồn tăng thu": behind the base year another matter begins
BASE_PASSED = re.compile(r"so với (?:[^,;.]{1,30} )?năm \d{4}(?=(?:\s+và|,)\s)")
# "Trong đó, đảm bảo ...": leads in and says nothing
LEADS_IN = re.compile(r"(?i:(?:trong đó|cụ thể|theo đó|riêng|đồng thời|đặc biệt)\s*[,:]\s*)")
# "thu ngân sách phấn đấu đạt trên 4.000 tỷ đồng": what is measured stands before the promising word
MEASURED_BEFORE = re.compile(
    r"(?i:(?:đảm bảo|bảo đảm|phấn đấu|phần đấu|phấn đâu|phan dấu)(?: (?:"
    r"đến (?:hết |cuối )?năm 20\d\d|đạt|được|đạt được|mức|ở mức|từ|trên|dưới|khoảng|ít nhất|tối thiểu|tối đa|"
    r"không quá|không vượt quá|không dưới|không thấp hơn|tăng|giảm|còn))*\s*$)"
)
# "cắt giảm 30% thời gian và đơn giản hóa hồ sơ": another order begins
NEXT_ORDER = re.compile(rf"\s+và (?=(?:{MANNERS}|{ACTIONS}|đơn giản hóa|đơn giản hoá|bảo vệ)(?!\w))")
# "..., nâng tỷ lệ bao phủ đạt 78%", "Bảo vệ rừng: Đến năm 2030 ...": the clause that holds the figure begins here
NEXT_AIM = re.compile(
    r",\s+(?=(?:nâng|đưa|khoanh định|trồng|kéo giảm|tiến hành|xây dựng|hoàn thành|thu hút|giải quyết việc làm)\b)|"
    r"(?<=[a-zà-ỹđ]):\s+(?=(?:Đến|đến|Phấn đấu|phấn đấu|Trong năm|Năm) )"
)
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
    r"bảo đảm)?(?: ?đến (?:hết )?năm \d{4},?)? ?(?:trong năm(?: \d{4},?)? )?"
    r"(?:có )?(?:tỷ lệ |tỉ lệ )?)"
)
REACH = re.compile(
    r"(?i:\s*(?:phải )?(?:[đd][ạa]t|là|:)(?: tỷ lệ| mức)?(?: từ| trên| dưới| ít nhất| tối thiểu|"
    r" tối đa)?\s*)$"
)
SAVING = re.compile(
    rf"(?i:tỷ lệ (?:cắt giảm|tiết kiệm)(?: chi phí)?[^:;.\d]*|"
    rf"chi phí tiết kiệm[^:;.\d]*):?\s*(?P<value>{NUMBER})\s*(?P<unit>%|đồng(?:\s?/\s?\w+)?)"
)
