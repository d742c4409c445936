"""Who may open the pages of the chancery; which book, draft or delivery, `chancery.permissions` says."""

from __future__ import annotations

from thuocdo.core.audience import having

BOOKS = "chancery.view_books"
IMPORT = "chancery.check_import"
DELIVERIES = "chancery.view_deliveries"
DRAFTS = "chancery.view_drafts"

AUDIENCES = {
    "inbox": having(DELIVERIES),
    "inbox_xlsx": having(DELIVERIES),
    "delivery": having(
        DELIVERIES,
        about="delivery",
        acts=(
            "chancery.receive_delivery",
            "chancery.act_on_delivery",
            "chancery.refuse_delivery",
        ),
    ),
    "packages": having(DELIVERIES),
    "package": having(
        DELIVERIES,
        about="axis_message",
        acts=(
            "chancery.take_package",
            "chancery.return_package",
            "chancery.tell_status",
            "chancery.answer_change",
        ),
    ),
    "sent": having("chancery.send_document"),
    "send": having("chancery.send_document", about="document"),
    "follow": having(
        DELIVERIES,
        about="document",
        acts=(
            "chancery.urge_delivery",
            "chancery.recall_delivery",
            "chancery.retry_delivery",
            "chancery.hand_over_package",
        ),
    ),
    "follow_xlsx": having(DELIVERIES, about="document"),
    "urge_silent": having("chancery.urge_delivery", about="document"),
    "delivery_package": having("chancery.send_document", about="document"),
    "imports": having(IMPORT),
    "import": having(
        IMPORT,
        about="register_import",
        others=403,
        acts=("chancery.map_columns", "chancery.order_import", "chancery.discard_import"),
    ),
    "import_set_aside": having(IMPORT, about="register_import", others=403),
    "books": having(BOOKS),
    "books_xlsx": having(BOOKS),
    "waiting": having("chancery.enter"),
    "waiting_xlsx": having("chancery.enter"),
    "following": having(BOOKS),
    "following_xlsx": having(BOOKS),
    "secrets": having(BOOKS),
    "secrets_xlsx": having(BOOKS),
    "book": having(BOOKS, about="book"),
    "book_print": having(BOOKS, about="book"),
    "book_xlsx": having(BOOKS, about="book"),
    "entry": having(BOOKS, about="entry", acts=("chancery.amend_line",)),
    "strike_out": having("chancery.strike_out", about="entry"),
    "enter": having("chancery.enter", about="document"),
    "drafts": having(DRAFTS),
    "drafts_xlsx": having(DRAFTS),
    "draft_new": having("chancery.draft"),
    "draft": having(DRAFTS, about="draft"),
    "draft_write": having("chancery.write_draft", about="draft"),
    "draft_picture": having(DRAFTS, about="draft"),
    "draft_file": having(DRAFTS, about="draft"),
    "draft_compare": having(DRAFTS, about="draft"),
    "draft_submit": having("chancery.submit_draft", about="draft"),
    "draft_take_back": having("chancery.take_back_draft", about="draft"),
    "draft_approve": having("chancery.approve_draft", about="draft"),
    "draft_return": having("chancery.return_draft", about="draft"),
    "draft_cancel": having("chancery.cancel_draft", about="draft"),
    "draft_number": having("chancery.number_draft", about="draft"),
    "draft_sign": having("chancery.sign_draft", about="draft"),
    "draft_seal": having("chancery.seal_draft", about="draft"),
    "draft_hand_in": having("chancery.hand_in_signed", about="draft"),
    "draft_issue": having("chancery.issue_draft", about="draft"),
    "draft_comment": having("chancery.comment_draft", about="draft"),
    "draft_close_comment": having("chancery.close_comment", about="draft"),
    "templates": having("chancery.draft", "chancery.save_template", acts=("chancery.save_template",)),
    "placeholders": having("chancery.draft", "chancery.save_template"),
    "own_form": having("chancery.draft", "chancery.save_template"),
    "template_file": having("chancery.draft", "chancery.save_template", about="template"),
    "template_try": having("chancery.draft", "chancery.save_template", about="template"),
    "template_retire": having("chancery.retire_template", about="template"),
}
THINGS = {
    "delivery": "chancery.Delivery",
    "axis_message": "chancery.AxisMessage",
    "book": "chancery.Book",
    "entry": "chancery.Entry",
    "register_import": "chancery.RegisterImport",
    "draft": "chancery.Draft",
    "template": "chancery.Template",
}
