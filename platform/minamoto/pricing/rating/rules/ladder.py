"""Ladders of usage (…まで, …をこえ), shared by tiers and brackets. ``up_to`` belongs to its rung."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from minamoto.pricing.rating.exact import ZERO, Bools, Ints, Scaled, add, constants, multiply, pick, subtract
from minamoto.pricing.rating.terms import Problem

from .base import Share


def ladder_problems(key: str, rungs: list[tuple[Decimal | None, Decimal | None]]) -> Iterator[Problem]:
    """Yield what is wrong with (over, up_to) pairs: gaps, overlaps, unreachable rungs, no open last rung."""
    if not rungs:
        yield Problem(
            (key,), "段階が1つもありません。1つ以上書いてください。", "There is no row: add at least one."
        )
        return
    reached: Decimal | None = Decimal(0)
    for number, (over, up_to) in enumerate(rungs):
        if reached is None:
            yield Problem(
                (key, number),
                "上限のない段階の後にあり、使われません。前の段階に up_to を付けるか、削除してください。",
                "Unreachable: the row before it has no end. Give that one 'up_to' or remove this one.",
            )
            continue
        yield from _joint_problems(key, number, over, reached)
        if up_to is not None and up_to <= reached:
            yield Problem(
                (key, number, "up_to"),
                f"up_to({up_to})が前の段階の上限({reached})以下のため、この段階は使われません。",
                f"Unreachable: up_to {up_to} is not above {reached}, where the row before it ends.",
            )
        reached = up_to
    if reached is not None:
        yield Problem(
            (key, len(rungs) - 1),
            f"{reached}を超える使用量の料金がありません。最後の段階から up_to を外してください。",
            f"Gap: usage over {reached} has no price. Leave 'up_to' out of the last row.",
        )


def _joint_problems(key: str, number: int, over: Decimal | None, reached: Decimal) -> Iterator[Problem]:
    if over is not None and over > reached:
        yield Problem(
            (key, number, "over"),
            f"{reached}を超え{over}以下の料金がありません。over を {reached} にしてください。",
            f"Gap: usage over {reached} up to {over} has no price. Set over to {reached}.",
        )
    if over is not None and over < reached:
        yield Problem(
            (key, number, "over"),
            f"{over}を超え{reached}以下の料金が重なっています。over を {reached} にしてください。",
            f"Overlap: usage over {over} up to {reached} has two prices. Set over to {reached}.",
        )


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung across all cases: where it ends, and the cases in which it has no end."""

    end: Scaled
    open_ended: Bools

    def open_rows(self, case: Ints | None) -> Bools:
        """Return where the rung has no end: shape ``()`` when that is so in all rows or in none."""
        if case is None or bool(self.open_ended.all()) or not bool(self.open_ended.any()):
            return np.asarray(self.open_ended[0])
        return np.asarray(self.open_ended.take(case))


@dataclass(frozen=True, slots=True)
class End:
    """Where a rung ends in each row. ``open_rows`` has shape ``()`` when all rows agree."""

    at: Scaled
    open_rows: Bools


def compile_ladder(ends: list[tuple[Decimal | None, ...]]) -> tuple[Rung, ...]:
    """Return the rungs of several cases side by side; a case with fewer rungs stays open from its last."""
    rungs = []
    for place in range(max(map(len, ends))):
        here = [case[place] if place < len(case) else None for case in ends]
        rungs.append(
            Rung(
                end=constants([Decimal(0) if end is None else end for end in here]),
                open_ended=np.array([end is None for end in here], dtype=np.bool_),
            )
        )
    return tuple(rungs)


def by_rung(prices: list[list[Decimal]]) -> tuple[Scaled, ...]:
    """Return, per rung, the table of prices by case; 0 where a case has no such rung."""
    longest = max(map(len, prices))
    return tuple(
        constants([case[place] if place < len(case) else Decimal(0) for case in prices])
        for place in range(longest)
    )


def ends_of(
    ladder: tuple[Rung, ...], case: Ints | None, share: Share | None, households: Scaled | None
) -> list[End]:
    """Return where each rung ends per row, prorated, then widened by the number of households.

    Proration scales the widths between ends or the ends themselves, as the tariff says: 15/105/180 kWh over
    half a month become 8/53/90 by widths (ENEOS, 日割り計算の方法).
    """
    ends: list[End] = []
    full_before, before = ZERO, ZERO
    for rung in ladder:
        open_rows = rung.open_rows(case)
        full = pick(rung.end, case)
        end = full
        if share is not None and share.scale_tiers and not (open_rows.ndim == 0 and open_rows):
            if share.scale_widths:
                end = add(before, share.of_quantity(subtract(full, full_before, "tier"), "tier"), "tier")
            else:
                end = share.of_quantity(full, "tier")
        full_before, before = full, end
        ends.append(End(end if households is None else multiply(end, households, "tier"), open_rows))
    return ends
