"""Addresses of the documents room."""

from __future__ import annotations

from django.urls import path

from thuocdo.documents.web import cascade, confirming, receiving, register, relations, scans

app_name = "documents"
urlpatterns = [
    path("van-ban/", register.documents, name="list"),
    path("van-ban/xuat.xlsx", register.workbook, name="xlsx"),
    path("van-ban/nhan/", receiving.receive, name="receive"),
    path("van-ban/goi/<int:pk>/", receiving.arrival, name="arrival"),
    path("van-ban/<int:pk>/", register.document, name="document"),
    path("van-ban/<int:pk>/tep/", register.original, name="file"),
    path("van-ban/<int:pk>/trang/<int:number>/", scans.page, name="scan"),
    path("van-ban/<int:pk>/trang/<int:number>/anh/", scans.image, name="page_image"),
    path("van-ban/<int:pk>/doc-lai/", receiving.again, name="read_again"),
    path("van-ban/<int:pk>/kiem-tra-chu-ky/", receiving.check, name="check_signatures"),
    path("van-ban/truyen-dat/", cascade.directives, name="directives"),
    path("van-ban/<int:pk>/truyen-dat/", cascade.way, name="cascade"),
    path("van-ban/<int:pk>/truyen-dat/<int:lower>/", cascade.beside, name="beside"),
    path("van-ban/<int:pk>/quan-he/", relations.relations, name="relations"),
    path("van-ban/<int:pk>/trung/", relations.twin, name="twin"),
    path("van-ban/<int:pk>/thu-hoi/", relations.withdraw, name="withdraw"),
    path("van-ban/<int:pk>/mo-lai/", relations.reopen, name="reopen"),
    path("van-ban/<int:pk>/thong-tin/", register.metadata, name="metadata"),
    path("van-ban/<int:pk>/xac-nhan/", confirming.confirm, name="confirm"),
    path("van-ban/<int:pk>/xac-nhan/them/", confirming.add, name="add"),
    path("van-ban/<int:pk>/xac-nhan/<slug:label>/", confirming.item, name="item"),
]
