"""Words of the room on pages: codes of problems, kinds of succession, states, steps."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Kinds of successions and extents as the mapping has them (rules.rows), marked here for the catalogue.
KINDS = {
    "merged_into": _("Sáp nhập, hợp nhất"), "split_into": _("Chia tách"), "succeeded_by": _("Tổ chức lại, kế tục"),
    "renamed": _("Đổi tên"), "retyped": _("Đổi loại"), "moved": _("Chuyển đơn vị cấp trên"),
    "unchanged": _("Giữ nguyên"), "dissolved": _("Giải thể, kết thúc"),
    "level_abolished": _("Kết thúc cấp, giao theo địa bàn"), "area_added": _("Nhập thêm diện tích"),
    "function_transfer": _("Chuyển chức năng"),
}  # fmt: skip
EXTENTS = {
    "whole": _("Toàn bộ"), "part": _("Một phần"), "part_area": _("Một phần diện tích"),
    "part_area_all_population": _("Một phần diện tích, toàn bộ dân số"), "part_population": _("Một phần dân số"),
    "function": _("Chuyển chức năng"), "unknown": _("Chưa rõ"),
}  # fmt: skip
BASES = {
    "population": _("dân số"), "area": _("diện tích"), "dossiers": _("số hồ sơ"), "staff": _("biên chế"),
    "budget": _("ngân sách"), "duties": _("nhiệm vụ"),
}  # fmt: skip

# Code of a problem -> what it is about, in a few words.
PROBLEMS = {
    "converted": _("Bảng mã của tệp đã được chuyển"), "unknown_column": _("Cột không dùng đến"),
    "missing_column": _("Thiếu cột"), "column_twice": _("Cột ghi hai lần"), "too_many_cells": _("Dòng thừa ô"),
    "bad_letters": _("Ký tự không in được"), "too_long": _("Ô quá dài"), "bad_kind": _("Hình thức không rõ"),
    "bad_extent": _("Mức độ không rõ"), "bad_weight": _("Tỷ lệ không đọc được"),
    "bad_weight_basis": _("Căn cứ tỷ lệ không rõ"), "bad_to_level": _("Cấp không rõ"),
    "bad_to_kind": _("Loại đơn vị không có ở cấp này"), "source_missing": _("Thiếu mã đơn vị cũ"),
    "target_missing": _("Thiếu mã đơn vị mới"), "kind_missing": _("Thiếu hình thức"),
    "extent_missing": _("Thiếu mức độ"), "clause_missing": _("Chưa dẫn điều khoản"),
    "dissolved_with_target": _("Giải thể mà có đơn vị mới"), "function_contradicts": _("Chức năng ghi chưa khớp"),
    "weight_contradicts": _("Tỷ lệ trái với mức độ"), "weight_without_basis": _("Tỷ lệ thiếu căn cứ"),
    "weights_sum": _("Tổng tỷ lệ khác 1"), "share_unknown": _("Chia mà chưa rõ tỷ lệ"),
    "pair_twice": _("Cặp đơn vị ghi hai lần"), "founded_twice": _("Đơn vị mới mô tả khác nhau"),
    "founded_incomplete": _("Đơn vị mới thiếu tên, loại hoặc cấp"), "ends_and_lives": _("Vừa giữ nguyên vừa kết thúc"),
    "whole_twice": _("Chuyển toàn bộ sang hai nơi"), "whole_and_part": _("Vừa toàn bộ vừa một phần"),
    "dissolved_and_succeeded": _("Vừa giải thể vừa có kế thừa"), "cycle": _("Kế thừa quay vòng"),
    "target_ends": _("Đơn vị nhận cũng kết thúc"), "unknown_unit": _("Mã đơn vị không có"),
    "other_province": _("Đơn vị của tỉnh khác"), "not_in_force": _("Đơn vị cũ không tồn tại hôm trước"),
    "target_not_in_force": _("Đơn vị nhận không tồn tại ngày đó"), "begins_later": _("Đã có giai đoạn sau ngày này"),
    "nature_differs": _("Địa giới lẫn cơ quan"), "bad_key": _("Mã đơn vị mới sai dạng"),
    "parent_not_in_force": _("Cấp trên không tồn tại ngày đó"), "parent_cycle": _("Nằm dưới chính mình"),
    "contradicts_directory": _("Khác với danh mục"), "other_merger": _("Đợt khác đã nói về đơn vị này"),
    "gap_ends": _("Kết thúc mà không có dòng"), "gap_level": _("Cả cấp kết thúc mà thiếu dòng"),
    "gap_parent": _("Cấp trên kết thúc mà thiếu dòng"), "gap_unlisted": _("Không được nhắc tới"),
    "committee_left": _("Địa giới kết thúc, ủy ban chưa có dòng"),
}  # fmt: skip

# State -> kind of badge, icon.
LOOKS = {
    "draft": ("draft", "draft"), "approved": ("doing", "clock"), "carried_out": ("done", "check"),
    "withdrawn": ("plain", "x"),
}  # fmt: skip

MAPPING, CHECKS, SIMULATION, APPROVAL, MINUTES = "anh-xa", "kiem-tra", "mo-phong", "duyet", "bien-ban"
STEPS = {
    MAPPING: _("Ánh xạ"), CHECKS: _("Kiểm tra"), SIMULATION: _("Mô phỏng"), APPROVAL: _("Duyệt, bàn giao"),
    MINUTES: _("Biên bản"),
}  # fmt: skip
