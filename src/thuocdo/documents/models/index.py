"""The index in which papers are searched and listed: words, who may see, and what lists are filtered and ordered by."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from thuocdo.documents.models.papers import Document

ANYWHERE = "*"


class DocumentIndex(models.Model):
    """What is found of one paper (chỉ mục tìm kiếm). `words` is made by the program (`rules.index_words`); everything
    else is kept by the database itself whenever the paper or its holders change (migration 0005).

    `scope` holds short keys: `u12` a unit that received, issued or holds the paper, `p…` the province of its book, `c…`
    the same once confirmed, `r…` every province it is known in, `t:`, `s:`, `y:` its kind, state and year. `region` is
    the one province it is known in, or `*`. `day` is the printed day (the first of a printed month or year), else the
    day of receipt. `stale` tells that the words are older than the paper.
    """

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="index")
    words = SearchVectorField()
    scope = ArrayField(models.TextField(), default=list)
    region = models.TextField(default=ANYWHERE)
    day = models.DateField()
    received_at = models.DateTimeField()
    number_key = models.TextField(blank=True)
    issuer_name = models.TextField(blank=True)
    doc_type = models.TextField(blank=True)
    year = models.TextField(blank=True)
    stale = models.BooleanField(default=True)

    class Meta:
        indexes = [
            # Words and scope in one index, so that one look answers both. New entries are gathered for some ten papers
            # (one megabyte, which a search reads through in a moment) and written together: papers share most words.
            GinIndex(
                fields=["words", "scope"], name="papers_by_words_and_scope", fastupdate=True,
                gin_pending_list_limit=1024,
            ),
            models.Index(fields=["region", "day", "document"], name="papers_by_day"),
            models.Index(fields=["region", "received_at", "document"], name="papers_by_receipt"),
            models.Index(fields=["region", "number_key", "document"], name="papers_by_number"),
            models.Index(fields=["region", "issuer_name", "document"], name="papers_by_issuer"),
            models.Index(fields=["doc_type"], name="kinds_of_papers"),
            models.Index(fields=["year"], name="years_of_papers"),
            models.Index(fields=["document"], name="papers_to_index", condition=models.Q(stale=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.document_id} {self.day}"
