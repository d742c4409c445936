"""Words by which official prose is read: bodies (cơ quan), groups of them, and verbs of order.

Kept as small tables so that a missing word is added here and nowhere else. The patterns expect
composed (NFC) text in which white space is single.
"""

from __future__ import annotations

import re

# "Ð", "Ế", "Ừ" ...: no range of the Unicode table holds the Vietnamese capitals alone.
CAPITAL = "[" + "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper() and c.isalpha()) + "]"
END = r"(?=$|[ ,;.:)…])"

PLURAL = r"(?i:tất cả các|toàn thể các|toàn thể|các|những|từng|mọi|một số)"
TITLES = (
    r"(?i:phó )?(?i:chủ tịch|giám đốc|tổng giám đốc|thủ trưởng|chánh|bộ trưởng|chủ nhiệm|viện trưởng|cục trưởng|"
    r"hiệu trưởng|người đứng đầu|trưởng(?! thành))"
)
COMMITTEE = r"(?i:[uủ][yỷ] ban nhân dân|ubnd|hội đồng nhân dân|hđnd)"

# A body with a name of its own: it always opens a new entry in a list of bodies.
NAMED_HEADS = (
    rf"{COMMITTEE}{END}",
    rf"{TITLES}{END}",
    rf"(?i:[uủ][yỷ] ban mặt trận|ubmttq|[uủ][yỷ] ban mttq|mặt trận tổ quốc|mttq){END}",
    r"(?i:[uủ][yỷ] ban) (?:Dân tộc|Kiểm tra|Thường vụ|kiểm tra)",
    r"(?i:văn phòng)(?! phẩm)" + END,
    r"(?i:công an|bộ chỉ huy|bộ đội biên phòng|viện kiểm sát|t[òo][àa] án|kho bạc|bưu điện|bảo hiểm xã hội)" + END,
    r"(?i:kiểm toán nhà nước|ngân hàng nhà nước|thông tấn xã|chi nhánh|liên đoàn|công đoàn|liên hiệp)" + END,
    r"(?i:hội liên hiệp)" + END,
    rf"(?:Sở|Bộ|Ban|Cục|Hội|Viện|Trường|Đoàn|Báo|Tổ|Quỹ|Vụ|Phòng|phòng|sở) (?={CAPITAL})",
    r"[Bb]an (?=(?i:quản lý|chỉ đạo|chỉ huy|thường vụ|điều hành|tuyên giáo|cán sự|biên tập)\b)",
    r"Báo (?=và (?i:đài|phát))",
    r"[Cc]ông chức (?=(?:Tư pháp|Văn phòng|Địa chính|Tài chính|Văn hóa|Văn hoá|Nội vụ)\b)",
    r"(?:[Cc]hi [Cc]ục|[Tt]ổng [Cc]ục|Trung tâm|Đài|[Tt]ổng [Cc]ông ty|Tập đoàn|Công ty|Học viện|Bệnh viện|Hiệp hội|"
    r"Tạp chí|Nhà xuất bản|Thư viện|Bảo tàng) ",
    r"[Đđ]ại biểu (?=(?i:hội đồng nhân dân|hđnd|quốc hội)\b)",
    r"[Tt]hanh tra (?=(?i:tỉnh|thành phố|huyện|sở|chính phủ|nhà nước|bộ|các)\b)",
    rf"Thuế (?=(?i:tỉnh|thành phố|cơ sở)\b|{CAPITAL})",
    r"[Tt]ổ (?=(?i:đại biểu)\b)|Tổ (?=(?i:công tác|công nghệ|giúp việc|đề án|hỗ trợ)\b)",
    r"Hội đồng (?=\w)|(?:Viettel|MobiFone|VinaPhone|Điện lực|Liên minh)" + END,
    r"(?i:tỉnh|thành|huyện|thị|quận|đảng) [uủ][ỷy]" + END,
    r"(?i:thường trực) (?=(?i:tỉnh ủy|thành ủy|hđnd|huyện ủy|đảng ủy|hội đồng))",
    r"(?i:chính quyền địa phương|chính quyền (?=các|cấp|xã))",
    r"(?i:cổng thông tin điện tử|cổng ttđt|trang thông tin điện tử)",
    r"Chính phủ|Quốc hội|Thủ tướng Chính phủ|Phó Thủ tướng" + END,
    r"Quản lý thị trường" + END,
    rf"(?:Hải quan|Thống kê|Thi hành án dân sự|Viễn thông|Kiểm lâm|Kiểm toán|Bảo hiểm) (?=(?:tỉnh|khu vực|cơ sở)\b|"
    rf"{CAPITAL})",
    rf"(?:Thành phố|Thị xã|Huyện|Quận|Xã|Phường|Thị trấn|Đặc khu|TP\.?|TX\.?|H\.) (?={CAPITAL})",
    # "VP UBND tỉnh", "BCĐ CCHC tỉnh", "BQL Khu kinh tế", "CA tỉnh", "KBNN tỉnh", "BHXH", "TAND tỉnh", "STTTT"
    r"(?:VP|VPUB|VPUBND|BCĐ|BQL|CA|KBNN|BHXH|NHNN|TAND|VKSND|TTPVHCC|THADS|VNPT|VNPost|TTr|BCH|BCHQS|LĐLĐ|MTTQ)" + END,
    r"TT (?=HĐND|Tỉnh|Thành|PV|Phục)|Cục (?=(?:thuế|hải quan|thống kê|quản lý|kiểm)\b)|C[ôổ]ng TTĐT",
    r"S(?:TP|CT|GD&?ĐT|YT|NgV|NV|LĐTBXH|TC|KH&?ĐT|NN|NNPTNT|TN&?MT|XD|GTVT|KH&?CN|TT&?TT|VHTT|VHTTDL|DL|"
    r"DTTG|NN&?MT)" + END,
)

