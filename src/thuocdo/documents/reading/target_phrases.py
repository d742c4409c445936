"""Targets (chỉ tiêu): a figure to be reached, who or what it measures, and by when.

Counts of listed things, results already reached and legal rates are not targets; what tells them
apart is the place (a section of objectives, an order) and the words around the figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from thuocdo.documents.reading.sentences import brackets, covered, sentences
from thuocdo.documents.reading.target_aims import aims_among, comparator_at, measures
from thuocdo.documents.reading.target_words import (
    ABOUT,
    AIM_JOINT,
    BASE_PASSED,
    BASELINE,
    BOUND,
    CUT,
    CUT_FROM,
    DATED_BRACKET,
    EVENTS,
    EXCEPTION,
    FIGURE,
    HOLDING,
    JOINT,
    LEADS_IN,
    MEASURED_BEFORE,
    NEXT_AIM,
    NEXT_CLAUSE,
    NEXT_ORDER,
    NONE_LEFT,
    NOT_ZERO,
    PEOPLE,
    REACH,
    REACHED,
    RISE,
    SAVING,
    STARTER,
    SUBJECT_EDGE,
    TAIL,
)

FEW = 4


@dataclass(frozen=True)
class TargetPhrase:
    """One target in a text; start and end index that text, value is a list for a range ("8,3 - 8,5%")."""

    start: int
    end: int
    text: str
    comparator: str
    value: float | int | list[float]
    unit: str | None
    subject: str = ""
    implied: bool = False
    change: str = ""
    baseline: str = ""
    exception: str = ""
    kind: str = ""
    sure: float = 0.9


def number(text: str) -> float | int:
    """The value of a Vietnamese figure: dots part thousands, the comma is decimal.

    >>> number("3.200.000"), number("32,3"), number("05")
    (3200000, 32.3, 5)
    """
    value = float(text.replace(".", "").replace(",", "."))
    return int(value) if value.is_integer() else value


def read_targets(text: str, *, objective: bool = False) -> list[TargetPhrase]:
    """The targets of a text, in order; `objective` says that it stands in a section of objectives (mục tiêu).

    >>> [(t.comparator, t.value, t.unit) for t in read_targets("Hồ sơ đúng hạn đạt từ 95% trở lên.", objective=True)]
    [('>=', 95, '%')]
    """
    found: list[TargetPhrase] = []
    for start, end in sentences(text):
        found += sentence_targets(text, start, end, objective)
    return found


def sentence_targets(text: str, start: int, end: int, objective: bool) -> list[TargetPhrase]:
    """Targets of one sentence: its figures, then what is to be none."""
    words = text[start:end]
    saving = [benefit(text, start, match) for match in SAVING.finditer(words)]
    if saving:
        return saving
    cuts = [match for match in CUT_FROM.finditer(text, start, end) if not REACHED.search(text, start, match.start())]
    hidden = [*brackets(text), *(match.span() for match in cuts)]
    shown = [figure for figure in FIGURE.finditer(text, start, end) if not covered(figure.start(), hidden)]
    figures = aims_among(text, shown, start, objective=objective)
    figures = [
        figure for place, figure in enumerate(figures) if not place or not measures(text, figures[place - 1], figure)
    ]
    pieces = cut_pieces(text, start, end, figures)
    found = [target_of(text, *piece, figure) for piece, figure in zip(pieces, figures, strict=True)]
    found = [*carried(found, [figure.start() for figure in figures]), *map(cut_from, cuts)]
    return sorted(with_zeros(text, start, end, found, objective), key=lambda target: target.start)


def benefit(text: str, offset: int, match: re.Match[str]) -> TargetPhrase:
    """The effect of a simplification (lợi ích phương án đơn giản hóa): money saved a year or the share cut."""
    start, end = offset + match.start(), offset + match.end()
    unit = match["unit"].replace(" ", "")
    subject = text[start : offset + match.start("value")].strip(" :")
    return TargetPhrase(
        start,
        end,
        text[start:end],
        "=",
        number(match["value"]),
        unit,
        subject,
        change="decrease",
        kind="benefit",
        sure=0.7,
    )


def cut_from(match: re.Match[str]) -> TargetPhrase:
    """A cut told with what it starts from: "giảm từ 10 ngày xuống còn 07 ngày"."""
    words = match.group()
    return TargetPhrase(
        match.start(),
        match.end(),
        " ".join(words.split()),
        "=",
        number(match["value"]),
        match["unit"],
        " ".join(words[: match.start("base") - match.start()].removesuffix("từ ").split()).strip(" :"),
        change="decrease",
        baseline=match["base"].strip(),
    )


def cut_pieces(text: str, start: int, end: int, figures: list[re.Match[str]]) -> list[tuple[int, int]]:
    """The stretch of the sentence that belongs to each figure; figures without a joint between them share one."""
    joints = [joint_between(text, one.end(), other.start()) for one, other in pairwise(figures)]
    pieces, left = [], start
    for place, joint in enumerate([*joints, None]):
        right = joint[0] if joint else end
        shared = place < len(joints) and joint is None
        pieces.append((left, figures[place + 1].end() if shared else right))
        left = joint[1] if joint else left
    return pieces[: len(figures)]


def joint_between(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where one target ends and the next begins, as the span of the joining words."""
    hidden = brackets(text)
    joints = [
        joint
        for joint in JOINT.finditer(text, start, end)
        if not covered(joint.start(), hidden)
        and (joint.group().startswith(";") or not text.startswith("của ", joint.end()))
    ]
    if not joints:
        return None
    marked = [joint for joint in joints if STARTER.match(text, joint.end())]
    near = [joint for joint in joints if len(text[joint.end() : end].split()) <= 4]
    chosen = (
        marked[-1]
        if marked
        else next((j for j in joints if j.group().startswith(";")), near[-1] if near else joints[0])
    )
    return chosen.span()


