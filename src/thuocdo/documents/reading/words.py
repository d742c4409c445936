"""Words by which official prose is read: bodies (cơ quan), groups, verbs of order, documents to be made.

Kept as small tables so that a missing word is added here and nowhere else. Everything matches
composed (NFC) text in which white space is single.
"""

from __future__ import annotations

import re

UPPER = "A-ZÀ-ỸĐ"
# Ỹ closes the Latin Extended Additional block in capitals and small letters alike, so small letters
# in the range above are taken out again by this class of true capitals.
CAPITAL = "[" + "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper() and c.isalpha()) + "]"

PLURAL = r"(?i:tất cả các|toàn thể|các|những|từng|mọi|một số)"

# A body with a name of its own; it always opens a new entry in a list of bodies.
NAMED_HEADS = (
    r"(?i:[uủ][yỷ] ban nhân dân|ubnd|hội đồng nhân dân|hđnd)",
    r"(?i:[uủ][yỷ] ban mặt trận|ubmttq|ủy ban mttq|mặt trận tổ quốc|mttq)",
    r"[UỦ][yỷ] ban (?:Dân tộc|Kiểm tra|Thường vụ|kiểm tra)",
    r"(?i:văn phòng)(?! phẩm)",
    r"(?i:công an|bộ chỉ huy|bộ đội biên phòng|viện kiểm sát|tòa án|toà án|kho bạc|bưu điện|bảo hiểm xã hội)",
    r"(?i:kiểm toán nhà nước|ngân hàng nhà nước|thông tấn xã|chi nhánh|liên đoàn lao động|hội liên hiệp)",
    rf"(?:Sở|Bộ|Ban|Cục|Hội|Viện|Trường|Đoàn|Báo|Tổ|Quỹ|Vụ|Ngành|ngành|Phòng|phòng) (?={CAPITAL})",
    r"(?:Ban|ban) (?=(?:[Qq]uản lý|[Cc]hỉ đạo|[Cc]hỉ huy|[Tt]hường vụ|[Đđ]iều hành|[Tt]uyên giáo|[Cc]án sự|[Bb]iên tập)\b)",
    r"Báo (?=và (?:Đài|đài|Phát|phát))",
    r"(?:[Cc]hi [Cc]ục|[Tt]ổng [Cc]ục|Trung tâm|Đài|[Tt]ổng [Cc]ông ty|Tập đoàn|Công ty|Học viện|Bệnh viện|Liên hiệp|Hiệp hội)(?= )",
    r"[Tt]hanh tra (?=tỉnh|Tỉnh|thành phố|Thành phố|huyện|[Ss]ở|Chính phủ|Nhà nước|Bộ|các)",
    r"Thuế (?=tỉnh|Tỉnh|[Tt]hành phố|cơ sở|[A-ZĐ])",
    r"[Ll]iên đoàn (?=Lao|lao|Thương|Luật)|Tổ (?=công tác|Công tác|giúp việc|Giúp việc|Đề án)",
    r"(?:[Tt]ỉnh|[Tt]hành|[Hh]uyện|[Tt]hị|[Qq]uận|[Đđ]ảng|[Xx]ã) [uủ][ỷy](?= |,|;|$)|[Tt]hường trực (?=Tỉnh|Thành|HĐND|Huyện)",
    r"(?:Phó )?(?:Chủ tịch|chủ tịch|Giám đốc|giám đốc|Thủ trưởng|thủ trưởng|Trưởng|Chánh|Bộ trưởng|Tổng [Gg]iám đốc|Chủ nhiệm|Viện trưởng|Cục trưởng|Hiệu trưởng)(?= )",
    r"(?i:người đứng đầu|chính quyền địa phương|chính quyền (?=các|cấp|xã))",
    r"(?i:cổng thông tin điện tử|cổng ttđt|cổng dịch vụ công|trang thông tin điện tử)",
    r"Chính phủ|Quốc hội|Thủ tướng Chính phủ",
)

# A class of bodies, never a name: continues a group ("Các Sở, ban, ngành"), opens one after a name.
CLASS_NOUNS = (
    r"(?i:sở|bộ(?! [máytiêuchỉ])|ban|vụ|cục|phòng|trung tâm|viện|trường|hội|hiệp hội|đoàn thể|đoàn|tổ|ngành|cấp|giới)(?=$|[ ,;.:)])",
    r"(?i:cơ quan|đơn vị|địa phương|tổ chức|doanh nghiệp|hợp tác xã|hộ kinh doanh|hộ gia đình|cá nhân|cộng đồng)",
    r"(?i:lực lượng|bộ phận|chủ rừng|chủ đầu tư|chủ dự án|nhà đầu tư|nhà cung cấp|công ty|cơ sở|lãnh đạo|thành viên)",
    r"(?i:cán bộ|công chức|viên chức|người lao động|đồng chí|chủ tịch|trưởng)",
)
# Kinds of territory: "UBND các huyện, thành, thị", "Ủy ban nhân dân xã, phường, đặc khu".
TERRITORIES = r"(?i:thị trấn|thị xã|thành phố|đặc khu|xã(?! hội)|phường|huyện|quận|tỉnh|thành|thị|thôn|khu phố)(?=$|[ ,;.:)])"

