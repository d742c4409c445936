"""Who may open the pages of the chancery; which book, draft or delivery, `chancery.permissions` says."""

from __future__ import annotations

from thuocdo.core.audience import having

BOOKS = "chancery.view_books"
DELIVERIES = "chancery.view_deliveries"

AUDIENCES = {
    "inbox": having(DELIVERIES),
    "inbox_xlsx": having(DELIVERIES),
    "delivery": having(DELIVERIES, about="delivery", acts=(
        "chancery.receive_delivery", "chancery.act_on_delivery", "chancery.refuse_delivery",
    )),
    "packages": having(DELIVERIES),
    "package": having(DELIVERIES, about="axis_message", acts=(
        "chancery.take_package", "chancery.return_package", "chancery.tell_status", "chancery.answer_change",
    )),
    "sent": having("chancery.send_document"),
    "send": having("chancery.send_document", about="document"),
    "follow": having(DELIVERIES, about="document", acts=(
        "chancery.urge_delivery", "chancery.recall_delivery", "chancery.retry_delivery", "chancery.hand_over_package",
    )),
    "follow_xlsx": having(DELIVERIES, about="document"),
    "delivery_package": having("chancery.send_document", about="document"),
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
THINGS = {
    "delivery": "chancery.Delivery",
    "axis_message": "chancery.AxisMessage",
    "book": "chancery.Book",
    "entry": "chancery.Entry",
}
