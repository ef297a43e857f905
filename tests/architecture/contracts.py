"""Runs import-linter over a tree with the contracts of `.importlinter`."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from architecture.house import ROOT

CONTRACTS = ROOT / ".importlinter"
_LIST_OPTIONS = ("containers", "source_modules", "modules", "ancestors")
_VERDICT = re.compile(r"^(?P<name>.+?) (?P<verdict>KEPT|BROKEN)$", re.MULTILINE)


def read_contracts(path: Path = CONTRACTS) -> configparser.ConfigParser:
    """Return the contracts as written."""
    parser = configparser.ConfigParser()
    parser.read_string(path.read_text("utf-8"))
    return parser


def contract_names() -> set[str]:
    """The names of all contracts, as the tool reports them."""
    parser = read_contracts()
    return {parser[section]["name"] for section in parser.sections() if "name" in parser[section]}


def verdicts(*, roots: Sequence[Path], scratch: Path) -> tuple[dict[str, str], str]:
    """Check the packages under the source roots; return the verdict of every contract, and the report.

    A floor that has not begun is left out: import-linter knows optional layers but no optional container.
    """
    parser = read_contracts()
    for section in parser.sections():
        for option in _LIST_OPTIONS:
            if option in parser[section]:
                named = parser[section][option].split()
                parser[section][option] = "\n" + "\n".join(each for each in named if _exists(each, roots))
        if not parser[section].get("containers", "some").strip():
            parser.remove_section(section)
    configuration = scratch / "importlinter.ini"
    with configuration.open("w", encoding="utf-8") as written:
        parser.write(written)
    finished = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", configuration, "--no-cache"],
        cwd=scratch,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, roots))},
        capture_output=True,
        text=True,
        check=False,
    )
    found = {match["name"]: match["verdict"] for match in _VERDICT.finditer(finished.stdout)}
    return found, finished.stdout + finished.stderr


def _exists(module: str, roots: Sequence[Path]) -> bool:
    if "*" in module:
        return True
    place = Path(*module.split("."))
    return any((root / place / "__init__.py").exists() or (root / f"{place}.py").exists() for root in roots)
