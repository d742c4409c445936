"""Tasks of running text: numbered, lettered and dashed items, sentences "Giao ...", closing orders to report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from thuocdo.documents.reading.agencies import EDGE, Body
from thuocdo.documents.reading.blocks import APPENDIX, BASES, HEADING, ITEM, MAIN, PARAGRAPH, Block, Part, Structured
from thuocdo.documents.reading.cards import card_task, is_card, is_card_line
from thuocdo.documents.reading.fields import field_of
from thuocdo.documents.reading.found import FoundTask
from thuocdo.documents.reading.lack_lists import announces, clause_above, is_running, reveals
from thuocdo.documents.reading.orders import (
    GENERIC,
    HANDS_ON,
    HELD,
    LIST_FOLLOWS,
    Order,
    bracketed_helpers,
    bracketed_leads,
    colon_bodies,
    heading_bodies,
    helpers_of,
    is_standing_clause,
    list_order,
    only_assesses,
    only_decides,
    opens_with_action,
    opens_with_verb,
    read_order,
)
from thuocdo.documents.reading.outputs import prose_outputs
from thuocdo.documents.reading.reports import orders_report, report_to, urgency
from thuocdo.documents.reading.running_orders import is_given, is_whole_order, ordered_inside, requested
from thuocdo.documents.reading.sentences import sentences
from thuocdo.documents.reading.source import Passage, join
from thuocdo.documents.reading.times import deadlines_of
from thuocdo.documents.reading.zones import (
    ARTICLE,
    DUTIES,
    LISTS,
    LONG_TITLE,
    MONEY,
    hands_out,
    is_normative,
    is_regulation,
    only_asks,
    title_of,
    titles_above,
    topic_in,
    without_orders,
)

CLOSING, OPENING = "kết", "mở đầu"
LETTER = "công văn"
LISTED = re.compile(r"(?i:\b(?:như|gồm|bao gồm|gồm có)\s*:\s*$)")
# "1. Đối với công tác báo cáo kết quả kiểm tra." over dashes that say what is to be done
TOPIC_ONLY = re.compile(r"(?:Đối với|Về|Trong) [^.;:]{5,250}\.?$")
# The sign that ends a paper ("./.", "/. (ký)"), never the end of a date such as "20/5/2017".
FINAL = re.compile(r"[\s.;,]*(?:/\s?\..{0,12})?[\s.;,/]*$")


@dataclass(frozen=True)
class Duty:
    """Who is to act for the items below: named in a heading, or in the ordering clause above the list (inherited).

    `open` says that a verb alone orders here, `told` that a clause "yêu cầu ... các nhiệm vụ sau:" does so whatever the
    title above it.
    """

    leads: tuple[Body, ...] = ()
    helpers: tuple[Body, ...] = ()
    inherited: bool = False
    named: bool = False
    open: bool = False
    told: bool = False
    parent: str = ""


class ProseReader:
    """Walks one part of a document and collects its tasks; holds what the reading so far has opened."""

    def __init__(self, doc: Structured, part: Part) -> None:
        self.doc = doc
        self.part = part
        self.topic = topic_in(doc)
        self.duty = Duty()
        self.found: list[FoundTask] = []
        self.labelled_seen = False

    def read(self) -> list[FoundTask]:
        top = self.part.top()
        self.visit_all(top, Duty())
        if self.doc.metadata.get("document_type") == LETTER and self.part.kind == MAIN:
            self.requests(top)
        return self.found

    def requests(self, top: list[Block]) -> None:
        """What a letter asks for in running text: above a list only whole orders, without a list also reports."""
        listed = bool(self.found)
        taken = {task.spans[0][0] for task in self.found if task.spans}
        body = [block for block in top if block.kind in (PARAGRAPH, BASES, HEADING, ITEM)]
        for block in takewhile(is_running, body) if listed else filter(is_running, body):
            if block.passage.start not in taken:
                self.request(block, listed=listed)

    def visit_all(self, blocks: list[Block], duty: Duty) -> None:
        """Read blocks that stand side by side; an ordering clause among them rules those behind it."""
        waiting = list(blocks)
        while waiting:
            block = waiting.pop(0)
            if is_running(block):
                listed = self.entries_of(block, waiting)
                duty = self.paragraph(block, duty, [entry.text for entry in listed])
                waiting = waiting[len(listed) :]
            elif block.kind in (HEADING, ITEM):
                self.labelled(block, duty)

    def entries_of(self, block: Block, behind: list[Block]) -> list[Block]:
        """The dashed lines behind "... như:" that only list things and order nothing themselves."""
        if not LISTED.search(block.text):
            return []
        entries = list(takewhile(lambda other: other.kind in (ITEM, HEADING) and not other.children, behind))
        return [] if any(opens_with_action(entry.text) or self.order_in(entry) for entry in entries) else entries

    # -- running paragraphs ------------------------------------------------------------------------

    def paragraph(self, block: Block, duty: Duty, listed: list[str]) -> Duty:
        """A paragraph opens a list of orders, is an order under a heading or closes with one; the duty from here."""
        bodies = list_order(block.text)
        if HELD.search(block.text) and heading_bodies(block.text):
            duty = replace(self.duty_below(block, duty), parent=block.text)
            self.visit_all(block.children, duty)
            return duty
        if bodies is not None and (bodies or block.parent is None):
            duty = Duty(tuple(bodies), inherited=bool(bodies), open=True, told=bool(bodies))
            self.duty = duty if block.parent is None else self.duty
            self.visit_all(block.children, duty)
            return duty
        if self.handed_out(block, duty):
            self.split(block, block.passage, duty, self.order_in(block), listed)
        elif block.path == CLOSING or (block.parent is None and self.found):
            self.closing(block)
        elif block.parent is not None and not is_standing_clause(block.text):
            self.loose(block, duty, listed)
        return duty

    def handed_out(self, block: Block, duty: Duty) -> bool:
        """Whether an unlabelled paragraph below "có ý kiến như sau:" hands out work: "Giao Sở Nội vụ ..."."""
        unlabelled = block.parent is None and duty.open and not self.labelled_seen
        return unlabelled and is_given(block.text) and is_whole_order(block.text)

    def request(self, block: Block, *, listed: bool) -> None:
        """The sentences of a paragraph that ask for something: "..., Sở Nội vụ đề nghị các sở gửi ... trước ..."."""
        for start, end in sentences(block.text):
            order = requested(block.text[start:end], listed=listed)
            if order:
                self.add(block, block.passage[start:end], Duty(), order, named=("", block.path or OPENING))

    def loose(self, block: Block, duty: Duty, listed: list[str]) -> None:
        """A paragraph under a heading: a task if it names who is to act, or the heading does."""
        order = self.order_in(block)
        if order and not order.given and any(MONEY.search(title) for title in titles_above(block)):
            return
        given = order is None and any(is_given(block.text[start:]) for start, _ in sentences(block.text) if start)
        if given and not self.closed(block, duty):
            self.split(block, block.passage, duty, None, listed)
            return
        wanted = order or (self.may_order(block, duty) and opens_with_action(block.text))
        if wanted and not self.closed(block, duty) and (listed or not LIST_FOLLOWS.search(block.text)):
            self.add(block, block.passage, duty, order, subitems=listed)

    def closing(self, block: Block) -> None:
        """The closing paragraph: a task only if it orders a report."""
        kept = [
            block.passage[start:end]
            for start, end in sentences(block.text)
            if orders_report(block.text[start:end]) and not is_standing_clause(block.text[start:end])
        ]
        if is_regulation(self.doc, block):
            order = None if is_standing_clause(block.text) else read_order(block.text)
            if order and order.given:
                self.add(block, block.passage, Duty(), order, named=("ket", CLOSING))
            return
        if not kept:
            return
        passage = join(kept)
        order = read_order(passage.text) or ordered_inside(passage.text) or ordered_inside(block.text)
        self.add(block, passage, self.duty, order, named=("ket", CLOSING))

    # -- labelled blocks ---------------------------------------------------------------------------

    def labelled(self, block: Block, duty: Duty) -> None:
        """A heading or an item: a card of fields, a heading over others, or an order of its own."""
        self.labelled_seen = True
        if is_card(block):
            self.take_card(block, duty)
            return
        rest = [child for child in block.children if not is_card_line(child)]
        if block.kind == HEADING or (rest and self.only_opens(block, rest)):
            self.under(block, rest, duty)
        elif not self.closed(block, duty):
            self.item(block, duty, rest)

    def only_opens(self, block: Block, rest: list[Block]) -> bool:
        """Whether an item with others under it only names who or what they are about."""
        text = block.text.rstrip()
        if not any(child.label for child in rest):
            return bool(heading_bodies(text)) and all(not child.label for child in rest)
        named = TOPIC_ONLY.match(text) and self.order_in(block) is None
        return (text.endswith(":") and not LISTED.search(text)) or bool(named or heading_bodies(text))

    def under(self, block: Block, rest: list[Block], duty: Duty) -> None:
        """Visit what stands under a heading, with the bodies the heading names."""
        self.visit_all(rest, self.duty_below(block, duty))

    def duty_below(self, block: Block, duty: Duty) -> Duty:
        """The duty a heading hands down."""
        text = block.text
        if HANDS_ON.search(text):
            return Duty(open=True, told=True)
        bodies = heading_bodies(text)
        if bodies:
            return Duty(tuple(bodies), named=True, open=True, told=duty.told)
        order = read_order(text)
        if order and text.rstrip().endswith(":") and not only_decides(text[order.begin :]):
            told = duty.told or order.given
            return Duty(order.leads, order.helpers, named=True, open=True, told=told, parent=text)
        listed = list_order(text)
        if listed:
            return Duty(tuple(listed), inherited=True, open=True, told=True)
        if is_regulation(self.doc, block) and not hands_out(self.doc, block, text):
            return replace(duty, open=duty.open or bool(DUTIES.search(title_of(block))))
        asked = ordered_inside(text) if text.rstrip().endswith(":") and len(text) >= LONG_TITLE else None
        duty = Duty(asked.leads, inherited=True, told=duty.told) if asked and asked.leads else duty
        return replace(duty, open=not without_orders([title_of(block), *titles_above(block)]))

    def closed(self, block: Block, duty: Duty) -> bool:
        """Whether nothing in this place is a task."""
        titles = titles_above(block)
        if (without_orders(titles) and not duty.told) or only_asks(self.doc, titles) or is_standing_clause(block.text):
            return True
        if announces(clause_above(block)) or reveals(clause_above(block)):
            return True
        return any(LISTS.search(title) for title in titles[-1:]) and self.part.kind == APPENDIX

    def item(self, block: Block, duty: Duty, rest: list[Block]) -> None:
        """An item that says something itself; its sub-items follow under its own bodies."""
        order = self.order_in(block)
        if order is None and not duty.leads and not is_regulation(self.doc, block):
            order = ordered_inside(block.text)
        mine = duty
        if order or self.may_order(block, duty):
            extra = [
                child for child in rest if child.kind == PARAGRAPH and not child.label and not self.order_in(child)
            ]
            listed = self.entries_of(block, rest)
            passage = join([block.passage, *(child.passage for child in extra if not is_standing_clause(child.text))])
            self.split(block, passage, duty, order, [child.text for child in listed])
            rest = [child for child in rest if child not in extra and child not in listed]
            mine = Duty(order.leads, named=True, open=True) if order else duty
        elif only_assesses(block.text) and not is_regulation(self.doc, block):
            self.behind_agreement(block, duty)
        self.visit_all(rest, mine)

    def behind_agreement(self, block: Block, duty: Duty) -> None:
        """The orders behind a sentence that only agrees: "Đồng ý lùi thời hạn. Bộ Tư pháp trình Chính phủ ..."."""
        spans = [(start, end) for start, end in sentences(block.text) if start]
        orders = [(span, read_order(block.text[slice(*span)])) for span in spans]
        for place, ((start, end), order) in enumerate(orders):
            if order and order.leads and not only_decides(block.text[start + order.begin : end]):
                self.add(block, block.passage[start:end], duty, order, named=(f"{block.path}.{place + 2}", ""))

    def may_order(self, block: Block, duty: Duty, words: str = "") -> bool:
        """Whether an item (or the words given of it) that names nobody orders something here."""
        if duty.named:
            dutiful = (
                duty.told
                or not is_regulation(self.doc, block)
                or any(DUTIES.search(title) for title in [duty.parent, *titles_above(block)])
            )
            return dutiful and not ARTICLE.match(block.label or "")
        if is_regulation(self.doc, block) or any(MONEY.search(title) for title in titles_above(block)):
            return False
        return duty.open and opens_with_verb(words or block.text)

    def order_in(self, block: Block) -> Order | None:
        """The order a block opens with; in regulations only what is a duty in so many words."""
        bodies, begin = colon_bodies(block.text)
        if bodies:
            return Order(tuple(bodies), tuple(helpers_of(block.text, begin)), begin)
        order = read_order(block.text)
        if order and only_decides(block.text[order.begin :]):
            return None
        if order is None or not is_regulation(self.doc, block):
            return order
        single = bool(order.leads) and not is_normative(self.doc)
        resolved = single and self.doc.metadata.get("document_type") == "nghị quyết"
        titled = any(DUTIES.search(title) for title in titles_above(block))
        duty = resolved or titled or ARTICLE.match(block.label or "")
        told = order.given or block.text.startswith("có trách nhiệm", order.begin)
        return order if (duty and (told or single or titles_above(block))) or order.given else None

    def split(self, block: Block, passage: Passage, duty: Duty, order: Order | None, subitems: list[str]) -> None:
        """One task for an item, and one for each sentence "Giao ..." inside it."""
        cuts = [start for start, _ in sentences(passage.text) if start and is_given(passage.text[start:])]
        first = passage[: cuts[0]].rstrip() if cuts else passage
        own = order if not cuts or (order and order.end() <= len(first)) else None
        if not cuts or own or self.may_order(block, duty, first.text):
            self.add(block, first, duty, own, subitems=subitems)
        for place, start in enumerate(cuts):
            part = passage[start : cuts[place + 1] if place + 1 < len(cuts) else len(passage)].rstrip()
            self.add(block, part, duty, read_order(part.text), named=(f"{block.path}.giao", ""))

    # -- tasks -------------------------------------------------------------------------------------

    def take_card(self, block: Block, duty: Duty) -> None:
        """A heading whose lines are "Nội dung: ...", "Cơ quan chủ trì: ...", "Thời gian: ..."."""
        if self.closed(block, duty):
            return
        task = card_task(self.doc, block)
        task.section = task.section or block.path
        if not task.lead_agencies:
            self.give_leads(task, duty, None)
        task.field = field_of(task.text, headings=titles_above(block), topic=self.topic)
        self.found.append(task)

    def add(
        self,
        block: Block,
        passage: Passage,
        duty: Duty,
        order: Order | None,
        *,
        named: tuple[str, str] = ("", ""),
        subitems: list[str] | None = None,
    ) -> None:
        """Record a task."""
        begin = order.begin if order and colon_bodies(passage.text)[0] else 0
        passage = passage[begin:].strip()
        task = FoundTask(
            id=named[0] or block.path or str(len(self.found) + 1),
            section=named[1] or block.section or block.path or None,
            confidence=0.85,
        )
        task.place(passage)
        if named[1] == CLOSING:
            task.text = FINAL.sub("", task.text)
        self.give_leads(task, duty, order)
        helpers = order.helpers if order else tuple(helpers_of(task.text, 0) or bracketed_helpers(task.text))
        task.coordinating_agencies = list(dict.fromkeys(body.name for body in (*helpers, *duty.helpers)))
        task.outputs = [task.text[slice(*span)].strip(EDGE) for span in prose_outputs(task.text)]
        self.give_times(task, block)
        self.give_extras(task, duty, subitems or [])
        task.field = field_of(task.text, headings=self.field_titles(block), topic=self.topic)
        self.found.append(task)

    def field_titles(self, block: Block) -> list[str]:
        """Titles that name one of the seven fields, of a plan's sections only."""
        return [title for title in titles_above(block) if not heading_bodies(title)]

    def give_leads(self, task: FoundTask, duty: Duty, order: Order | None) -> None:
        """The bodies that lead: the sentence's own, unless it says "các cơ quan, đơn vị" under a heading with names."""
        own = list(order.leads) if order else bracketed_leads(task.text)
        vague = duty.named and all(GENERIC.match(body.name) for body in own)
        if own and not vague:
            task.lead_agencies = list(dict.fromkeys(body.name for body in own))
            return
        task.lead_agencies = list(dict.fromkeys(body.name for body in duty.leads))
        if duty.inherited and task.lead_agencies:
            task.more["lead_inherited"] = True
        if not task.lead_agencies:
            task.doubt("lead_missing", "Văn bản không nêu cơ quan thực hiện nhiệm vụ này.", 0.6)

    def give_times(self, task: FoundTask, block: Block) -> None:
        phrases = deadlines_of(self.doc, task.text, cell=False, standing=is_regulation(self.doc, block))
        task.deadlines = [phrase.to_json() for phrase in phrases]
        for phrase in phrases:
            for doubt in phrase.doubts:
                task.doubt(doubt.code, doubt.message, min(phrase.confidence, 0.6))

    def give_extras(self, task: FoundTask, duty: Duty, subitems: list[str]) -> None:
        where, hurry = report_to(task.text), urgency(task.text)
        if where:
            task.more["report_to"] = where
        if hurry:
            task.more["urgency"] = hurry
        if subitems:
            task.more["subitems"] = subitems
        if duty.parent:
            task.more["parent_text"] = duty.parent


def prose_tasks(doc: Structured) -> Iterator[FoundTask]:
    """The tasks of the running text of all parts, in order."""
    for part in doc.parts:
        yield from ProseReader(doc, part).read()
