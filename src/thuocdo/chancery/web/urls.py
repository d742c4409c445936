"""Addresses of the chancery."""

from __future__ import annotations

from django.urls import path

from thuocdo.chancery.web import books, entries, following, inbox, packages, sending, sent

app_name = "chancery"
urlpatterns = [
    path("van-ban/den/", inbox.inbox, name="inbox"),
    path("van-ban/den/xuat.xlsx", inbox.workbook, name="inbox_xlsx"),
    path("van-ban/den/<int:pk>/", inbox.delivery, name="delivery"),
    path("van-ban/den/truc/", packages.packages, name="packages"),
    path("van-ban/den/truc/<int:pk>/", packages.package, name="package"),
    path("van-ban/gui/", sent.papers, name="sent"),
    path("van-ban/<int:pk>/gui/", sending.send, name="send"),
    path("van-ban/<int:pk>/gui/theo-doi/", sent.follow, name="follow"),
    path("van-ban/<int:pk>/gui/theo-doi/xuat.xlsx", sent.workbook, name="follow_xlsx"),
    path("van-ban/<int:pk>/gui/goi/<int:delivery>/", sent.package, name="delivery_package"),
    path("van-ban/so/", books.books, name="books"),
    path("van-ban/so/cho-vao-so/", entries.waiting, name="waiting"),
    path("van-ban/so/theo-doi/", following.following, name="following"),
    path("van-ban/so/theo-doi/xuat.xlsx", following.workbook, name="following_xlsx"),
    path("van-ban/so/mat/", books.secrets, name="secrets"),
    path("van-ban/so/<int:pk>/", books.book, name="book"),
    path("van-ban/so/<int:pk>/in/", books.printed, name="book_print"),
    path("van-ban/so/<int:pk>/xuat.xlsx", books.workbook, name="book_xlsx"),
    path("van-ban/so/dong/<int:pk>/", entries.entry, name="entry"),
    path("van-ban/so/dong/<int:pk>/gach/", entries.strike_out, name="strike_out"),
    path("van-ban/<int:pk>/vao-so/", entries.enter, name="enter"),
]
