"""Addresses of deadlines: trying a rule, asking for a result out of turn, the date of an event."""

from __future__ import annotations

from django.urls import path

from thuocdo.work.web import rules

urlpatterns = [
    path("thoi-han/", rules.try_rules, name="rules"),
    path("thoi-han/xem/", rules.rule_preview, name="rule_preview"),
]
