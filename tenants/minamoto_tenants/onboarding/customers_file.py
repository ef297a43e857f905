"""The customer file (CSV): one row per agreement, every mistake found with its line and column.

Columns are described in docs/domains/customer-file.md. Rows of one customer number must agree on the
customer's own columns; rows of one service point on the point's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from minamoto.foundation.formats.phone import parse_phone
from minamoto.foundation.formats.postcode import parse_postcode
from minamoto.foundation.formats.tabular import Row, read_table
from minamoto.kernel.errors import InvalidInput, MinamotoError
from minamoto.kernel.quantities import Unscalable, scaled

HEADINGS = (
    "customer_number", "party_kind", "name", "kana", "phone", "email", "postcode", "prefecture", "city",
    "town", "block", "building", "room", "district", "payer_number", "payment_method", "started_on",
    "agreement_number", "service", "tariff_code", "attributes", "point_number", "reading_group", "route",
    "meter_serial", "meter_digits", "meter_scale", "meter_installed_on", "meter_initial_value",
    "meter_certified_until",
)  # fmt: skip
_KINDS = {"person", "company"}
_METHODS = {"payment_slip", "direct_debit", "card"}
_SERVICES = {"electricity", "gas", "water", "sewer"}
_ELECTRIC_POINT = re.compile(r"(0[1-9]|10)[0-9]{20}")
_GAS_POINT = re.compile(r"[0-9]{17}")
_MOST_MISTAKES = 50
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where it is and how to mend it."""

    line: int
    column: str
    ja: str
    en: str


class CustomerFileRefused(InvalidInput):
    """The file has mistakes; nothing of it was loaded. ``mistakes`` lists them (the first fifty)."""

    code = "customer-file-refused"
    ja = "ファイルに{count}件の誤りがあります。何も登録していません。"
    en = "The file has {count} mistake(s). Nothing was loaded."

    def __init__(self, mistakes: list[Mistake]) -> None:
        """Keep the mistakes for the report."""
        self.mistakes = mistakes[:_MOST_MISTAKES]
        super().__init__(count=len(mistakes))


@dataclass(frozen=True, slots=True)
class MeterPart:
    """The meter of a row; ``initial_value`` is scaled by ``scale``."""

    serial: str
    digits: int
    scale: int
    installed_on: date
    initial_value: int
    certified_until: date | None