def target_of(text: str, start: int, end: int, figure: re.Match[str]) -> TargetPhrase:
    """The target around one figure, trimmed to the clause that states it."""
    start = clause_start(text, start, figure)
    end = clause_end(text, figure, start, end)
    words = " ".join(text[start:end].split())
    value: float | int | list[float] = number(figure["low"])
    if figure["high"]:
        value = [float(number(figure["low"])), float(number(figure["high"]))]
    before = text[start : figure.start()]
    change = "decrease" if CUT.search(before) else "increase" if RISE.search(before) else ""
    baseline, exception = BASELINE.search(words), EXCEPTION.search(words)
    return TargetPhrase(
        start,
        end,
        words,
        "=" if figure["high"] else comparator_at(text, figure.start(), figure.end()),
        value,
        "%" if figure["percent"] else f"{figure['thing']}{figure['each'] or ''}",
        subject_of(text, start, end, figure),
        change=change,
        baseline=baseline["year"] if baseline else "",
        exception=exception["words"].strip() if exception else "",
    )


def carried(found: list[TargetPhrase], figures: list[int]) -> list[TargetPhrase]:
    """ "giảm 10% A và 10% B so với năm 2021": the cut and its year hold for both."""
    for place in range(1, len(found)):
        one, other = found[place - 1], found[place]
        if one.change and not other.change and other.start == figures[place]:
            found[place] = replace(other, change=one.change)
            found[place - 1] = replace(one, baseline=one.baseline or other.baseline)
    return found


