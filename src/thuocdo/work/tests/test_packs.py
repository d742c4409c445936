"""Fields, calendar and policies are facts: compared, taken over once, refused with file, line and key."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from thuocdo.core.paths import PACKS
from thuocdo.kernel.errors import Refused
from thuocdo.work import queries
from thuocdo.work.models import CalendarDay, PolicyValue, ReformField
from thuocdo.work.packs import loaders
from thuocdo.work.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(tmp_path) -> Path:
    (tmp_path / "national").mkdir()
    for name in (loaders.FIELDS, loaders.CALENDAR, loaders.POLICY):
        shutil.copy(PACKS / name, tmp_path / name)
    return tmp_path


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_comparison_writes_nothing_and_taking_over_twice_changes_nothing(root):
    assert loaders.diff(root).added > 50 and not ReformField.objects.exists()
    loaders.apply(root, at=factories.AT)
    again = loaders.apply(root, at=factories.AT)
    assert (again.added, again.changed, again.removed) == (0, 0, 0) and again.unchanged > 50
    assert [field.number for field in queries.fields()] == ["I", "II", "III", "IV", "V", "VI", "VII"]


def test_changes_are_counted_and_named(root):
    loaders.apply(root, at=factories.AT)
    change(root, loaders.POLICY, "value: 7", "value: 5")
    change(root, loaders.FIELDS, "name: Cải cách thể chế", "name: Cải cách thể chế (mới)")
    diff = loaders.apply(root, at=factories.AT)
    assert (diff.changed, diff.added, diff.removed) == (2, 0, 0)
    assert any("Cải cách thể chế (mới)" in sample for sample in diff.samples)
    assert queries.policy(date(2025, 7, 15)).soon_until == date(2025, 7, 20)


@pytest.mark.parametrize(
    ("name", "old", "new", "row", "field", "values"),
    [
        (loaders.POLICY, "value: 7", "value: 5", "policyvalue due_soon_days 2020-01-01", "value", (7, 5)),
        (loaders.FIELDS, "name: Cải cách thể chế", "name: Khác", "reformfield institutions", "name",
         ("Cải cách thể chế", "Khác")),
        (loaders.CALENDAR, "2024-01-01,holiday", "2024-01-01,compensatory_off", "calendarday 2024-01-01", "kind",
         ("holiday", "compensatory_off")),
    ],
)  # fmt: skip
def test_what_changed_is_told_with_its_values_for_the_audit(root, name, old, new, row, field, values):
    loaders.apply(root, at=factories.AT)
    assert loaders.diff(root).before == {} == loaders.diff(root).after
    change(root, name, old, new)
    told = loaders.apply(root, at=factories.AT)
    assert (told.before[row][field], told.after[row][field]) == values
    assert list(told.before) == list(told.after) == [row]


def test_a_row_that_is_new_or_gone_is_told_too(root):
    loaders.apply(root, at=factories.AT)
    lines = (root / loaders.CALENDAR).read_text(encoding="utf-8").splitlines()
    gone = lines.pop()
    (root / loaders.CALENDAR).write_text("\n".join([*lines, gone.replace(gone[:10], "2031-02-03")]), encoding="utf-8")
    told = loaders.apply(root, at=factories.AT)
    assert list(told.before) == [f"calendarday {gone[:10]}"] and list(told.after) == ["calendarday 2031-02-03"]


@pytest.mark.parametrize(
    ("name", "old", "new", "key"),
    [
        (loaders.POLICY, "value: 7", "value: 700", "due_soon_days"),
        (loaders.POLICY, "value: none", "value: forward", "day_off_shift"),
        (loaders.POLICY, "key: due_soon_days", "key: due_sun_days", "due_sun_days"),
        (loaders.CALENDAR, "2024-01-01,holiday", "2024-13-01,holiday", "2024-13-01"),
        (loaders.CALENDAR, "2024-01-01,holiday", "2024-01-01,festival", "2024-01-01"),
        (loaders.FIELDS, "number: I\n", "number: \n", "institutions"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place_and_nothing_is_taken_over(root, name, old, new, key):
    change(root, name, old, new)
    with pytest.raises(Refused) as refusal:
        loaders.apply(root, at=factories.AT)
    assert f"[{key}]" in refusal.value.message and Path(name).name in refusal.value.message
    assert not PolicyValue.objects.exists() and not CalendarDay.objects.exists()


def test_a_later_policy_holds_from_its_day(root):
    loaders.apply(root, at=factories.AT)
    PolicyValue.objects.create(key="due_soon_days", valid_from=date(2025, 8, 1), value=3, provenance="thử")
    assert queries.policy(date(2025, 7, 31))["due_soon_days"] == 7
    assert queries.policy(date(2025, 8, 1))["due_soon_days"] == 3


def test_without_packs_a_question_says_what_to_load():
    with pytest.raises(Refused, match="due_soon_days") as refusal:
        queries.policy(date(2025, 7, 15)).soon_until  # noqa: B018
    assert "packs load" in refusal.value.remedy


def test_the_calendar_knows_holidays_and_swapped_days(root):
    loaders.apply(root, at=factories.AT)
    calendar = queries.working_calendar()
    assert not calendar.is_working(date(2025, 5, 2)) and calendar.is_working(date(2025, 4, 26))
    assert calendar.name(date(2025, 9, 2)) and 2025 in calendar.known_years


def test_a_row_that_cannot_be_read_is_named_as_printed_and_not_taken_for_removed(root):
    loaders.apply(root, at=factories.AT)
    calendar = root / "national" / "calendar.csv"
    calendar.write_text(calendar.read_text(encoding="utf-8").replace("2025-09-02", "2025-09-32"), encoding="utf-8")
    diff = loaders.diff(root)
    assert any(problem.key == "2025-09-32" for problem in diff.problems) and diff.removed == 0


@pytest.mark.parametrize("content", ["", "# chỉ có ghi chú\n", "- a\n", "a: 1\n", "fields:\npolicies:\n", "x"])
@pytest.mark.parametrize("name", [loaders.FIELDS, loaders.POLICY])
def test_an_empty_or_formless_file_is_refused_with_its_name(root: Path, name: str, content: str) -> None:
    (root / name).write_text(content)
    with pytest.raises(Refused, match=Path(name).name):
        loaders.diff(root)


def test_a_row_without_keys_is_refused(root: Path) -> None:
    (root / loaders.FIELDS).write_text("fields:\n  - cải cách thể chế\n")
    with pytest.raises(Refused, match="fields 1"):
        loaders.diff(root)


PROVINCE_FILE = """schema: thuocdo-work-policy/1
province: P40
policies:
  - key: day_off_shift
    value: next
    valid_from: 2025-03-01
    legal_basis: ""
    provenance: thử
