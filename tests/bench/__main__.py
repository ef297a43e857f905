"""``make bench``: measures, and prints each figure beside a baseline taken in the same run."""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from rich.console import Console

from bench import bills, papers, portal, readings
from bench.figures import QUICK, USUAL, Figure, Sizes, print_conditions, print_figures
from bench.machine import conditions, durable_servers
from testkit.servers import Servers

MEASURES = ("readings", "rating", "bills", "documents", "portal")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; nothing here decides whether a figure is good enough."""
    asked = _parser().parse_args(arguments)
    sizes = QUICK if asked.quick else USUAL
    if asked.contracts:
        sizes = replace(sizes, contracts=tuple(asked.contracts))
    console = Console(width=None if os.isatty(1) else 200)
    started = time.perf_counter()
    figures: list[Figure] = []
    failed: list[str] = []
    with durable_servers() as servers:
        print_conditions(console, asyncio.run(conditions(servers)))
        for name in asked.only or MEASURES:
            began = time.perf_counter()
            try:
                found = measure(name, servers, sizes)
            except Exception:  # noqa: BLE001 - the other figures are worth having
                console.print_exception()
                failed.append(name)
                continue
            figures += found
            load = " ".join(f"{each:.1f}" for each in os.getloadavg())
            console.print(
                f"[dim]{name}: {len(found)} figures in {time.perf_counter() - began:.0f} s, load {load}[/]"
            )
    print_figures(console, figures)
    console.print(
        f"{len(figures)} figures in {time.perf_counter() - started:.0f} s. Read the ratios: both sides of"
        " each ran on this machine, one after the other. docs/performance.md says what bounds each."
    )
    if failed:
        console.print(f"[bold red]Not measured, see above: {', '.join(failed)}[/]")
    return 1 if failed else 0


def measure(name: str, servers: Servers, sizes: Sizes) -> list[Figure]:
    """Return the figures of one measure."""
    measures: dict[str, Callable[[], list[Figure]]] = {
        "readings": lambda: asyncio.run(readings.measure(servers, sizes)),
        "rating": lambda: asyncio.run(bills.measure_rating(servers, sizes)),
        "bills": lambda: asyncio.run(bills.measure_runs(servers, sizes)),
        "documents": lambda: papers.measure(sizes),
        "portal": lambda: portal.measure(servers, asyncio.run(portal.prepare(servers)), sizes),
    }
    return measures[name]()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=MEASURES, help="measure these alone")
    parser.add_argument("--quick", action="store_true", help="small sizes: a look, not a figure to keep")
    parser.add_argument("--contracts", nargs="+", type=int, help="sizes of the bill runs, ascending")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
