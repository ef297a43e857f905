"""What plans and their time-of-use bands are called, and which half hour belongs to which band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from minamoto.faces.presentation.model import LineKind, UsageBand, Viewer
from minamoto.faces.presentation.rules.usage import BandOfSlot, band_finder, no_band
from minamoto.kernel.business_days import holidays_between
from minamoto.kernel.periods import Period
from minamoto.pricing.rating.model import TariffDefinition
from minamoto.pricing.tariffs import queries as tariffs
from minamoto.pricing.tariffs.model import VersionState

_KINDS_OF_RULES: Mapping[str, LineKind] = {
    "fixed": "fixed",
    "tiers": "usage",
    "brackets": "usage",
    "time_of_use": "usage",
    "indexed": "adjustment",
    "levy": "levy",
    "discount": "discount",
    "minimum": "minimum",
}


async def plan_definition(tariff_code: str, on: date) -> TariffDefinition | None:
    """Return the released version of a plan in force on a day, else the first to come, else nothing."""
    released = [each for each in await tariffs.versions(tariff_code) if each.state is VersionState.RELEASED]
    begun = [each for each in released if each.valid_from <= on]
    chosen = max(begun, key=lambda each: each.valid_from, default=None)
    chosen = chosen or min(released, key=lambda each: each.valid_from, default=None)
    return None if chosen is None else tariffs.compiled(chosen.definition).definition


async def plan_labels(tariff_codes: Iterable[str | None], on: date) -> dict[str, tuple[str, str]]:
    """Return the names (Japanese, English) of plans by tariff code, as on a day."""
    labels = {}
    for code in sorted({each for each in tariff_codes if each}):
        definition = await plan_definition(code, on)
        if definition is not None:
            labels[code] = (definition.label.ja, definition.label.en)
    return labels


async def plan_bands(
    viewer: Viewer, tariff_code: str | None, period: Period
) -> tuple[list[UsageBand], BandOfSlot]:
    """Return the bands of a plan and what tells a half hour's band; plans without bands have none."""
    definition = None if tariff_code is None else await plan_definition(tariff_code, period.last_day)
    slots = {} if definition is None else definition.channel_slots()
    if definition is None or not slots:
        return [], no_band
    bands = [
        UsageBand(code=each.code, name=viewer.text(each.label.ja, each.label.en))
        for each in definition.channels
    ]
    holidays = frozenset(holidays_between(period.start, period.end))
    by_name = {
        code: {kind.value: halves for kind, halves in by_kind.items()} for code, by_kind in slots.items()
    }
    return bands, band_finder(by_name, holidays)


async def charge_kinds(version_ids: Iterable[int | None]) -> dict[str, LineKind]:
    """Return what each charge of tariff versions is for, by charge code; unknown versions say nothing."""
    kinds: dict[str, LineKind] = {}
    for version_id in {each for each in version_ids if each is not None}:
        definition = (await tariffs.plan_of(version_id)).plan.definition
        kinds |= {each.code: _KINDS_OF_RULES.get(each.rule.kind, "other") for each in definition.charges}
    return kinds
