"""What the linter cannot say about a file; each rule takes text and returns what is wrong, line by line."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

LONGEST_FILE = 500
LONGEST_FUNCTION = 70
EXACT_PLACES = ("minamoto/kernel/", "minamoto/pricing/", "minamoto/money/")
EDGE_PLACES = ("minamoto/web/", "minamoto/worker/", "minamoto/cli/", "minamoto_tenants/demo/")
LOOP_PLACES = ("minamoto/foundation/jobs/",)  # loops of a process: they are given a clock and may read it
EDGE_FILES = {"controllers", "actors", "commands"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
_CLOCKS = {"now", "today", "utcnow", "time", "time_ns"}
_MACHINE_CLOCKS = {"datetime", "date", "time", "SystemClock"}
_GIVEN_CLOCKS = {"clock", "_clock"}
_LATER = re.compile(rf"\b({'TO'}{'DO'}|{'FIX'}{'ME'})\b")


def overlong(text: str) -> list[str]:
    """Files and functions nobody reads to the end; a class made in a function counts by its methods."""
    count = len(text.splitlines())
    found = [f"the file has {count} lines, at most {LONGEST_FILE}"] if count > LONGEST_FILE else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = _span(node) - sum(_span(each) for each in node.body if isinstance(each, ast.ClassDef))
            if lines > LONGEST_FUNCTION:
                found.append(f"{node.lineno}: {node.name} has {lines} lines, at most {LONGEST_FUNCTION}")
    return found


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def floats(text: str, place: str) -> list[str]:
    """Binary fractions where money is reckoned: literals, the type, and numpy's kinds of it."""
    if not any(each in place for each in EXACT_PLACES):
        return []
    return [
        f"{node.lineno}: a float in a path of money"
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr in {"float16", "float32", "float64", "double"})
    ]


def clocks(text: str, place: str) -> list[str]:
    """Calls that ask the time below the edges."""
    if _is_edge(place):
        return []
    given = set() if any(each in place for each in LOOP_PLACES) else _GIVEN_CLOCKS
    return [
        f"{node.lineno}: asks the time; take it as an argument"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and _asks_the_time(node.func, _MACHINE_CLOCKS | given)
    ]


def _is_edge(place: str) -> bool:
    parts = {part.removesuffix(".py") for part in PurePosixPath(place).parts}
    return (
        place.endswith("minamoto/kernel/moments.py")
        or any(each in place for each in EDGE_PLACES)
        or bool(parts & EDGE_FILES)
    )


def _asks_the_time(called: ast.expr, clocks_known: set[str]) -> bool:
    if isinstance(called, ast.Name):
        return called.id == "today"
    if not isinstance(called, ast.Attribute) or called.attr not in _CLOCKS:
        return False
    owner = called.value.func if isinstance(called.value, ast.Call) else called.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name in clocks_known or (name == "moments" and called.attr == "today")


def vague_name(place: str) -> list[str]:
    """A module that says nothing about what it holds."""
    parts = {part.partition(".")[0] for part in PurePosixPath(place).parts}
    return [f"{name} says nothing; name what it holds" for name in sorted(parts & VAGUE_NAMES)]


def postponed(text: str) -> list[str]:
    """Work that was left lying in a comment."""
    return [
        f"{number}: {match[0]} belongs in the tracker"
        for number, line in enumerate(text.splitlines(), 1)
        if (match := _LATER.search(line))
    ]
