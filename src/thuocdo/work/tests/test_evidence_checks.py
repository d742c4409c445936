"""Proof is looked over before a person looks: what was read beside what is expected, and what that is worth."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import OutboxEvent
from thuocdo.documents.screening import StateSecret
from thuocdo.kernel.errors import NotAllowed
from thuocdo.work import handlers, services
from thuocdo.work.models import Evidence, Occurrence
from thuocdo.work.rules.evidence_checks import Expected, Facts, Twin, checked, worst
from thuocdo.work.tests import factories

AT = clock.at_day(date(2025, 7, 15))
ON = date(2025, 7, 15)
EXPECTED = Expected(
    on=ON, begins=date(2025, 6, 12), due_on=date(2025, 7, 31), unit_name="Sở Khoa học và Công nghệ",
    issuer_fits=True, signer_fits=True, kinds=("báo cáo",),
)  # fmt: skip
GOOD = Facts(
    number_symbol="12/BC-SKHCN", doc_type="báo cáo", issuer_name="Sở Khoa học và Công nghệ", signer_name="Minh",
    issued_on=date(2025, 7, 10), issued_value="2025-07-10",
)  # fmt: skip
PAPER = """SỞ KHOA HỌC VÀ CÔNG NGHỆ        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: {number}/BC-SKHCN        Độc lập - Tự do - Hạnh phúc

        Nghệ An, ngày {day}

BÁO CÁO
Kết quả cải cách hành chính

Nội dung.

GIÁM ĐỐC