def clause_start(text: str, start: int, figure: re.Match[str]) -> int:
    """Where the words of a target begin: behind earlier clauses, at "đảm bảo", "phấn đấu" where there is one."""
    hidden = brackets(text)
    for joint in JOINT.finditer(text, start, figure.start()):
        if joint.group().startswith((";", ".")) and not covered(joint.start(), hidden):
            start = joint.end()
    for turn in NEXT_AIM.finditer(text, start, figure.start()):
        if len(text[start : turn.start()].split()) > FEW and not covered(turn.start(), hidden):
            start = turn.end()
    about = ABOUT.match(text, start)
    if about and about.end() <= figure.start():
        start = about.end()
    aims = [
        joint.end()
        for joint in AIM_JOINT.finditer(text, start, figure.start())
        if not covered(joint.start(), hidden)
        and (joint.group().strip() or not MEASURED_BEFORE.match(text[joint.end() : figure.start()]))
    ]
    if aims and len(text[start : aims[0]].split()) > 4:
        start = aims[-1]
    if figure["thing"] in EVENTS:
        holding = HOLDING.search(text, start, figure.start())
        start = holding.start() if holding else start
    lead = LEADS_IN.match(text, start)
    start = lead.end() if lead and lead.end() <= figure.start() else start
    while start < figure.start() and text[start] in " -–+•":
        start += 1
    return start


def clause_end(text: str, figure: re.Match[str], start: int, end: int) -> int:
    """Where they end: before a clause that says something else and before the closing punctuation."""
    hidden = brackets(text)
    for joint in JOINT.finditer(text, figure.end(), end):
        continues = text.startswith("của ", joint.end()) or (
            figure.start() == start and re.match(r"[a-zà-ỹđ]", text[joint.end() : joint.end() + 1])
        )
        if joint.group().startswith(";") and not covered(joint.start(), hidden) and not continues:
            end = joint.start()
            break
    tail = TAIL.search(text, figure.end(), end)
    end = tail.start() if tail else end
    before = text[start : figure.start()]
    cuts = CUT.search(before) or figure["thing"] or BOUND.search(before)
    other = NEXT_ORDER.search(text, figure.end(), end) if cuts else None
    end = other.start() if other else end
    passed = BASE_PASSED.search(text, figure.end(), end)
    end = passed.end() if passed else end
    dated = DATED_BRACKET.search(text, figure.end(), end)
    end = dated.start() if dated else end
    while end > figure.end() and text[end - 1] in " ;,./":
        end -= 1
    return end


def subject_of(text: str, start: int, end: int, figure: re.Match[str]) -> str:
    """What the figure measures: what stands before "đạt 95%", or behind "100%"."""
    before = SUBJECT_EDGE.sub("", text[start : figure.start()])
    reached = REACH.search(before)
    if reached and before[: reached.start()].strip(" ,"):
        return " ".join(before[: reached.start()].split()).strip(" ,")
    behind = text[figure.end() : end] if figure["percent"] else text[figure.start("thing") : end]
    behind = EXCEPTION.sub("", BASELINE.sub("", behind))
    return " ".join(behind.split()).strip(" ,.;") or " ".join(before.split())


def with_zeros(text: str, start: int, end: int, found: list[TargetPhrase], objective: bool) -> list[TargetPhrase]:
    """Adds the zero targets that print no figure: "không có hồ sơ tồn đọng"."""
    if not objective:
        return found
    for none in NONE_LEFT.finditer(text, start, end):
        what = NEXT_CLAUSE.split(none["what"], maxsplit=1)[0].strip()
        lead = text[max(start, none.start() - 2) : none.start()]
        behind = bool(found) and lead.startswith((",", ";", "."))
        if NOT_ZERO.search(what) or what[:1].isdigit() or not (behind or none.start() == start):
            continue
        unit = "người" if PEOPLE.match(what) else " ".join(what.split()[:2])
        stop = none.start("what") + len(what)
        found = [shortened(text, target, none.start()) for target in found]
        found.append(
            TargetPhrase(none.start(), stop, text[none.start() : stop], "=", 0, unit, what, implied=True, sure=0.7)
        )
    return found


def shortened(text: str, target: TargetPhrase, cut: int) -> TargetPhrase:
    """A target that ends before another one which was found inside it."""
    if not target.start < cut < target.end:
        return target
    words = text[target.start : cut].rstrip(" ,;")
    if not words:
        return target
    return replace(
        target, end=target.start + len(words), text=" ".join(words.split()), subject=target.subject.split(", không")[0]
    )
