"""The second net under the log: what looks like personal data is masked on every line, whoever wrote it.

The first net is that nobody writes such data into a line. This one cannot know names; it knows e-mail addresses,
telephone numbers and numbers of twelve digits (`kernel.masking.scrub`).
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import Any

from thuocdo.kernel.masking import scrub


def scrubbed(value: Any) -> Any:
    """The value with every text in it scrubbed; numbers, dates and other things stay."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, Mapping):
        return {key: scrubbed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [scrubbed(one) for one in value]
    return value


class MaskingFilter(logging.Filter):
    """Masks message, fields and trace of a line; stands on every handler, behind whatever fills the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            # Words and values do not fit: the handler would report the values as they are.
            message = f"{record.msg} (?)"
        record.msg, record.args = scrub(message), None
        if record.exc_info and record.exc_info[0] is not None:
            # Formatters that find a text here do not make their own of the exception.
            record.exc_text = scrub("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
        if record.stack_info:
            record.stack_info = scrub(record.stack_info)
        if isinstance(fields := getattr(record, "fields", None), Mapping):
            record.fields = scrubbed(fields)
        return True
