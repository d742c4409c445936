"""What is being typed is kept for its owner alone, replaced, thrown away, and no more than a form holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from thuocdo.core import clock, typed, upkeep
from thuocdo.core.models import TypedForm
from thuocdo.kernel.errors import Refused

PLACE = "/van-ban/du-thao/5/soan/"


@pytest.mark.django_db
def test_the_last_typing_of_a_form_stands_for_its_owner_alone():
    typed.keep("p:1", PLACE, {"body": ["một"], "csrfmiddlewaretoken": ["x"]}, at=clock.now())
    typed.keep("p:1", PLACE, {"body": ["một hai"]}, at=clock.now())
    typed.keep("p:2", PLACE, {"body": ["của người khác"]}, at=clock.now())
    assert typed.kept("p:1", PLACE).fields == {"body": ["một hai"]}
    assert typed.kept("p:1", "/van-ban/du-thao/6/soan/") is None
    typed.drop("p:1", PLACE)
    assert typed.kept("p:1", PLACE) is None and typed.kept("p:2", PLACE) is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"body": ["a" * 500_000]}, {f"f{number}": [""] for number in range(500)}], ids=["long", "many"]
)
def test_what_no_form_holds_is_refused(fields):
    with pytest.raises(Refused, match="quá dài"):
        typed.keep("p:1", PLACE, fields, at=clock.now())


@pytest.mark.django_db
def test_what_nobody_came_back_to_goes_by_itself():
    typed.keep("p:1", PLACE, {"body": ["cũ"]}, at=clock.now() - typed.KEPT - timedelta(days=1))
    typed.keep("p:1", "/van-ban/du-thao/6/soan/", {"body": ["mới"]}, at=clock.now())
    assert "1 bản gõ dở" in upkeep.tidy()
    assert [row.fields for row in TypedForm.objects.all()] == [{"body": ["mới"]}]
