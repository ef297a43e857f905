"""A third party's adapter, whole: a water company's CSV of volumes becomes usage that is billed.

It uses the core's published faces alone: the exchange's port, readings' operations and queries, the kernel.
"""

from __future__ import annotations

from datetime import datetime

from minamoto.foundation.exchange.adapters import Adapter
from minamoto.foundation.exchange.model import HandledFile, ParkedRecord
from minamoto.foundation.formats.tabular import Row, read_table
from minamoto.kernel.errors import MinamotoError
from minamoto.kernel.periods import Period
from minamoto.kernel.quantities import scaled
from minamoto.supply.premises import queries as premises
from minamoto.supply.readings.model import UsageSource
from minamoto.supply.readings.operations.usages import NewUsage, write_usages

_SCALE = 1


class VolumeFiles:
    """Takes in ``mihon-water.volumes.v1``: tap, first day, day of reading, cubic metres to one place."""

    kinds = ("mihon-water.volumes.v1",)

    async def handle(
        self,
        content: bytes,
        file_name: str,  # noqa: ARG002 - the port's
        message_id: int,  # noqa: ARG002 - the port's
        now: datetime,
    ) -> HandledFile:
        """Keep each row's volume as the tap's usage; a row that cannot be kept is parked.

        :raises InvalidInput: when the file is not a table with these columns.
        """
        usages, parked = [], []
        for row in list(read_table(content, required=("tap", "from", "read_on", "m3"))):
            try:
                usage = await self._usage(row)
            except (MinamotoError, ValueError) as error:
                parked.append(_parked(row, "row-malformed", str(error)))
                continue
            if usage is None:
                parked.append(_parked(row, "unknown-supply-point", "水栓が登録されていません。"))
            else:
                usages.append(usage)
        written = await write_usages(usages=usages, now=now)
        return HandledFile(
            counts={"stored": written, "unchanged": len(usages) - written}, parked=tuple(parked)
        )

    async def _usage(self, row: Row) -> NewUsage | None:
        found = await premises.search_service_points(number=row.text("tap"), limit=2)
        points = await premises.service_points_by_id(found)
        exact = [each for each in points.values() if each.point_number == row.text("tap")]
        if not exact:
            return None
        return NewUsage(
            service_point_id=exact[0].id,
            period=Period(row.day("from"), row.day("read_on")),
            quantity=scaled(row.decimal("m3"), _SCALE),
            scale=_SCALE,
            source=UsageSource.REGISTER,
            details={"line": row.line},
        )


def _parked(row: Row, code: str, reason: str) -> ParkedRecord:
    return ParkedRecord(
        place=f"line {row.line}", reason_code=code, detail={"subject": row.cells[0], "ja": reason}
    )


ADAPTER = Adapter(
    name="mihon_water_volumes",
    title_ja="見本水道 水量ファイル",
    title_en="Mihon Water's file of volumes",
    provides=(VolumeFiles(),),
)
