"""A paper reads the same however its lines are broken and its tables are drawn."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.tests import papers, variants

FRAME = ("document_type", "issuer", "number_symbol", "place", "subject", "recipients", "archive", "signer")


def said(text: str) -> dict[str, Any]:
    """What a paper says, without the signs that printing puts around it."""
    reading = read_text(text)
    plain = str.maketrans({"–": "-", "“": '"', "”": '"', "\u00a0": " "})
    return {
        "frame": {name: str(reading.metadata[name]).translate(plain) for name in FRAME},
        "date": reading.metadata["date"]["value"],
        "role": reading.metadata["signing_role"],
        "cited": [(cited.number, cited.date, cited.issuer, cited.role) for cited in reading.citations],
        "targets": [(target.text, target.comparator, target.value, target.unit) for target in reading.targets],
        "tasks": [
            (
                task.text.translate(plain),
                list(task.lead_agencies),
                list(task.coordinating_agencies),
                [(limit["kind"], limit.get("value"), limit.get("op")) for limit in task.deadlines],
            )
            for task in reading.tasks
        ],
        "shortcomings": [thing.text for thing in reading.shortcomings],
    }


def test_the_invented_papers_say_enough_to_compare() -> None:
    plan, directive = said(papers.PLAN), said(papers.DIRECTIVE)
    assert (len(plan["tasks"]), len(plan["targets"]), len(plan["cited"])) == (8, 3, 2)
    assert (len(directive["tasks"]), len(directive["shortcomings"]), len(directive["cited"])) == (5, 3, 1)


@pytest.mark.parametrize(
    ("paper", "variant"),
    list(itertools.product(papers.ALL, variants.ALL)),
    ids=lambda name: name.replace(" ", "-"),
)
def test_a_paper_reads_the_same_in_every_variant(paper: str, variant: str) -> None:
    text = papers.ALL[paper]
    assert said(variants.ALL[variant](text)) == said(text)


@pytest.mark.parametrize("paper", papers.ALL)
def test_every_variant_changes_a_paper(paper: str) -> None:
    text = papers.ALL[paper]
    same = {name for name, change in variants.ALL.items() if change(text) == text}
    assert same <= {"straight quotes", "page numbers", "tables in rows", "tables with tabs", "tables drawn"}
