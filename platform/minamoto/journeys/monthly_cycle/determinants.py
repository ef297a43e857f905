"""What rating is given for a due usage: quantities, contract attributes, index values, days, flags. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import msgspec

from minamoto.journeys.monthly_cycle.model import DueUsage
from minamoto.kernel.periods import Period, add_months, days_in_month, first_of_month
from minamoto.pricing.rating.batch import BillUsage
from minamoto.pricing.rating.model import TariffDefinition

ACCOUNT_TRANSFER = "account_transfer"
"""The flag that tariffs ask for when a discount is given to payers by direct debit (口座振替割引)."""


def index_month(due: DueUsage) -> date:
    """Return the month whose index values price the usage: that of the reading day (検針月).

    Fuel adjustment, raw-material adjustment and the levy are published for the month a meter is read in
    (託送供給等約款, 再エネ特措法の賦課金単価の適用期間).
    """
    return first_of_month(due.period.end)


def months_of_use(due: DueUsage, definition: TariffDefinition) -> int:
    """Return how many months the usage covers for tables by the month: whole months, at least one."""
    if definition.months_per_bill == 1:
        return 1
    start, end = due.period.start, due.period.end
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(1, min(months, definition.months_per_bill))


def regular_period(due: DueUsage, definition: TariffDefinition) -> Period:
    """Return the whole reading period (検針期間) that a first or last bill is a part of.

    A supply that begins is read first on its group's regular day, so the whole period ends there; one that
    closes began on the regular day before. Any other bill is for a whole period, however long it was.
    """
    period, months = due.period, definition.months_per_bill
    if due.begins:
        return Period(add_months(period.end, -months), period.end)
    return Period(period.start, add_months(period.start, months)) if due.ends else period


def _calendar_days(due: DueUsage) -> int:
    """Return the days of the month a daily price is counted by: of the start, or of the end on closing."""
    day = due.period.last_day if due.ends and not due.begins else due.period.start
    return days_in_month(day.year, day.month)


def billed_quantity(quantity: Decimal, decimals: int, service: str) -> Decimal:
    """Return a quantity in the places that the tariff reads.

    Electricity is rounded half up in the first place that is not billed (供給約款: 1kWh単位、四捨五入);
    gas and water leave the part below the unit on the dial, so there is nothing to round but what is cut.
    """
    rounding = ROUND_HALF_UP if service == "electricity" else ROUND_FLOOR
    return quantity.quantize(Decimal(1).scaleb(-decimals), rounding)


def bill_usage(
    due: DueUsage,
    definition: TariffDefinition,
    *,
    channels: Mapping[str, Decimal],
    indexes: Mapping[str, Decimal],
) -> BillUsage:
    """Return the plain values of one bill."""
    attributes: dict[str, Decimal | str | int] = {}
    for attribute in definition.attributes:
        if attribute.code in due.attributes:
            given = due.attributes[attribute.code]
            attributes[attribute.code] = given if attribute.is_text else Decimal(str(given))
    households = due.attributes.get("households")
    return BillUsage(
        usage={
            channel.code: billed_quantity(channels[channel.code], channel.decimals, due.service)
            for channel in definition.channels
        },
        attributes=attributes,
        indexes=dict(indexes),
        flags={
            flag.code: due.payer_method == "direct_debit"
            if flag.code == ACCOUNT_TRANSFER
            else bool(due.attributes.get(flag.code, 0))
            for flag in definition.flags
        },
        days=due.period.days,
        period_days=regular_period(due, definition).days,
        calendar_days=_calendar_days(due),
        moving=due.begins or due.ends,
        months=months_of_use(due, definition),
        households=None if definition.households is None else int(households or 1),
    )


def write_determinants(due: DueUsage, bill: BillUsage, month: date) -> str:
    """Return the JSON that an assessment keeps of what it was computed from."""
    return msgspec.json.encode(
        {
            "usage": {code: f"{value:f}" for code, value in bill.usage.items() if isinstance(value, Decimal)},
            "attributes": {code: str(value) for code, value in bill.attributes.items()},
            "indexes": {code: str(value) for code, value in bill.indexes.items()},
            "index_month": month.isoformat()[:7],
            "flags": dict(bill.flags),
            "days": bill.days,
            "months": bill.months,
            "households": bill.households,
            "source": due.source,
        }
    ).decode()
