"""Levy (再生可能エネルギー発電促進賦課金): the nation's rate times all usage, cut to whole yen.

Source of the cut: 再エネ特措法施行規則 and every retailer's terms (賦課金は円未満切り捨て).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from minamoto.kernel.rounding import YEN_FLOOR, Rounding
from minamoto.pricing.rating.terms import Names, Problem

from .base import Priced, all_channels
from .indexed import Indexed


@dataclass(frozen=True, slots=True)
class Levy:
    """A dated rate times the usage; its line is cut to whole yen unless the charge says otherwise."""

    kind: ClassVar[str] = "levy"
    line_rounding: ClassVar[Rounding | None] = YEN_FLOOR

    index: str
    usage: tuple[str, ...] = ()

    def _as_indexed(self) -> Indexed:
        return Indexed(index=self.index, usage=self.usage)

    def problems(self, names: Names) -> Iterator[Problem]:
        """Yield undeclared channels."""
        yield from self._as_indexed().problems(names)

    def index_codes(self) -> tuple[str, ...]:
        """Return the index."""
        return (self.index,)

    def refers_to(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def channels(self, names: Names) -> tuple[str, ...]:
        """Return the channels priced."""
        return all_channels(self.usage, names)

    def compiled(self, code: str, names: Names) -> Priced:
        """Return the rule ready to price columns."""
        return self._as_indexed().compiled(code, names)
