"""Tables of the chancery: books and numbers, imports of registers, drafts, deliveries."""

from thuocdo.chancery.models.books import Book, Entry, NumberingTable, SecretCount
from thuocdo.chancery.models.deliveries import Delivery, DeliveryMove
from thuocdo.chancery.models.drafts import Draft, DraftComment, DraftMove, DraftSignature, DraftVersion, Template
from thuocdo.chancery.models.imports import ImportedRow, RegisterImport
from thuocdo.chancery.models.messages import AxisMessage

__all__ = [
    "AxisMessage", "Book", "Delivery", "DeliveryMove", "Draft", "DraftComment", "DraftMove", "DraftSignature",
    "DraftVersion", "Entry", "ImportedRow", "NumberingTable", "RegisterImport", "SecretCount", "Template",
]  # fmt: skip
