"""Values shared by the faces: ids and pages, numbers, contracts, alerts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.faces.mypage.schemas import PaymentRequest
from minamoto.faces.presentation.model import BillState, BillSummary, Span, Viewer, WrongCursor
from minamoto.faces.presentation.model.alerts import bill_alerts
from minamoto.faces.presentation.model.contracts import contract_attributes, contract_size, occupancy_state
from minamoto.faces.presentation.model.numbers import money, plain
from minamoto.kernel.identifiers import OpaqueIds

TODAY = date(2026, 11, 21)


def viewer(tenant_id: int = 1) -> Viewer:
    return Viewer(OpaqueIds(key=b"k" * 32, tenant_id=tenant_id), "ja", TODAY)


class TestCursors:
    @given(st.dates(date(1900, 1, 1)), st.integers(0, 2**48 - 1))
    def test_of_days_come_back_as_they_were(self, day: date, number: int) -> None:
        cursor = viewer().write_cursor("inv", day, number)

        assert viewer().read_day_cursor("inv", cursor) == (day, number)

    @given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)), st.integers(0, 2**48 - 1))  # noqa: DTZ001 - zoned below
    def test_of_moments_come_back_as_they_were(self, moment: datetime, number: int) -> None:
        aware = moment.replace(tzinfo=UTC)

        assert viewer().read_moment_cursor("job", viewer().write_cursor("job", aware, number)) == (
            aware,
            number,
        )

    def test_of_another_tenant_are_refused(self) -> None:
        cursor = viewer(1).write_cursor("inv", TODAY, 5)

        with pytest.raises(WrongCursor):
            viewer(2).read_day_cursor("inv", cursor)

    @given(st.text(max_size=60))
    def test_that_are_made_up_are_refused(self, text: str) -> None:
        if not text:
            assert viewer().read_day_cursor("inv", text) is None
            return
        with pytest.raises(WrongCursor):
            viewer().read_day_cursor("inv", text)


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("260", "260"),
            ("260.0", "260"),
            ("0.20", "0.2"),
            ("1E+3", "1000"),
            ("-0.0", "0"),
            ("-1.50", "-1.5"),
        ],
    )
    def test_are_written_without_exponent_or_idle_zeros(self, value: str, expected: str) -> None:
        assert plain(Decimal(value)) == expected

    @pytest.mark.parametrize(
        ("value", "expected"),
        [(Decimal("935.25"), "935.25"), (Decimal(1036), "1036.00"), (Decimal("1.12345"), "1.12345")],
    )
    def test_of_money_have_two_places_at_least(self, value: Decimal, expected: str) -> None:
        assert money(value) == expected

    def test_of_money_may_be_finite_fractions(self) -> None:
        assert money(Fraction(1, 8)) == "0.125"
        with pytest.raises(ValueError, match="no finite decimal"):
            money(Fraction(1, 3))


class TestContracts:
    def test_say_their_size_as_bills_do(self) -> None:
        assert contract_size({"ampere": 30}, "ja") == "契約アンペア 30 A"
        assert contract_size({"diameter_mm": 20}, "en") == "Diameter 20 mm"
        assert contract_size({}, "ja") is None

    def test_show_every_term(self) -> None:
        terms = contract_attributes({"households": 12, "diameter_mm": 40, "odd": "x"}, "ja")

        assert terms == [("diameter_mm", "口径", "40 mm"), ("households", "戸数", "12"), ("odd", "odd", "x")]

    @pytest.mark.parametrize(
        ("started", "closed", "expected"),
        [
            (date(2026, 11, 21), None, "open"),
            (date(2026, 11, 22), None, "not_yet_open"),
            (date(2020, 1, 1), date(2026, 11, 21), "closed"),
            (date(2020, 1, 1), date(2026, 11, 22), "open"),
        ],
    )
    def test_are_open_up_to_the_day_before_they_close(
        self, started: date, closed: date | None, expected: str
    ) -> None:
        assert occupancy_state(started, closed, TODAY) == expected


def bill(state: BillState, due: date) -> BillSummary:
    return BillSummary(
        id="inv_0000000000000",
        number="2026-0000001",
        customer_id="cus_0000000000000",
        customer_number="1",
        posting_month="2026-10",
        issued_on=date(2026, 10, 20),
        due_on=due,
        period=Span(start=date(2026, 9, 3), end=date(2026, 10, 3), last_day=date(2026, 10, 2), days=30),
        services=["electricity"],
        usage=[],
        amount_yen=8904,
        paid_yen=0,
        balance_yen=8904,
        state=state,
        paid_on=None,
        payable_online=True,
    )


class TestAlerts:
    def test_name_the_overdue_before_what_is_due_soon(self) -> None:
        alerts = bill_alerts(
            [bill("unpaid", date(2026, 11, 24)), bill("overdue", date(2026, 11, 19))], TODAY, "ja"
        )

        assert [each.code for each in alerts] == ["bill-overdue", "bill-due-soon"]
        assert alerts[0].message == (
            "2026年10月分 8,904円のお支払い期限は2026年11月19日でした。お早めにお支払いください。"
        )

    def test_keep_quiet_while_there_is_time(self) -> None:
        assert bill_alerts([bill("unpaid", date(2026, 12, 21))], TODAY, "en") == []


class TestReturnPath:
    @pytest.mark.parametrize(
        "path",
        [
            "https://elsewhere.example/",
            "//elsewhere.example/x",
            "/\\elsewhere",
            "javascript:alert(1)",
            "/a?b=c",
        ],
    )
    def test_never_leads_to_another_site(self, path: str) -> None:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"return_path": path}, PaymentRequest)

    def test_is_a_path_of_this_one(self) -> None:
        asked = msgspec.convert({"return_path": "/hinata-denki/mypage/bills/inv_0"}, PaymentRequest)

        assert asked.method == "card"
