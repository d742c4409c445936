"""Acts in words: what each decision of the audit is called, so that a history reads as sentences.

The words follow "đã" ("Trần Thị Hoa đã xác nhận nội dung văn bản"), in the officials' own verbs, and were read by a
person one by one; `tests/architecture/test_acts.py` fails when a decision has none.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from thuocdo.ui.acted_on import PAGES, PRIVATE_REASONS, THINGS, Words

__all__ = ["ACTS", "GROUPS", "PAGES", "PRIVATE_REASONS", "QUIET", "THINGS", "Act", "actions_of", "words_of"]


@dataclass(frozen=True)
class Act:
    """One decision: its group, its words, whether the keys of the values after it name the parts concerned.

    What is `quiet` happens every day and is told elsewhere; histories of things leave it out.
    """

    group: str
    words: Words
    names_parts: bool = False
    quiet: bool = False


GROUPS: dict[str, Words] = {
    "documents": _("Văn bản"),
    "books": _("Văn thư, sổ văn bản"),
    "work": _("Kế hoạch, nhiệm vụ"),
    "people": _("Người, vị trí, ủy quyền"),
    "accounts": _("Tài khoản, đăng nhập"),
    "privacy": _("Dữ liệu cá nhân"),
    "funding": _("Kinh phí"),
    "activities": _("Hoạt động"),
    "meetings": _("Họp, giao ban"),
    "units": _("Cơ quan, đơn vị, sắp xếp"),
    "audit": _("Nhật ký"),
    "system": _("Hệ thống, danh mục, quyền"),
}
DOCUMENTS = {
    "receive_document": Act("documents", _("tiếp nhận văn bản")),
    "receive_bundle": Act("documents", _("tiếp nhận gói văn bản")),
    "read_again": Act("documents", _("cho đọc lại văn bản")),
    "read_waiting": Act("documents", _("đọc văn bản đang chờ")),
    "take_proposals": Act("documents", _("nhận đề xuất của trợ lý ngôn ngữ")),
    "confirm_item": Act("documents", _("xác nhận mục"), names_parts=True),
    "confirm_many": Act("documents", _("xác nhận nhiều mục"), names_parts=True),
    "correct_item": Act("documents", _("sửa mục"), names_parts=True),
    "split_item": Act("documents", _("tách mục"), names_parts=True),
    "merge_items": Act("documents", _("gộp mục"), names_parts=True),
    "discard_item": Act("documents", _("bỏ mục"), names_parts=True),
    "restore_item": Act("documents", _("lấy lại mục"), names_parts=True),
    "add_item": Act("documents", _("thêm mục"), names_parts=True),
    "undo_last": Act("documents", _("hoàn tác"), names_parts=True),
    "correct_metadata": Act("documents", _("sửa thông tin văn bản")),
    "confirm_document": Act("documents", _("xác nhận nội dung văn bản")),
    "check_signatures": Act("documents", _("kiểm tra chữ ký số")),
    "note_issued": Act("documents", _("ghi văn bản đi vào kho văn bản")),
    "decide_relation": Act("documents", _("quyết định về quan hệ văn bản")),
    "add_relation": Act("documents", _("thêm quan hệ văn bản")),
    "judge_twin": Act("documents", _("kết luận văn bản trùng")),
    "withdraw": Act("documents", _("thu hồi văn bản")),
    "reopen": Act("documents", _("mở lại văn bản đã xác nhận")),
    "erase_secret": Act("documents", _("xóa văn bản mang dấu mật")),
}
BOOKS = {
    "take_number": Act("books", _("cấp số văn bản")),
    "enter": Act("books", _("vào sổ văn bản đến")),
    "amend_line": Act("books", _("ghi chuyển giao, thời hạn trong sổ văn bản")),
    "strike_out": Act("books", _("gạch dòng trong sổ văn bản")),
    "count_secrets": Act("books", _("đếm văn bản mật không nhận"), quiet=True),
    "let_go_of_secret": Act("books", _("gạch dòng của văn bản mang dấu mật")),
    "let_go_of_message": Act("books", _("xóa thông điệp mang văn bản mật")),
    "check_import": Act("books", _("gửi sổ của phần mềm cũ để nhập")),
    "map_columns": Act("books", _("chọn lại cột của sổ cần nhập")),
    "order_import": Act("books", _("đồng ý nhập sổ của phần mềm cũ")),
    "discard_import": Act("books", _("bỏ lần nhập sổ chưa đồng ý")),
    "carry_on_import": Act("books", _("nhập tiếp sổ của phần mềm cũ"), quiet=True),
}
DELIVERIES = {
    "send_document": Act("books", _("gửi văn bản")),
    "mail_delivery": Act("books", _("gửi văn bản bằng thư điện tử")),
    "mail_recall": Act("books", _("báo thu hồi bằng thư điện tử")),
    "receive_delivery": Act("books", _("tiếp nhận văn bản được gửi đến")),
    "note_read": Act("books", _("mở văn bản được gửi đến"), quiet=True),
    "act_on_delivery": Act("books", _("báo đã xử lý văn bản đến")),
    "refuse_delivery": Act("books", _("từ chối tiếp nhận văn bản")),
    "urge_delivery": Act("books", _("đôn đốc nơi nhận văn bản")),
    "recall_delivery": Act("books", _("thu hồi văn bản đã gửi")),
    "retry_delivery": Act("books", _("cho gửi lại văn bản gửi lỗi")),
    "hand_over_package": Act("books", _("chuyển gói liên thông bằng tay")),
    "take_message": Act("books", _("nhận thông điệp từ trục liên thông")),
    "take_package": Act("books", _("tiếp nhận gói liên thông")),
    "return_package": Act("books", _("từ chối tiếp nhận gói liên thông")),
    "tell_status": Act("books", _("báo trạng thái gói liên thông")),
    "answer_change": Act("books", _("trả lời thông điệp thu hồi, cập nhật")),
    "note_handed": Act("books", _("chuyển thông điệp lên trục liên thông")),
    "note_unhanded": Act("books", _("không chuyển được thông điệp lên trục liên thông")),
}
DRAFTS = {
    "draft": Act("documents", _("soạn dự thảo")),
    "write_draft": Act("documents", _("sửa dự thảo")),
    "submit_draft": Act("documents", _("trình duyệt dự thảo")),
    "take_back_draft": Act("documents", _("rút lại dự thảo đã trình")),
    "comment_draft": Act("documents", _("góp ý dự thảo")),
    "close_comment": Act("documents", _("trả lời góp ý dự thảo")),
    "approve_draft": Act("documents", _("duyệt dự thảo")),
    "return_draft": Act("documents", _("trả lại dự thảo")),
    "cancel_draft": Act("documents", _("hủy dự thảo")),
    "number_draft": Act("documents", _("cấp số cho dự thảo")),
    "sign_draft": Act("documents", _("ký văn bản")),
    "seal_draft": Act("documents", _("ký số của cơ quan")),
    "hand_in_signed": Act("documents", _("nộp bản đã ký số")),
    "issue_draft": Act("documents", _("ban hành văn bản")),
    "save_template": Act("documents", _("lưu mẫu văn bản")),
    "retire_template": Act("documents", _("ngừng dùng mẫu văn bản")),
}
WORK = {
    "adopt_document": Act("work", _("đưa văn bản vào sổ theo dõi")),
    "choose_units": Act("work", _("chọn cơ quan cho cụm từ")),
    "set_aside_party": Act("work", _("ghi cụm từ không nêu cơ quan cụ thể")),
    "call_occurrence": Act("work", _("yêu cầu báo cáo đột xuất")),
    "date_event": Act("work", _("ghi ngày của sự kiện mà thời hạn tính từ đó")),
    "close_plan": Act("work", _("kết thúc theo dõi kế hoạch")),
    "draft_plan": Act("work", _("lập dự thảo kế hoạch")),
    "write_plan": Act("work", _("soạn dự thảo kế hoạch")),
    "check_plan_sheet": Act("work", _("kiểm tra bảng Excel của kế hoạch"), quiet=True),
    "import_plan_sheet": Act("work", _("nhập kế hoạch từ Excel")),
    "undo_plan_sheet": Act("work", _("hoàn tác lần nhập kế hoạch từ Excel")),
    "discard_plan_sheet": Act("work", _("bỏ lần nhập kế hoạch chưa thực hiện"), quiet=True),
    "discard_progress_sheet": Act("work", _("bỏ lần nhập tiến độ chưa thực hiện"), quiet=True),
    "check_progress_sheet": Act("work", _("kiểm tra bảng tiến độ"), quiet=True),
    "import_progress_sheet": Act("work", _("nhập tiến độ từ Excel")),
    "undo_progress_sheet": Act("work", _("hoàn tác lần nhập tiến độ")),
    "keep_typed": Act("work", _("giữ lại nội dung gõ sau người khác"), quiet=True),
    "propose_plan": Act("work", _("trình kế hoạch")),
    "return_plan": Act("work", _("trả lại dự thảo kế hoạch")),
    "discard_plan": Act("work", _("bỏ dự thảo kế hoạch")),
    "approve_plan": Act("work", _("ghi văn bản phê duyệt kế hoạch")),
    "put_in_force": Act("work", _("đưa kế hoạch vào thực hiện")),
    "prepare_amendment": Act("work", _("lập đợt điều chỉnh kế hoạch")),
    "write_amendment": Act("work", _("soạn đợt điều chỉnh kế hoạch")),
    "discard_amendment": Act("work", _("bỏ đợt điều chỉnh kế hoạch")),
    "propose_amendment": Act("work", _("trình đợt điều chỉnh kế hoạch")),
    "return_amendment": Act("work", _("trả lại đợt điều chỉnh kế hoạch")),
    "amend_plan": Act("work", _("cho điều chỉnh kế hoạch có hiệu lực")),
    "put_amendment_in_force": Act("work", _("cho đợt điều chỉnh đã duyệt có hiệu lực khi đến ngày")),
    "hold_amendment": Act("work", _("thu lại đợt điều chỉnh chưa có hiệu lực")),
    "extend_occurrences": Act("work", _("lập thêm kỳ hạn theo quy tắc")),
    "take_conclusion": Act("work", _("giao nhiệm vụ theo kết luận cuộc họp")),
    "name_officer": Act("work", _("giao người phụ trách")),
    "change_officer": Act("work", _("chuyển người phụ trách theo biên nhận bàn giao")),
    "note_progress": Act("work", _("ghi tiến độ")),
    "attach_evidence": Act("work", _("đính kèm tài liệu kiểm chứng")),
    "submit_occurrence": Act("work", _("nộp kết quả")),
    "return_occurrence": Act("work", _("trả lại kết quả")),
    "accept_occurrence": Act("work", _("duyệt kết quả")),
    "accept_many": Act("work", _("duyệt nhiều kết quả cùng lúc")),
    "waive_occurrence": Act("work", _("miễn thực hiện kỳ hạn")),
    "ask_extension": Act("work", _("đề nghị gia hạn")),
    "decide_extension": Act("work", _("quyết định về đề nghị gia hạn")),
    "attach_paper": Act("work", _("lấy văn bản trong kho làm tài liệu kiểm chứng")),
    "check_evidence": Act("work", _("kiểm tra lại tài liệu kiểm chứng")),
    "request_contribution": Act("work", _("đề nghị cơ quan phối hợp")),
    "give_contribution": Act("work", _("gửi nội dung phối hợp")),
    "decline_contribution": Act("work", _("báo không phối hợp được")),
    "take_contribution": Act("work", _("nhận đủ nội dung phối hợp")),
    "return_contribution": Act("work", _("đề nghị bổ sung nội dung phối hợp")),
    "recall_contribution": Act("work", _("rút đề nghị phối hợp")),
    "give_step": Act("work", _("giao bước công việc")),
    "change_step": Act("work", _("sửa, giao lại bước công việc")),
    "finish_step": Act("work", _("báo xong bước công việc")),
    "drop_step": Act("work", _("thôi một bước công việc")),
    "reopen_step": Act("work", _("mở lại bước công việc")),
    "pass_step": Act("work", _("chuyển bước công việc theo biên nhận bàn giao")),
    "tick_product": Act("work", _("ghi sản phẩm đã có")),
    "withdraw_product": Act("work", _("rút ghi nhận sản phẩm")),
    "judge_quality": Act("work", _("đánh giá chất lượng kết quả")),
    "note_block": Act("work", _("ghi vướng mắc")),
    "end_block": Act("work", _("kết thúc vướng mắc")),
    "hand_over_merged_units": Act("work", _("chuyển giao nhiệm vụ khi sáp nhập, giải thể")),
    "pass_on_obligations": Act("work", _("bàn giao lại nhiệm vụ theo đợt điều chỉnh")),
    "derive_plan": Act("work", _("lập dự thảo kế hoạch theo kế hoạch cấp trên")),
    "confirm_parent": Act("work", _("xác nhận kế hoạch thực hiện kế hoạch cấp trên")),
    "reject_parent": Act("work", _("ghi kế hoạch không thực hiện kế hoạch cấp trên")),
    "confirm_match": Act("work", _("xác nhận nhiệm vụ cụ thể hóa nhiệm vụ cấp trên")),
    "reject_match": Act("work", _("ghi nhiệm vụ không cụ thể hóa nhiệm vụ cấp trên")),
    "copy_missing": Act("work", _("chép nhiệm vụ còn thiếu từ kế hoạch cấp trên")),
}
FUNDING = {
    "open_estimate": Act("funding", _("lập dự toán kinh phí")),
    "write_estimate": Act("funding", _("sửa dự toán kinh phí")),
    "send_estimate": Act("funding", _("gửi dự toán để thẩm định nhu cầu")),
    "record_routine": Act("funding", _("ghi dự toán thường xuyên được giao")),
    "appraise_estimate": Act("funding", _("thẩm định nhu cầu kinh phí")),
    "return_estimate": Act("funding", _("trả lại dự toán kinh phí")),
    "forward_estimate": Act("funding", _("chuyển dự toán cho cơ quan tổng hợp")),
    "decide_estimate": Act("funding", _("ghi quyết định cấp kinh phí")),
    "refuse_estimate": Act("funding", _("không đồng ý cấp kinh phí")),
    "withdraw_estimate": Act("funding", _("rút dự toán kinh phí")),
    "note_spending": Act("funding", _("ghi khoản chi")),
    "withdraw_spending": Act("funding", _("rút khoản chi ghi nhầm")),
}
URGING = {
    "take_steps": Act("work", _("chạy lượt đôn đốc trong ngày"), quiet=True),
    "choose_notices": Act("work", _("chọn cách nhận thông báo"), quiet=True),
    "open_feed": Act("work", _("lập địa chỉ lịch đến hạn")),
    "renew_feed": Act("work", _("đổi địa chỉ lịch đến hạn")),
    "revoke_feed": Act("work", _("thu hồi địa chỉ lịch đến hạn")),
    "draft_letter": Act("work", _("soạn công văn đôn đốc")),
}
MEETINGS = {
    "plan_meeting": Act("meetings", _("lập cuộc họp")),
    "write_meeting": Act("meetings", _("sửa thông tin cuộc họp")),
    "invite": Act("meetings", _("chọn thành phần dự họp")),
    "arrange_agenda": Act("meetings", _("sắp xếp nội dung họp")),
    "call_meeting": Act("meetings", _("mời họp")),
    "cancel_meeting": Act("meetings", _("hủy cuộc họp")),
    "open_meeting": Act("meetings", _("khai mạc cuộc họp")),
    "record_meeting": Act("meetings", _("điểm danh, ghi diễn biến cuộc họp")),
    "write_conclusion": Act("meetings", _("ghi kết luận cuộc họp")),
    "drop_conclusion": Act("meetings", _("bỏ một kết luận chưa thực hiện")),
    "carry_out_conclusion": Act("meetings", _("giao việc theo kết luận")),
    "conclude_meeting": Act("meetings", _("chốt kết luận cuộc họp")),
    "draft_paper": Act("meetings", _("soạn văn bản của cuộc họp")),
    "publish_month": Act("meetings", _("công bố danh sách công việc cá nhân")),
    "remark_sheet": Act("meetings", _("có ý kiến về danh sách công việc của mình")),
    "note_measure": Act("meetings", _("ghi biện pháp xử lý công việc chậm")),
}
ACTIVITIES = {
    "record_activity": Act("activities", _("ghi hoạt động")),
    "correct_activity": Act("activities", _("đính chính hoạt động")),
    "withdraw_activity": Act("activities", _("rút hoạt động")),
    "attach_proof": Act("activities", _("thêm tài liệu của hoạt động")),
    "note_step": Act("activities", _("ghi bước công nhận, nhân rộng")),
    "withdraw_step": Act("activities", _("rút bước công nhận, nhân rộng")),
    "ask_for_activities": Act("activities", _("giao số lượng hoạt động")),
    "withdraw_asked": Act("activities", _("rút số lượng hoạt động đã giao")),
    "check_sheet": Act("activities", _("gửi danh sách hoạt động để nhập")),
    "take_sheet": Act("activities", _("nhập danh sách hoạt động")),
    "discard_sheet": Act("activities", _("bỏ danh sách hoạt động chưa nhập")),
    "undo_sheet": Act("activities", _("hoàn tác lần nhập danh sách hoạt động")),
}
MERGERS = {
    "open_merger": Act("units", _("lập đợt sắp xếp")),
    "replace_mapping": Act("units", _("thay bảng ánh xạ của đợt sắp xếp")),
    "simulate_merger": Act("units", _("mô phỏng đợt sắp xếp")),
    "approve_merger": Act("units", _("duyệt đợt sắp xếp")),
    "order_carry_out": Act("units", _("cho thực hiện đợt sắp xếp đã duyệt")),
    "carry_out_merger": Act("units", _("thực hiện bàn giao của đợt sắp xếp")),
    "withdraw_merger": Act("units", _("hủy dự thảo đợt sắp xếp")),
    "confirm_minute": Act("units", _("xác nhận biên bản bàn giao")),
}
RIGHTS = {"load_roles": Act("system", _("nạp bảng vai trò, quyền"))}
UNITS = {
    "amend_unit": Act("units", _("ghi thay đổi của đơn vị")),
    "correct_unit": Act("units", _("đính chính thông tin đơn vị")),
    "record_succession": Act("units", _("ghi kế thừa giữa các đơn vị")),
    "correct_succession": Act("units", _("đính chính kế thừa giữa các đơn vị")),
    "correct_facts": Act("units", _("nạp thay đổi danh mục đơn vị")),
}
PEOPLE = {
    "create_person": Act("people", _("thêm người")),
    "correct_person": Act("people", _("đính chính họ tên, số định danh")),
    "correct_contact": Act("people", _("sửa thông tin liên hệ")),
    "appoint": Act("people", _("bổ nhiệm, giao vị trí công tác")),
    "correct_position": Act("people", _("đính chính vị trí công tác")),
    "end_position": Act("people", _("cho thôi giữ vị trí")),
    "delegate": Act("people", _("giao quyền, ủy quyền")),
    "revoke_delegation": Act("people", _("thu hồi ủy quyền")),
    "save_view": Act("people", _("lưu bộ lọc"), quiet=True),
    "change_view": Act("people", _("sửa bộ lọc đã lưu"), quiet=True),
    "delete_view": Act("people", _("xóa bộ lọc đã lưu"), quiet=True),
    "restore_view": Act("people", _("lấy lại bộ lọc đã xóa"), quiet=True),
    "note_absence": Act("people", _("ghi ngày vắng mặt")),
    "cancel_absence": Act("people", _("hủy ngày vắng mặt")),
    "import_accounts": Act("people", _("nhập danh sách người dùng")),
    "undo_import": Act("people", _("hoàn tác đợt nhập danh sách")),
    "offer_work": Act("people", _("đề nghị bàn giao công việc")),
    "take_work": Act("people", _("nhận bàn giao công việc")),
    "refuse_work": Act("people", _("không nhận bàn giao công việc")),
    "withdraw_work": Act("people", _("rút lại đề nghị bàn giao")),
}
ACCOUNTS = {
    "open_account": Act("accounts", _("mở tài khoản")),
    "open_account_by_identity": Act("accounts", _("mở tài khoản qua đăng nhập một lần")),
    "close_account": Act("accounts", _("khóa tài khoản")),
    "reopen_account": Act("accounts", _("mở khóa tài khoản")),
    "clear_account": Act("accounts", _("dọn tài khoản đã khóa")),
    "set_password": Act("accounts", _("đổi mật khẩu")),
    "reset_password": Act("accounts", _("đặt lại mật khẩu")),
    "ask_recovery": Act("accounts", _("xin đặt lại mật khẩu")),
    "recover_password": Act("accounts", _("đặt lại mật khẩu bằng liên kết trong thư")),
    "sign_in": Act("accounts", _("đăng nhập"), quiet=True),
    "sign_out": Act("accounts", _("đăng xuất"), quiet=True),
    "fail_sign_in": Act("accounts", _("đăng nhập sai"), quiet=True),
    "fail_second_factor": Act("accounts", _("xác thực bước hai sai")),
    "add_totp": Act("accounts", _("thêm ứng dụng mã xác nhận")),
    "add_passkey": Act("accounts", _("thêm khóa đăng nhập")),
    "remove_factor": Act("accounts", _("bỏ một bước xác thực")),
    "renew_codes": Act("accounts", _("lập mã dự phòng mới")),
    "reset_factors": Act("accounts", _("xóa các bước xác thực của tài khoản")),
    "note_used_code": Act("accounts", _("dùng mã dự phòng")),
    "end_session": Act("accounts", _("kết thúc một phiên đăng nhập")),
    "end_other_sessions": Act("accounts", _("kết thúc các phiên đăng nhập khác")),
    "end_sessions": Act("accounts", _("kết thúc mọi phiên của tài khoản")),
    "note_stolen_session": Act("accounts", _("dùng phiên từ trình duyệt khác, phiên đã bị đóng")),
    "link_identity": Act("accounts", _("gắn danh tính đăng nhập một lần")),
    "unlink_identity": Act("accounts", _("gỡ danh tính đăng nhập một lần")),
    "refuse_identity": Act("accounts", _("bị từ chối đăng nhập một lần")),
    "open_address": Act("accounts", _("mở trang của đối tượng không được xem"), quiet=True),
}
PRIVACY = {
    "unmask": Act("privacy", _("xem dữ liệu cá nhân không che")),
    "export_personal": Act("privacy", _("xuất dữ liệu cá nhân không che")),
    "hand_out_data": Act("privacy", _("giao dữ liệu cho chủ thể")),
    "erase_person": Act("privacy", _("xóa dữ liệu cá nhân")),
    "erase_import": Act("privacy", _("xóa tệp danh sách đã nhập")),
}
CORE = {
    "delete_expired": Act("privacy", _("xóa dữ liệu hết hạn lưu")),
    "load_pack": Act("system", _("nạp gói dữ kiện")),
    "change_settings": Act("system", _("khởi động với cấu hình đã đổi")),
    "restore": Act("system", _("phục hồi từ bản sao lưu")),
    "start_maintenance": Act("system", _("bật chế độ bảo trì")),
    "end_maintenance": Act("system", _("tắt chế độ bảo trì")),
    "read_audit_details": Act("audit", _("xem nội dung một dòng nhật ký")),
    "export_audit": Act("audit", _("xuất nhật ký")),
}
ACTS: dict[str, Act] = {
    f"{room}.{verb}": act
    for room, table in (
        ("documents", DOCUMENTS), ("chancery", BOOKS), ("chancery", DELIVERIES), ("chancery", DRAFTS), ("work", WORK),
        ("funding", FUNDING), ("activities", ACTIVITIES), ("meetings", MEETINGS),
        ("urging", URGING), ("mergers", MERGERS), ("directory", UNITS),
        ("directory", PEOPLE), ("directory", ACCOUNTS), ("directory", PRIVACY), ("directory", RIGHTS), ("core", CORE),
    )
    for verb, act in table.items()
}  # fmt: skip
QUIET = tuple(action for action, act in ACTS.items() if act.quiet)


def words_of(action: str) -> str:
    """What a decision is called; one without words by its own name, so that nothing vanishes."""
    return str(ACTS[action].words) if action in ACTS else action


def actions_of(group: str) -> list[str]:
    """The decisions of a group."""
    return [action for action, act in ACTS.items() if act.group == group]
