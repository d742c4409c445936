"""The words of papers in the search index, written in the transaction that changes the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import connection

from thuocdo.documents.models import Document, DocumentIndex, Item
from thuocdo.documents.packs.spellings import speller
from thuocdo.documents.rules.index_words import IndexWords
from thuocdo.documents.rules.life import STANDING

BATCH = 200
# Above this many letters the words wait for the job: a person who decides about one item should not.
SHORT = 100_000
SEARCHED_ITEMS = (Item.Kind.TASK, Item.Kind.TARGET, Item.Kind.SHORTCOMING)
WRITE = "UPDATE documents_documentindex SET words = %s::tsvector, stale = false WHERE document_id = %s"


def index_paper(document: Document, items: Iterable[Item] | None = None) -> None:
    """Make the words of one paper anew; `items` are all of it where the caller has them in hand."""
    if items is None:
        index_papers([document])
        return
    searched = [(item.kind, item.data) for item in items if item.kind in SEARCHED_ITEMS and item.state in STANDING]
    _write([(_words(document, searched), document.pk)])


def index_items(document: Document) -> None:
    """The items of a paper have changed: make its words anew, of a long paper a little later."""
    if len(document.text) <= SHORT:
        index_paper(document)
    else:
        DocumentIndex.objects.filter(document=document).update(stale=True)


def index_papers(documents: Sequence[Document]) -> None:
    """Make the words of papers anew; their columns are taken as loaded, their items are read in one statement."""
    if not documents:
        return
    items: dict[int, list[tuple[str, dict[str, object]]]] = {document.pk: [] for document in documents}
    found = Item.objects.filter(document__in=list(items), kind__in=SEARCHED_ITEMS, state__in=STANDING).order_by()
    for key, kind, data in found.values_list("document_id", "kind", "data"):
        items[key].append((kind, data))
    _write([(_words(document, items[document.pk]), document.pk) for document in documents])


def _write(rows: Sequence[tuple[str, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, rows)


def _words(document: Document, items: Iterable[tuple[str, dict[str, object]]]) -> str:
    """What a paper is found by: number, head, text, and once more, by their kind, what its items say."""
    words = IndexWords(speller())
    words.own_number(document.number_symbol)
    words.add(document.number_symbol)
    words.add(document.subject, "subject")
    words.add(document.issuer_name, "issuer")
    words.add(document.signer_name, "signer")
    words.add(document.doc_type)
    words.add(document.file_name)
    words.add(" ".join(one for one in (*document.addressees, *document.recipients) if isinstance(one, str)))
    words.add(document.text)
    for kind, data in items:
        words.only(str(data.get("text") or data.get("title") or ""), kind)
    return words.text()


def index_stale(*, everything: bool = False, step: Callable[..., None] = lambda count=1: None) -> int:
    """Index papers whose words are older than they are, or all of them, a batch a transaction; returns how many."""
    rows = DocumentIndex.objects.order_by("document_id")
    rows = rows if everything else rows.filter(stale=True)
    last, done = 0, 0
    while keys := list(rows.filter(document_id__gt=last).values_list("document_id", flat=True)[:BATCH]):
        index_papers(list(Document.objects.filter(pk__in=keys).defer("reading", "pages")))
        last, done = keys[-1], done + len(keys)
        step(len(keys))
    return done
