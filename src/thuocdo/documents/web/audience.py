"""Who may open the pages of papers: whoever reads papers somewhere; which papers, `documents.permissions` says."""

from thuocdo.core.audience import having

READ = "documents.view"
DECIDE = (
    "documents.confirm_item", "documents.confirm_many", "documents.correct_item", "documents.split_item",
    "documents.merge_items", "documents.discard_item", "documents.restore_item", "documents.undo_last",
)  # fmt: skip

AUDIENCES = {
    "list": having(READ),
    "xlsx": having(READ),
    "receive": having("documents.receive_document"),
    "arrival": having("documents.receive_document", about="arrival"),
    "document": having(READ, about="document"),
    "check_signatures": having("documents.check_signatures", about="document"),
    "directives": having(READ),
    "cascade": having(READ, about="document"),
    "beside": having(READ, about="document"),
    "file": having(READ, about="document"),
    "scan": having(READ, about="document"),
    "page_image": having(READ, about="document"),
    "relations": having(READ, about="document", acts=("documents.decide_relation", "documents.add_relation")),
    "twin": having("documents.judge_twin", about="document"),
    "withdraw": having("documents.withdraw", about="document"),
    "reopen": having("documents.reopen", about="document"),
    "read_again": having("documents.read_again", about="document"),
    "metadata": having(READ, about="document", acts=("documents.correct_metadata",)),
    "confirm": having(READ, about="document", acts=(*DECIDE, "documents.confirm_document")),
    "add": having("documents.add_item", about="document"),
    "item": having(READ, about="document", acts=DECIDE),
}
THINGS = {"document": "documents.Document", "arrival": "documents.Arrival"}
