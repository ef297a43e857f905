"""What is wrong with a document: every mistake with its place and its mend."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from minamoto.kernel.errors import InvalidInput

from .positions import Path, PositionFinder, aliased


@dataclass(frozen=True, slots=True)
class Issue:
    """One mistake: file, line and column from 1, the path of keys, and the mend in both languages."""

    file: str
    line: int
    column: int
    path: str
    ja: str
    en: str

    def __str__(self) -> str:
        """Write as compilers do, in Japanese."""
        return f"{self.file}:{self.line}:{self.column}: {self.path}: {self.ja}"


class InvalidTariffText(InvalidInput):
    """A tariff or index document with mistakes; ``issues`` holds them all, in the order of the text."""

    code = "invalid-tariff-text"
    ja = "{file}に{count}件の誤りがあります。{first_ja}"
    en = "{file} has {count} mistake(s). First: {first_en}"

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        """Keep every issue; the message names the first."""
        self.issues = issues
        first = issues[0]
        place = f"{first.line}:{first.column}"
        super().__init__(
            file=first.file,
            count=len(issues),
            first_ja=f"{place}: {first.ja}",
            first_en=f"{place}: {first.en}",
        )


@dataclass(frozen=True, slots=True)
class BinaryFloat:
    """A number written without quotes but with a decimal point, kept as text to name it in the mend."""

    text: str


class Document:
    """A parsed TOML text that collects issues as it is read."""

    def __init__(self, text: str, source_name: str) -> None:
        """Parse the text.

        :raises InvalidTariffText: when it is not TOML at all.
        """
        self.file = source_name
        self._issues: list[Issue] = []
        self.aliases: dict[Path, Path] = {}
        try:
            self.root: dict[str, Any] = tomllib.loads(text, parse_float=BinaryFloat)
        except tomllib.TOMLDecodeError as error:
            raise InvalidTariffText((_syntax_issue(error, text, source_name),)) from error
        self._positions = PositionFinder(text)

    def report(self, path: Path, ja: str, en: str) -> None:
        """Note a mistake at a path."""
        real = aliased(path, self.aliases)
        line, column = self._positions.find(real)
        self._issues.append(Issue(self.file, line, column, _written(real), ja, en))

    def found_any(self) -> bool:
        """Tell whether any mistake was noted so far."""
        return bool(self._issues)

    def refuse_if_wrong(self) -> None:
        """Stop when any mistake was noted.

        :raises InvalidTariffText: with all of them, in the order of the text.
        """
        if self._issues:
            unique = dict.fromkeys(self._issues)
            raise InvalidTariffText(tuple(sorted(unique, key=lambda issue: (issue.line, issue.column))))


def _written(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "(全体)"


def _syntax_issue(error: tomllib.TOMLDecodeError, text: str, source_name: str) -> Issue:
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    line, column = (
        (int(place[1]), int(place[2]))
        if place
        else (text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)
    )
    reason = str(error).split(" (at ", maxsplit=1)[0]
    return Issue(
        source_name, line, column, "(TOML)", f"TOMLの文法に誤りがあります: {reason}", f"Not TOML: {reason}."
    )
