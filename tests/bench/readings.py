"""Readings a second, from an operator's zip in the inbox to rows that can be queried."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.baseline import copy_same_rows
from bench.figures import Figure, Sizes
from bench.machine import run_child
from bench.population import Population, analyse, opened, populate
from minamoto.foundation.storage.engine import ENGINE
from minamoto_adapters.electricity.confirmed_xml import CONFIRMED_USAGE
from minamoto_adapters.electricity.interval_xml import PREVIOUS_DAY
from minamoto_adapters.electricity.sample_files import (
    ConfirmedSample,
    SampleFile,
    confirmed_file,
    previous_day_file,
)
from testkit.servers import Servers

SLOTS = 48
FIRST_DAY = date(2026, 10, 3)
MONTH_START = date(2026, 9, 3)
MONTH_DAYS = 30
_POINTS_PER_FILE = 10_000
_MONTHS_PER_FILE = 1_000


async def measure(servers: Servers, sizes: Sizes) -> list[Figure]:
    """Take in previous-day files (W41120), then monthly confirmed ones (W51220), against a bare COPY."""
    await opened(servers)
    daily = await populate(servers, sizes.points, with_usage=False)
    monthly = await populate(servers, sizes.confirmed_points, with_usage=False)
    await analyse(servers)
    await ENGINE.close()
    return [
        await taken_in(
            servers,
            daily,
            "readings, previous day (W41120)",
            PREVIOUS_DAY.kind,
            previous_days(daily, sizes.days_of_points),
        ),
        await taken_in(
            servers, monthly, "readings, confirmed month (W51220)", CONFIRMED_USAGE.kind, confirmed(monthly)
        ),
    ]


async def taken_in(
    servers: Servers, population: Population, name: str, kind: str, files: Iterator[SampleFile]
) -> Figure:
    with tempfile.TemporaryDirectory(prefix="minamoto-bench-files-") as folder:
        paths = []
        for file in files:
            path = Path(folder) / file.name
            path.write_bytes(file.content)
            paths.append(str(path))
        done = run_child(
            "bench.readings_child",
            {"app_url": servers.app_url, "tenant_id": population.tenant_id, "kind": kind, "files": paths},
        )
    bare = await copy_same_rows(servers, tables=("interval_days",), tenant_id=population.tenant_id)
    return Figure(
        name,
        done["point_days"] * SLOTS / done["seconds"],
        "readings/s",
        "bare COPY of the same rows",
        bare.rows * SLOTS / bare.seconds,
        f"{done['point_days'] * SLOTS:,} readings in {done['point_days']:,} rows from {len(paths)} files"
        f" in {done['seconds']:.1f} s, peak {done['peak_mb']} MiB",
    )


def previous_days(population: Population, days: int) -> Iterator[SampleFile]:
    for day in range(days):
        for section, start in enumerate(range(1, population.contracts + 1, _POINTS_PER_FILE), start=1):
            numbers = _numbers(population, start, _POINTS_PER_FILE)
            yield previous_day_file(
                day=FIRST_DAY + timedelta(days=day),
                point_numbers=numbers,
                values=_values(len(numbers), seed=1000 * day + section),
                section=section,
            )


def confirmed(population: Population) -> Iterator[SampleFile]:
    for section, start in enumerate(range(1, population.contracts + 1, _MONTHS_PER_FILE), start=1):
        samples = [
            ConfirmedSample(
                point_number=number,
                usage_month=date(2026, 10, 1),
                first_day=MONTH_START,
                values=_values(MONTH_DAYS, seed=section * _MONTHS_PER_FILE + place),
                next_reading_on=date(2026, 11, 3),
            )
            for place, number in enumerate(_numbers(population, start, _MONTHS_PER_FILE))
        ]
        yield confirmed_file(day=date(2026, 10, 5), samples=samples, section=section)


def _numbers(population: Population, start: int, count: int) -> list[str]:
    last = min(start + count - 1, population.contracts)
    return [population.point_number(contract) for contract in range(start, last + 1)]


def _values(rows: int, *, seed: int) -> NDArray[np.int32]:
    """Half hours of homes in hundredths of a kWh: mostly small, some large."""
    return np.random.default_rng(seed).gamma(2.0, 12.0, size=(rows, SLOTS)).astype(np.int32)
