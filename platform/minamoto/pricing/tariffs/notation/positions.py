"""Finds where things stand in a TOML text: path of keys and numbers to line and column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Path = tuple[str | int, ...]
Position = tuple[int, int]

_BARE_ENDS: Final = frozenset(",]}#\n")


class PositionFinder:
    """Walks a text that is known to be valid TOML and notes where each key and each value begins."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._places: dict[Path, int] = {(): 0}
        self._tables: dict[Path, int] = {}
        self._walk()

    def find(self, path: Path) -> Position:
        """Return line and column, from 1, of the value at a path, or of the nearest thing that holds it."""
        while path not in self._places:
            path = path[:-1]
        offset = self._places[path]
        line = self._text.count("\n", 0, offset) + 1
        return line, offset - (self._text.rfind("\n", 0, offset) + 1) + 1

    def _walk(self) -> None:
        prefix: Path = ()
        while self._skip_blank():
            if self._peek() == "[":
                prefix = self._header()
            else:
                self._pair(prefix)

    def _header(self) -> Path:
        start = self._at
        doubled = self._text.startswith("[[", self._at)
        self._at += 2 if doubled else 1
        keys = self._keys()
        self._at += 2 if doubled else 1
        path = self._inside(keys[:-1])
        path = (*path, keys[-1])
        if doubled:
            number = self._tables.get(path, -1) + 1
            self._tables[path] = number
            self._places.setdefault(path, start)
            path = (*path, number)
        elif path in self._tables:
            path = (*path, self._tables[path])
        self._places[path] = start
        return path

    def _inside(self, keys: list[str]) -> Path:
        """Return the path of keys, with the present number wherever one is an array of tables."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._tables:
                path = (*path, self._tables[path])
        return path

    def _pair(self, prefix: Path) -> None:
        start = self._at
        path = (*prefix, *self._keys())
        self._skip_spaces()
        self._at += 1  # =
        self._skip_spaces()
        for length in range(len(prefix) + 1, len(path) + 1):
            self._places.setdefault(path[:length], start)
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip_spaces()
            if self._peek() in {'"', "'"}:
                start = self._at + 1
                self._string()
                keys.append(self._text[start : self._at - 1])
            else:
                start = self._at
                while self._peek() not in set(" \t.=]"):
                    self._at += 1
                keys.append(self._text[start : self._at])
            self._skip_spaces()
            if self._peek() != ".":
                return keys
            self._at += 1

    def _value(self, path: Path) -> None:
        self._places[path] = self._at
        first = self._peek()
        if first in {'"', "'"}:
            self._string()
        elif first == "[":
            self._at += 1
            number = 0
            while self._skip_separators() and self._peek() != "]":
                self._value((*path, number))
                number += 1
            self._at += 1
        elif first == "{":
            self._at += 1
            while self._skip_separators() and self._peek() != "}":
                self._pair(path)
            self._at += 1
        else:
            while self._peek() not in _BARE_ENDS and self._peek():
                self._at += 1

    def _string(self) -> None:
        quote = self._peek()
        fence = quote * 3 if self._text.startswith(quote * 3, self._at) else quote
        self._at += len(fence)
        while not self._text.startswith(fence, self._at):
            self._at += 2 if quote == '"' and self._peek() == "\\" else 1
        self._at += len(fence)
        while len(fence) > 1 and self._peek() == quote:  # up to two quotes may stand before the closing fence
            self._at += 1

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_spaces(self) -> None:
        while self._peek() in {" ", "\t"}:
            self._at += 1

    def _skip_blank(self) -> bool:
        """Skip blanks, line ends and comments; tell whether anything is left."""
        return self._skip(" \t\n")

    def _skip_separators(self) -> bool:
        return self._skip(" \t\n,")

    def _skip(self, what: str) -> bool:
        while self._at < len(self._text):
            here = self._peek()
            if here == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            elif here in what:
                self._at += 1
            else:
                return True
        return False


def aliased(path: Path, aliases: Mapping[Path, Path]) -> Path:
    """Return the path with its longest known beginning replaced by where that is really written."""
    for length in range(len(path), 0, -1):
        if path[:length] in aliases:
            return (*aliases[path[:length]], *path[length:])
    return path