@dataclass(frozen=True, slots=True)
class CustomerPart:
    """What all rows of one customer number share."""

    customer_number: str
    party_kind: str
    name: str
    kana: str
    phone: str | None
    email: str | None
    address: tuple[str, str, str, str, str, str | None, str | None]
    district: str
    payer_number: str
    payment_method: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One row of the file."""

    line: int
    customer: CustomerPart
    started_on: date
    agreement_number: str
    service: str
    tariff_code: str
    attributes: tuple[tuple[str, str | int], ...]
    point_number: str
    reading_group: int
    route: str | None
    meter: MeterPart | None


def parse_customers(content: bytes, *, tariff_codes: Iterable[str]) -> list[AgreementRow]:
    """Return the rows of a file.

    :raises CustomerFileRefused: with every mistake found.
    """
    known_tariffs = set(tariff_codes)
    mistakes: list[Mistake] = []
    rows: list[AgreementRow] = []
    try:
        table = list(read_table(content, required=HEADINGS))
    except MinamotoError as error:
        line = error.details.get("line", 1)
        raise CustomerFileRefused(
            [Mistake(line if isinstance(line, int) else 1, "-", error.message("ja"), error.message("en"))]
        ) from error
    for row in table:
        parsed = _RowReader(row, mistakes).read(known_tariffs)
        if parsed is not None:
            rows.append(parsed)
    mistakes += _disagreements(rows)
    if mistakes:
        raise CustomerFileRefused(sorted(mistakes, key=lambda each: each.line))
    return rows


class _RowReader:
    """Reads one row, noting every mistake instead of stopping at the first."""

    def __init__(self, row: Row, mistakes: list[Mistake]) -> None:
        self._row = row
        self._mistakes = mistakes
        self._before = len(mistakes)

    def read(self, tariff_codes: set[str]) -> AgreementRow | None:
        row = self._row
        customer = self._customer()
        started_on = self._try(lambda: row.day("started_on"))
        service = self._choice("service", _SERVICES)
        tariff = self._text("tariff_code")
        if tariff is not None and tariff not in tariff_codes:
            listed = "、".join(sorted(tariff_codes)) or "なし"
            self._note(
                "tariff_code", f"登録済みの料金表（{listed}）", f"one of the tariffs {sorted(tariff_codes)}"
            )
        point = self._point(service)
        group = self._try(lambda: row.integer("reading_group"))
        attributes = self._attributes()
        meter = self._meter() if row.optional_text("meter_serial") else None
        number = self._text("agreement_number")
        if len(self._mistakes) > self._before:
            return None
        return AgreementRow(
            line=row.line,
            customer=_given(customer),
            started_on=_given(started_on),
            agreement_number=_given(number),
            service=_given(service),
            tariff_code=_given(tariff),
            attributes=attributes,
            point_number=_given(point),
            reading_group=_given(group),
            route=row.optional_text("route"),
            meter=meter,
        )

    def _customer(self) -> CustomerPart | None:
        row = self._row
        phone, email = row.optional_text("phone"), row.optional_text("email")
        if phone is not None:
            self._try(lambda: parse_phone(phone), column="phone")
        if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            self._note("email", "メールアドレス", "an e-mail address")
        postcode = self._try(lambda: parse_postcode(row.text("postcode")), column="postcode")
        parts = [self._text(each) for each in ("prefecture", "city", "town", "block")]
        values = [
            self._text(each) for each in ("customer_number", "name", "kana", "district", "payer_number")
        ]
        kind = self._choice("party_kind", _KINDS)
        method = self._choice("payment_method", _METHODS)
        if len(self._mistakes) > self._before:
            return None
        number, name, kana, district, payer = (_given(each) for each in values)
        prefecture, city, town, block = (_given(each) for each in parts)
        return CustomerPart(
            customer_number=number, party_kind=_given(kind), name=name, kana=kana, phone=phone, email=email,
            address=(
                _given(postcode), prefecture, city, town, block,
                row.optional_text("building"), row.optional_text("room"),
            ),
            district=district, payer_number=payer, payment_method=_given(method),
        )  # fmt: skip

    def _point(self, service: str | None) -> str | None:
        point = self._text("point_number")
        if point is None or service is None:
            return point
        if service == "electricity" and not _ELECTRIC_POINT.fullmatch(point):
            self._note(
                "point_number",
                f"22桁の供給地点特定番号（現在{len(point)}桁）",
                f"22 digits, not {len(point)}",
            )
        if service == "gas" and not _GAS_POINT.fullmatch(point):
            self._note(
                "point_number",
                f"17桁の供給地点特定番号（現在{len(point)}桁）",
                f"17 digits, not {len(point)}",
            )
        return point

    def _attributes(self) -> tuple[tuple[str, str | int], ...]:
        found: list[tuple[str, str | int]] = []
        for part in (self._row.optional_text("attributes") or "").split(";"):
            if not part.strip():
                continue
            name, _, value = part.partition("=")
            if not name.strip() or not value.strip():
                self._note("attributes", "「名前=値;名前=値」の形", "the form name=value;name=value")
                continue
            text = value.strip()
            found.append((name.strip(), int(text) if text.isdigit() else text))
        return tuple(sorted(found, key=lambda each: each[0]))

    def _meter(self) -> MeterPart | None:
        row = self._row
        digits = self._try(lambda: row.integer("meter_digits"))
        scale = self._try(lambda: row.integer("meter_scale"))
        installed_on = self._try(lambda: row.day("meter_installed_on"))
        shown = self._try(lambda: row.decimal("meter_initial_value"))
        until = (
            self._try(lambda: row.day("meter_certified_until"))
            if row.optional_text("meter_certified_until")
            else None
        )
        value = self._scaled(shown, scale)
        if digits is None or scale is None or installed_on is None or value is None:
            return None
        return MeterPart(row.text("meter_serial"), digits, scale, installed_on, value, until)

    def _scaled(self, shown: Decimal | None, scale: int | None) -> int | None:
        if shown is None or scale is None:
            return None
        try:
            return scaled(shown, scale)
        except Unscalable:
            self._note(
                "meter_initial_value", f"小数点以下{scale}桁までの数値", f"at most {scale} decimal places"
            )
            return None

    def _text(self, column: str) -> str | None:
        return self._try(lambda: self._row.text(column))

    def _choice(self, column: str, choices: set[str]) -> str | None:
        found = self._text(column)
        if found is not None and found not in choices:
            self._note(
                column, "・".join(sorted(choices)) + "のいずれか", f"one of {', '.join(sorted(choices))}"
            )
        return found

    def _try(self, read: Callable[[], T], *, column: str | None = None) -> T | None:
        try:
            return read()
        except MinamotoError as error:
            place = column or error.details.get("column", "-")
            self._mistakes.append(
                Mistake(self._row.line, str(place), error.message("ja"), error.message("en"))
            )
            return None

    def _note(self, column: str, wanted_ja: str, wanted_en: str) -> None:
        error = self._row.malformed(column, wanted_ja, wanted_en)
        self._mistakes.append(Mistake(self._row.line, column, error.message("ja"), error.message("en")))


def _given(value: T | None) -> T:
    """Return a value that was read without mistake."""
    if value is None:
        message = "a row without mistakes has every value"
        raise AssertionError(message)
    return value


def _disagreements(rows: list[AgreementRow]) -> list[Mistake]:
    """Return where rows contradict each other or repeat what must be unique."""
    mistakes: list[Mistake] = []
    customers: dict[str, AgreementRow] = {}
    points: dict[tuple[str, str], AgreementRow] = {}
    agreements: dict[str, int] = {}
    for row in rows:
        first = customers.setdefault(row.customer.customer_number, row)
        if first.customer != row.customer:
            mistakes.append(
                Mistake(
                    row.line, "customer_number",
                    f"{first.line}行目と同じお客さま番号ですが、お客さまの項目が異なります。",
                    f"Same customer number as line {first.line}, but the customer's columns differ.",
                )
            )  # fmt: skip
        point = points.setdefault((row.service, row.point_number), row)
        if point is not row:
            mistakes.append(
                Mistake(
                    row.line, "point_number",
                    f"{point.line}行目と同じ供給地点（水栓）番号です。",
                    f"Same service point as line {point.line}.",
                )
            )  # fmt: skip
        known = agreements.setdefault(row.agreement_number, row.line)
        if known != row.line:
            mistakes.append(
                Mistake(
                    row.line, "agreement_number",
                    f"{known}行目と同じ契約番号です。",
                    f"Same agreement number as line {known}.",
                )
            )  # fmt: skip
    return mistakes
