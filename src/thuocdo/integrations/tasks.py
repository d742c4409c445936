"""Jobs that wait for outside systems; found by the queue under this name."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from thuocdo.core import jobs, maintenance
from thuocdo.documents.models import Document
from thuocdo.integrations.language_model.asker import ask_about


@app.task(name="integrations.ask_language_model")  # type: ignore[untyped-decorator]
def ask_language_model(document_id: int) -> None:
    """Ask the model about one paper, once; in the read-only mode later."""
    if maintenance.current() is not None:
        ask_language_model.configure(schedule_in={"seconds": jobs.PAUSE_SECONDS}).defer(document_id=document_id)
        return
    document = Document.objects.filter(pk=document_id).first()
    if settings.THUOCDO_MODEL is None or document is None or not document.is_open or document.model_note:
        return
    with jobs.run("integrations.ask_language_model") as row:
        row.detail = ask_about(document, settings.THUOCDO_MODEL)
