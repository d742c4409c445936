"""Accuracy against hand-made labels; skipped where the labelled corpus does not stand beside the project."""

import importlib.util
import json
import sys
import time
from pathlib import Path

import pytest

from thuocdo.documents.reading import read_path, read_text
from thuocdo.documents.reading.source import restored
from thuocdo.documents.reading.tests import variants

SHARED = Path(__file__).resolve().parents[5].parent / "shared"
SCORER = SHARED / "tools" / "score_reading.py"
GOLDS = sorted((SHARED / "corpus" / "gold").glob("*.json")) if SCORER.exists() else []
TEXTS = sorted([*(SHARED / "corpus").glob("*.txt"), *(SHARED / "seeds").glob("*.txt")]) if SCORER.exists() else []
needs_corpus = pytest.mark.skipif(not GOLDS, reason="kho văn bản có nhãn không nằm cạnh dự án (../shared)")

FLOORS = {
    "metadata": 0.98,
    "citations": 0.97,
    "targets": 0.95,
    "tasks": 0.95,
    "task_fields": 0.93,
    "shortcomings": 0.95,
    "exact_tasks": 0.9,
}
PAGE = 3000


def scorer():
    spec = importlib.util.spec_from_file_location("score_reading", SCORER)
    module = importlib.util.module_from_spec(spec)
    sys.modules["score_reading"] = module
    spec.loader.exec_module(module)
    return module


@needs_corpus
def test_the_figures_on_the_labelled_documents_hold():
    score = scorer()
    results = []
    for path in GOLDS:
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = next(text for text in TEXTS if text.name == path.name.removesuffix(".json"))
        results.append(score.score_reading(text.name, gold, score.Reading(read_path(text).to_json())))
    figures = score.build_report(results)["score"]
    assert {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor} == {}


@needs_corpus
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_everything_found_in_a_real_document_leads_back_to_its_words(path):
    reading = read_path(path)
    for found in reading.found():
        assert found.edited or not found.spans or restored(reading.text, found.spans).split()
    for block in reading.structure.blocks:
        assert not block.whole or block.whole.edited or restored(reading.text, block.whole.spans()) == block.whole.text
    covered = sum(len(block.whole.text) for block in reading.structure.blocks if block.whole)
    assert covered > 0.8 * len(" ".join(reading.text.split()))


@needs_corpus
def test_a_page_takes_less_than_fifty_milliseconds():
    texts = [path.read_text(encoding="utf-8") for path in TEXTS]
    read_path(TEXTS[0])  # modules and patterns are made ready once
    start = time.process_time()
    for path in TEXTS:
        read_path(path)
    pages = sum(len(text) for text in texts) / PAGE
    assert (time.process_time() - start) / pages < 0.05


@needs_corpus
@pytest.mark.parametrize("variant", variants.ALL)
def test_the_figures_hold_however_lines_are_broken_and_tables_are_drawn(variant):
    score = scorer()
    results = []
    for path in GOLDS:
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = next(text for text in TEXTS if text.name == path.name.removesuffix(".json"))
        read = read_text(variants.ALL[variant](text.read_text(encoding="utf-8")), text.name)
        results.append(score.score_reading(text.name, gold, score.Reading(read.to_json())))
    figures = score.build_report(results)["score"]
    assert {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor} == {}
