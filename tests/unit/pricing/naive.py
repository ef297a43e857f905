"""A tariff document priced the slow way, one bill at a time, in fractions.

Written from docs/tariff-format.md alone, sharing no code with the product: the TOML is plain data here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Doc = dict[str, Any]


@dataclass
class Bill:
    """What one bill is rated from."""

    usage: dict[str, Fraction]
    attributes: dict[str, Any] = field(default_factory=dict)
    indexes: dict[str, Fraction] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    days: int | None = None
    period_days: int | None = None
    calendar_days: int | None = None
    moving: bool = False
    months: int | None = None
    households: int | None = None


ROUNDINGS = {
    "yen_floor": ("floor", "1"),
    "yen_truncate": ("truncate", "1"),
    "yen_half_up": ("half_up", "1"),
    "yen_ceiling": ("ceiling", "1"),
    "ten_yen_floor": ("floor", "10"),
    "five_yen_floor": ("floor", "5"),
    "sen_floor": ("floor", "0.01"),
    "sen_truncate": ("truncate", "0.01"),
    "sen_half_up": ("half_up", "0.01"),
    "floor": ("floor", "1"),
    "half_up": ("half_up", "1"),
    "ceiling": ("ceiling", "1"),
    "truncate": ("truncate", "1"),
}


def settle(value: Fraction, name: Any) -> Fraction:
    if name is None:
        return value
    mode, unit_text = (name["mode"], name["unit"]) if isinstance(name, dict) else ROUNDINGS[name]
    unit = Fraction(unit_text)
    count = value / unit
    if mode == "floor":
        whole = math.floor(count)
    elif mode == "ceiling":
        whole = math.ceil(count)
    elif mode == "truncate":
        whole = math.trunc(count)
    else:
        whole = math.floor(abs(count) + Fraction(1, 2)) * (1 if count >= 0 else -1)
    return whole * unit


def total_and_tax(doc: Doc, bill: Bill) -> tuple[int, int]:
    """Yen to pay and the tax in it, over all rates."""
    rates = _Pricing(doc, bill).by_rate()
    return sum(total for total, _ in rates), sum(tax for _, tax in rates)


@dataclass(frozen=True)
class Share:
    """What one charge is reckoned from: some usage, by how many it is shared, the lines before it."""

    usage: dict[str, Fraction]
    count: int
    lines: dict[str, Fraction]


class _Pricing:
    def __init__(self, doc: Doc, bill: Bill) -> None:
        self.doc, self.bill = doc, bill
        self.tariff = doc["tariff"]
        self.numerator, self.denominator = self._days()
        self.treat_as: Doc = {}

    def _days(self) -> tuple[int, int]:
        rule, bill = self.doc.get("proration"), self.bill
        if rule is None or bill.days is None:
            return 1, 1
        of_days = {"period": bill.period_days, "calendar": bill.calendar_days}.get(
            rule["denominator"], rule["denominator"]
        )
        limits = rule.get("moving" if bill.moving else "regular", {})
        fires = {
            "partial": bill.days != of_days,
            "moving": bill.moving and bill.days != of_days,
            "difference": abs(bill.days - of_days) >= rule.get("difference", 1),
            "length": bill.days <= limits.get("at_most", -1) or bill.days >= limits.get("at_least", 10**9),
        }[rule["trigger"]]
        return (bill.days, of_days) if fires else (1, 1)

    def _fires(self) -> bool:
        return (self.numerator, self.denominator) != (1, 1)

    def prorate(self, amount: Fraction) -> Fraction:
        if not self._fires():
            return amount
        rule = self.doc["proration"]
        return settle(amount * self.numerator / self.denominator, rule.get("money_rounding", "sen_truncate"))

    def ends(self, rows: list[Doc]) -> list[Fraction | None]:
        """Where the tiers end on this bill."""
        rule = self.doc.get("proration", {})
        full = [Fraction(str(row["up_to"])) if "up_to" in row else None for row in rows]
        scaling = rule.get("tiers", "widths")
        if not self._fires() or scaling == "none":
            return full
        rounding = rule.get("tier_rounding", "half_up")
        share = Fraction(self.numerator, self.denominator)
        if scaling == "ends":
            return [None if end is None else settle(end * share, rounding) for end in full]
        scaled: list[Fraction | None] = []
        before_full = before = Fraction(0)
        for end in full:
            if end is None:
                scaled.append(None)
                continue
            before += settle((end - before_full) * share, rounding)
            before_full = end
            scaled.append(before)
        return scaled

    def holds(self, when: Doc) -> bool:
        for key, value in when.items():
            if isinstance(value, bool):
                if self.bill.flags.get(key, False) != value:
                    return False
                continue
            allowed = value if isinstance(value, list) else [value]
            if str(self.attribute(key)) not in {str(each) for each in allowed}:
                return False
        return True

    def attribute(self, key: str) -> Any:
        return self.treat_as.get(key, self.bill.attributes[key])

    def row(self, charge: Doc) -> Doc:
        """The case that holds, or the charge itself."""
        if "case" in charge:
            return next(case for case in charge["case"] if self.holds(case["when"]))
        return charge

    def price(self, charge: Doc, one: str, many: str) -> Fraction:
        if "by" in charge:
            return Fraction(str(charge[many][str(self.attribute(charge["by"]))]))
        return Fraction(str(self.row(charge)[one]))

    def channels(self, charge: Doc) -> list[str]:
        named = charge.get("usage", [channel["code"] for channel in self.doc["usage"]])
        return [named] if isinstance(named, str) else named

    def charge(self, charge: Doc, of: Share) -> Fraction:
        """One charge's line: the households that share widen tiers and multiply what is fixed."""
        rule = self.doc.get("households", {})
        several = (self.bill.households or 1) > 1 and charge.get("per", "month") == "month"
        self.treat_as = rule.get("treat_as", {}) if several else {}
        if not self.holds(charge.get("when", {})):
            return Fraction(0)
        amount: Fraction = getattr(self, "_" + charge["kind"])(charge, of)
        return settle(amount, charge.get("rounding", "yen_floor" if charge["kind"] == "levy" else None))

    def _fixed(self, charge: Doc, of: Share) -> Fraction:
        price = self.price(charge, "price", "prices")
        if not any(self.bill.usage.values()):
            price *= Fraction(str(charge.get("unused_factor", 1)))
        if "per_unit_of" in charge:
            price *= Fraction(str(self.attribute(charge["per_unit_of"])))
        price *= of.count
        return self.prorate(price) if charge.get("prorated", True) else price

    def _tiers(self, charge: Doc, of: Share) -> Fraction:
        quantity = sum((of.usage[code] for code in self.channels(charge)), Fraction(0))
        rows = self.row(charge)["tiers"]
        ends = (
            self.ends(rows)
            if charge.get("prorated", True)
            else [Fraction(str(row["up_to"])) if "up_to" in row else None for row in rows]
        )
        amount, below = Fraction(0), Fraction(0)
        for row, end in zip(rows, ends, strict=True):
            top = quantity if end is None else min(quantity, end * of.count)
            if top > below:
                amount += (top - below) * Fraction(str(row["price"]))
                below = top
        return amount

    def _brackets(self, charge: Doc, of: Share) -> Fraction:
        quantity = sum((of.usage[code] for code in self.channels(charge)), Fraction(0))
        judged = quantity / of.count
        if charge.get("select_by_full_period", False):
            judged = judged * self.denominator / self.numerator
        row = next(
            row
            for row in self.row(charge)["brackets"]
            if "up_to" not in row or judged <= Fraction(str(row["up_to"]))
        )
        return self.prorate(Fraction(str(row["basic"])) * of.count) + quantity * Fraction(str(row["price"]))

    def _time_of_use(self, charge: Doc, of: Share) -> Fraction:
        prices = self.row(charge)["prices"]
        return sum((of.usage[code] * Fraction(str(price)) for code, price in prices.items()), Fraction(0))

    def _indexed(self, charge: Doc, of: Share) -> Fraction:
        price = self.bill.indexes[charge["index"]]
        if "cap" in charge:
            price = min(price, Fraction(charge["cap"]))
        if charge.get("sign", "add") == "subtract":
            price = -price
        if charge.get("on", "usage") == "contract":
            return price * of.count
        quantity = sum((of.usage[code] for code in self.channels(charge)), Fraction(0))
        if "beyond" in charge:
            left_out = Fraction(str(charge["beyond"]))
            rule = self.doc.get("proration", {})
            if self._fires() and rule.get("tiers", "widths") != "none":
                left_out = settle(
                    left_out * self.numerator / self.denominator, rule.get("tier_rounding", "half_up")
                )
            quantity = max(quantity - left_out, Fraction(0))
        return price * quantity

    _levy = _indexed

    def _discount(self, charge: Doc, of: Share) -> Fraction:
        if "percent" in charge:
            return (
                -sum((of.lines[code] for code in charge["of"]), Fraction(0))
                * Fraction(charge["percent"])
                / 100
            )
        amount = -Fraction(str(charge["amount"])) * of.count
        return self.prorate(amount) if charge.get("prorated", False) else amount

    def _minimum(self, charge: Doc, of: Share) -> Fraction:
        least = self.price(charge, "amount", "amounts") * of.count
        least = self.prorate(least) if charge.get("prorated", True) else least
        return max(least - sum((of.lines[code] for code in charge["of"]), Fraction(0)), Fraction(0))

    def months(self) -> list[dict[str, Fraction]]:
        """The usage of each month: whole units shared evenly, the rest to the first or last months."""
        per_table = self.tariff.get("table_months", 1)
        parts = (self.bill.months or self.tariff.get("months_per_bill", per_table)) // per_table
        last = self.tariff.get("odd_unit", "either") == "second"
        shared: list[dict[str, Fraction]] = [{} for _ in range(parts)]
        for code, quantity in self.bill.usage.items():
            whole = math.floor(quantity)
            for number in range(parts):
                rank = parts - 1 - number if last else number
                shared[number][code] = Fraction(whole // parts + (1 if rank < whole % parts else 0))
            shared[-1 if last else 0][code] += quantity - whole
        return shared

    def homes(self, usage: dict[str, Fraction]) -> list[tuple[dict[str, Fraction], int, int]]:
        """Groups of households: usage priced at once, how many share it, how often it is charged."""
        rule, n = self.doc.get("households"), self.bill.households or 1
        if rule is None or n == 1:
            return [(usage, 1, 1)]
        if rule["method"] == "average":
            return [(usage, n, 1)]
        if rule["method"] == "spread":
            ((code, quantity),) = usage.items()
            each, more = divmod(math.floor(quantity), n)
            return [({code: Fraction(each)}, 1, n - more), ({code: Fraction(each + 1)}, 1, more)]
        return [({code: settle(each / n, rule["method"]) for code, each in usage.items()}, 1, n)]

    def by_rate(self) -> list[tuple[int, int]]:
        monthly: list[dict[Fraction, Fraction]] = []
        bill_lines: dict[str, Fraction] = {}
        for usage in self.months():
            month_lines = self.month(usage)
            monthly.append(self.summed(month_lines))
            for code, amount in month_lines.items():
                bill_lines[code] = bill_lines.get(code, Fraction(0)) + amount
        once: dict[str, Fraction] = {}
        for each in self.at("bill"):
            once[each["code"]] = self.charge(each, Share(self.bill.usage, 1, {**bill_lines, **once}))
        once_sums = self.summed(once)
        return [
            self._settled(rate, [sums[rate] for sums in monthly if rate in sums], once_sums.get(rate))
            for rate in sorted(self.summed({each["code"]: Fraction(0) for each in self.doc["charge"]}))
        ]

    def at(self, per: str) -> list[Doc]:
        return [each for each in self.doc["charge"] if each.get("per", "month") == per]

    def month(self, usage: dict[str, Fraction]) -> dict[str, Fraction]:
        """The lines of one month, by charge."""
        lines: dict[str, Fraction] = {}
        for home_usage, sharing, times in self.homes(usage):
            home: dict[str, Fraction] = {}
            for each in self.at("month"):
                home[each["code"]] = self.charge(each, Share(home_usage, sharing, home))
                lines[each["code"]] = lines.get(each["code"], Fraction(0)) + home[each["code"]] * times
        for each in self.at("building"):
            lines[each["code"]] = self.charge(each, Share(usage, 1, lines))
        return lines

    def summed(self, lines: dict[str, Fraction]) -> dict[Fraction, Fraction]:
        """Lines added up by tax rate."""
        sums: dict[Fraction, Fraction] = {}
        for each in self.doc["charge"]:
            if each["code"] in lines:
                rate = Fraction(str(each.get("tax_rate", self.doc["tax"]["rate"])))
                sums[rate] = sums.get(rate, Fraction(0)) + lines[each["code"]]
        return sums

    def _settled(self, rate: Fraction, months: list[Fraction], once: Fraction | None) -> tuple[int, int]:
        tax, rounding = self.doc["tax"], self.doc.get("rounding", {})
        pieces = [settle(amount, rounding.get("month")) for amount in months]
        pieces += [] if once is None else [once]
        if tax.get("place", "bill") == "bill":
            pieces = [sum(pieces, Fraction(0))]
        total_rounding, tax_rounding = rounding.get("total", "yen_floor"), rounding.get("tax", "yen_floor")
        total = separate = Fraction(0)
        for piece in pieces:
            if tax["mode"] == "on_top_twice":
                before = settle(piece, rounding.get("before_tax", "yen_floor"))
                made = settle(before * rate / 100, tax_rounding)
                total += before + made
                separate += made
            else:
                grown = piece * (100 + rate) / 100 if tax["mode"] == "on_top" else piece
                total += settle(grown, total_rounding)
        if tax["mode"] != "on_top_twice":
            separate = settle(total * rate / (100 + rate), tax_rounding)
        return int(total), int(separate)
