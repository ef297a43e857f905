"""Random sound tariff documents and bills for them, and a writer that turns a document into TOML text."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from minamoto.pricing.rating.batch import BillUsage
from unit.pricing.naive import ROUNDINGS, Bill, Doc

AMPERES = [10, 20, 30]
CLASSES = ["一般用", "公衆浴場用"]


def toml(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return "{ " + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + " }"


def text_of(doc: Doc) -> str:
    """A document as TOML text."""
    lines = ["format = 1", "[tariff]", "valid_from = 2024-04-01"]
    lines += [f"{key} = {toml(value)}" for key, value in doc["tariff"].items()]
    for key in ("tax", "rounding", "households", "proration"):
        if key in doc:
            lines += [f"[{key}]", *(f"{inner} = {toml(value)}" for inner, value in doc[key].items())]
    for key in ("usage", "attribute", "flag", "charge"):
        for table in doc.get(key, []):
            lines += [f"[[{key}]]", *(f"{inner} = {toml(value)}" for inner, value in table.items())]
    return "\n".join(lines)


def prices(low: int = 0, high: int = 9_999) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda sen: str(Decimal(sen).scaleb(-2)))


@st.composite
def ladders(draw: st.DrawFn, basic: bool) -> list[Doc]:
    ends = sorted(draw(st.sets(st.integers(1, 60), max_size=4)))
    rows: list[Doc] = [{"up_to": end} for end in ends] + [{}]
    for row in rows:
        row["price"] = draw(prices())
        if basic:
            row["basic"] = draw(prices(0, 99_999))
    return rows


@st.composite
def volume_charges(draw: st.DrawFn, channels: list[str]) -> Doc:
    kind = draw(st.sampled_from(["tiers", "brackets", "time_of_use"]))
    charge: Doc = {"code": "volume", "label": "従量料金", "kind": kind}
    if kind == "time_of_use":
        if draw(st.booleans()):
            return {**charge, "prices": {code: draw(prices()) for code in channels}}
        tables = [{"when": {"use_class": each}} for each in CLASSES]
        return {
            **charge,
            "case": [{**row, "prices": {code: draw(prices()) for code in channels}} for row in tables],
        }
    if kind == "brackets":
        charge["select_by_full_period"] = draw(st.booleans())
    else:
        charge["prorated"] = draw(st.booleans())
    if draw(st.booleans()):
        charge[kind] = draw(ladders(basic=kind == "brackets"))
    else:
        charge["case"] = [
            {"when": {"use_class": each}, kind: draw(ladders(basic=kind == "brackets"))} for each in CLASSES
        ]
    return charge


@st.composite
def fixed_charges(draw: st.DrawFn) -> Doc:
    charge: Doc = {"code": "basic", "label": "基本料金", "kind": "fixed"}
    shape = draw(st.sampled_from(["price", "by", "case", "per_unit"]))
    if shape == "by":
        charge |= {"by": "ampere", "prices": {str(each): draw(prices()) for each in AMPERES}}
    elif shape == "case":
        charge["case"] = [
            {"when": {"ampere": [10], "use_class": CLASSES[0]}, "price": draw(prices())},
            {"when": {"ampere": [20, 30], "use_class": CLASSES[0]}, "price": draw(prices())},
            {"when": {"use_class": CLASSES[1]}, "price": draw(prices())},
        ]
    else:
        charge["price"] = draw(prices())
    if shape == "per_unit":
        charge["per_unit_of"] = "ampere"
    if draw(st.booleans()):
        charge["unused_factor"] = "0.5"
    charge["prorated"] = draw(st.booleans())
    return charge


LEVELS = ["month", "building", "bill"]


@st.composite
def riders(draw: st.DrawFn, channels: list[str]) -> list[Doc]:
    found: list[Doc] = []
    if draw(st.booleans()):
        fuel: Doc = {"code": "fuel", "label": "燃料費調整額", "kind": "indexed", "index": "fuel"}
        fuel |= draw(
            st.sampled_from([{}, {"cap": "1.50"}, {"sign": "subtract"}, {"on": "contract"}, {"beyond": 15}])
        )
        if fuel.get("on") != "contract" and draw(st.booleans()):
            fuel["usage"] = channels[-1]
        found.append(fuel)
    if draw(st.booleans()):
        minimum: Doc = {"code": "minimum", "label": "最低料金", "kind": "minimum", "of": ["basic", "volume"]}
        found.append({**minimum, "amount": draw(prices(0, 99_999)), "prorated": draw(st.booleans())})
    if draw(st.booleans()):
        found.append(
            {
                "code": "levy",
                "label": "賦課金",
                "kind": "levy",
                "index": "levy",
                "per": draw(st.sampled_from(LEVELS)),
            }
        )
    if draw(st.booleans()):
        kinds: list[Doc] = [{"amount": "55.00"}, {"percent": "3.5", "of": ["basic", "volume"]}]
        off = draw(st.sampled_from(kinds))
        found.append(
            {"code": "off", "label": "割引", "kind": "discount", "per": draw(st.sampled_from(LEVELS)), **off}
            | ({"when": {"transfer": True}} if draw(st.booleans()) else {})
        )
    if draw(st.booleans()):
        found.append(
            {"code": "rent", "label": "メーター使用料", "kind": "fixed", "price": "70", "per": "building"}
        )
    return found


@st.composite
def prorations(draw: st.DrawFn) -> Doc:
    rule: Doc = {
        "trigger": draw(st.sampled_from(["partial", "moving", "difference", "length"])),
        "denominator": draw(st.sampled_from([30, "period", "calendar"])),
        "tiers": draw(st.sampled_from(["widths", "ends", "none"])),
        "tier_rounding": draw(st.sampled_from(["half_up", "floor", {"mode": "ceiling", "unit": "0.1"}])),
        "money_rounding": draw(st.sampled_from(["sen_truncate", "sen_half_up", "yen_floor"])),
    }
    if rule["trigger"] == "difference":
        rule["difference"] = 5
    if rule["trigger"] == "length":
        rule |= {"regular": {"at_most": 24}, "moving": {"at_most": 29, "at_least": 36}}
    return rule


@st.composite
def tariffs(draw: st.DrawFn) -> Doc:
    """A sound document of any mixture of rule kinds and strategies."""
    names = sorted(set(ROUNDINGS) - {"floor", "half_up", "ceiling", "truncate"})
    whole = [name for name in names if not name.startswith("sen")]
    per_table = draw(st.sampled_from([1, 2]))
    channels = draw(st.sampled_from([["usage"], ["usage"], ["day", "night"]]))
    decimals = draw(st.sampled_from([0, 1]))
    doc: Doc = {
        "tariff": {
            "code": "random",
            "label": "任意の料金表",
            "service": "water",
            "source": {"title": "試験用"},
            "table_months": per_table,
            "odd_unit": draw(st.sampled_from(["first", "second", "either"])),
        },
        "usage": [{"code": code, "unit": "m3", "decimals": decimals} for code in channels],
        "attribute": [
            {"code": "ampere", "unit": "A", "values": AMPERES},
            {"code": "use_class", "values": CLASSES},
        ],
        "flag": [{"code": "transfer"}],
        "charge": [draw(fixed_charges()), draw(volume_charges(channels)), *draw(riders(channels))],
        "tax": {
            "mode": draw(st.sampled_from(["inside", "on_top", "on_top_twice"])),
            "rate": draw(st.sampled_from(["10", "8", "0", "7.8"])),
            "place": draw(st.sampled_from(["bill", "month"])),
        },
        "rounding": {
            "total": draw(st.sampled_from(whole)),
            "tax": draw(st.sampled_from(["yen_floor", "yen_half_up"])),
        },
    }
    if draw(st.booleans()):
        doc["rounding"]["month"] = draw(st.sampled_from(names))
    for charge in doc["charge"]:
        if draw(st.integers(0, 4)) == 0:
            charge["rounding"] = draw(st.sampled_from(names))
        if draw(st.integers(0, 6)) == 0:
            charge["tax_rate"] = "8"
    if draw(st.booleans()):
        methods = ["average", "floor", "half_up", "ceiling"]
        method = draw(st.sampled_from([*methods, "spread"] if len(channels) == 1 else methods))
        doc["households"] = {"method": method, **draw(st.sampled_from([{}, {"treat_as": {"ampere": 20}}]))}
        if method == "spread":  # whole units are what is spread
            doc["usage"][0]["decimals"] = 0
    if draw(st.booleans()):
        doc["proration"] = draw(prorations())
    return doc


@st.composite
def bills(draw: st.DrawFn, doc: Doc) -> Bill:
    """A bill that the document can price."""
    scale = 10 ** doc["usage"][0]["decimals"]
    prorated = "proration" in doc and doc["proration"] is not None
    return Bill(
        usage={
            channel["code"]: Fraction(draw(st.one_of(st.just(0), st.integers(0, 300 * scale))), scale)
            for channel in doc["usage"]
        },
        attributes={"ampere": draw(st.sampled_from(AMPERES)), "use_class": draw(st.sampled_from(CLASSES))},
        indexes={code: Fraction(draw(st.integers(-900, 900)), 100) for code in ("fuel", "levy")},
        flags={"transfer": draw(st.booleans())},
        days=draw(st.integers(1, 62)) if prorated else None,
        period_days=draw(st.integers(20, 62)) if prorated else None,
        calendar_days=draw(st.integers(28, 31)) if prorated else None,
        moving=draw(st.booleans()),
        months=doc["tariff"]["table_months"] * draw(st.integers(1, 3)),
        households=draw(st.integers(1, 7)),
    )


def product_bill(bill: Bill) -> BillUsage:
    """The same bill as the product takes it."""
    return BillUsage(
        usage={code: _decimal(value) for code, value in bill.usage.items()},
        attributes=bill.attributes,
        indexes={code: _decimal(value) for code, value in bill.indexes.items()},
        flags=bill.flags,
        days=bill.days,
        period_days=bill.period_days,
        calendar_days=bill.calendar_days,
        moving=bill.moving,
        months=bill.months,
        households=bill.households,
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
