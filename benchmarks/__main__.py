"""`python -m benchmarks [--name NAME]`: run all measured claims or one."""

from __future__ import annotations

import argparse
import importlib
import sys

from benchmarks import measure

NAMES = [
    "reading_speed",
    "signing",
    "long_pdf",
    "composing",
    "packs",
    "directory",
    "pages",
    "work_size",
    "audit",
    "rights",
    "urging",
    "search",
    "register_import",
    "start",
    "backup",
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", choices=NAMES)
    chosen = parser.parse_args().name
    names = [chosen] if chosen else NAMES
    results = [result for name in names for result in importlib.import_module(f"benchmarks.{name}").run()]
    return 0 if measure.report(results) else 1


if __name__ == "__main__":
    sys.exit(main())
