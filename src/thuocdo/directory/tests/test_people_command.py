"""`thuocdo people add`: the first way into a new installation."""

from __future__ import annotations

import argparse
import io

import pytest

from thuocdo.directory.management import people
from thuocdo.directory.models import Account, Person
from thuocdo.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts", "passwords_cost_little")]


def _run(monkeypatch: pytest.MonkeyPatch, *, password: str = "mot-mat-khau-dai-2025", **changed: str) -> int:
    given = {"--name": "Trần Thị Hoa", "--username": "Hoa", "--unit": "NA.SNV", "--title": "Chuyên viên"}
    given |= {"--role": "cycle_owner"} | {f"--{name}": value for name, value in changed.items()}
    parser = argparse.ArgumentParser()
    people.add_arguments(parser)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return people.run(parser.parse_args(["add", *[word for pair in given.items() for word in pair]]))


def test_a_person_with_a_post_and_an_account_is_entered(monkeypatch: pytest.MonkeyPatch):
    assert _run(monkeypatch) == 0
    account = Account.objects.get(username="hoa")
    assert account.person is not None and account.person.positions.get().role == "cycle_owner"
    assert account.check_password("mot-mat-khau-dai-2025")


@pytest.mark.parametrize(
    "changed",
    [{"unit": "NA.KHONG"}, {"role": "vua"}, {"password": "ngan"}, {"username": "có dấu"}],
    ids=["unit", "role", "password", "username"],
)
def test_what_is_wrong_is_said_and_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]):
    with pytest.raises(Refused):
        _run(monkeypatch, **changed)
    assert not Account.objects.exists() and not Person.objects.exists()
