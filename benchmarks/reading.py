"""`make bench-reading`: accuracy of the reader against hand-made labels, where the corpus stands beside the project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def main() -> int:
    scorer = SHARED / "tools" / "score_reading.py"
    if not scorer.exists():
        print("The labelled corpus is not beside the project (../shared): nothing to measure.")
        return 0
    reader = f"{Path(sys.executable).parent / 'thuocdo'} read"
    texts = ["--texts", str(SHARED / "corpus"), "--texts", str(SHARED / "seeds")]
    command = [sys.executable, str(scorer), "--gold", str(SHARED / "corpus/gold"), *texts, "--reader", reader]
    return subprocess.run([*command, *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
