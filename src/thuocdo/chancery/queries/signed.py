"""The signed state of a numbered draft: its bytes, whose signatures it has, who must sign."""

from __future__ import annotations

from datetime import date

from thuocdo.chancery.models import Draft, DraftSignature
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.documents.composing.kinds import kind_of
from thuocdo.kernel.errors import Refused


def signed_bytes(draft: Draft) -> bytes:
    """The paper with the signatures that it has so far. Refused `chancery.not_numbered` before it has a number."""
    last = draft.signatures.select_related("file").last()
    file = last.file if last is not None else draft.paper
    if file is None:
        raise Refused("chancery.not_numbered", "Dự thảo chưa được cấp số nên chưa có bản để ký.", "Cấp số trước.")
    with file.content.open("rb") as content:
        return bytes(content.read())


def signatures_of(draft: Draft) -> list[DraftSignature]:
    """The signatures in their order, with who handed them in."""
    return list(draft.signatures.select_related("by", "file").order_by("order"))


def signed_whose(draft: Draft) -> list[str]:
    """Whose signatures the paper has, in their order."""
    return list(draft.signatures.order_by("order").values_list("whose", flat=True))


def expected_signer(draft: Draft) -> str:
    """The name of who signs the paper: the signer of the draft, or the last that its content names."""
    version = draft.approved_version
    if kind_of(draft.kind).capacities and version is not None:
        own = version.data.get("signers") or []
        return str(own[-1].get("name") or "") if own else ""
    return draft.signer.person.full_name if draft.signer is not None else ""


def unit_names(unit: Unit, on: date) -> list[str]:
    """How a unit may be called in its certificate."""
    version = directory.version_on(unit, on)
    known = [version.full_name, version.name] if version else []
    return [*known, *unit.aliases.values_list("text", flat=True)]