"""


def of_a_province(root: Path, content: str) -> None:
    folder = root / "provinces" / "nghe_an"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "work_policy.yaml").write_text(content, encoding="utf-8")


def test_a_province_sets_its_own_way_with_days_off_from_a_day(root: Path) -> None:
    of_a_province(root, PROVINCE_FILE)
    told = loaders.apply(root, at=factories.AT)
    assert "policyvalue day_off_shift P40 2025-03-01" in told.after
    days = {on: queries.policy(on, "P40")["day_off_shift"] for on in (date(2025, 2, 28), date(2025, 3, 1))}
    assert list(days.values()) == ["none", "next"]
    assert queries.policy(date(2025, 3, 1))["day_off_shift"] == "none"
    assert queries.policy(date(2025, 3, 1), "P38")["day_off_shift"] == "none"
    assert queries.policy(date(2025, 3, 1), "P40")["due_soon_days"] == 7
    assert loaders.diff(root).before == {} == loaders.diff(root).after


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("province: P40\n", "", "province: P40"),
        ("day_off_shift", "due_soon_days", "day_off_shift, check_period"),
        ("value: next", "value: sideways", "none, next, previous"),
    ],
)
def test_a_policy_of_a_province_that_cannot_hold_is_refused(root: Path, old: str, new: str, words: str) -> None:
    of_a_province(root, PROVINCE_FILE.replace(old, new).replace("value: next", "value: 5") if "due" in new else
                  PROVINCE_FILE.replace(old, new))  # fmt: skip
    with pytest.raises(Refused, match=words):
        loaders.apply(root, at=factories.AT)
    assert not PolicyValue.objects.exists()
