"""Word forms of a unit: a new version is handed in and looked over; one that is no longer used is retired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Template
from thuocdo.core import audit, files
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.documents.composing.kinds import kind_of
from thuocdo.documents.composing.word_forms import faults, used
from thuocdo.documents.reading.formats.packages import Package
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import slug

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A Word file that is to become a form: its kind of paper, what people call it, its name and bytes."""

    kind: str
    name: str
    file_name: str
    data: bytes


@decision("chancery.save_template", ask=permissions.abilities)
def save_template(*, unit: Unit, form: Form, by: Any, at: datetime) -> Template:
    """Keep a Word file as the next version of a unit's form (lưu mẫu); the same name is the same form.

    Refused `chancery.form_has_faults` with the paragraphs, `composing.not_a_form`, `composing.form_too_large`, and what
    an office file may not contain: programs, content from elsewhere, files inside it (`documents.*`).
    """
    permissions.refuse_elsewhere(by, unit, "save_template")
    kind_of(form.kind)
    if not form.name.strip():
        raise Refused("chancery.form_without_name", "Mẫu chưa có tên.", "Đặt tên mẫu, ví dụ “Công văn của Phòng CCHC”.")
    _look_over(form.data)
    code = f"{form.kind}-{slug(form.name)}"[:60]
    known = Template.objects.select_for_update().filter(unit=unit, code=code).order_by("-version").first()
    stored = files.store(form.data, name=f"{code[:50]}.docx", content_type=WORD)
    made = Template.objects.create(
        code=code, version=(known.version if known else 0) + 1, unit=unit, kind=form.kind, name=form.name.strip(),
        file=stored, placeholders=used(form.data), made_at=at, made_by=by,
    )  # fmt: skip
    audit.changed(thing=made, after={"code": code, "version": made.version, "sha256": stored.sha256})
    return made


def _look_over(data: bytes) -> None:
    """Refuse a file that is no form, or that carries more than a form."""
    package = Package(data)
    found = faults(data)
    if package.found.elsewhere or package.found.inside:
        raise Refused(
            "chancery.form_with_foreign_parts", "Mẫu trỏ tới tệp ở nơi khác hoặc có tệp nhúng bên trong.",
            "Bỏ ảnh liên kết, đối tượng nhúng trong Word rồi gửi lại.",
        )  # fmt: skip
    if found:
        raise Refused(
            "chancery.form_has_faults", f"Mẫu còn {len(found)} lỗi. {' '.join(f'{one}.' for one in found)}",
            "Sửa trong Word theo danh sách chỗ điền rồi tải lên lại.",
        )  # fmt: skip


@decision("chancery.retire_template", about="template", ask=permissions.abilities)
def retire_template(*, template: Template, by: Any, at: datetime) -> Template:
    """Take one version of a form out of use (ngừng dùng mẫu); drafts that have it keep it."""
    if template.retired_at is not None:
        raise Refused("chancery.already_retired", "Mẫu này đã ngừng dùng.", "Tải lại trang.")
    template.retired_at = at
    template.save(update_fields=["retired_at"])
    audit.changed(after={"retired": True})
    return template
