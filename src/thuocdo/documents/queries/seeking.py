"""Finding and listing papers among a million: what somebody may see, in an order, a page at a time.

Two ways lead to a page. The newest papers of the asked order are looked through first: what is common is found there
within a few. What is rare is asked of the index of words and scope, and the few that it names are put in order.
Which papers somebody may read is decided by `permissions.visible_to`; the keys of scope only keep others away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction

from thuocdo.directory.models import Unit
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.documents.models.index import ANYWHERE
from thuocdo.documents.permissions import VIEW, Standing
from thuocdo.documents.rules.asked import Asked

# How many of the newest are looked through before the index is asked; how many that it names are looked at closely.
WALKED, LOOKED_AT = 1200, 1500
# Beyond this many, results are not counted.
COUNTED = 1000
# How many papers of a type or year are looked at before the index is asked whether one of them is in sight.
NEAR = 200
# How many of the newest are counted where they fill a page.
SOON = 101
FEW_UNITS = 40
ORDERS = {"ngay": "day", "nhan": "received_at", "so": "number_key", "co-quan": "issuer_name"}
COLUMNS = "document_id, day, received_at, number_key, issuer_name"
# Seldom-used plans of the database that would read a million rows, and its compiler, are kept out of these questions.
PLAN = (
    "SELECT set_config('enable_seqscan','off',true), set_config('jit','off',true), set_config('work_mem','64MB',true),"
    " set_config('max_parallel_workers_per_gather','0',true), set_config('enable_indexscan',%s,true),"
    " set_config('enable_indexonlyscan','off',true)"
)


@dataclass(frozen=True)
class Sight:
    """What a person's posts let them see, in the keys of the index; `units` only where they are too many for it."""

    keys: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @classmethod
    def of(cls, person: Any) -> Sight:
        """The keys of a person today: of units, of whole provinces, of confirmed papers of the province."""
        standing = Standing(person)
        if not standing.has(VIEW):
            return cls()
        units = standing.units(VIEW)
        own = [f"u{key}" for key in sorted(units)]
        wide = [f"p{key}" for key in standing.provinces(VIEW, PROVINCE)]
        wide += [f"c{key}" for key in standing.provinces(VIEW)]
        lie_in = Unit.objects.filter(pk__in=units).order_by().values_list("province_key", flat=True).distinct()
        regions = tuple(sorted({*standing.provinces(VIEW), *lie_in}))
        if len(own) <= FEW_UNITS:
            return cls(tuple(own + wide), regions)
        return cls(tuple(f"r{key}" for key in regions), regions, tuple(own + wide))


@dataclass(frozen=True)
class Wanted:
    """What is asked: words, facets (state, year, kind), days, an order, and which page of it."""

    words: Asked = field(default_factory=Asked)
    facets: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    order: str = "-ngay"
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True)
class Found:
    """Keys of one page of papers in their order, whether there are more, and how many there are as far as counted.

    `more_than` says that `count` is only known to be exceeded; `partly` that words were looked for closely in the
    newest papers only.
    """

    keys: tuple[int, ...]
    has_next: bool
    count: int
    more_than: bool
    partly: bool = False


NOTHING = Found((), False, 0, False)


def find(person: Any, wanted: Wanted) -> Found:
    """One page of what the person may see and asks for. Papers whose own number is asked for come first."""
    sight = Sight.of(person)
    if not sight.keys:
        return NOTHING
    search = _Search(sight, wanted)
    with transaction.atomic():
        found = search.with_number() if wanted.words.number else search.page(wanted.offset, wanted.limit)
        # Nothing was written: going back takes the settings of `PLAN` away again, inside a longer transaction too.
        transaction.set_rollback(True)
    return found


