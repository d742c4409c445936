"""Personal data of people: what is held about one, who read it, whose time is over, what keeps it from being erased."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, Exists, Max, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.http import HttpRequest

from thuocdo.core import clock
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory.models import Account, Person, Position
from thuocdo.directory.people_rights import visible_people
from thuocdo.directory.permissions import verbs_anywhere
from thuocdo.directory.queries.open_work import open_work

READ, EXPORTED = "directory.unmask", "directory.export_personal"


def mail_address(actor_key: str) -> str:
    """Where mail of the program reaches a person with an open account, or nothing; to send to, never to show."""
    kind, _, key = actor_key.partition(":")
    if kind != "person" or not key.isdigit():
        return ""
    person = Person.objects.filter(pk=int(key), erased_at=None, account__is_active=True)
    return person.values_list("email", flat=True).first() or ""


def reads_personal(request: HttpRequest) -> bool:
    """Whether who asks may read masked data of somebody at some unit; whose, the decision itself asks."""
    return READ in verbs_anywhere(getattr(request, "person", None), clock.today())


def readings(reader: Person | None) -> QuerySet[AuditRow]:
    """Who read or exported personal data that this reader may look after: rows of the audit, newest first."""
    seen = Person.objects.filter(visible_people(reader)).order_by().annotate(key=Cast("pk", TextField()))
    theirs = Q(thing_type=Person._meta.label_lower, thing_key__in=seen.values("key"))
    actor = Concat(Value("person:"), "key", output_field=TextField())
    done_by = Q(actor_key__in=seen.annotate(actor=actor).values("actor"))
    # Refused rows tell no purpose; a bare exclude would leave them out.
    by_others = Q(after__purpose__isnull=True) | ~Q(after__purpose="own")
    return AuditRow.objects.filter(theirs | done_by, by_others, action__in=(READ, EXPORTED)).order_by("-seq")


def readers_of(person: Person) -> list[dict[str, Any]]:
    """Who read the data of a person, as which position, how often and when last; oneself is left out."""
    rows = AuditRow.objects.filter(
        thing_type=Person._meta.label_lower, thing_key=str(person.pk), action=READ, outcome="done"
    ).exclude(actor_key=person.actor_key)
    counted = rows.values("actor_name", "position").annotate(times=Count("seq"), last=Max("at"))
    return [dict(row) for row in counted.order_by("-last")]


def what_keeps(person: Person, on: date) -> tuple[str, str] | None:
    """Why the data of a person cannot be erased on a day, and what to do about it; nothing when they can."""
    if _still_held(on).filter(person=person).exists():
        return "Người này còn giữ vị trí công tác.", "Kết thúc vị trí trước, rồi làm lại."
    if Account.objects.filter(person=person, is_active=True).exists():
        return "Tài khoản của người này còn mở.", "Khóa tài khoản trước, rồi làm lại."
    if any(one.movable for one in open_work(person, on)):
        return "Người này còn việc đang dở.", "Bàn giao việc cho người khác trước, rồi làm lại."
    return None


def _still_held(on: date) -> QuerySet[Position]:
    return Position.objects.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=on))


def people_who_left(before: datetime) -> QuerySet[Person]:
    """People with personal data left whose last position ended before a moment, or who never held any since then."""
    day = before.astimezone(clock.ZONE).date()
    entered = Cast("created_at", DateField())
    return (
        Person.objects.filter(~Q(email="", phone="", national_id=""), ~Exists(_held_by_them(day)), erased_at=None)
        .annotate(left_on=Coalesce(Max("positions__valid__endswith"), entered))
        .filter(left_on__lte=day)
    )


def _held_by_them(day: date) -> QuerySet[Position]:
    return _still_held(day).filter(person=OuterRef("pk"))


def held_about(person: Person, at: datetime) -> dict[str, Any]:
    """Everything that is held about a person, in words of the person's language, ready for JSON."""
    account = Account.objects.filter(person=person).first()
    return {
        "lap_luc": at.isoformat(timespec="seconds"),
        "ca_nhan": {
            "ho_ten": person.full_name, "thu_dien_tu": person.email, "dien_thoai": person.phone,
            "so_dinh_danh": person.national_id, "nhap_luc": person.created_at.isoformat(timespec="seconds"),
            "da_xoa_luc": person.erased_at.isoformat(timespec="seconds") if person.erased_at else None,
        },
        "tai_khoan": {"ten_dang_nhap": account.username, "dang_mo": account.is_active} if account else None,
        "vi_tri": [
            {"don_vi": post.unit.key, "chuc_vu": post.title, "vai_tro": post.role,
             "tu": _day(post.valid.lower), "den_truoc": _day(post.valid.upper), "can_cu": post.legal_basis}
            for post in person.positions.select_related("unit")
        ],
        "vang_mat": [
            {"tu": _day(row.valid.lower), "den_truoc": _day(row.valid.upper), "ly_do": row.why}
            for row in person.absences.all()
        ],
        "uy_quyen_nhan": [str(row) for row in person.borrowed.all()],
        "thong_bao": Notice.objects.filter(recipient_key=person.actor_key).count(),
        "viec_trong_nhat_ky": AuditRow.objects.filter(actor_key=person.actor_key).count(),
        "ai_da_xem": [
            {"ten": row["actor_name"], "vi_tri": row["position"], "so_lan": row["times"],
             "lan_cuoi": row["last"].isoformat(timespec="seconds")}
            for row in readers_of(person)
        ],
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