# A class of bodies, never a name: continues a group ("Các Sở, ban, ngành") and opens one after a name.
CLASS_NOUNS = (
    r"(?i:sở|bộ|ban|vụ|cục|phòng|trung tâm|viện|trường|hội|tổ|đoàn)(?=$|[,;.:)]| và | (?:chuyên môn|liên quan|"
    r"có liên quan)\b)",
    r"(?i:ngành|cấp|giới|đoàn thể|hiệp hội|cơ quan|đơn vị|địa phương|tổ chức|doanh nghiệp|hợp tác xã)" + END,
    r"(?i:hộ kinh doanh|hộ gia đình|cá nhân|cộng đồng|lực lượng|bộ phận|chủ rừng|chủ đầu tư|chủ dự án)" + END,
    r"(?i:nhà đầu tư|nhà cung cấp|cơ sở|cán bộ|công chức|viên chức|người lao động|đồng chí|lãnh đạo)" + END,
    r"(?i:cấp ủy|nhà trường|công ty|ban quản lý|ngân hàng|bệnh viện)" + END,
)
# Kinds of territory: "UBND các huyện, thành, thị", "Ủy ban nhân dân xã, phường, đặc khu".
TERRITORY = re.compile(
    r"(?i:thị trấn|thị xã|thành phố|đặc khu|xã(?! hội)|phường|huyện|quận|tỉnh|thành(?! lập| phần)|"
    r"thị(?! trường)|thôn)" + END
)
NAMED = re.compile("|".join(NAMED_HEADS))
CLASS = re.compile("|".join(CLASS_NOUNS))
# "Các chủ rừng", "các phòng chuyên môn", "Tất cả các cấp"; also "các đoàn kiểm tra", "các lực lượng".
MANY = re.compile(rf"{PLURAL} (?!(?i:nhiệm vụ|nội dung|chỉ tiêu|mục tiêu|văn bản|hoạt động|giải pháp|quy định)\b)")
LEVELS = re.compile(r"(?i:các (?:cấp|ngành|giới)\b)")

