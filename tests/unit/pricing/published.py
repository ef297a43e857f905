"""Reads the published bills: which tariff each row is rated by, and with what."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from minamoto.pricing.rating.batch import BillUsage
from minamoto.pricing.rating.plan import Plan, compile_plan
from minamoto.pricing.tariffs.notation.tariff import parse_tariff

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


@dataclass(frozen=True, slots=True)
class PublishedBill:
    """One row of the file; ``line`` is its line there."""

    line: int
    operator: str
    tariff: str
    inputs: str
    expected: Decimal

    @property
    def file(self) -> str:
        """The tariff text that the row is rated by."""
        return FILES[self.operator, self.tariff if (self.operator, self.tariff) in FILES else self._kind()]

    def _kind(self) -> str:
        return "sewer" if "汚水" in self.tariff or "下水" in self.tariff or self.tariff == "一般用" else ""

    def bill(self) -> BillUsage:
        """What the row says is rated."""
        words = f"{self.tariff} {self.inputs}"
        attributes: dict[str, Decimal | str] = {}
        if self.operator == "TEPCO EP":
            attributes["ampere"] = number(r"(\d+)A;", self.inputs)
        if self.file.startswith("igrid"):
            attributes["contract_kw"] = Decimal(15)
        if "water" in self.file:
            attributes["diameter_mm"] = number(r"(\d+)(?:/20/25)?mm", words)
        if self.operator == "福岡市水道局":
            attributes["use_class"] = "家事用"
        days = self.inputs.startswith("20 days of a 31-day month")
        return BillUsage(
            usage={"usage": Decimal(0) if days else self._usage()},
            attributes=attributes,
            indexes=self._indexes(),
            flags={"account_transfer": bool(re.search(r"discount -?5[45]", self.inputs))},
            days=20 if days else None,
            calendar_days=31 if days else None,
            months=2 if "2-month" in self.inputs else 1,
        )

    def _usage(self) -> Decimal:
        return number(r"([\d.]+) ?(?:kWh|m3)", self.inputs)

    def _indexes(self) -> dict[str, Decimal]:
        if self.operator == "TEPCO EP":
            fuel = number(r"fuel (?:adj )?(-?[\d.]+)", self.inputs)
            return {"fuel-tokyo": fuel, "renewable-levy": number(r"levy ([\d.]+)", self.inputs)}
        if self.file.startswith("capacity"):
            return {
                "fuel": number(r"fuel ([\d.]+)", self.tariff),
                "renewable-levy": number(r"levy ([\d.]+)", self.tariff),
            }
        if self.file.startswith("osaka"):
            return {"raw-material-osaka": Decimal("4.72" if "2025-05" in self.tariff else 0)}
        if self.file.startswith("geyabuta"):
            return {"raw-material": number(r"raw ([\d.]+)", self.tariff)}
        return {}


def number(pattern: str, text: str) -> Decimal:
    """The first number that a pattern finds."""
    found = re.search(pattern, text)
    assert found is not None, (pattern, text)
    return Decimal(found[1])


def published_bills() -> list[PublishedBill]:
    """Every row of the file."""
    with (GOLDEN / "published_bills.csv").open(encoding="utf-8", newline="") as file:
        return [
            PublishedBill(line, row["operator"], row["tariff"], row["inputs"], Decimal(row["expected_yen"]))
            for line, row in enumerate(csv.DictReader(file), start=2)
        ]


@cache
def plan(file: str) -> Plan:
    """The compiled plan of a tariff text."""
    text = (GOLDEN / "tariffs" / file).read_text(encoding="utf-8")
    return compile_plan(parse_tariff(text, source_name=file))


class _Files(dict[tuple[str, str], str]):
    """Tariff texts by operator, and by tariff where an operator has several."""

    def __missing__(self, key: tuple[str, str]) -> str:
        operator, _ = key
        return self[operator, ""]


FILES = _Files(
    {
        ("TEPCO EP", ""): "tepco_juryo_b_2019_10.toml",
        ("関西電力", ""): "kansai_juryo_a.toml",
        ("アイ・グリッド(igrid)", ""): "igrid_low_voltage.toml",
        ("(worked test in public code)", ""): "capacity_line_example.toml",
        ("東京都下水道局(23区)", ""): "tokyo_sewer_1998_06.toml",
        ("東京都水道局(23区)", ""): "tokyo_water_2005_01.toml",
        ("(上下水道 s040 page; municipality behind mirror)", ""): "s040_water.toml",
        ("春日井市", ""): "kasugai_water.toml",
        ("春日井市", "sewer"): "kasugai_sewer_2022_01.toml",
        ("高槻市", ""): "takatsuki_water.toml",
        ("福岡市水道局", ""): "fukuoka_water_2014_04.toml",
        ("大阪ガス", ""): "osaka_gas_2025_04.toml",
        ("東京ガス (地区不明: tik=6 の料金表)", ""): "tokyo_gas_2024_04.toml",
        ("多摩ガス(CIタウン 簡易ガス)", ""): "tama_gas_2024_03.toml",
        ("下藪商店(geyabuta)", ""): "geyabuta_lpg_2025_09.toml",
        ("八王子市", ""): "tokyo_sewer_1998_06.toml",
        ("町田市", ""): "tokyo_sewer_1998_06.toml",
        ("日野市", ""): "tokyo_sewer_1998_06.toml",
        ("松山市", ""): "matsuyama_sewer_2013_04.toml",
        ("四万十市", ""): "shimanto_sewer_1996_04.toml",
    }
)
