"""Who may open the pages of the chancery; which book, draft or delivery, `chancery.permissions` says."""

from __future__ import annotations

from thuocdo.core.audience import having

BOOKS = "chancery.view_books"

AUDIENCES = {
    "books": having(BOOKS),
    "waiting": having("chancery.enter"),
    "following": having(BOOKS),
    "following_xlsx": having(BOOKS),
    "secrets": having(BOOKS),
    "book": having(BOOKS, about="book"),
    "book_print": having(BOOKS, about="book"),
    "book_xlsx": having(BOOKS, about="book"),
    "entry": having(BOOKS, about="entry", acts=("chancery.amend_line",)),
    "strike_out": having("chancery.strike_out", about="entry"),
    "enter": having("chancery.enter", about="document"),
}
THINGS = {"book": "chancery.Book", "entry": "chancery.Entry"}
