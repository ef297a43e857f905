"""What a chunk needs of prices and interval values, read set-wise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from minamoto.journeys.monthly_cycle.determinants import index_month
from minamoto.journeys.monthly_cycle.model import DueUsage
from minamoto.journeys.monthly_cycle.rating import Channels, PriceBook, PricedVersion
from minamoto.kernel.business_days import holidays_between
from minamoto.pricing.tariffs import queries as tariffs
from minamoto.pricing.tariffs.model import VersionState
from minamoto.supply.readings.model import DayType
from minamoto.supply.readings.queries.channel_sums import confirmed_channel_sums


async def load_prices(due: Sequence[DueUsage]) -> PriceBook:
    """Return the released versions and index values that the usages may need."""
    versions: dict[str, list[PricedVersion]] = {}
    codes: set[str] = set()
    for tariff_code in sorted({each.tariff_code for each in due}):
        found = [
            PricedVersion(row.id, row.valid_from, tariffs.compiled(row.definition), row.fingerprint)
            for row in await tariffs.versions(tariff_code)
            if row.state is VersionState.RELEASED
        ]
        versions[tariff_code] = sorted(found, key=lambda each: each.valid_from)
        codes.update(code for each in found for code in each.plan.indexes)
    months = sorted({index_month(each) for each in due})
    if not months or not codes:
        return PriceBook(versions, {})
    tables = await tariffs.index_tables(codes=sorted(codes), first=months[0], last=months[-1])
    indexes = {(code, month): value for code, table in tables.items() for month, value in table.values}
    return PriceBook(versions, indexes)


async def load_channels(due: Sequence[DueUsage], book: PriceBook, *, assessed_on: date) -> Channels:
    """Return the time-of-use sums of every usage whose tariff tells channels apart by the clock.

    Only days whose values are confirmed count; a usage with a day missing gets no sums and is held.
    """
    groups: dict[tuple[int, date, date], list[DueUsage]] = defaultdict(list)
    versions: dict[int, PricedVersion] = {}
    for each in due:
        version = book.version_for(each, assessed_on)
        if version is not None and len(version.plan.definition.channels) > 1:
            versions[version.version_id] = version
            groups[version.version_id, each.period.start, each.period.end].append(each)
    sums: dict[tuple[int, date], dict[str, Decimal]] = {}
    for (version_id, start, end), members in groups.items():
        definition = versions[version_id].plan.definition
        found = await confirmed_channel_sums(
            service_point_ids=[each.service_point_id for each in members],
            period=members[0].period,
            slots={
                channel: {DayType(each.value): slots for each, slots in by_day.items()}
                for channel, by_day in definition.channel_slots().items()
            },
            holidays=holidays_between(start, end),
        )
        for point_id, by_channel in found.items():
            sums[point_id, start] = by_channel
    return sums
