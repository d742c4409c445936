"""Requests and orders inside running text (lời giao, lời đề nghị): what hands out work and what only sounds like it."""

from __future__ import annotations

import re
from dataclasses import replace

from thuocdo.documents.reading.orders import GIVEN, LIST_FOLLOWS, Order, is_standing_clause, read_order
from thuocdo.documents.reading.reports import orders_report

FORMAL = re.compile(
    r"(?i:\b(?:nghiêm túc|quan tâm|phối hợp|khẩn trương|tổ chức|căn cứ|biết|chủ động)[^.;]{0,40}\b(?:triển khai|"
    r"thực hiện)[^.;]{0,40}[\s./]*$)"
)
GIVEN_INSIDE = re.compile(r"(?<=\s)(?P<assign>(?:[Yy]êu cầu|[Gg]iao|[Đđ]ề nghị)\s+)")
# "..., Sở Nội vụ đề nghị các sở ...", but not a request that the letter only answers.
ASKED_FOR = re.compile(r"(?:[Đđ]ề nghị|[Yy]êu cầu)\s")
ANSWERING = re.compile(r"(?i:\b(?:nhận được|phúc đáp|trả lời|theo đề nghị)\b)")


def is_given(text: str) -> bool:
    """Whether a sentence inside an item hands out work: "Giao Sở Nội vụ đôn đốc ..."."""
    return bool(GIVEN.match(text)) and read_order(text) is not None


def is_whole_order(text: str) -> bool:
    """Whether an order says what is to be done, unlike "Yêu cầu các sở nghiêm túc thực hiện"."""
    return orders_report(text) or not FORMAL.search(text)


def ordered_inside(text: str) -> Order | None:
    """The order inside a sentence: "Ủy ban nhân dân Thành phố yêu cầu các Sở, ban, ngành ... báo cáo"."""
    for given in GIVEN_INSIDE.finditer(text):
        order = read_order(text[given.start("assign") :])
        if order and order.given:
            moved = given.start("assign")
            return replace(order, leads=tuple(body.moved(moved) for body in order.leads), begin=0)
    return None


def requested(words: str, *, listed: bool) -> Order | None:
    """What a sentence of a letter asks for; above a list only a whole order, without a list also a report."""
    order = ordered_inside(words) or read_order(words)
    if not order or not order.given or is_standing_clause(words) or LIST_FOLLOWS.search(words):
        return None
    asked = ASKED_FOR.search(words) and is_whole_order(words) and not ANSWERING.search(words)
    return order if asked or (not listed and orders_report(words)) else None
