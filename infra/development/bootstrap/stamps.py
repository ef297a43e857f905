"""Remembers what was done, keyed by a hash of what it was done from, so that a second run is quick."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *, also: str = "", root: Path) -> str:
    """Return a hash over names and contents of files, and over any further text that matters."""
    digest = hashlib.sha256(also.encode())
    for path in sorted(files):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Stamp:
    """A file that holds the fingerprint of the last success."""

    def __init__(self, path: Path) -> None:
        """Keep the path; nothing is read yet."""
        self._path = path

    def holds(self, value: str) -> bool:
        """Tell whether the work was last done from exactly these inputs."""
        try:
            return self._path.read_text(encoding="utf-8").strip() == value
        except FileNotFoundError:
            return False

    def exists(self) -> bool:
        """Tell whether the work was ever done here."""
        return self._path.exists()

    def set(self, value: str) -> None:
        """Remember a success."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(f"{value}\n", encoding="utf-8")
