"""Whom signatures are trusted from is named with fingerprints, taken over by a load, and told in the audit."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

from thuocdo.core import clock, packs
from thuocdo.core.paths import PACKS
from thuocdo.documents import queries
from thuocdo.documents.models import TrustTable
from thuocdo.documents.packs import trust
from thuocdo.documents.signing.tests.authority import DER, PEM, Authority, authority
from thuocdo.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ca() -> Authority:
    return authority()


def pack(root: Path, ca: Authority, **changed: str) -> Path:
    """A pack with the authority in it."""
    folder = root / trust.FOLDER
    ca.store(folder)
    (folder / "roots" / "beside.pem").write_bytes(authority().root.public_bytes(PEM))
    row = {
        "file": "roots/root.pem", "use": "root", "sha256": hashlib.sha256(ca.root.public_bytes(DER)).hexdigest(),
        "source": "thử", "legal_basis": "", "provenance": "thử", **changed,
    }  # fmt: skip
    (folder / "trust.yaml").write_text(yaml.safe_dump({"certificates": [row]}), encoding="utf-8")
    return root


def test_what_is_named_is_taken_over_and_what_lies_beside_it_is_not(tmp_path, ca):
    found = trust.apply(pack(tmp_path, ca), at=clock.now())
    store = queries.trust_store()
    assert (found.added, len(store.roots), len(store.revoked)) == (2, 1, 1)
    assert store.roots[0].serial_number == ca.root.serial_number and not queries.trust_is_empty()
    assert [row["use"] for row in found.after.values() if "use" in row] == ["root"]
    assert trust.apply(tmp_path, at=clock.now()).added == 0
    assert TrustTable.objects.count() == 1, "the same store again writes nothing"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sha256": "0" * 64}, "vân tay không khớp"),
        ({"file": "roots/none.pem"}, "không có tệp này"),
        ({"file": "../../../etc/passwd"}, "không có tệp này"),
        ({"file": "revoked/list.crl"}, "không đọc được"),
        ({"use": "friend"}, "use phải là"),
        ({"provenance": ""}, "thiếu provenance"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_its_reason_and_nothing_is_taken_over(tmp_path, ca, changed, said):
    with pytest.raises(Refused) as refused:
        trust.apply(pack(tmp_path, ca, **changed), at=clock.now())
    assert refused.value.code == "packs.problems" and said in refused.value.message
    assert not TrustTable.objects.exists()


def test_a_person_is_no_authority(tmp_path, ca):
    from thuocdo.documents.signing.tests.authority import loaded

    root = pack(tmp_path, ca)
    made = loaded(ca.issue("Nguyễn Văn A"))[1]
    (root / trust.FOLDER / "roots" / "root.pem").write_bytes(made.public_bytes(PEM))
    row = {"sha256": hashlib.sha256(made.public_bytes(DER)).hexdigest()}
    listed = yaml.safe_load((root / trust.LISTED).read_text(encoding="utf-8"))
    listed["certificates"][0].update(row)
    (root / trust.LISTED).write_text(yaml.safe_dump(listed), encoding="utf-8")
    assert "CA" in trust.diff(root).problems[0].message


def test_a_withdrawn_authority_is_trusted_no_more_and_the_load_says_so(tmp_path, ca):
    trust.apply(pack(tmp_path, ca), at=clock.now())
    (tmp_path / trust.LISTED).write_text("certificates: []", encoding="utf-8")
    found = trust.apply(tmp_path, at=clock.now())
    assert found.removed == 1 and queries.trust_is_empty() and queries.trust_store().is_empty


def test_a_fresh_revocation_list_is_a_change(tmp_path, ca):
    trust.apply(pack(tmp_path, ca), at=clock.now())
    ca.revoke(ca.issue("A"))
    ca.store(tmp_path / trust.FOLDER)
    found = trust.diff(tmp_path)
    assert (found.added, found.removed, found.unchanged) == (1, 1, 1)


def test_the_shipped_store_loads_and_is_empty():
    assert trust.diff(PACKS).problems == []
    assert packs.content_hash(trust) and not trust.diff(PACKS).added
