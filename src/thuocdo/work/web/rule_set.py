"""Several deadlines of one task, written by picking: rows of the picker, its buttons, what comes out of it.

Used in any form of a page:

    rules = RuleSet(request.POST if request.method == "POST" else None, span=span, initial=content.deadlines)
    if rules.is_pressed: draw the page again (a button of the picker was pressed, nothing is saved)
    elif rules.is_valid(): TaskContent(..., deadlines=rules.deadlines)

and in the template `{% include "work/_rule_form.html" with rules=rules %}` inside the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from thuocdo.kernel.deadlines.faults import Fault
from thuocdo.kernel.deadlines.phrases import read_deadlines
from thuocdo.kernel.deadlines.rules import Rule, rule_of
from thuocdo.kernel.errors import Refused
from thuocdo.work.web.rule_forms import RuleForm, fields_of
from thuocdo.work.web.rule_said import Said, Span, said_of

MOST = 12
Row = dict[str, Any]
LISTS = ("recurrence",)


@dataclass(frozen=True)
class RuleRow:
    """One deadline on the page: its form, what it means when it can be understood, doubts about its words."""

    number: int
    form: RuleForm
    said: Said | None
    doubts: tuple[str, ...]
    wrong: ErrorDict | None

    @property
    def place(self) -> str:
        return f"{self.form.prefix}-ket"


class RuleSet:
    """The deadlines of one task as forms; `data` is what was sent, `initial` rules as JSON where nothing was."""

    def __init__(
        self, data: Any = None, *, span: Span, initial: Sequence[Mapping[str, Any]] = (), prefix: str = "han"
    ) -> None:
        self.span, self.prefix = span, prefix
        self.is_bound = data is not None
        self.action = str(data.get(f"{prefix}-viec", "")) if data is not None else ""
        self.doubts: dict[int, list[str]] = {}
        self.rows_data = self._sent(data) if data is not None else [self._stored(one) for one in initial]
        if self.is_pressed:
            self._act(*self._order())
        if not self.rows_data:
            self.rows_data = [{}]

    @property
    def is_pressed(self) -> bool:
        """Whether a button of the picker itself was pressed: show the page again, save nothing."""
        return bool(self.action)

    @property
    def count(self) -> int:
        return len(self.rows_data)

    @property
    def can_add(self) -> bool:
        return self.count < MOST

    def _sent(self, data: Any) -> list[Row]:
        rows = []
        for number in range(min(_number(data.get(f"{self.prefix}-n")), MOST)):
            head = f"{self.prefix}-{number}-"
            names = [key for key in data if key.startswith(head)]
            rows.append({key.removeprefix(head): _value(data, key, head) for key in names})
        return rows

    def _stored(self, given: Mapping[str, Any]) -> Row:
        """The fields of a stored rule; what cannot be read any more keeps its words."""
        names = Rule.__dataclass_fields__
        try:
            return fields_of(Rule.from_json({k: v for k, v in given.items() if k in names and v is not None}))
        except Refused:
            return {"words": str(given.get("text") or ""), "applies_to": str(given.get("applies_to") or "")}

    def _order(self) -> tuple[str, int]:
        verb, _sep, number = self.action.partition("-")
        return verb, _number(number)

    def _act(self, verb: str, number: int) -> None:
        if verb == "them" and self.can_add:
            self.rows_data.append({})
        elif verb == "bo" and number < self.count:
            del self.rows_data[number]
        elif verb == "doc" and number < self.count:
            self._read(number)

    def _read(self, number: int) -> None:
        """Fill the picker from the words of one row; further deadlines in them become rows of their own."""
        words = str(self.rows_data[number].get("words", ""))[:500]
        phrases = read_deadlines(words, year=self.span.start.year, cell=True) if words.strip() else []
        read: list[Row] = []
        for phrase in phrases[: MOST - self.count + 1]:
            try:
                fields = fields_of(rule_of(phrase))
            except Refused:
                continue
            self.doubts.setdefault(number + len(read), []).extend(doubt.message for doubt in phrase.doubts)
            read.append(fields)
        if not read:
            self.doubts[number] = [_("Không thấy thời hạn trong câu này. Hãy chọn bên dưới hoặc viết lại câu.")]
            return
        kept = {name: self.rows_data[number].get(name, "") for name in ("applies_to", "shift")}
        for row in read:
            row |= {name: value for name, value in kept.items() if value and not row.get(name)}
        self.rows_data[number : number + 1] = read

    @cached_property
    def _filled(self) -> list[RuleForm]:
        """A bound form for each row, whatever is shown."""
        return [
            RuleForm(_as_data(f"{self.prefix}-{number}", row), prefix=f"{self.prefix}-{number}", span=self.span)
            for number, row in enumerate(self.rows_data)
        ]

    @cached_property
    def rows(self) -> list[RuleRow]:
        """The rows as they are drawn; problems stand beside the fields once the form was sent to be saved or shown."""
        shown_bound = self.is_bound and self._order()[0] in ("", "xem")
        rows = []
        for number, (form, row) in enumerate(zip(self._filled, self.rows_data, strict=True)):
            form.is_valid()
            shown = form if shown_bound else RuleForm(initial=row, prefix=form.prefix, span=self.span)
            said = said_of(form.rule, self.span) if form.rule is not None else None
            wrong = form.errors if form.errors and not form.is_blank and form["kind"].value() else None
            rows.append(RuleRow(number, shown, said, tuple(self.doubts.get(number, ())), wrong))
        return rows

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules that can be understood, in order."""
        return [form.rule for form in self._filled if form.is_valid() and form.rule is not None]

    @cached_property
    def faults(self) -> list[Fault]:
        """What is wrong between the deadlines; faults of one deadline stand with it."""
        return [fault for fault in self.span.faults(self.rules) if len(fault.rules) != 1]

    @property
    def errors(self) -> list[Fault]:
        """Faults that must be mended before these deadlines bind anybody."""
        return [fault for fault in self.span.faults(self.rules) if fault.is_error]

    def is_valid(self) -> bool:
        """Whether every row that somebody began is a rule; faults are no matter of the form, see `errors`."""
        return all(form.is_blank or (form.is_valid() and form.rule is not None) for form in self._filled)

    @property
    def deadlines(self) -> tuple[dict[str, Any], ...]:
        """The rules as JSON for `TaskContent.deadlines`."""
        return tuple(rule.to_json() for rule in self.rules)

    @property
    def start(self) -> str:
        return self.span.start.isoformat()

    @property
    def end(self) -> str:
        return self.span.end.isoformat()


