"""What of the money waits for whom, and that a hand-over of a person finds it."""

from __future__ import annotations

from thuocdo.core import clock
from thuocdo.directory.queries.open_work import open_work
from thuocdo.funding import services
from thuocdo.funding.queries.waiting import open_estimates_of
from thuocdo.funding.tests.factories import AT


def waiting(person) -> list[tuple[str, str]]:
    with clock.fixed(AT):
        return [(one.link, one.note) for one in open_estimates_of(person, AT.date())]


def test_an_estimate_waits_for_whoever_has_the_next_word(place):
    begun = place.estimate()
    link = f"/kinh-phi/{begun.pk}/"
    assert waiting(place.binh) == [(link, "Đang lập")]
    assert waiting(place.hoa) == [] == waiting(place.thu)

    services.send_estimate(estimate=begun, by=place.binh, at=AT)
    assert waiting(place.binh) == []
    assert waiting(place.hoa) == waiting(place.linh) == [(link, "Chờ thẩm định nhu cầu")]


def test_what_was_forwarded_waits_at_the_body_only(place):
    estimate = place.forwarded()
    assert waiting(place.thu) == [(f"/kinh-phi/{estimate.pk}/", "Đã chuyển cơ quan tổng hợp")]
    assert waiting(place.hoa) == []
    decided = place.decided()
    assert str(decided.pk) not in str(waiting(place.thu)), "what is decided waits for nobody"


def test_what_came_back_waits_for_whoever_began_it(place):
    sent = place.sent()
    services.return_estimate(estimate=sent, reason="Thiếu báo giá.", by=place.hoa, at=AT)
    assert waiting(place.binh) == [(f"/kinh-phi/{sent.pk}/", "Trả lại để sửa")]


def test_a_hand_over_of_a_person_finds_the_estimates(place):
    place.estimate()
    place.estimate(title="Kinh phí tập huấn")
    with clock.fixed(AT):
        found = [one for one in open_work(place.binh, AT.date()) if one.kind == "funding.estimate"]
    assert len(found) == 2 and all(one.movable for one in found)
