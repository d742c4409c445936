"""Addresses of the work room."""

from __future__ import annotations

from django.urls import path

from thuocdo.work.web import (
    adopting,
    board,
    burn_up,
    derived_urls,
    heat,
    inside_urls,
    judging,
    obligations,
    occurrences,
    officers,
    parties,
    plan_calendar,
    planning_urls,
    plans,
    rule_urls,
    sheets_urls,
    tasks,
    timeline,
)
from thuocdo.work.web.acts import ACTS, BY_SLUG

app_name = "work"
urlpatterns = [
    path("ke-hoach/", plans.plan_list, name="plans"),
    *planning_urls.PATTERNS,
    path("ke-hoach/<int:pk>/", plans.plan, name="plan"),
    path("ke-hoach/<int:pk>/xuat.xlsx", plans.plan_xlsx, name="plan_xlsx"),
    path("ke-hoach/<int:pk>/chi-tieu/", plans.plan_targets, name="plan_targets"),
    path("ke-hoach/<int:pk>/chua-ro/", parties.unclear, name="plan_unclear"),
    path("ke-hoach/<int:pk>/lich/", plan_calendar.plan_calendar, name="plan_calendar"),
    path("ke-hoach/<int:pk>/dong-thoi-gian/", timeline.plan_timeline, name="plan_timeline"),
    path("ke-hoach/<int:pk>/bang-viec/", board.plan_board, name="plan_board"),
    path("ke-hoach/<int:pk>/ban-do-nhiet/", heat.plan_heat, name="plan_heat"),
    path("ke-hoach/<int:pk>/tien-do/", burn_up.plan_burn_up, name="plan_burn_up"),
    *[
        path(f"bang-viec/<int:pk>/{slug}/", board.move, {"slug": slug}, name=f"board_{BY_SLUG[slug].name}")
        for slug in board.ON_A_CARD
    ],
    *derived_urls.PATTERNS,
    path("cum-tu-co-quan/<int:pk>/", parties.choose, name="choose_units"),
    path("van-ban/<int:pk>/dua-vao-so/", adopting.adopt, name="adopt"),
    path("nhiem-vu/<int:pk>/", tasks.task, name="task"),
    path("nghia-vu/<int:pk>/", obligations.obligation, name="obligation"),
    path("nghia-vu/<int:pk>/phu-trach/", officers.name_officer, name="name_officer"),
    path("ky-han/", occurrences.occurrence_list, name="occurrences"),
    path("ky-han/duyet/", judging.accept_many, name="accept_many"),
    path("ky-han/xuat.xlsx", occurrences.occurrence_xlsx, name="occurrences_xlsx"),
    *[
        path(f"ky-han/<int:pk>/{act.slug}/", obligations.act, {"slug": act.slug}, name=f"occurrence_{act.name}")
        for act in ACTS
    ],
    *inside_urls.PATTERNS,
    *sheets_urls.PATTERNS,
    *rule_urls.urlpatterns,
    path("gia-han/<int:pk>/", obligations.decide, name="extension_decide"),
    path("tai-lieu-kiem-chung/<int:pk>/", obligations.evidence, name="evidence"),
]
