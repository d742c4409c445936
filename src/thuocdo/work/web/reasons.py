"""Why something cannot be done here (vì sao tôi không được làm việc này): the rule in words and whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from thuocdo.ui.formatting import vn_date
from thuocdo.work.models import Occurrence

OWN = frozenset({"note_progress", "attach_evidence", "submit_occurrence", "ask_extension"})
JUDGE = frozenset({"accept_occurrence", "return_occurrence"})


@dataclass(frozen=True)
class Reason:
    """One thing that is not offered, why, and who can."""

    what: str
    why: str
    ask: str = ""


def reasons(
    occurrence: Occurrence, unit_name: str, rights: frozenset[str], verbs: frozenset[str], ask: Callable[[str], str]
) -> list[Reason]:
    """What is hidden on the page and why; `rights` by role and place, `verbs` what also the state allows.

    `ask(verb)` names the people to ask; it is called only where somebody else could.
    """
    found: list[Reason] = []
    if not OWN & rights:
        found.append(
            Reason(
                _("Ghi tiến độ, thêm tài liệu, nộp, xin gia hạn"),
                _("Đây là phần việc của %(unit)s; chỉ người đứng đầu và cán bộ của cơ quan đó được làm.")
                % {"unit": unit_name},
                ask("submit_occurrence") or _("Hỏi %(unit)s.") % {"unit": unit_name},
            )
        )
    elif not OWN & verbs:
        found.append(Reason(_("Ghi tiến độ, thêm tài liệu, nộp, xin gia hạn"), _by_state(occurrence)))
    if not JUDGE & rights:
        own = occurrence.submitted_by_id is not None and bool(OWN & rights)
        why = _("Người nộp không tự duyệt kết quả của mình.") if own else _("Vai trò của bạn không có quyền duyệt.")
        found.append(
            Reason(
                _("Duyệt, trả lại kết quả"), why,
                ask("accept_occurrence")
                or _("Việc này của Sở Nội vụ, người thẩm định, hoặc người đứng đầu cơ quan ban hành."),
            )
        )  # fmt: skip
    elif not JUDGE & verbs:
        found.append(Reason(_("Duyệt, trả lại kết quả"), _("Chưa có kết quả nào đang chờ duyệt ở kỳ này.")))
    if "see_proof" not in verbs:
        found.append(
            Reason(
                _("Xem tiến độ, tài liệu, lịch sử"),
                _("Chỉ cơ quan nộp, cơ quan chủ trì, Sở Nội vụ, người thẩm định, lãnh đạo và thanh tra xem được."),
            )
        )
    return found


def _by_state(occurrence: Occurrence) -> str:
    day = vn_date(occurrence.decided_at)
    words = {
        "submitted": _("Kết quả đã nộp ngày %(day)s và đang chờ duyệt; muốn sửa thì đề nghị người duyệt trả lại.")
        % {"day": vn_date(occurrence.submitted_at)},
        "accepted": _("Kỳ này đã được duyệt ngày %(day)s nên không sửa được nữa.") % {"day": day},
        "waived": _("Kỳ này đã được miễn ngày %(day)s.") % {"day": day},
        "handed_over": _("Phần việc đã chuyển cho cơ quan kế tục ngày %(day)s.")
        % {"day": vn_date(occurrence.handed_over_on)},
    }
    return words.get(occurrence.state, _("Kỳ này không còn ở trạng thái làm việc này."))
