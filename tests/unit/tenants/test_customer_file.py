"""The customer file: every mistake is found, each with its line and column, and nothing else is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto_tenants.onboarding.customers_file import (
    HEADINGS,
    AgreementRow,
    CustomerFileRefused,
    Mistake,
    parse_customers,
)

TARIFFS = {"juryo-b": "electricity", "water-general": "water", "sewer-general": "sewer"}
ROW = {
    "customer_number": "100000000001", "party_kind": "person", "name": "源田 花子", "kana": "ゲンダ ハナコ",
    "phone": "03-0000-1000", "email": "hanako@example.jp", "postcode": "0000101", "prefecture": "東京都",
    "city": "見本区", "town": "みなもと町", "block": "1-1-1", "building": "", "room": "", "district": "101",
    "payer_number": "P1", "payment_method": "payment_slip", "started_on": "2023-04-01",
    "agreement_number": "E-1", "service": "electricity", "tariff_code": "juryo-b", "attributes": "ampere=30",
    "point_number": "0300111122223333000001", "reading_group": "3", "route": "", "meter_serial": "HS1",
    "meter_digits": "6", "meter_scale": "2", "meter_installed_on": "2022-10-01", "meter_initial_value": "0",
    "meter_certified_until": "",
}  # fmt: skip
ANOTHER = {
    "customer_number": "100000000002", "payer_number": "P2", "agreement_number": "E-2",
    "point_number": "0300111122223333000002", "meter_serial": "HS2",
}  # fmt: skip


def csv(*changes: Mapping[str, str]) -> bytes:
    lines = [",".join(HEADINGS)]
    lines += [",".join({**ROW, **change}[heading] for heading in HEADINGS) for change in changes]
    return "\n".join(lines).encode()


def read(content: bytes) -> list[AgreementRow]:
    return parse_customers(content, tariffs=TARIFFS)


def mistakes(content: bytes) -> list[Mistake]:
    with pytest.raises(CustomerFileRefused) as caught:
        read(content)
    return caught.value.mistakes


def places(content: bytes) -> list[tuple[int, str]]:
    return [(each.line, each.column) for each in mistakes(content)]


def test_a_sound_file_is_read_whole() -> None:
    first, second = read(csv({}, ANOTHER))

    assert (first.line, second.line) == (2, 3)
    assert first.started_on == date(2023, 4, 1)
    assert dict(first.attributes) == {"ampere": 30}
    assert first.meter is not None
    assert first.meter.initial_value == 0


def test_shift_jis_is_read_as_well() -> None:
    (row,) = read(csv({}).decode().encode("cp932"))

    assert row.customer.name == "源田 花子"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("customer_number", ""),
        ("party_kind", "robot"),
        ("name", ""),
        ("name", "源田\x00花子"),
        ("phone", "hello"),
        ("email", "not-an-address"),
        ("postcode", "123"),
        ("payment_method", "cash"),
        ("started_on", "2023-02-29"),
        ("started_on", "1 April"),
        ("agreement_number", ""),
        ("service", "steam"),
        ("tariff_code", "unknown"),
        ("tariff_code", "water-general"),  # a tariff of another service
        ("attributes", "ampere"),
        ("point_number", "03001111222233330000012"),  # 23 digits
        ("point_number", "030011112222333300001"),  # 21 digits
        ("point_number", "1100111122223333000001"),  # no such area
        ("reading_group", "third"),
        ("reading_group", "0"),
        ("reading_group", "99999"),
        ("meter_digits", "13"),
        ("meter_scale", "7"),
        ("meter_installed_on", "yesterday"),
        ("meter_initial_value", "-1"),
        ("meter_initial_value", "1000000"),  # more than six digits show
        ("meter_initial_value", "0.123"),  # finer than the dial
        ("meter_certified_until", "2030-13-01"),
    ],
)
def test_a_mistake_is_named_by_line_and_column(column: str, value: str) -> None:
    found = mistakes(csv(ANOTHER, {column: value}))

    assert [(each.line, each.column) for each in found] == [(3, column)]
    assert found[0].ja
    assert found[0].en
    assert "?" not in found[0].ja + found[0].en


def test_the_number_of_digits_is_told() -> None:
    (found,) = mistakes(csv({"point_number": "0" * 23}))

    assert "22桁" in found.ja
    assert "23桁" in found.ja


def test_digits_of_other_scripts_are_text_not_numbers() -> None:
    (row,) = read(csv({"attributes": "ampere=²;kva=６"}))

    assert dict(row.attributes) == {"ampere": "²", "kva": "６"}


def test_every_mistake_is_found_at_once() -> None:
    content = csv({"name": "", "postcode": "1", "started_on": "x"}, {**ANOTHER, "service": "x"})

    assert sorted(places(content)) == [(2, "name"), (2, "postcode"), (2, "started_on"), (3, "service")]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({**ANOTHER, "customer_number": ROW["customer_number"]}, "customer_number"),
        ({**ANOTHER, "payer_number": "P1", "payment_method": "card"}, "payer_number"),
        ({**ANOTHER, "point_number": ROW["point_number"]}, "point_number"),
        ({**ANOTHER, "agreement_number": "E-1"}, "agreement_number"),
        ({**ANOTHER, "meter_serial": "HS1"}, "meter_serial"),
    ],
)
def test_rows_that_repeat_or_contradict_are_named_with_the_first(
    change: Mapping[str, str], column: str
) -> None:
    (found,) = mistakes(csv({}, change))

    assert (found.line, found.column) == (3, column)
    assert "2行目" in found.ja
    assert "line 2" in found.en


def test_water_and_sewer_of_one_tap_may_share_their_number() -> None:
    tap = {"point_number": "1000001", "service": "water", "tariff_code": "water-general", "attributes": ""}
    drain = {**tap, "service": "sewer", "tariff_code": "sewer-general", "agreement_number": "S-1",
             "meter_serial": ""}  # fmt: skip

    assert [each.service for each in read(csv(tap, drain))] == ["water", "sewer"]


def test_a_file_in_neither_encoding_is_refused_with_line_and_column() -> None:
    content = csv({}, ANOTHER).replace("花子".encode(), b"\xff\xfe", 1)

    (found,) = mistakes(content)

    assert found.line == 2
    assert int(found.column) > 1


def test_damaged_utf8_is_not_taken_for_shift_jis() -> None:
    whole = csv({}, ANOTHER)

    (found,) = mistakes(whole[: whole.rindex("花".encode()) + 1])

    assert found.line == 3


def test_a_column_that_is_missing_is_named() -> None:
    (found,) = mistakes(csv({}).replace(b"kana,", b"furigana,", 1))

    assert (found.line, found.column) == (1, "kana")


@pytest.mark.parametrize("content", [b"", b"\n", b",,,\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert [each.line for each in mistakes(content)] == [1]


def test_a_row_too_short_and_an_open_quote_are_named_by_line() -> None:
    assert mistakes(csv({}) + b"\n1,2,3")[0].line == 3
    assert mistakes(csv({}) + b'\n"open')[0].line == 3


def test_fifty_mistakes_are_listed_and_all_are_counted() -> None:
    with pytest.raises(CustomerFileRefused) as caught:
        read(csv(*({"name": "", "agreement_number": f"E-{number}"} for number in range(80))))

    assert len(caught.value.mistakes) == 50
    assert "80" in caught.value.message("en")


@given(
    st.sampled_from(HEADINGS), st.text(max_size=30).filter(lambda text: '"' not in text and "," not in text)
)
def test_whatever_stands_in_a_cell_is_read_or_refused_never_a_crash(column: str, text: str) -> None:
    content = csv(
        {column: text.encode("utf-8", "replace").decode("utf-8").replace("\n", " ").replace("\r", " ")}
    )

    try:
        count = len(read(content))
    except CustomerFileRefused as refused:
        count = len({each.line for each in refused.mistakes})

    assert count == 1


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_refused_never_a_crash(content: bytes) -> None:
    assert mistakes(content)
