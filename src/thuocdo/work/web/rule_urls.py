"""Addresses of deadlines: trying a rule, asking for a result out of turn, the date of an event; who may open them."""

from __future__ import annotations

from django.urls import path

from thuocdo.core.audience import having, signed_in
from thuocdo.work.web import calls, rules

SEE = "work.view"
AUDIENCES = {
    "rules": signed_in(),
    "rule_preview": signed_in(),
    "call_occurrence": having(SEE, about="task", acts=("work.call_occurrence",)),
    "date_event": having(SEE, about="deadline", acts=("work.date_event",)),
}
urlpatterns = [
    path("thoi-han/", rules.try_rules, name="rules"),
    path("thoi-han/xem/", rules.rule_preview, name="rule_preview"),
    path("nhiem-vu/<int:pk>/dot-xuat/", calls.call_occurrence, name="call_occurrence"),
    path("thoi-han/<int:pk>/su-kien/", calls.date_event, name="date_event"),
]
