"""Answers as files for spreadsheets."""

from __future__ import annotations

import csv
import io

from minamoto.faces.presentation.model import UsageSeries, Viewer

_STATES = {
    "measured": ("計測値", "measured"),
    "estimated": ("推計値", "estimated"),
    "partial": ("一部欠測", "partial"),
    "missing": ("欠測", "missing"),
}


def usage_table(viewer: Viewer, series: UsageSeries) -> bytes:
    """Return a usage series as CSV: UTF-8 with a byte order mark, lines ended by CR LF.

    Every cell is a number, a date or a word of ours, so no cell can turn into a formula.
    """
    unit = "m³" if series.unit == "m3" else series.unit
    names = {each.code: each.name for each in series.bands}
    head = [
        viewer.text("開始", "from"),
        viewer.text("終了", "to"),
        viewer.text(f"使用量（{unit}）", f"usage ({unit})"),
        *(f"{names.get(each.band, each.band)} ({unit})" for each in series.total_bands),
        viewer.text("状態", "state"),
        viewer.text(f"前年（{unit}）", f"year before ({unit})"),
        viewer.text("金額（円）", "amount (yen)"),
    ]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    for point in series.points:
        bands = {each.band: each.quantity for each in point.bands}
        writer.writerow(
            [
                point.starts_at.strftime("%Y-%m-%d %H:%M"),
                point.ends_at.strftime("%Y-%m-%d %H:%M"),
                point.quantity or "",
                *(bands.get(each.band, "") for each in series.total_bands),
                viewer.text(*_STATES[point.state]),
                point.last_year_quantity or "",
                "" if point.amount_yen is None else point.amount_yen,
            ]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()
