"""Where things are: what every fence reads."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = {"platform": "minamoto", "tenants": "minamoto_tenants", "adapters": "minamoto_adapters"}
FLOORS_WITH_ROOMS = ("faces", "insight", "service", "money", "supply", "pricing", "foundation")
_UNKEPT = {".git", ".venv", ".minamoto", "node_modules", "dist", "__pycache__"}


def python_files() -> Iterator[Path]:
    """Every Python file of the product, tests and tools left out."""
    for folder in SOURCE_ROOTS:
        yield from sorted((ROOT / folder).rglob("*.py"))


def rooms() -> Iterator[Path]:
    """The folder of every room of the core that has begun, and of every adapter."""
    for floor in FLOORS_WITH_ROOMS:
        yield from _packages(ROOT / "platform/minamoto" / floor)
    yield from _packages(ROOT / "adapters/minamoto_adapters")


def _packages(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (each for each in sorted(folder.iterdir()) if each.is_dir() and any(each.glob("*.py")))


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file that the repository keeps or would keep; without git, all but what is built."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        found = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not _UNKEPT & set(path.relative_to(ROOT).parts)]
    return tuple(path for path in found if path.is_file())