class _Search:
    """One question put to the index in up to three statements."""

    def __init__(self, sight: Sight, wanted: Wanted) -> None:
        self.sight, self.wanted = sight, wanted
        self.column = ORDERS[wanted.order.removeprefix("-")]
        self.turn = "DESC" if wanted.order.startswith("-") else "ASC"
        self.indexes = ""
        self.sorted = f"{self.column} {self.turn}, document_id {self.turn}"

    def with_number(self) -> Found:
        """Papers with the asked number, then those that only mention it."""
        wanted, own = self.wanted, self.wanted.words.own
        first = self._asked_of_index(COUNTED + 1, own)
        keys = first.keys[wanted.offset : wanted.offset + wanted.limit + 1]
        if len(keys) > wanted.limit or first.more_than:
            return Found(keys[: wanted.limit], True, first.count, first.more_than)
        offset = max(0, wanted.offset - len(first.keys))
        rest = self.page(offset, wanted.limit - len(keys), f"!({own})")
        return Found(
            (*keys, *rest.keys), rest.has_next, min(first.count + rest.count, COUNTED),
            rest.more_than or first.count + rest.count > COUNTED, rest.partly,
        )  # fmt: skip

    def page(self, offset: int, limit: int, more: str = "") -> Found:
        """One page by whichever way finds it soon."""
        wanted = offset + limit + 1
        walked, whole = self._walk(wanted, more)
        if whole:
            return _cut(walked, offset, limit, min(len(walked), COUNTED), more_than=len(walked) > COUNTED)
        if len(walked) >= wanted:
            return _cut(walked, offset, limit, min(len(walked) - 1, COUNTED), more_than=True)
        found = self._asked_of_index(wanted, more)
        return _cut(found.keys, offset, limit, found.count, more_than=found.more_than, partly=found.partly)

    def _walk(self, wanted: int, more: str) -> tuple[list[int], bool]:
        """The first papers of the order that are asked for among the newest, and whether these were all there are."""
        window = WALKED + 4 * wanted
        branches, values = [], list[object]()
        for region in (*self.sight.regions, ANYWHERE):
            days, given = self._days("day")
            branches.append(
                f"(SELECT {COLUMNS}, scope, words FROM documents_documentindex WHERE region = %s{days}"
                f" ORDER BY {self.sorted} LIMIT {window})"
            )
            values += [region, *given]
        conditions, given = self._conditions([self.wanted.words.coarse, self.wanted.words.fine, more])
        sql = (
            f"WITH walked AS MATERIALIZED (SELECT * FROM ({' UNION ALL '.join(branches)}) newest"
            f" ORDER BY {self.sorted} LIMIT {window}), met AS (SELECT count(*) AS many FROM walked)"
            f" (SELECT document_id FROM walked WHERE {conditions} ORDER BY {self.sorted}"
            f" LIMIT (SELECT CASE WHEN many < {window} THEN {max(wanted, COUNTED + 1)} ELSE {max(wanted, SOON)} END"
            " FROM met))"
            " UNION ALL SELECT -many FROM met"
        )
        keys = [key for (key,) in self._rows(sql, [*values, *given])]
        return keys[:-1], -keys[-1] < window

    def _asked_of_index(self, wanted: int, more: str) -> Found:
        """Papers that the index of words and scope names, put in order; counted as far as worth it."""
        words = self.wanted.words
        conditions, values = self._conditions([words.coarse, more])
        days, given = self._days("(day + 0)")
        closely = words.fine
        limit = LOOKED_AT + 1 if closely else max(wanted, COUNTED + 1)
        sql = (
            f"SELECT {COLUMNS}, count(*) OVER () AS every FROM documents_documentindex WHERE {conditions}{days}"
            f" ORDER BY {self.sorted} LIMIT {limit}"
        )
        rows = self._rows(sql, [*values, *given], indexes="off")
        every = int(rows[0][-1]) if rows else 0
        if not closely:
            return Found(tuple(row[0] for row in rows), False, min(every, COUNTED), every > COUNTED)
        candidates = [row[0] for row in rows[:LOOKED_AT]]
        keys = self._looked_at(candidates, closely, max(wanted, COUNTED + 1))
        partly = every > LOOKED_AT and len(keys) < wanted
        return Found(tuple(keys), False, min(len(keys), COUNTED), len(keys) > COUNTED or partly, partly)

    def values_in_sight(self) -> list[tuple[str, str]]:
        """Years (`y:`) and types (`t:`) that papers in sight have: most show in their first rows, the index tells of
        the others."""
        conditions, given = self._conditions([])
        asked = " UNION ALL ".join(
            f"SELECT '{mark}', value, EXISTS (SELECT FROM (SELECT scope FROM documents_documentindex"
            f" WHERE {column} = value LIMIT {NEAR}) near WHERE {conditions}) FROM ({_leaps(column)}) {column}"
            for mark, column in (("y:", "year"), ("t:", "doc_type"))
        )
        rows = [row for row in self._rows(asked, [*given, *given]) if row[1]]
        keys = {f"{mark}{value.lower()}": (mark, value) for mark, value, seen in rows if not seen}
        if keys:
            rare = (
                "SELECT key FROM unnest(%s::text[]) key WHERE EXISTS (SELECT FROM documents_documentindex"
                f" WHERE {conditions} AND scope @> ARRAY[key])"
            )
            rows += [(*keys[key], True) for (key,) in self._rows(rare, [list(keys), *given], indexes="off")]
        return [(mark, value) for mark, value, seen in rows if seen]

    def _looked_at(self, candidates: list[int], closely: str, wanted: int) -> list[int]:
        """Those candidates whose words stand as asked, in the same order, as many as wanted."""
        if not candidates:
            return []
        sql = (
            "SELECT c.key FROM unnest(%s::bigint[]) WITH ORDINALITY c(key, place) CROSS JOIN LATERAL (SELECT 1 FROM"
            " documents_documentindex i WHERE i.document_id = c.key AND i.words @@ %s::tsquery OFFSET 0) held"
            f" ORDER BY c.place LIMIT {wanted}"
        )
        return [key for (key,) in self._rows(sql, [candidates, closely])]

    def _rows(self, sql: str, values: Sequence[Any], *, indexes: str = "on") -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            if indexes != self.indexes:
                cursor.execute(PLAN, [indexes])
                self.indexes = indexes
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def _conditions(self, queries: Sequence[str]) -> tuple[str, list[object]]:
        """Scope, facets and words as conditions on the index, with their values."""
        parts, values = ["scope && %s::text[]"], [list(self.sight.keys)]  # type: list[str], list[object]
        if self.wanted.facets:
            parts.append("scope @> %s::text[]")
            values.append(list(self.wanted.facets))
        if self.sight.units:
            parts.append("EXISTS (SELECT FROM unnest(scope) held WHERE held = ANY (%s::text[]))")
            values.append(list(self.sight.units))
        if said := " & ".join(f"({query})" for query in queries if query):
            parts.append("words @@ %s::tsquery")
            values.append(said)
        return " AND ".join(parts), values

    def _days(self, column: str) -> tuple[str, list[object]]:
        """The asked days as conditions; the column so written that the database uses no index of days, or does."""
        text, values = "", list[object]()
        for sign, day in ((">=", self.wanted.first), ("<=", self.wanted.last)):
            if day is not None:
                text += f" AND {column} {sign} %s"
                values.append(day)
        return text, values


