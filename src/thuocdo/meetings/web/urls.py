"""Addresses of the room meetings."""

from __future__ import annotations

from django.urls import URLPattern, path

from thuocdo.meetings.web import acts, conclusions, lists, meeting, months, papers, planning, running

app_name = "meetings"
urlpatterns: list[URLPattern] = [
    path("hop/", lists.meeting_list, name="list"),
    path("hop/xuat.xlsx", lists.meeting_list_xlsx, name="list_xlsx"),
    path("hop/lich/", lists.calendar, name="calendar"),
    path("hop/moi/", planning.new, name="new"),
    path("hop/<int:pk>/", meeting.meeting, name="meeting"),
    path("hop/<int:pk>/lich.ics", meeting.meeting_ics, name="meeting_ics"),
    path("hop/<int:pk>/sua/", planning.edit, name="edit"),
    path("hop/<int:pk>/thanh-phan/", planning.guests, name="guests"),
    path("hop/<int:pk>/noi-dung/", planning.agenda, name="agenda"),
    path("hop/<int:pk>/moi-hop/", acts.call, name="call"),
    path("hop/<int:pk>/khai-mac/", acts.open_meeting, name="open"),
    path("hop/<int:pk>/huy/", acts.cancel, name="cancel"),
    path("hop/<int:pk>/chot/", acts.conclude, name="conclude"),
    path("hop/<int:pk>/dieu-hanh/", running.run, name="run"),
    path("hop/<int:pk>/ket-luan/", conclusions.new_conclusion, name="new_conclusion"),
    path("ket-luan-hop/<int:pk>/", conclusions.conclusion, name="conclusion"),
    path("ket-luan-hop/<int:pk>/bo/", conclusions.drop_conclusion, name="drop_conclusion"),
    path("ket-luan-hop/<int:pk>/giao/", conclusions.carry_out, name="carry_out"),
    path("hop/<int:pk>/van-ban/", papers.paper, name="paper"),
    path("hop/<int:pk>/van-ban.<str:ending>", papers.paper_file, name="paper_file"),
    path("viec-cua-toi/thang/", months.mine, name="mine"),
    path("viec-thang/", months.months, name="months"),
    path("viec-thang/co-quan/<str:key>/", months.month_unit, name="month_unit"),
    path("viec-thang/co-quan/<str:key>/cong-bo/", months.month_publish, name="month_publish"),
    path("viec-thang/co-quan/<str:key>/danh-sach.<str:ending>", months.month_unit_file, name="month_unit_file"),
    path("viec-thang/<int:pk>/", months.month_list, name="month_list"),
    path("viec-thang/<int:pk>/danh-sach.<str:ending>", months.month_file, name="month_file"),
    path("viec-thang/phieu/<int:pk>/y-kien/", months.month_remark, name="month_remark"),
    path("viec-thang/phieu/<int:pk>/bien-phap/", months.month_measure, name="month_measure"),
]
