"""Files kept by content: stored once, found by hash, never overwritten."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Max, Min
from django.db.models.fields.reverse_related import ForeignObjectRel

from thuocdo.core import clock
from thuocdo.core.models import StoredFile
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc

FORGOTTEN = "tệp đã xóa theo thời hạn lưu"


class Upload(Protocol):
    """What a form or a command hands over: Django's uploaded files fit."""

    name: str | None
    size: int | None

    def read(self, size: int = -1, /) -> bytes: ...


def refuse_too_large(size: int, name: str) -> None:
    """Refuse by size alone, before a byte is read."""
    limit = settings.THUOCDO_MAX_UPLOAD
    if size > limit:
        raise Refused(
            "files.too_large",
            f"Tệp “{name}” nặng {size / 2**20:.0f} MB, quá mức {limit // 2**20} MB cho một tệp.",
            "Chia nhỏ tệp, hoặc giảm độ phân giải bản quét rồi gửi lại.",
            where={"tệp": name},
        )


def store(data: bytes, *, name: str, content_type: str = "") -> StoredFile:
    """Keep the bytes; the same content comes back as the file that is already there."""
    name = nfc(PurePath(name.replace("\\", "/")).name)[:200] or "tep"
    refuse_too_large(len(data), name)
    if not data:
        raise Refused("files.empty", f"Tệp “{name}” rỗng (0 byte).", "Kiểm tra tệp gốc rồi gửi lại.")
    digest = hashlib.sha256(data).hexdigest()
    found = StoredFile.objects.filter(sha256=digest).first()
    if found is not None:
        return found
    row = StoredFile(sha256=digest, name=name, size=len(data), content_type=content_type, stored_at=clock.now())
    row.content.save(f"{digest[:2]}/{digest}", ContentFile(data), save=False)
    row.save(force_insert=True)
    return row


def store_upload(upload: Upload) -> StoredFile:
    """Keep an uploaded file; its declared type is only a note, the reader looks at the content."""
    refuse_too_large(upload.size or 0, upload.name or "tep")
    return store(upload.read(), name=upload.name or "tep", content_type=getattr(upload, "content_type", "") or "")


def forget(file: StoredFile, *, owner: type[models.Model] | None) -> bool:
    """Erase the bytes of a file whose time is over, unless a thing of another kind has the same content; says whether.

    `owner` is the kind of thing whose reference ends; none where nobody at all may keep the content. The row stays, so
    that what names the file can still say that there was one; the same content may come back later as a file of its
    own.
    """
    if owner is not None and any(_held_by(file, owner)):
        return False
    storage, name = file.content.storage, file.content.name
    file.sha256, file.name, file.size, file.content = f"forgotten-{file.pk}", FORGOTTEN, 0, ""
    file.save()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
    return True


def _held_by(file: StoredFile, owner: type[models.Model]) -> Iterator[bool]:
    """For each other table that points at files: whether it points at this one."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.related_model is not owner:
            yield relation.related_model._base_manager.filter(**{relation.field.name: file}).exists()


def verify(rows: Iterable[StoredFile]) -> Iterator[str]:
    """Read stored files again and say of each that is not what was stored: its hash, and what is wrong with it."""
    for row in rows:
        try:
            with row.content.open() as handle:
                digest = hashlib.sha256()
                for block in handle.chunks():
                    digest.update(block)
        except OSError:
            yield f"{row.sha256[:16]}… không có trên đĩa"
            continue
        if digest.hexdigest() != row.sha256:
            yield f"{row.sha256[:16]}… nội dung đã đổi"


def verify_sample(number: int, *, largest: int) -> tuple[int, list[str]]:
    """Read some files again, chosen at random among those of at most `largest` bytes; how many, and what is wrong."""
    kept = StoredFile.objects.exclude(content="").filter(size__lte=largest)
    ends = kept.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0, []
    # Numbers at random rather than rows at random: the table is not read as a whole.
    chosen = {random.randint(ends["first"], ends["last"]) for _ in range(4 * number)} | {ends["last"]}
    rows = list(kept.filter(pk__in=chosen)[:number])
    return len(rows), list(verify(rows))


def verify_all() -> str:
    """Read every stored file again, for the weekly job. Raises `Refused` when any is lost or has changed."""
    kept = StoredFile.objects.exclude(content="").order_by("pk")
    faults = list(verify(kept.iterator(chunk_size=500)))
    if faults:
        raise Refused(
            "files.damaged", f"{len(faults)} tệp bị mất hoặc đã đổi: {'; '.join(faults[:5])}.",
            "Xem đĩa có lỗi không; lấy lại tệp từ bản sao lưu.",
        )  # fmt: skip
    return f"{kept.count()} tệp đúng mã băm"
