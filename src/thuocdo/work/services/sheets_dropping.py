"""An import of a workbook that was looked over and never carried out is dropped."""

from __future__ import annotations

from dataclasses import dataclass

from thuocdo.core import audit
from thuocdo.kernel.errors import Refused
from thuocdo.work.models import SheetImport
from thuocdo.work.services.history import Act


@dataclass(frozen=True)
class Dropping:
    """Drops an import in the name of whoever asks; the workbook stays kept with who handed it in."""

    run: SheetImport

    def carry_out(self, act: Act) -> SheetImport:
        """Refused `sheet.not_open` once it was carried out, taken back or dropped."""
        run = self.run
        if run.state != SheetImport.State.CHECKED:
            raise Refused(
                "sheet.not_open", "Lần nhập này đã được quyết định trước đó.",
                "Đã nhập rồi thì dùng Hoàn tác.",
            )  # fmt: skip
        run.state, run.ended_at, run.ended_by_name = SheetImport.State.DISCARDED, act.at, act.name
        run.save(update_fields=["state", "ended_at", "ended_by_name"])
        audit.changed(after={"sheet": run.pk, "state": run.state}, thing=run.plan)
        return run
