"""From a phrase of a document to units as at a date: what is meant, how surely, and what a person must decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from thuocdo.directory.rules import phrases
from thuocdo.directory.rules.classes import CLASSES, RELATIVE
from thuocdo.directory.rules.index import COMMITTEES, Body, Group, Index
from thuocdo.directory.rules.names import exact, initials, loose
from thuocdo.directory.rules.phrases import Atom
from thuocdo.directory.rules.pieces import Choice, Named, Piece

NAME, ALIAS, GROUP, MEMBER, OFFICE, OWN = "name", "alias", "group", "member", "office", "own"
SURE = {NAME: 1.0, ALIAS: 0.98}
TYPED_WITHOUT_ACCENTS, HEAD_NAMED, NEAREST, BARE = 0.9, 0.95, 0.95, 0.7
OFFICE_OF, OWN_STAFF = 0.6, 0.6
LOW_LEVELS = ("huyen", "xa")
OFFICE_WORD = re.compile(
    r"^(?:các\s+)?(?:phòng|bộ phận|văn phòng|thanh tra|trung tâm|đơn vị|cơ quan chuyên môn|ban)\b", re.I
)
OF = re.compile(r"\s(?:thuộc|trực thuộc|ở|tại|của)\s", re.I)


Finder = Callable[[str], Piece | None]


@dataclass
class Resolver:
    """Reads phrases of one document: names of `index` as at `on`, as written by the body `within`."""

    index: Index
    on: date
    within: Body | None = None
    memory: dict[str, Piece | None] = field(default_factory=dict)

    def read(self, phrase: str) -> list[Piece]:
        """The pieces of a phrase in their order; each has units or a reason."""
        pieces: list[Piece] = []
        phrase = self._spelled(phrase)
        for part in phrases.parts(phrase) or [phrases.clean(phrase)]:
            pieces += self._part(part)
        return pieces

    def _spelled(self, phrase: str) -> str:
        """The province's own initials written out: "Truyền hình NA"."""
        short = initials(self.index.province)
        return re.sub(rf"\b{short}\b", self.index.province, phrase) if len(short) > 1 else phrase

    def _part(self, text: str) -> list[Piece]:
        if not text:
            return [Piece(text, reason="Không có tên cơ quan nào.")]
        if phrases.REFERENCE.match(text):
            return [Piece(text, reason="Dẫn chiếu tới chỗ khác của văn bản: cần người đọc chỉ rõ.")]
        vague = phrases.VAGUE.search(text) and exact(text) not in self.index.group_by_exact
        if not vague and (whole := self.one(text)):
            return [whole]
        bracketed = self._bracketed(text)
        if bracketed:
            return bracketed
        pieces = self._list(phrases.atoms(text))
        if any(not piece.known for piece in pieces) and (office := self._office_of_list(text)):
            return [office]
        return pieces

    def _list(self, run: list[Atom]) -> list[Piece]:
        pieces: list[Piece] = []
        start = 0
        for first, after in phrases.vague_runs(run):
            pieces += self._cover(run[start:first])
            pieces.append(self._vague(phrases.joined(run[first:after])))
            start = after
        return pieces + self._cover(run[start:])

    def _cover(self, run: list[Atom]) -> list[Piece]:
        """The cut of a list with the fewest unknown atoms, then the fewest pieces, then the surest ones."""
        best: list[tuple[tuple[float, float, float], list[Piece]]] = [((0, 0, 0), [])]
        for end in range(1, len(run) + 1):
            options = []
            for start in range(max(0, end - 8), end):
                score, before = best[start]
                piece = self._span(run[start:end], before)
                if piece is None and end - start > 1:
                    continue
                cost = (0, 1, -piece.confidence) if piece and piece.known else (1, 1, 0)
                total = (score[0] + cost[0], score[1] + cost[1], score[2] + cost[2])
                options.append((total, [*before, piece or self._unknown(run[start].text)]))
            best.append(min(options, key=lambda option: option[0]))
        return best[-1][1]

    def _span(self, run: list[Atom], before: list[Piece]) -> Piece | None:
        text = phrases.clean(phrases.joined(run))
        if not text:
            return None
        piece = self.one(text)
        if (piece is None or not piece.known) and before:
            return self._inherited(text, before) or piece
        return piece

    def _inherited(self, text: str, before: list[Piece]) -> Piece | None:
        """The rest of a list whose first member says what all are: "Các Sở Xây dựng, Tài chính"."""
        for earlier in reversed(before):
            bodies = [unit.body for unit in earlier.units] or list(earlier.ended)
            if len(bodies) == 1:
                named = (self._lookup(f"{noun} {text}".strip()) for noun in _nouns(bodies[0], earlier.text))
                ended = (self._of_another_date(f"{noun} {text}") for noun in _nouns(bodies[0], earlier.text) if noun)
                return next((replace(found, text=text) for found in (*named, *ended) if found), None)
        return None

    def one(self, text: str) -> Piece | None:
        """What one stretch of text means when taken as a single expression; nothing when it is not one."""
        if text not in self.memory:
            self.memory[text] = self._one(text)
        return self.memory[text]

    def _one(self, text: str) -> Piece | None:
        finders: list[Finder] = [
            self._lookup, self._relative, self._unquantified, self._headed, self._classed, self._office, self._staff,
            self._loosely, self._bare, self._of_another_date,
        ]  # fmt: skip
        for find in finders:
            if piece := find(text):
                return replace(piece, text=text)
        return None

    def _lookup(self, text: str) -> Piece | None:
        """A group expression, else a name or alias, in force that day."""
        key = exact(text)
        groups = [group for group in self.index.group_by_exact.get(key, ()) if group.in_force(self.on)]
        if groups:
            return self._expanded(text, groups[0])
        return self._chosen(text, self.index.by_exact.get(key, ()))

    def _chosen(self, text: str, entries: Iterable[tuple[Body, str]], times: float = 1.0) -> Piece | None:
        found = {body.unit: (body, via) for body, via in reversed([*entries]) if body.in_force(self.on)}
        if not found:
            return None
        near = [entry for entry in found.values() if self._is_near(entry[0])] if len(found) > 1 else []
        if len(found) == 1 or len(near) == 1:
            body, via = next(iter(found.values())) if len(found) == 1 else near[0]
            sure = SURE[via] * (1.0 if len(found) == 1 else NEAREST)
            return Piece(text, (Named(body, via, round(sure * times, 4)),))
        choices = tuple(Choice(self._place(body), body) for body, _ in found.values())
        return Piece(text, reason=f"Có {len(found)} đơn vị cùng tên: cần chọn một.", choices=choices)

    def _is_near(self, body: Body) -> bool:
        """Whether a body is the writer, hangs below it, or beside it under the same district."""
        if self.within is None:
            return False
        return self._below(body) or (self.within.level == "xa" and body.parent == self.within.parent)

    def _place(self, body: Body) -> str:
        upper = self.index.version(body.parent, self.on) if body.parent else None
        return f"thuộc {upper.name}" if upper else body.full_name

    def _expanded(
        self, text: str, group: Group, *, kinds: Callable[[Body], bool] | None = None, times: float = 1.0
    ) -> Piece:
        members = [body for body in self._reach(group) if kinds is None or kinds(body)]
        sure = min(1.0, group.confidence * times)
        via = GROUP if kinds is None else MEMBER
        choices = []
        if other := self.index.group(group.alternative, self.on):
            choices.append(Choice("cách hiểu rộng hoặc hẹp hơn của cùng cụm từ", group=other))
        if not members:
            return Piece(
                text, reason="Nhóm này không có thành viên nào trong phạm vi của văn bản.", choices=tuple(choices)
            )
        units = tuple(Named(body, via, round(sure, 4)) for body in members)
        return Piece(text, units, choices=tuple(choices))

    def _reach(self, group: Group) -> list[Body]:
        """Members of a group as far as the writer's word goes: a district speaks to its own communes."""
        members = [*self.index.members(group, self.on)]
        if self.within is None or self.within.level not in LOW_LEVELS:
            return members
        below = [body for body in members if self._below(body)]
        if group.union_of or self.within.level == "huyen":
            return below or ([self.within] if group.union_of else members)
        return members

    def _below(self, body: Body) -> bool:
        """Whether a body is the writer or hangs under it."""
        return self.within is not None and self.within in self.index.above(body, self.on)

    def _relative(self, text: str) -> Piece | None:
        """As in "UBND huyện", "Ủy ban nhân dân phường" without a name: the writer's own, or the one above it."""
        kinds = RELATIVE.get(exact(text))
        if kinds is None or self.within is None:
            return None
        for body in self.index.above(self.within, self.on):
            if body.kind in kinds:
                return Piece(text, (Named(body, OWN, NEAREST),))
        return None

    def _unquantified(self, text: str) -> Piece | None:
        """The same without "các" in front or "trên địa bàn tỉnh" behind."""
        for form in (phrases.SCOPE, phrases.QUANTIFIER, phrases.INNER):
            shorter = form.sub("", text)
            if shorter != text and shorter and (found := self._lookup(shorter) or self._unquantified(shorter)):
                return found
        return None

    def _headed(self, text: str) -> Piece | None:
        """As in "Giám đốc các Sở": the head stands for the body."""
        rest = phrases.HEAD.sub("", text)
        if rest == text or not rest:
            return None
        found = self.one(rest)
        if found is None or not found.known:
            return found
        units = tuple(replace(unit, confidence=round(unit.confidence * HEAD_NAMED, 4)) for unit in found.units)
        return replace(found, units=units)

    def _classed(self, text: str) -> Piece | None:
        """Class words in any order and choice: "các ban, ngành, đơn vị cấp tỉnh", "các phường"."""
        words = exact(text)
        for pattern, codes, kinds, times in CLASSES:
            if pattern.fullmatch(words):
                if group := next((group for code in codes if (group := self.index.group(code, self.on))), None):
                    return self._expanded(text, group, kinds=kinds, times=times)
                ended = next((group for group in self.index.groups if group.code in codes), None)
                return self._ended_group(text, ended) if ended else None
        return None

    def _ended_group(self, text: str, group: Group) -> Piece:
        after = self.index.group(group.succeeded_by, self.on)
        when = f"“{group.expression}” không còn hiệu lực từ {group.end:%d/%m/%Y}"
        if group.start > self.on:
            when = f"“{group.expression}” chỉ có từ {group.start:%d/%m/%Y}"
        choices = (Choice(f"{when}; nhiệm vụ chuyển theo nhóm này", group=after),) if after else ()
        return Piece(text, reason=f"{when}.", choices=choices)

    def _office(self, text: str) -> Piece | None:
        """An office inside a committee ("Phòng Tư pháp thuộc UBND cấp huyện"): the committee answers for it."""
        if not OFFICE_WORD.match(text):
            return None
        cut = OF.split(text, maxsplit=1)
        if len(cut) == 2 and "," not in cut[1]:
            return self._answering(text, self._host(cut[1]))
        words = text.split()
        for start in range(1, len(words)):
            inside, host = " ".join(words[:start]), " ".join(words[start:])
            if ("," not in text or phrases.is_generic(inside)) and (found := self._host(host)):
                return self._answering(text, found)
        own = self.within is not None and self.within.level in LOW_LEVELS and "," not in text
        return self._answering(text, Piece(text, (Named(self.within, OWN, 1.0),))) if own and self.within else None

    def _host(self, text: str) -> Piece | None:
        found = self._relative(text) or self._lookup(text) or self._unquantified(text) or self._classed(text)
        lower = found is not None and all(unit.body.level in LOW_LEVELS for unit in found.units)
        return found if lower or (found and not found.known) else None

    def _answering(self, text: str, host: Piece | None) -> Piece | None:
        if host is None or not host.known:
            return host
        units = tuple(Named(unit.body, OFFICE, round(unit.confidence * OFFICE_OF, 4)) for unit in host.units)
        return Piece(text, units, reason="Bộ phận bên trong: giao cho cơ quan chủ quản, cần người xác nhận.")

    def _office_of_list(self, text: str) -> Piece | None:
        """An office "ở" several bodies: all that follows are hosts."""
        cut = OF.split(text, maxsplit=1)
        if len(cut) != 2 or not OFFICE_WORD.match(text):
            return None
        hosts = self._list(phrases.atoms(cut[1]))
        if not hosts or any(not host.known for host in hosts):
            return None
        return self._answering(text, Piece(text, tuple(unit for host in hosts for unit in host.units)))

    def _staff(self, text: str) -> Piece | None:
        """The people of a body: the writer itself, when it is not the whole province."""
        if not phrases.STAFF.match(text) or self.within is None or self.within.kind == "ubnd_tinh":
            return None
        reason = "Cán bộ, công chức của chính cơ quan ban hành: cần người xác nhận."
        return Piece(text, (Named(self.within, OWN, OWN_STAFF),), reason=reason)

    def _loosely(self, text: str) -> Piece | None:
        """A name or group typed without accents, or with other ones."""
        plain = loose(text)
        groups = [group for group in self.index.group_by_loose.get(plain, ()) if group.in_force(self.on)]
        if groups:
            return self._expanded(text, groups[0], times=TYPED_WITHOUT_ACCENTS)
        return self._chosen(text, self.index.by_loose.get(plain, ()), TYPED_WITHOUT_ACCENTS)

    def _bare(self, text: str) -> Piece | None:
        """A proper name alone ("Quỳ Hợp")."""
        found = self._chosen(text, [(body, ALIAS) for body in self.index.by_bare.get(exact(text), ())], BARE)
        return found

    def _of_another_date(self, text: str) -> Piece | None:
        """A name that was, or will be, in force on another day: nothing that day, but somebody carries on."""
        for shorter in dict.fromkeys((text, phrases.QUANTIFIER.sub("", text), phrases.SCOPE.sub("", text))):
            if groups := self.index.group_by_exact.get(exact(shorter)):
                return self._ended_group(text, groups[0])
            entries = self.index.by_exact.get(exact(shorter)) or self.index.by_loose.get(loose(shorter))
            if entries:
                bodies = {body.unit: body for body, _ in entries}
                return Piece(text, reason=self._when(next(iter(bodies.values()))), ended=tuple(bodies.values()))
        return None

    def _when(self, body: Body) -> str:
        if body.start > self.on:
            return f"“{body.full_name}” chỉ có từ {body.start:%d/%m/%Y}."
        return f"“{body.full_name}” kết thúc từ {body.end:%d/%m/%Y}."

    def _bracketed(self, text: str) -> list[Piece]:
        """As in "Văn phòng UBND tỉnh (Cổng TTĐT)": the body first, what the brackets name as another reading."""
        found = phrases.BRACKETS.search(text)
        if found is None or not (main := self.one(phrases.clean(phrases.BRACKETS.sub("", text)))):
            return []
        inner = self.one(found[1]) or self.one(f"{found[1]} tỉnh")
        choices = tuple(Choice("nêu trong ngoặc đơn", unit.body) for unit in (inner.units if inner else ()))
        return [replace(main, text=text, choices=(*main.choices, *choices))]

    def _vague(self, text: str) -> Piece:
        plain = phrases.clean(phrases.VAGUE.sub("", text))
        if whole := self.index.group_by_exact.get(exact(text)):
            return self.one(text) or self._ended_group(text, whole[0])
        found = self.one(plain) if plain else None
        choices = [Choice("hiểu rộng nhất: cả nhóm", group=group) for group in self._groups_named(plain)]
        if found and len(found.units) == 1:
            choices = [Choice("đơn vị được nêu", found.units[0].body)]
        return Piece(text, reason="“Liên quan” không nêu rõ cơ quan nào: cần người chọn.", choices=tuple(choices))

    def _groups_named(self, text: str) -> list[Group]:
        for shorter in dict.fromkeys((text, phrases.QUANTIFIER.sub("", text))):
            groups = [group for group in self.index.group_by_exact.get(exact(shorter), ()) if group.in_force(self.on)]
            if groups:
                return groups[:1]
        codes = next((codes for pattern, codes, _, _ in CLASSES if pattern.fullmatch(exact(text))), ())
        return [group for code in codes if (group := self.index.group(code, self.on))][:1]

    def _unknown(self, text: str) -> Piece:
        close = [Choice("tên gần giống", body) for body in nearest(self.index, text, self.on)]
        return Piece(text, reason="Không có trong danh bạ: cần người chọn.", choices=tuple(close))


def nearest(index: Index, text: str, on: date, shown: int = 3) -> list[Body]:
    """Bodies in force whose names share most words with a text, at least half of them."""
    words = set(loose(text).split())
    scores: dict[str, int] = {}
    for word in words:
        for name in index.by_word.get(word, ()):
            scores[name] = scores.get(name, 0) + 1
    ranked = sorted(
        ((2 * hits / (len(words) + len(set(name.split()))), name) for name, hits in scores.items()), reverse=True
    )
    found = [body for score, name in ranked[:20] if score >= 0.5 for body, _ in index.by_loose.get(name, ())]
    return [body for body in dict.fromkeys(found) if body.in_force(on)][:shown]


def _nouns(body: Body, text: str) -> list[str]:
    """What may stand before the next name of a list after `body`, which was written as `text`.

    A department gives "Sở"; a commune committee "Ủy ban nhân dân xã", or only "Ủy ban nhân dân" before another kind.
    """
    if body.kind in ("so", "ban"):
        return [body.name.split()[0]]
    if body.kind not in COMMITTEES or exact(text) == exact(body.bare_name):
        return []
    return [body.full_name.removesuffix(body.bare_name).strip(), "Ủy ban nhân dân"]
