"""Findings in plain Vietnamese: why a signature does not hold, what to keep in mind where it does."""

from __future__ import annotations

from datetime import timedelta

from thuocdo.documents.signing.findings import INVALID, UNSURE, VALID
from thuocdo.documents.signing.judging import Facts, beside, revoked_at
from thuocdo.documents.signing.looks import moment

VERDICTS = {VALID: "Hợp lệ", UNSURE: "Chưa đủ căn cứ kết luận", INVALID: "Không hợp lệ"}
REASONS = {
    "": "Nội dung còn nguyên, chứng thư được tin cậy và chưa bị thu hồi khi ký.",
    "altered": "Nội dung đã bị sửa sau khi ký, hoặc chữ ký không khớp chứng thư.",
    "part_only": "Chữ ký chỉ bao một phần tệp: phần còn lại không ai ký, có thể đã bị thêm vào.",
    "changed_after": "Sau chữ ký này tệp còn bị sửa, không chỉ thêm chữ ký hay điền ô được phép.",
    "future": "Giờ ký ghi trong chữ ký ở tương lai so với giờ máy kiểm tra.",
    "self_signed": "Chứng thư tự ký, không do tổ chức chứng thực nào cấp.",
    "trust_empty": "Kho chứng thư tin cậy của hệ thống đang trống nên chưa biết ai cấp chứng thư này.",
    "outside_validity": "Chứng thư đã hết hạn hoặc chưa có hiệu lực vào thời điểm ký.",
    "weak": "Chữ ký hoặc chứng thư dùng thuật toán đã yếu (SHA-1, MD5, khóa ngắn), không còn bảo đảm chống giả mạo.",
    "not_trusted": "Chứng thư không dẫn tới tổ chức chứng thực nào trong kho tin cậy của hệ thống.",
    "revoked": "Chứng thư đã bị thu hồi vào thời điểm ký.",
    "revoked_unproved": "Chứng thư đã bị thu hồi; giờ ký trước lúc thu hồi chỉ theo máy người ký, không có dấu thời "
    "gian tin cậy chứng minh.",
    "expired_unproved": "Chứng thư nay đã hết hạn; giờ ký trước lúc hết hạn chỉ theo máy người ký, không có dấu thời "
    "gian tin cậy chứng minh.",
    "wrong_use": "Chứng thư không được cấp để ký văn bản.",
    "broken_chain": "Một chứng thư trên đường dẫn tới tổ chức chứng thực gốc không hợp lệ.",
    "revocation_unknown": "Chưa biết chứng thư có bị thu hồi hay không: không có danh sách thu hồi còn hạn trong kho "
    "tin cậy hay trong tệp.",
    "unreadable": "Không phân tích được chữ ký này.",
    "unsupported": "Dạng chữ ký này quá cũ hoặc không theo chuẩn, hệ thống không kiểm tra được.",
}
FAR = timedelta(days=1)


def notes(facts: Facts, *, stamp_is_untrusted: bool) -> list[str]:
    """What to keep in mind about a signature, whatever its verdict."""
    found = [REASONS[code] for code in beside(facts)]
    if stamp_is_untrusted:
        found.append("Có dấu thời gian nhưng chưa tin được (nơi cấp dấu không có trong kho tin cậy, hoặc dấu đã hỏng).")
    elif facts.proved is None and facts.claimed is not None:
        found.append("Giờ ký theo máy người ký, không có dấu thời gian tin cậy.")
    elif facts.proved is None:
        found.append("Chữ ký không ghi giờ ký.")
    if facts.proved and facts.claimed and abs(facts.proved - facts.claimed) > FAR:
        found.append(f"Giờ máy người ký ({moment(facts.claimed)}) lệch xa dấu thời gian.")
    gone = revoked_at(facts)
    if gone is not None and gone > facts.at:
        found.append(f"Chứng thư bị thu hồi sau khi ký, lúc {moment(gone)}.")
    if facts.proved and facts.now > facts.valid_until:
        found.append("Chứng thư nay đã hết hạn; dấu thời gian chứng minh ký khi còn hạn.")
    return found