Nguyễn Văn Minh
"""


def outcomes(facts: Facts, expected: Expected) -> dict[str, str]:
    return {line.code: line.outcome for line in checked(facts, expected)}


def changed(thing, **values):
    return type(thing)(**{**thing.__dict__, **values})


def test_what_fits_is_green_in_every_line():
    assert outcomes(GOOD, EXPECTED) == dict.fromkeys(("readable", "copy", "date", "issuer", "signer", "kind"), "ok")


@pytest.mark.parametrize(
    ("values", "code", "outcome"),
    [
        ({"issued_on": date(2026, 7, 10), "issued_value": "2026-07-10"}, "date", "fault"),
        ({"issued_on": date(2025, 7, 16), "issued_value": "2025-07-16"}, "date", "fault"),
        ({"issued_on": None, "issued_value": "2026"}, "date", "fault"),
        ({"issued_on": None, "issued_value": "2025-07"}, "date", "warning"),
        ({"issued_on": None, "issued_value": ""}, "date", "warning"),
        ({"issued_on": date(2025, 6, 11), "issued_value": "2025-06-11"}, "date", "warning"),
        ({"issued_on": date(2024, 6, 1), "issued_value": "2024-06-01"}, "date", "fault"),
        ({"issued_on": date(2025, 6, 12), "issued_value": "2025-06-12"}, "date", "ok"),
        ({"issuer_name": ""}, "issuer", "warning"),
        ({"signer_name": ""}, "signer", "warning"),
        ({"doc_type": "quyết định"}, "kind", "warning"),
        ({"is_secret": True}, "readable", "fault"),
        ({"withdrawn_on": date(2025, 7, 1)}, "withdrawn", "fault"),
    ],
)
def test_each_fact_is_held_against_what_is_expected(values, code, outcome):
    assert outcomes(changed(GOOD, **values), EXPECTED)[code] == outcome


def test_the_directory_and_other_proof_have_their_say():
    assert outcomes(GOOD, changed(EXPECTED, issuer_fits=False))["issuer"] == "fault"
    assert outcomes(GOOD, changed(EXPECTED, issuer_fits=None))["issuer"] == "warning"
    assert outcomes(GOOD, changed(EXPECTED, signer_fits=False))["signer"] == "warning"
    again = Twin("nhiệm vụ 1, Quý I", same_content=True, same_part=True, same_unit=True)
    shared = Twin("nhiệm vụ 2, Quý II", same_content=True, same_part=False, same_unit=True)
    foreign = Twin("nhiệm vụ 1, Quý II (Sở Nội vụ)", same_content=True, same_part=False, same_unit=False)
    number = Twin("nhiệm vụ 3", same_content=False, same_part=False, same_unit=False)
    found = [outcomes(GOOD, changed(EXPECTED, twins=(twin,)))["copy"] for twin in (again, shared, foreign, number)]
    assert found == ["fault", "warning", "fault", "warning"]


def test_a_file_that_cannot_be_read_says_only_that():
    broken = outcomes(Facts(refusal=("documents.encrypted", "Tệp có mật khẩu.")), EXPECTED)
    picture = outcomes(Facts(refusal=("documents.unsupported", "Tệp ảnh.")), EXPECTED)
    assert (broken, picture) == ({"readable": "fault", "copy": "ok"}, {"readable": "warning", "copy": "ok"})
    assert worst([]) == ""


@pytest.fixture
def one(place) -> Occurrence:
    factories.person("Nguyễn Văn Minh", "unit_head", place.science)
    plan = factories.bare_plan(place.committee)
    task = factories.task(plan, outputs=["Báo cáo kết quả"])
    return factories.occurrence(factories.obligation(task, place.science), date(2025, 7, 31))


def attached(place, one, *, number="12", day="10 tháng 7 năm 2025", name="bao-cao.txt") -> Evidence:
    upload = factories.upload(name, PAPER.format(number=number, day=day).encode())
    return services.attach_evidence(occurrence=one, upload=upload, by=place.binh, at=AT)


def lines(evidence: Evidence) -> dict[str, str]:
    evidence.refresh_from_db()
    return {line["code"]: line["outcome"] for line in evidence.checks}


def test_a_real_file_is_read_and_what_was_read_stands_beside_what_is_expected(place, one):
    proof = services.check_evidence(evidence=attached(place, one), by=place.binh, at=AT)
    assert lines(proof) == dict.fromkeys(("readable", "copy", "date", "issuer", "signer", "kind"), "ok")
    assert proof.facts["number_symbol"] == "12/BC-SKHCN" and proof.number_key == "12/BC-SKHCN@2025"
    issuer = next(line for line in proof.checks if line["code"] == "issuer")
    assert issuer["expected"] == "Sở Khoa học và Công nghệ" and "KHOA HỌC" in issuer["read"].upper()


def test_a_report_dated_next_year_is_red(place, one):
    proof = services.check_evidence(evidence=attached(place, one, day="10 tháng 7 năm 2026"), by=place.binh, at=AT)
    assert lines(proof)["date"] == "fault" and "năm sau" in proof.checks[0]["words"]


def test_the_same_file_and_the_same_number_are_found_elsewhere(place, one):
    services.check_evidence(evidence=attached(place, one), by=SYSTEM, at=AT)
    other = factories.occurrence(one.obligation, date(2025, 10, 31))
    again = services.check_evidence(evidence=attached(place, other), by=SYSTEM, at=AT)
    assert lines(again)["copy"] == "fault"
    elsewhere = factories.occurrence(factories.obligation(factories.task(one.plan), place.science), date(2025, 7, 31))
    same_number = attached(place, elsewhere, day="11 tháng 7 năm 2025")
    services.check_evidence(evidence=same_number, by=SYSTEM, at=AT)
    assert lines(same_number)["copy"] == "warning"


def test_a_paper_of_the_register_is_proof_with_its_confirmed_head(place, one):
    paper = factories.document(place.hoa, place.home, doc_type="báo cáo", issued="2025-07-01")
    proof = services.attach_paper(occurrence=one, document=paper, by=place.binh, at=AT)
    assert services.attach_paper(occurrence=one, document=paper, by=place.binh, at=AT) == proof
    services.check_evidence(evidence=proof, by=place.binh, at=AT)
    assert lines(proof)["issuer"] == "fault" and lines(proof)["kind"] == "ok" and proof.facts["in_register"] is True


def test_the_worker_looks_over_what_was_attached_once(place, one):
    proof = attached(place, one)
    event = OutboxEvent.objects.get(name="work.attach_evidence")
    handlers.check_what_was_attached(event)
    proof.refresh_from_db()
    first = proof.checked_at
    handlers.check_what_was_attached(event)
    proof.refresh_from_db()
    assert first is not None and proof.checked_at == first


def test_a_file_that_is_no_paper_is_amber_and_harms_nothing(place, one):
    upload = factories.upload("anh.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    proof = services.attach_evidence(occurrence=one, upload=upload, by=place.binh, at=AT)
    services.check_evidence(evidence=proof, by=SYSTEM, at=AT)
    assert lines(proof)["readable"] in ("warning", "fault") and "date" not in lines(proof)


def test_a_paper_of_state_secrets_is_not_taken_as_proof(place, one):
    content = PAPER.format(number="5", day="10 tháng 7 năm 2025").replace("BÁO CÁO", "TỐI MẬT\n\nBÁO CÁO")
    with pytest.raises(StateSecret):
        upload = factories.upload("mat.txt", content.encode())
        services.attach_evidence(occurrence=one, upload=upload, by=place.binh, at=AT)
    assert not Evidence.objects.exists()


def test_who_may_not_see_the_proof_may_not_have_it_looked_over(place, one):
    proof = attached(place, one)
    with pytest.raises(NotAllowed):
        services.check_evidence(evidence=proof, by=place.lan, at=AT)