def _cut(
    keys: Sequence[int], offset: int, limit: int, count: int, *, more_than: bool, partly: bool = False
) -> Found:  # fmt: skip
    page = tuple(keys[offset : offset + limit])
    return Found(page, len(keys) > offset + limit, count, more_than, partly)


def years_and_types(person: Any) -> tuple[list[str], list[str]]:
    """Years of the papers that the person may see, newest first, and their types; others are not told, nor that they
    stand in the register. The index is leaped through, not read."""
    sight = Sight.of(person)
    if not sight.keys:
        return [], []
    with transaction.atomic():
        found = _Search(sight, Wanted()).values_in_sight()
        transaction.set_rollback(True)
    return sorted((value for mark, value in found if mark == "y:"), reverse=True), sorted(
        value for mark, value in found if mark == "t:"
    )


def _leaps(column: str) -> str:
    """Every value that stands in an indexed column, one look each."""
    table = "documents_documentindex"
    return (
        f"WITH RECURSIVE leap(value) AS ((SELECT {column} FROM {table} ORDER BY {column} LIMIT 1) UNION ALL"
        f" SELECT (SELECT {column} FROM {table} WHERE {column} > value ORDER BY {column} LIMIT 1) FROM leap"
        " WHERE value IS NOT NULL) SELECT value FROM leap WHERE value IS NOT NULL LIMIT 500"
    )
