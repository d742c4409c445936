"""One invented letter, printed in the layouts that files come in; lines are as long as files have them."""

# ruff: noqa: E501

BODY = """Thực hiện Công văn số 15/BNV-CCHC ngày 03/3/2025 của Bộ Nội vụ về việc tự chấm điểm, Ủy ban nhân dân tỉnh yêu cầu:

1. Các sở, ngành hoàn thành việc tự chấm điểm trước ngày 20/4/2025.

2. Giao Sở Nội vụ tổng hợp, báo cáo Ủy ban nhân dân tỉnh./.
"""

LETTER = {
    "document_type": "công văn",
    "issuer": "Ủy ban nhân dân tỉnh Hòa Sơn",
    "number_symbol": "412/UBND-NC",
    "number_state": "present",
    "place": "Hòa Sơn",
    "subject": "tăng cường kiểm tra cải cách hành chính năm 2025",
    "addressees": ["Các sở, ban, ngành cấp tỉnh", "Ủy ban nhân dân các xã, phường"],
    "recipients": ["Như trên", "Bộ Nội vụ (b/c)", "Chánh VP, các Phó CVP"],
    "archive": "VT, NC (T)",
    "signer": "Trần Minh Châu",
}
LETTER_DATE = "2025-03-25"
LETTER_ROLE = {"for_body": "TM. ỦY BAN NHÂN DÂN", "proxy": "KT. CHỦ TỊCH", "title": "PHÓ CHỦ TỊCH"}

BARS = (
    """|
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
Số: 412/UBND-NC
V/v tăng cường kiểm tra
cải cách hành chính năm 2025
|
*Hòa Sơn, ngày 25
tháng 3 năm 2025*
|

|
Kính gửi:
|
- Các sở, ban, ngành cấp tỉnh;
- Ủy ban nhân dân các xã,
phường.
|

"""
    + BODY
    + """
|
Nơi nhận:
- Như trên;
- Bộ Nội vụ (b/c);
- Chánh VP, các Phó CVP;
- Lưu: VT, NC (T).
|
**TM. ỦY BAN NHÂN
DÂN**
KT. CHỦ TỊCH
**PHÓ CHỦ TỊCH**
**Trần Minh Châu**
|
"""
)

ROWS = (
    """| ỦY BAN NHÂN DÂN TỈNH HÒA SƠN ------- | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ------- |
|---|---|
| Số: 412/UBND-NC V/v: tăng cường kiểm tra cải cách hành chính năm 2025 | Hòa Sơn, ngày 25 tháng 3 năm 2025 |

| Kính gửi: | - Các sở, ban, ngành cấp tỉnh; - Ủy ban nhân dân các xã, phường. |
|---|---|

"""
    + BODY
    + """
| Nơi nhận: - Như trên; - Bộ Nội vụ (b/c); - Chánh VP, các Phó CVP; - Lưu: VT, NC (T). | TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Minh Châu |
|---|---|
"""
)

ONE_ROW = (
    """| ỦY BAN NHÂN DÂN TỈNH HÒA SƠN Số: 412/UBND-NC V/v tăng cường kiểm tra cải cách hành chính năm 2025 | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Hòa Sơn, ngày 25 tháng 3 năm 2025 |
|---|---|

Kính gửi: - Các sở, ban, ngành cấp tỉnh; - Ủy ban nhân dân các xã, phường.

"""
    + BODY
    + """
| Nơi nhận: - Như trên; - Bộ Nội vụ (b/c); - Chánh VP, các Phó CVP; - Lưu: VT, NC (T). | TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH (Đã ký) Trần Minh Châu |
"""
)

TWO_COLUMNS = (
    """    ỦY BAN NHÂN DÂN               CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
     TỈNH HÒA SƠN                     Độc lập - Tự do - Hạnh phúc
   _______________                    __________________________
   Số: 412/UBND-NC                Hòa Sơn, ngày 25 tháng 3 năm 2025
V/v tăng cường kiểm tra
cải cách hành chính năm 2025

        Kính gửi:
                 - Các sở, ban, ngành cấp tỉnh;
                 - Ủy ban nhân dân các xã, phường.

"""
    + BODY
    + """
Nơi nhận:                           TM. ỦY BAN NHÂN DÂN
- Như trên;                            KT. CHỦ TỊCH
- Bộ Nội vụ (b/c);                    PHÓ CHỦ TỊCH
- Chánh VP, các Phó CVP;
- Lưu: VT, NC (T).

                                     Trần Minh Châu
"""
)

