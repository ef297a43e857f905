"""How a contract's terms are said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from minamoto.faces.presentation.model.shapes import LanguageCode, OccupancyState

_SIZES: tuple[tuple[str, str, str, str], ...] = (
    ("ampere", "契約アンペア", "Contract ampere", "A"),
    ("kva", "契約容量", "Contract capacity", "kVA"),
    ("kw", "契約電力", "Contract demand", "kW"),
    ("diameter_mm", "口径", "Diameter", "mm"),
    ("meter_size", "メーター号数", "Meter size", ""),
)
_OTHERS: Mapping[str, tuple[str, str]] = {
    "households": ("戸数", "Households"),
    "use_class": ("用途", "Use"),
}

_PAYER_METHODS = {
    "payment_slip": ("払込票", "Payment slip"),
    "direct_debit": ("口座振替", "Direct debit"),
    "card": ("クレジットカード", "Credit card"),
}


def contract_size(attributes: Mapping[str, Any], language: LanguageCode) -> str | None:
    """Return the size that a bill prints, e.g. ``口径 20 mm``; nothing where there is none."""
    for code, ja, en, unit in _SIZES:
        if code in attributes:
            return f"{ja if language == 'ja' else en} {attributes[code]} {unit}".rstrip()
    return None


def contract_attributes(attributes: Mapping[str, Any], language: LanguageCode) -> list[tuple[str, str, str]]:
    """Return (code, label, value with its unit) of every term, those with a known name first."""
    rows = [
        (code, ja if language == "ja" else en, f"{attributes[code]} {unit}".rstrip())
        for code, ja, en, unit in _SIZES
        if code in attributes
    ]
    named = {code for code, *_ in _SIZES}
    for code, value in attributes.items():
        if code not in named:
            ja, en = _OTHERS.get(code, (code, code))
            rows.append((code, ja if language == "ja" else en, str(value)))
    return rows


def occupancy_state(started_on: date | None, closed_on: date | None, today: date) -> OccupancyState:
    """Return whether a contract or customer number is open on a day; the closing day is the first without."""
    if closed_on is not None and closed_on <= today:
        return "closed"
    if started_on is not None and started_on > today:
        return "not_yet_open"
    return "open"


def payer_method_name(method: str | None, language: LanguageCode) -> str | None:
    """Return how a payer pays, in words."""
    if method is None or method not in _PAYER_METHODS:
        return None
    ja, en = _PAYER_METHODS[method]
    return ja if language == "ja" else en
