"""Signing a paper and verifying its signatures, once the libraries are loaded: a plan of about ten pages."""

from __future__ import annotations

import gc

from benchmarks.measure import Result, timed


def run() -> list[Result]:
    """Goals: under 700 ms to sign, under 200 ms to verify, warm.

    As the server does at its start (`config.boot.settle`), what is loaded is told to stay, so that the garbage
    collector does not walk through it.
    """
    from thuocdo.core import clock
    from thuocdo.documents import signing
    from thuocdo.documents.composing import Letterhead, OfficialPaper, Paragraph, Signature, compose_pdf
    from thuocdo.documents.signing.tests.authority import authority

    unit, post, name = "Ủy ban nhân dân tỉnh Nghệ An", "CHỦ TỊCH", "Nguyễn Văn A"
    text = "Các cơ quan, đơn vị rà soát thủ tục hành chính, báo cáo kết quả trước ngày 15 hằng tháng. " * 6
    plan = compose_pdf(
        OfficialPaper(
            letterhead=Letterhead(unit), number="1/KH-UBND", kind="Kế hoạch", subject="Cải cách hành chính", ends=True,
            body=[Paragraph(text)] * 45, signatures=[Signature(f"TM. ỦY BAN NHÂN DÂN\n{post}", "", name)],
        )
    )  # fmt: skip
    ca = authority()
    person, agency, at = ca.issue(name, kind="rsa"), ca.issue(unit, unit, kind="rsa"), clock.real_now()
    stamp, trust = ca.stamps(), ca.trust
    kept = signing.Order(stamp=stamp, long_term=True, trust=trust)

    def by_person() -> bytes:
        order = signing.by_person(plan, post=post, name=name, at=at, unit=unit)
        return signing.sign(plan, person, order, at=at)

    first = by_person()

    def by_agency() -> bytes:
        return signing.sign(first, agency, signing.by_agency(first, at=at, unit=unit), at=at)

    both = by_agency()
    archived = signing.sign(plan, person, kept, at=at)
    size = f"{_pages(plan)} pages, {len(plan) // 1024} KiB"
    verify = {"two signatures": both, "one, B-LTA": archived}
    for data in verify.values():
        signing.verify(data, trust, now=at)
    gc.collect()
    gc.freeze()
    return [
        timed("signing: person, visible", size, by_person, goal_ms=700),
        timed("signing: agency after person", size, by_agency, goal_ms=700),
        timed(
            "signing: B-LTA, time stamps made here", size, lambda: signing.sign(plan, person, kept, at=at), goal_ms=700
        ),
        *(
            timed(f"verifying: {what}", size, lambda data=data: signing.verify(data, trust, now=at), goal_ms=200)
            for what, data in verify.items()
        ),
    ]


def _pages(data: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()
