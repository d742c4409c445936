"""Tables of the chancery: books and numbers, imports of registers, drafts, deliveries."""

from thuocdo.chancery.models.books import Book, Entry, NumberingTable, SecretCount
from thuocdo.chancery.models.deliveries import Delivery, DeliveryMove
from thuocdo.chancery.models.drafts import Draft, DraftComment, DraftMove, DraftSignature, DraftVersion, Template
from thuocdo.chancery.models.imports import ImportedRow, RegisterImport

__all__ = [
    "Book", "Delivery", "DeliveryMove", "Draft", "DraftComment", "DraftMove", "DraftSignature", "DraftVersion",
    "Entry", "ImportedRow", "NumberingTable", "RegisterImport", "SecretCount", "Template",
]  # fmt: skip