# What a body is told to do: the list of bodies in a sentence ends before the first of these.
MANNERS = (
    "chủ động|khẩn trương|kịp thời|thường xuyên|tiếp tục|tăng cường|đẩy mạnh|đẩy nhanh|tập trung|nghiêm túc|trực "
    "tiếp|tích cực|sớm|cơ bản(?= (?:nhất trí|tán thành|thống nhất|đồng ý))|"
    "quyết liệt|định kỳ|khẩn cấp|siết chặt|chú trọng|quan tâm|đề cao|nêu cao|ưu tiên|bám sát|phấn đấu|có trách nhiệm|"
    "chịu trách nhiệm|có nhiệm vụ|có giải pháp|có kế hoạch|có biện pháp|có văn bản|phải|cần|"
    "(?<![Hh]àng )không|tuyệt đối"
)
CIRCUMSTANCES = (
    "căn cứ|trên cơ sở|theo (?:chức năng|nhiệm vụ|thẩm quyền|lĩnh vực|quy định|kế hoạch|Kế hoạch)|trong (?:"
    "phạm vi|hoạt động|"
    "quá trình|công tác|việc|"
    "thực hiện|tổ chức|triển khai|năm|tháng)|để|nhằm|khi|tùy|tuỳ|ngoài(?! nước)|đồng thời|h[ằà]ng (?:năm|quý|"
    "tháng)|xong|trước|chậm nhất|"
    "là(?= (?:cơ quan|đầu mối|đơn vị|thành viên))"
)
ACTIONS = (
    "chủ trì|phối hợp|triển khai|thực hiện|(?<![Đđ]ầu tư )xây dựng|ban hành|rà soát|"
    "hướng dẫn|đôn đốc|theo dõi|kiểm tra|giám sát|"
    "tham mưu|báo cáo|"
    "tổng hợp|(?<![Cc]ông )(?<![Cc]hương )(?<![Qq]uy )(?<![Ll]ộ )(?<![Tt]ờ )(?<![Qq]uá )(?<![Tt]iến )trình|"
    "đề xuất|nghiên cứu|hoàn thiện|hoàn thành|cung cấp|công bố|công khai|cập nhật|bố trí|cân đối|"
    "(?<![Cc]ông )(?<![Đđ]ộc )lập|phê duyệt|"
    "đánh giá|xử lý|chỉ đạo|quán triệt|phổ biến(?!, giáo dục pháp luật (?:tỉnh|huyện|thành phố|cấp))|"
    "tuyên truyền|đảm bảo|bảo đảm|thẩm định|tiếp nhận|gửi|duy trì|vận "
    "hành|quản lý|"
    "nâng cao|phát huy|hỗ trợ|làm(?= (?:tốt|đầu mối|cơ quan|việc với))|tiến hành|giải quyết|xác định|thẩm tra|khắc "
    "phục|chấn chỉnh|sửa đổi|đăng tải|niêm yết|thiết lập|"
    "đưa|(?<![Bb]ầu )(?<!ứng )cử(?! tri)|"
    "phân công|huy động|vận động|mở|tham gia|lồng ghép|phân tích|thống kê|khảo sát|phát hiện|ngăn chặn|phân "
    "bổ|sử dụng|"
    "kết nối|tích hợp|số hóa|chuẩn hóa|nâng cấp|chuẩn bị|lấy|tuân thủ|chấp hành|phát động|sơ kết|tổng kết|quyết "
    "định|xem xét|chuyển(?! đổi)|"
    "rút ngắn|thí điểm|tự kiểm tra|tự đánh giá|củng cố|kiện toàn|đề nghị|kiến nghị|yêu cầu|"
    "(?<![Nn]goại )(?<![Bb]àn )giao(?! thông| dịch| lưu)|"
    "phản ánh|gắn|khai thác|(?<![Cc]uộc )(?<![Kk]ỳ )(?<!iên )họp(?= (?:bàn|với|rà))|cho(?= ý kiến)|dành(?= thời gian)|"
    "tập huấn|bồi dưỡng|thông báo|thông tin(?= (?:về|kịp thời|đầy đủ))|lựa chọn|trao đổi|thống nhất|thành lập|"
    "thanh tra|thu thập|điều tra|tính toán|thay thế|bãi bỏ|áp dụng|nắm|chia sẻ|tạo(?= (?:điều kiện|thuận lợi|lập))|"
    "điều chỉnh|chỉnh sửa|bổ sung|điều phối|quy định|quyết toán|"
    "điều hành|lãnh đạo(?=, chỉ đạo)|thừa ủy quyền|thay mặt|thu hồi|tháo gỡ|biểu dương|phê bình|cam kết|cải thiện|"
    "định hướng|tiếp thu|tìm(?= (?:giải pháp|biện pháp|nguồn))|"
    "tăng(?= (?:thời lượng|cường độ|tần suất|thêm))|tạm dừng|tán thành|nhất trí|"
    "xác minh|điều động|ký kết|ký ban hành|cắt giảm|sắp xếp|bàn giao|làm rõ|lưu ý|khuyến khích|giải ngân|"
    "thanh toán|thực thi|nghiệm thu|giải phóng|tiếp công dân|đối thoại|mời|nộp"
)
# "tổ chức" is a verb before another one ("tổ chức kiểm đếm"), else a noun ("các tổ chức", "tổ chức chính trị").
ORGANISES = (
    r"(?<![Cc]ác )(?<!, )(?<!và )(?<!hoặc )(?<!mọi )(?<!những )(?<!quan )(?<!hòng )(?<!Vụ )(?<!vụ )(?<!Ban )"
    r"tổ chức(?= (?:kiểm|trực|thu|truyền|diễn|bảo|đón|vận|khai|đi|họp|lớp|tập|thường|cho|đấu(?! giá)|bắn|ký|in|"
    r"di dời|sơ tán|kỳ|thi(?! đua)|ứng|cứu|tìm|chi|cấp|phát|lễ|hoạt|ra quân|tuần|thăm|làm|giao|quản)(?!\w))"
)
VERB = re.compile(
    rf"(?<![\w-])(?:(?:{MANNERS}|{CIRCUMSTANCES}|{ACTIONS})(?!\w)|"
    rf"tổ chức(?= (?:{MANNERS}|{ACTIONS}|tốt|các|việc|đối thoại|hội nghị|học tập|quản trị|sắp xếp|lực lượng)\b)|"
    rf"{ORGANISES})"
)
# "đoàn kiểm tra", "Ban chỉ đạo", "cơ quan đăng ký": the verb belongs to the name of the body.
NAME_BEFORE_VERB = re.compile(
    r"(?i:\b(?:cơ quan|bộ phận|đoàn|tổ|ban|phòng|trung tâm|văn phòng|lĩnh vực|ngành|về|"
    r"hội đồng|người|nhà|phạm vi|thẩm quyền) )$"
)
# "các đoàn kiểm tra được thành lập", "cơ quan được giao": a passive verb describes the body.
PASSIVE = re.compile(r"\b(?:được|bị|đã) $")
CIRCUMSTANCE = re.compile(rf"(?:{CIRCUMSTANCES})(?!\w)")
NAME_VERBS = frozenset(
    [
        "chủ trì",
        "phối hợp",
        "tham mưu",
        "kiểm tra",
        "giám sát",
        "quản lý",
        "chỉ đạo",
        "thẩm định",
        "giải quyết",
        "tiếp nhận",
        "xử lý",
        "ban hành",
        "xây dựng",
        "thanh tra",
        "cung cấp",
        "điều phối",
        "điều hành",
        "khai thác",
        "sử dụng",
        "hỗ trợ",
        "thông báo",
        "đào tạo",
        "phục vụ",
        "truyền thông",
        "bồi dưỡng",
        "nghiên cứu",
        "phổ biến",
        "điều tra",
        "thống kê",
        "thẩm tra",
    ]
)
# "Văn phòng điều phối", "Văn phòng quản lý khu ...": other verbs behind "Văn phòng" order
OFFICE_VERBS = frozenset(["điều phối", "quản lý", "tiếp nhận", "hỗ trợ"])
# "Các cơ quan được phân công chủ trì thực hiện nhiệm vụ có trách nhiệm ...": one long name.
ENTRUSTED = re.compile(r"(?<=được )(?:giao|phân công)\b")
FIRM = re.compile(r"(?i:\b(?:có trách nhiệm|chịu trách nhiệm|phải|theo|căn cứ|khẩn trương|chủ động|tập trung)\b)|[,;]")
URGENCY = re.compile(r"(?i:\b(?:khẩn trương|khẩn cấp|hỏa tốc)\b)")

# Names that hold a comma or "và" inside, needed only to take "Các Sở A, B và C" apart.
LONG_NAMES = re.compile(
    r"(?i:Văn hóa, Thể thao và Du lịch|Văn hoá, Thể thao và Du lịch|Lao động ?[-–,] ?Thương binh và Xã hội|"
    r"Nông nghiệp và Phát triển nông thôn|Nông nghiệp và Môi trường|Tài nguyên và Môi trường|Kế hoạch và Đầu tư|"
    r"Giáo dục và Đào tạo|Khoa học và Công nghệ|Thông tin và Truyền thông|Văn hóa và Thể thao|Dân tộc và Tôn giáo|"
    r"Du lịch và Thể thao|Phát thanh và Truyền hình)"
)
