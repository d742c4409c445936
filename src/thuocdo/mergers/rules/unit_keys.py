"""What becomes of every row that points at a unit when the unit ends: declared once, checked before a merger runs."""

from __future__ import annotations

from collections.abc import Collection

from thuocdo.kernel.errors import Refused

AS_IT_WAS = "giữ nguyên: sự việc thuộc về đơn vị lúc đó"
DIRECTORY = "danh mục: bản thân dòng này mô tả đơn vị theo thời gian"
HANDED_OVER = "chuyển giao: phần việc còn mở sang đơn vị kế thừa"
WITH_OBLIGATION = "chuyển theo phần việc: kỳ hạn cũ đóng lại, kỳ hạn mới nối tiếp"
COUNTED = "theo kỳ hạn: cơ sở dữ liệu tự đếm lại"
CARRIED = "chuyển theo người: vị trí cũ kết thúc, vị trí mới ghi nơi nối tiếp"

# Every foreign key to directory.Unit in the project, and what happens to it when the unit ends.
UNIT_KEYS: dict[str, str] = {
    "directory.UnitVersion.unit": DIRECTORY,
    "directory.UnitVersion.parent": DIRECTORY,
    "directory.UnitVersion.territory": DIRECTORY,
    "directory.UnitAlias.unit": DIRECTORY,
    "directory.Succession.from_unit": DIRECTORY,
    "directory.Succession.to_unit": DIRECTORY,
    "directory.GroupMember.unit": DIRECTORY,
    "directory.Position.unit": CARRIED,
    "directory.PastVersion.unit": DIRECTORY,
    "directory.PastVersion.parent": DIRECTORY,
    "directory.PastVersion.territory": DIRECTORY,
    "directory.PastSuccession.from_unit": DIRECTORY,
    "directory.PastSuccession.to_unit": DIRECTORY,
    "directory.WorkReceipt.unit": AS_IT_WAS,
    "directory.SavedView.unit": AS_IT_WAS,
    "mergers.Minute.giving_unit": AS_IT_WAS,
    "mergers.Minute.taking_unit": AS_IT_WAS,
    "documents.Document.issuer": AS_IT_WAS,
    "documents.Document.province": AS_IT_WAS,
    "documents.Document.received_unit": AS_IT_WAS,
    "documents.Holder.unit": AS_IT_WAS,
    "chancery.Book.unit": AS_IT_WAS,
    "chancery.SecretCount.unit": AS_IT_WAS,
    "chancery.RegisterImport.unit": AS_IT_WAS,
    "chancery.Template.unit": AS_IT_WAS,
    "chancery.Draft.unit": AS_IT_WAS,
    "chancery.Delivery.sender": AS_IT_WAS,
    "chancery.Delivery.unit": AS_IT_WAS,
    "chancery.AxisMessage.unit": AS_IT_WAS,
    "work.Plan.issuer": AS_IT_WAS,
    "work.Plan.drafter": AS_IT_WAS,
    "work.SheetImport.unit": AS_IT_WAS,
    "activities.Activity.unit": AS_IT_WAS,
    "activities.Asked.unit": AS_IT_WAS,
    "activities.ActivityImport.unit": AS_IT_WAS,
    "meetings.Meeting.unit": AS_IT_WAS,
    "meetings.Invitee.unit": AS_IT_WAS,
    "meetings.Conclusion.unit": AS_IT_WAS,
    "meetings.MonthList.unit": AS_IT_WAS,
    "funding.Estimate.unit": AS_IT_WAS,
    "funding.Estimate.body": AS_IT_WAS,
    "work.Obligation.unit": HANDED_OVER,
    "work.Occurrence.unit": WITH_OBLIGATION,
    "urging.Step.unit": AS_IT_WAS,
    "urging.Letter.unit": AS_IT_WAS,
    "urging.LetterLine.unit": AS_IT_WAS,
    "urging.Feed.unit": AS_IT_WAS,
    "work.UnitTally.unit": COUNTED,
    "work.MonthTally.unit": COUNTED,
}


def refuse_undeclared(found: Collection[str]) -> None:
    """Refuse a merger (mergers.undeclared_keys) while a table points at units and nobody said what becomes of it.

    >>> refuse_undeclared({"work.Obligation.unit"})
    >>> refuse_undeclared({"dossiers.Dossier.unit"})
    Traceback (most recent call last):
    ...
    thuocdo.kernel.errors.Refused: ... dossiers.Dossier.unit...
    """
    missing = sorted(set(found) - set(UNIT_KEYS))
    if missing:
        raise Refused(
            "mergers.undeclared_keys",
            f"Chưa thể sắp xếp đơn vị: có bảng gắn với đơn vị mà chưa khai báo quy tắc kế thừa: {', '.join(missing)}.",
            "Người phát triển khai báo quy tắc trong mergers/rules/unit_keys.py rồi cài bản mới.",
            where={"bảng": ", ".join(missing)},
        )
