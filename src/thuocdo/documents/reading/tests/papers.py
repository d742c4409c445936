"""Invented papers in the layout in which most files come: a bar alone on a line, then one cell a line."""

HEAD = """|
**ỦY BAN NHÂN DÂN**
TỈNH HÒA SƠN
-------
|
**CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số: {number}
|
*Hòa Sơn, ngày 18
tháng 11 năm 2025*
|

"""

END = """
|
Nơi nhận:
- Thường trực Tỉnh ủy;
- Các sở, ban, ngành tỉnh;
- UBND các xã, phường;
- Lưu: VT, NC (T).
|
**TM. ỦY BAN NHÂN
DÂN**
KT. CHỦ TỊCH
**PHÓ CHỦ TỊCH**
**Trần Minh Châu**
|

"""

PLAN = (
    HEAD.format(number="215/KH-UBND")
    + """**KẾ HOẠCH**

CẢI CÁCH HÀNH CHÍNH TỈNH HÒA SƠN NĂM 2026

Thực hiện Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ ban hành Chương trình tổng thể
cải cách hành chính nhà nước giai đoạn 2021 - 2030, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

**I. MỤC TIÊU**

1. 100% cơ quan, đơn vị ban hành kế hoạch cải cách hành chính; tỷ lệ hồ sơ giải quyết đúng hạn đạt từ 98%
trở lên.

2. Tối thiểu 30% cơ quan, đơn vị được kiểm tra trong năm.

**II. NHIỆM VỤ**

**1. Cải cách thể chế**

a) Rà soát, sửa đổi, bổ sung các quy định về phân cấp, ủy quyền giữa các cấp chính quyền trên địa bàn
tỉnh bảo đảm đồng bộ, thống nhất.

- Cơ quan chủ trì: Sở Tư pháp.

- Cơ quan phối hợp: Các sở, ban, ngành; UBND các xã, phường.

- Thời gian hoàn thành: Trước ngày 30/6/2026.

b) Kiểm tra, xử lý văn bản quy phạm pháp luật do Hội đồng nhân dân, Ủy ban nhân dân cấp xã ban hành theo
đúng quy định của pháp luật.

**III. TỔ CHỨC THỰC HIỆN**

**1. Sở Nội vụ**

- Chủ trì, phối hợp với Văn phòng Ủy ban nhân dân tỉnh và các cơ quan liên quan theo dõi, đôn đốc việc thực
hiện Kế hoạch này.

- Định kỳ hằng quý tổng hợp, báo cáo Ủy ban nhân dân tỉnh kết quả thực hiện.

**2. Sở Tài chính:** Thẩm định dự toán, trình cấp có thẩm quyền bố trí kinh phí thực hiện Kế hoạch trước ngày
15/01/2026.
"""
    + END
    + """**PHỤ LỤC**

NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026

*(Kèm theo Kế hoạch số 215/KH-UBND ngày 18 tháng 11 năm 2025 của Ủy ban nhân dân tỉnh)*

|
**TT**
|
**Nhiệm vụ**
|
**Sản phẩm**
|
**Cơ quan chủ trì**
|
**Cơ quan phối hợp**
|
**Thời gian hoàn thành**
|
|
1
|
Ban hành kế hoạch kiểm tra
công tác cải cách hành chính
|
Kế hoạch của UBND tỉnh
|
Sở Nội vụ
|
Văn phòng UBND tỉnh
|
Tháng 02/2026
|
|
2
|
Công bố, công khai thủ tục
hành chính
|
Quyết định công bố
|
Các sở, ban, ngành
|
UBND các xã, phường
|
Thường xuyên
|
|
3
|
Khảo sát mức độ hài lòng của
người dân
|
Báo cáo kết quả
|
Sở Nội vụ
|
Các cơ quan, đơn vị liên quan
|
Quý III/2026
|

"""
)

DIRECTIVE = (
    HEAD.format(number="07/CT-UBND")
    + """**CHỈ THỊ**

VỀ VIỆC CHẤN CHỈNH CÔNG TÁC TIẾP NHẬN, GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH

Thời gian qua, công tác cải cách hành chính của tỉnh đã đạt được những kết quả quan trọng. Tuy nhiên, vẫn còn
một số tồn tại, hạn chế như: tỷ lệ hồ sơ trễ hạn ở lĩnh vực đất đai còn cao; một số xã chưa bố trí đủ
trang thiết bị tại Bộ phận Một cửa; việc cập nhật hồ sơ lên phần mềm chưa kịp thời. Nguyên nhân chủ yếu là do
người đứng đầu một số cơ quan chưa thường xuyên kiểm tra.

Để khắc phục những tồn tại, hạn chế nêu trên, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu Thủ trưởng các sở, ban,
ngành; Chủ tịch Ủy ban nhân dân các xã, phường thực hiện nghiêm các nội dung sau:

1. Rà soát, xử lý dứt điểm hồ sơ quá hạn trước ngày 25/12/2025; thực hiện nghiêm Chỉ thị số 05/CT-UBND ngày
02/8/2024 của Ủy ban nhân dân tỉnh.

2. Văn phòng Ủy ban nhân dân tỉnh:

a) Chủ trì, phối hợp với Sở Nội vụ và Công an tỉnh kiểm tra đột xuất việc tiếp nhận hồ sơ tại các xã,
phường.

b) Hằng tháng công khai kết quả giải quyết thủ tục hành chính của từng cơ quan, đơn vị.

3. Sở Khoa học và Công nghệ khẩn trương khắc phục lỗi của Hệ thống thông tin giải quyết thủ tục hành chính, hoàn
thành trong tháng 12/2025. Giao Sở Tài chính bố trí kinh phí thực hiện.

Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện Chỉ thị này./.
"""
    + END
)

ALL = {"plan": PLAN, "directive": DIRECTIVE}
