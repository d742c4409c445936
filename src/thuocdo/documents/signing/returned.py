"""A PDF that was handed out to be signed, and what came back (bản đã ký nộp lại): what else than signatures is new."""

# The library's PDF objects are made by calls without types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON

from thuocdo.documents.signing.changes import REBUILT, SHOWN, forbidden
from thuocdo.documents.signing.fields import BROKEN, not_a_pdf, opened

# The library's rules for what may follow a signature, without filling in fields, and for a paper that has no signature
# yet: its form begins with the first one.
BEGINNING = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule()],
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)


class _HandedOut(HistoricalResolver):
    """The file as it was handed out; without a form it counts as one with an empty form."""

    @property
    def root(self) -> generic.DictionaryObject:
        held = super().root
        if "/AcroForm" in held:
            return held
        none: Any = generic.DictionaryObject({generic.pdf_name("/Fields"): generic.ArrayObject()})
        return generic.DictionaryObject({**held, generic.pdf_name("/AcroForm"): none})


def besides_signatures(before: bytes, after: bytes) -> list[str]:
    """What else than signatures and the data to verify them was added to a PDF, a line each; nothing when nothing was.

    `before` is the file as it was handed out, `after` what came back. Every revision behind it is compared with it, so
    that a page changed first and signed then is told as well. Raises `Refused`: signing.not_a_pdf, signing.encrypted.
    """
    if not after.startswith(before):
        return [REBUILT]
    ours, theirs = opened(before).xrefs, opened(after)
    base = ours.total_revisions - 1
    try:
        # A file whose revisions do not go back to ours would be compared with something else.
        if theirs.xrefs.total_revisions <= base or _starts(theirs.xrefs, base) != _starts(ours, base):
            return [REBUILT]
        found = BEGINNING.review_file(theirs, _HandedOut(theirs, base))
        return [] if isinstance(found, DiffResult) else forbidden(theirs, base)[:SHOWN]
    except BROKEN as error:
        raise not_a_pdf() from error


def _starts(sections: Any, last: int) -> list[int]:
    """Where the cross-reference sections up to one stand in the file."""
    return [sections.get_startxref_for_revision(number) for number in range(last + 1)]