MIXED_COLUMNS = (
    """ỦY BAN NHÂN DÂN      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH HÒA SƠN      Độc lập - Tự do - Hạnh phúc

Số: 412/UBND-NC
V/v tăng cường kiểm tra      Hòa Sơn, ngày 25 tháng 3 năm 2025
cải cách hành chính năm 2025

Kính gửi:
- Các sở, ban, ngành cấp tỉnh;
- Ủy ban nhân dân các xã, phường.

"""
    + BODY
    + """
Nơi nhận:      TM. ỦY BAN NHÂN DÂN
- Như trên;      KT. CHỦ TỊCH
- Bộ Nội vụ (b/c);      PHÓ CHỦ TỊCH
- Chánh VP, các Phó CVP;
- Lưu: VT, NC (T).      Trần Minh Châu
"""
)

FALLEN_TOGETHER = (
    """ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH HÒA SƠN Độc lập - Tự do - Hạnh phúc
Số: 412/UBND-NC Hòa Sơn, ngày 25 tháng 3 năm 2025
V/v tăng cường kiểm tra cải cách hành chính năm 2025
Kính gửi: - Các sở, ban, ngành cấp tỉnh;
- Ủy ban nhân dân các xã, phường.
"""
    + BODY
    + """
Nơi nhận: TM. ỦY BAN NHÂN DÂN
- Như trên; KT. CHỦ TỊCH
- Bộ Nội vụ (b/c); PHÓ CHỦ TỊCH
- Chánh VP, các Phó CVP;
- Lưu: VT, NC (T). Trần Minh Châu
"""
)

MIXED_LINE = (
    """ỦY BAN NHÂN DÂN
TỈNH HÒA SƠN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 412/UBND-NC
V/v tăng cường kiểm tra Hòa Sơn, ngày 25 tháng 3 năm 2025
cải cách hành chính năm 2025
Kính gửi:
- Các sở, ban, ngành cấp tỉnh;
- Ủy ban nhân dân các xã, phường.

"""
    + BODY
    + """TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

(đã ký)

Trần Minh Châu

Nơi nhận:
- Như trên;
- Bộ Nội vụ (b/c);
- Chánh VP, các Phó CVP;
- Lưu: VT, NC (T).
"""
)

DRAWN = (
    """|ỦY BAN NHÂN DÂN               |CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM       |
|TỈNH HÒA SƠN                  |Độc lập - Tự do - Hạnh phúc              |
|                              |                                         |
|Số: 412/UBND-NC               |Hòa Sơn, ngày 25 tháng 3 năm 2025        |
|V/v tăng cường kiểm tra       |                                         |
|cải cách hành chính năm 2025  |                                         |

      Kính gửi:
            - Các sở, ban, ngành cấp tỉnh;
            - Ủy ban nhân dân các xã, phường.

"""
    + BODY.replace(" ", "  ")
    + """
|Nơi nhận:                     |TM. ỦY BAN NHÂN DÂN                      |
|- Như trên;                   |KT. CHỦ TỊCH                             |
|- Bộ Nội vụ (b/c);            |PHÓ CHỦ TỊCH                             |
|- Chánh VP, các Phó CVP;      |                                         |
|- Lưu: VT, NC (T).            |Trần Minh Châu                           |
"""
)

ALL = {
    "bars alone on a line": BARS,
    "markdown rows": ROWS,
    "everything in one row": ONE_ROW,
    "two columns by spaces": TWO_COLUMNS,
    "subject beside the date": MIXED_COLUMNS,
    "columns fallen together": FALLEN_TOGETHER,
    "date inside the subject, signature first": MIXED_LINE,
    "columns drawn with bars": DRAWN,
}
