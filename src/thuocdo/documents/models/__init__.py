"""Tables of official papers: the papers, what was read in them, what people decided, who cites whom."""

from thuocdo.documents.models.index import DocumentIndex
from thuocdo.documents.models.items import VERB_WORDS, Citation, Item, ItemChange
from thuocdo.documents.models.papers import Arrival, ArrivedPaper, Document, EarlierReading
from thuocdo.documents.models.relations import Holder, Relation
from thuocdo.documents.models.signatures import SignatureCheck, TrustTable
from thuocdo.documents.models.twins import Sketch, Twin

__all__ = [
    "VERB_WORDS", "Arrival", "ArrivedPaper", "Citation", "Document", "DocumentIndex",
    "EarlierReading", "Holder", "Item", "ItemChange",
    "Relation", "SignatureCheck", "Sketch", "TrustTable", "Twin",
]  # fmt: skip
