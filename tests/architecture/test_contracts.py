"""The import contracts: they hold, and each of them bites when it is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# contract -> (file that gets a forbidden import, the import)
VIOLATIONS = {
    "Rooms: calls go down, events go up": ("directory/rules/seeded.py", "import thuocdo.work"),
    "Inside a room": ("directory/rules/seeded.py", "import thuocdo.directory.models"),
    "Rules and the kernel stay pure": ("kernel/seeded.py", "import django.db"),
    "The reading workshop needs no framework": ("documents/reading/seeded.py", "import django"),
    "Doors of a room are opened by the deployment only": ("portal/seeded.py", "import thuocdo.work.web"),
    "File formats are known in the workshops only": ("core/seeded.py", "import docx"),
    "Client libraries for the network are known in integrations only": ("work/seeded.py", "import requests"),
}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{folder / 'src'}{os.pathsep}{folder}"}
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    ignore = shutil.ignore_patterns("__pycache__", "static", "*.csv")
    for part in ("src", "config"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold():
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_broken_contract_is_seen(copy: Path, contract: str):
    name, statement = VIOLATIONS[contract]
    seeded = copy / "src/thuocdo" / name
    seeded.write_text(statement + "\n")
    try:
        result = _lint(copy)
    finally:
        seeded.unlink()
    broken = [line for line in result.stdout.splitlines() if "BROKEN" in line]
    assert result.returncode != 0 and any(contract in line for line in broken), result.stdout + result.stderr
