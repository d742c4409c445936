"""`make bench-reading`: accuracy of the reader against hand-made labels, where the corpus stands beside the project.

Three sets are scored, each by itself and all pooled: the labels that come with the corpus, those of
`benchmarks/reading_labels` for texts of the corpus, and those for the texts of `benchmarks/reading_texts`. Rules have
been written with all three in view, so none of them says how the reader does on a new paper. A label file is named
after its text plus ".json"; a label whose text is not there is told and left out. `--misses` prints, document by
document and field by field, what was missed and what was a false alarm.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "tools" / "score_reading.py"
NEW_TEXTS = ROOT / "benchmarks" / "reading_texts"
TEXTS = (SHARED / "corpus", SHARED / "seeds", NEW_TEXTS)
LABELS = {"corpus": SHARED / "corpus" / "gold", "project": ROOT / "benchmarks" / "reading_labels"}
SETS = {
    "corpus": "labels of the corpus",
    "project": "labels of the project",
    "new": "labels of the project on added texts",
}
# What has to be reached on documents never seen; the fields of tasks have one figure each.
GOALS = {
    "metadata": 0.95,
    "citations": 0.95,
    "targets": 0.85,
    "tasks": 0.85,
    "deadlines": 0.85,
    "agencies": 0.85,
    "shortcomings": 0.80,
}


@dataclass(frozen=True)
class Labelled:
    """One labelled text: the set it belongs to (SETS), the text's path, the label."""

    labels: str
    text: Path
    gold: dict[str, Any]


def load_scorer() -> ModuleType:
    """The scorer of the corpus as a module."""
    spec = importlib.util.spec_from_file_location("score_reading", SCORER)
    if spec is None or spec.loader is None:
        raise SystemExit(f"The scorer cannot be loaded: {SCORER}")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score_reading"] = module
    spec.loader.exec_module(module)
    return module


def labelled_texts(wanted: str = "") -> list[Labelled]:
    """Every label with its text; a text that is not there is told and left out."""
    found = []
    for labels, folder in LABELS.items():
        for path in sorted(folder.glob("*.json")):
            if wanted not in path.stem:
                continue
            text = next((place / path.stem for place in TEXTS if (place / path.stem).is_file()), None)
            if text is None:
                print(f"no text for {path.name}: left out")
                continue
            kind = "new" if text.parent == NEW_TEXTS else labels
            found.append(Labelled(kind, text, json.loads(path.read_text(encoding="utf-8"))))
    return found


def read_and_score(score: ModuleType, documents: list[Labelled]) -> list[tuple[str, Any]]:
    """The set and the scored result of each document."""
    from thuocdo.documents import reading

    results = []
    for document in documents:
        start = time.perf_counter()
        read = json.loads(json.dumps(reading.read_path(document.text).to_json()))
        outcome = score.Reading(read, seconds=time.perf_counter() - start)
        results.append((document.labels, score.score_reading(document.text.name, document.gold, outcome)))
    return results


def figures(report: dict[str, Any]) -> dict[str, float | None]:
    """The figures of the goals out of a scorer's report, pooled over its documents."""
    found: dict[str, float | None] = dict(report["score"])
    measures = report["measures"]
    found["deadlines"] = measures.get("tasks.deadlines", {}).get("f1")
    bodies = [
        measures[f"tasks.{name}"] for name in ("lead_agencies", "coordinating_agencies") if f"tasks.{name}" in measures
    ]
    hit = sum(body["hit"] for body in bodies)
    errors = sum(body["missed"] + body["false_alarms"] for body in bodies)
    found["agencies"] = 2 * hit / (2 * hit + errors) if hit or errors else None
    return found


def print_misses(report: dict[str, Any]) -> None:
    """What was missed and what was a false alarm, by document and field."""
    for document in report["documents"]:
        if document["errors"] or document["failure"]:
            print(f"\n{document['file']} {document['failure'] or ''}".rstrip())
        for remark in document["errors"]:
            print(f"  {remark}")


def print_pooled(name: str, report: dict[str, Any]) -> None:
    """The pooled figures of a set beside the goals."""
    pooled = figures(report)
    cells = " ".join(f"{goal} {'n/a' if pooled[goal] is None else f'{pooled[goal]:.3f}'}" for goal in GOALS)
    print(f"POOLED {name} ({len(report['documents'])} documents): {cells}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print every miss and false alarm")
    parser.add_argument("--measures", action="store_true", help="print the figure of each field")
    parser.add_argument("--only", default="", help="only documents whose name holds this")
    arguments = parser.parse_args()
    if not SCORER.exists():
        print("The labelled corpus is not beside the project (../shared): nothing to measure.")
        return 0
    score = load_scorer()
    results = read_and_score(score, labelled_texts(arguments.only))
    if not results:
        print("No labelled text to measure.")
        return 0
    whole = score.build_report([result for _, result in results])
    if arguments.misses:
        print_misses(whole)
        print()
    score.print_documents(whole)
    if arguments.measures:
        score.print_measures(whole)
    print("\nGOALS " + " ".join(f"{name} {goal:.2f}" for name, goal in GOALS.items()))
    for name, words in SETS.items():
        part = [result for labels, result in results if labels == name]
        if part:
            print_pooled(words, score.build_report(part))
    print_pooled("all labels", whole)
    return 0


if __name__ == "__main__":
    sys.exit(main())