def _value(data: Any, key: str, head: str) -> Any:
    lists = key.removeprefix(head) in LISTS and hasattr(data, "getlist")
    return data.getlist(key) if lists else data.get(key)


def _as_data(prefix: str, row: Row) -> MultiValueDict[str, str]:
    """A row of fields as if it had been sent."""
    data: MultiValueDict[str, str] = MultiValueDict()
    for name, value in row.items():
        given = value if isinstance(value, list) else [] if value in (None, False, "") else [str(value)]
        data.setlist(f"{prefix}-{name}", given)
    return data


def _number(given: Any) -> int:
    text = str(given or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def span_sent(data: Any, prefix: str, on: date, province: str = "") -> Span:
    """The span that a page's picker carries along; the current year where it is missing, wrong or too long."""
    try:
        start, end = (date.fromisoformat(str(data.get(f"{prefix}-{name}", ""))) for name in ("tu", "den"))
    except ValueError:
        start, end = date(on.year, 1, 1), date(on.year + 1, 1, 1)
    if not (date(1990, 1, 1) <= start < end <= date(2101, 1, 1)) or (end - start).days > LONGEST_SPAN:
        start, end = date(on.year, 1, 1), date(on.year + 1, 1, 1)
    return Span.of(start, end, on, province)


LONGEST_SPAN = 366 * 11