# What a body is told to do. The list of bodies in a sentence ends before the first of them.
VERBS = (
    "chủ trì|phối hợp|chủ động|khẩn trương|kịp thời|thường xuyên|tiếp tục|tăng cường|đẩy mạnh|đẩy nhanh|tập trung|nghiêm túc|"
    "trực tiếp|tích cực|quyết liệt|định kỳ|căn cứ|trên cơ sở|theo chức năng|theo nhiệm vụ|theo thẩm quyền|theo lĩnh vực|theo quy định|"
    "trong phạm vi|trong quá trình|để|nhằm|khi|tùy|ngoài|hằng năm|hàng năm|hằng quý|hàng quý|hằng tháng|hàng tháng|đồng thời|"
    "có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|có giải pháp|có kế hoạch|có biện pháp|có văn bản|phải|cần|không được|không để|không|tuyệt đối|"
    "triển khai|thực hiện|xây dựng|ban hành|rà soát|hướng dẫn|đôn đốc|theo dõi|kiểm tra|giám sát|tham mưu|báo cáo|tổng hợp|"
    "trình|đề xuất|nghiên cứu|hoàn thiện|hoàn thành|cung cấp|công bố|công khai|cập nhật|bố trí|cân đối|lập|phê duyệt|đánh giá|"
    "xử lý|chỉ đạo|quán triệt|phổ biến|tuyên truyền|đảm bảo|bảo đảm|thẩm định|tiếp nhận|gửi|duy trì|vận hành|quản lý|nâng cao|"
    "phát huy|hỗ trợ|làm|là|tiến hành|giải quyết|xác định|thẩm tra|khắc phục|chấn chỉnh|sửa đổi|đăng tải|niêm yết|thiết lập|"
    "đưa|cử|phân công|huy động|vận động|mở|tham gia|lồng ghép|phân tích|thống kê|khảo sát|phát hiện|ngăn chặn|phân bổ|sử dụng|"
    "kết nối|tích hợp|số hóa|chuẩn hóa|nâng cấp|chuẩn bị|siết chặt|quan tâm|đề cao|lấy|tuân thủ|chấp hành|phát động|sơ kết|tổng kết|"
    "quyết định|xem xét|chuyển|rút ngắn|thí điểm|đổi mới|tự kiểm tra|củng cố|kiện toàn|khẩn cấp|đề nghị|kiến nghị|yêu cầu|giao|"
    "phản ánh|gắn|khai thác|ứng dụng|đăng ký|tập huấn|bồi dưỡng|thông báo|thông tin về|thông tin, tuyên truyền|truyền thông|lựa chọn|"
    "trao đổi|thống nhất|thành lập|phê chuẩn|thanh tra|kiểm soát|thu thập|điều tra|tính toán|thay thế|bãi bỏ|nêu cao|mời|áp dụng|nắm|chú trọng|ưu tiên|phấn đấu|"
    "xong|trước ngày|chậm nhất|chia sẻ|tạo điều kiện|tạo thuận lợi|tự đánh giá|điều chỉnh|bổ sung|chủ quản|điều phối|bám sát"
)
# "tổ chức" is a verb only before another verb, else a noun ("các tổ chức").
VERB = re.compile(
    rf"(?<![\w-])(?:(?:{VERBS})|tổ chức (?=(?:{VERBS}|tốt|các|việc|lấy|đối thoại|hội nghị|học tập|chương trình|quản trị|nghiên)\b))(?![\w])"
)
# "đoàn kiểm tra", "cơ quan chủ trì", "được giao chủ trì": the verb belongs to the name.
NOUN_BEFORE_VERB = re.compile(
    r"(?i:(?:cơ quan|đơn vị|bộ phận|đoàn|tổ|ban|phòng|người|được|đoàn thể|trung tâm|văn phòng|cục|vụ|chi cục|doanh nghiệp|công ty|"
    r"trực tiếp|chuyên trách|chuyên ngành|thường trực|giúp việc|hội đồng|phân công|sự nghiệp|được giao|đầu mối|tham mưu,|quản lý,|kiểm tra,)) $"
)
NAME_VERBS = frozenset(
    "chủ trì|phối hợp|tham mưu|kiểm tra|giám sát|quản lý|chỉ đạo|thẩm định|giải quyết|tiếp nhận|xử lý|ban hành|đăng ký|giao|phân công|"
    "thanh tra|kiểm soát|cung cấp|truyền thông|điều phối|chủ quản|khai thác|sử dụng|hỗ trợ|tổng hợp|lập|ứng dụng|chủ quản|yêu cầu|xây dựng|thông báo".split("|")
)
URGENCY = re.compile(r"(?i:khẩn trương|khẩn cấp|hỏa tốc|thượng khẩn)")
