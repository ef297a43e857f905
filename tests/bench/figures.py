"""What is measured: a rate beside the rate of its baseline, or memory at two sizes; and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

_PLENTY = 100


@dataclass(frozen=True)
class Figure:
    """A measured value, what it is compared with, and the baseline's value in the same unit."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    note: str = ""

    @property
    def ratio(self) -> float:
        """The value over the baseline's."""
        return self.value / self.baseline_value if self.baseline_value else float("nan")


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    points: int
    days_of_points: int
    confirmed_points: int
    contracts: tuple[int, ...]
    documents: int
    seconds: int
    connections: int


USUAL = Sizes(
    points=20_000,
    days_of_points=2,
    confirmed_points=2_000,
    contracts=(10_000, 100_000),
    documents=60,
    seconds=10,
    connections=32,
)
QUICK = Sizes(
    points=2_000,
    days_of_points=1,
    confirmed_points=200,
    contracts=(2_000, 10_000),
    documents=10,
    seconds=3,
    connections=16,
)


def number(value: float) -> str:
    """Write a value with as many digits as it is worth."""
    return f"{value:,.0f}" if abs(value) >= _PLENTY else f"{value:,.1f}"


def print_conditions(console: Console, found: Mapping[str, str]) -> None:
    """Print what the figures were measured under."""
    table = Table(title="Measured under", title_justify="left", show_header=False, box=None)
    for name, value in found.items():
        table.add_row(name, value)
    console.print(table)


def print_figures(console: Console, figures: Iterable[Figure]) -> None:
    """Print each figure beside its baseline."""
    table = Table(title="Figures", title_justify="left")
    for heading in ("figure", "measured", "baseline of the same run", "baseline", "ratio", "of what"):
        table.add_column(heading, justify="right" if heading in {"measured", "baseline", "ratio"} else "left")
    for each in figures:
        table.add_row(
            each.name,
            f"{number(each.value)} {each.unit}",
            each.baseline,
            f"{number(each.baseline_value)} {each.unit}",
            f"{each.ratio:.3f}" if each.ratio < 1 else f"{each.ratio:.2f}",
            each.note,
        )
    console.print(table)
