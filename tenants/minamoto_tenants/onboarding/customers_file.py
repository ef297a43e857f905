"""The customer file (CSV): one row per agreement, every mistake found with its line and column.

Columns are described in docs/domains/customer-file.md. Rows of one customer number must agree on the
customer's own columns; rows of one service point on the point's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
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
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_READING_GROUPS = (1, 99)
_METER_DIGITS = (1, 12)
_METER_SCALES = (0, 6)
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


def parse_customers(content: bytes, *, tariffs: Mapping[str, str]) -> list[AgreementRow]:
    """Return the rows of a file. ``tariffs`` gives the service of each tariff that may be named.

    :raises CustomerFileRefused: with every mistake found.
    """
    mistakes: list[Mistake] = []
    rows: list[AgreementRow] = []
    try:
        table = list(read_table(content, required=HEADINGS))
    except MinamotoError as error:
        line, column = error.details.get("line", 1), str(error.details.get("column", "-"))
        raise CustomerFileRefused(
            [Mistake(line if isinstance(line, int) else 1, column, error.message("ja"), error.message("en"))]
        ) from error
    for row in table:
        parsed = _RowReader(row, mistakes).read(tariffs)
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

    def read(self, tariffs: Mapping[str, str]) -> AgreementRow | None:
        row = self._row
        self._refuse_controls()
        customer = self._customer()
        started_on = self._try(lambda: row.day("started_on"))
        service = self._choice("service", _SERVICES)
        tariff = self._tariff(tariffs, service)
        point = self._point(service)
        group = self._between("reading_group", *_READING_GROUPS)
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

    def _refuse_controls(self) -> None:
        for column, cell in zip(self._row.headings, self._row.cells, strict=True):
            if _CONTROL.search(cell):
                self._note(column, "改行や制御文字のない文字", "text without control characters")

    def _tariff(self, tariffs: Mapping[str, str], service: str | None) -> str | None:
        code = self._text("tariff_code")
        fitting = sorted(each for each, its_service in tariffs.items() if service in {None, its_service})
        if code is not None and code not in fitting:
            listed = "、".join(fitting) or "なし"
            self._note("tariff_code", f"このサービスの登録済みの料金表（{listed}）", f"a tariff of {fitting}")
        return code

    def _between(self, column: str, least: int, most: int) -> int | None:
        found = self._try(lambda: self._row.integer(column))
        if found is not None and not least <= found <= most:
            self._note(column, f"{least}から{most}までの整数", f"a whole number from {least} to {most}")
            return None
        return found

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
            found.append((name.strip(), int(text) if _WHOLE_NUMBER.fullmatch(text) else text))
        return tuple(sorted(found, key=lambda each: each[0]))

    def _meter(self) -> MeterPart | None:
        row = self._row
        digits = self._between("meter_digits", *_METER_DIGITS)
        scale = self._between("meter_scale", *_METER_SCALES)
        installed_on = self._try(lambda: row.day("meter_installed_on"))
        shown = self._try(lambda: row.decimal("meter_initial_value"))
        until = (
            self._try(lambda: row.day("meter_certified_until"))
            if row.optional_text("meter_certified_until")
            else None
        )
        value = self._on_dial(shown, digits, scale)
        if digits is None or scale is None or installed_on is None or value is None:
            return None
        return MeterPart(row.text("meter_serial"), digits, scale, installed_on, value, until)

    def _on_dial(self, shown: Decimal | None, digits: int | None, scale: int | None) -> int | None:
        """Return the value in the meter's scale; a dial of four digits cannot show 10000, nor -1."""
        if shown is None or digits is None or scale is None:
            return None
        if not 0 <= shown < 10**digits:
            self._note("meter_initial_value", f"0以上{digits}桁以内の数値", f"0 to {digits} digits")
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
            return None
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
    firsts: dict[Hashable, AgreementRow] = {}
    for row in rows:
        customer = row.customer
        first = firsts.setdefault(("customer", customer.customer_number), row)
        if first.customer != customer:
            mistakes.append(_differs(row, "customer_number", first, "お客さま番号", "customer number"))
        first = firsts.setdefault(("payer", customer.payer_number), row)
        if first.customer.payment_method != customer.payment_method:
            mistakes.append(_differs(row, "payer_number", first, "支払者番号", "payer number"))
        first = firsts.setdefault(("point", row.service, row.point_number), row)
        if first is not row:
            mistakes.append(_repeats(row, "point_number", first, "供給地点（水栓）番号", "service point"))
        first = firsts.setdefault(("agreement", row.agreement_number), row)
        if first is not row:
            mistakes.append(_repeats(row, "agreement_number", first, "契約番号", "agreement number"))
        if row.meter is not None:
            first = firsts.setdefault(("meter", row.service, row.meter.serial), row)
            if first is not row:
                mistakes.append(_repeats(row, "meter_serial", first, "メーター番号", "meter serial"))
    return mistakes


def _differs(row: AgreementRow, column: str, first: AgreementRow, ja: str, en: str) -> Mistake:
    return Mistake(
        row.line,
        column,
        f"{first.line}行目と同じ{ja}ですが、ほかの項目が異なります。",
        f"Same {en} as line {first.line}, but other columns differ.",
    )


def _repeats(row: AgreementRow, column: str, first: AgreementRow, ja: str, en: str) -> Mistake:
    return Mistake(row.line, column, f"{first.line}行目と同じ{ja}です。", f"Same {en} as line {first.line}.")
