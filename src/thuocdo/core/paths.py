"""Where the project's own files lie."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKS = Path(os.environ.get("THUOCDO_PACKS", ROOT / "packs"))
EXAMPLES = ROOT / "examples"
