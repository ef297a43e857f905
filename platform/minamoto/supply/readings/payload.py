"""Interval rows as the bytes of a binary COPY, made on columns: no Python object per value.

Layout: PostgreSQL's COPY binary format, version 1 (PostgreSQL 18 documentation, COPY, "Binary Format").
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

COLUMNS = ("service_point_id", "day", "readings", "missing", "estimated")
_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_INT4 = 23  # the type's number in pg_type
_EPOCH = np.datetime64("2000-01-01", "D")


def encode_rows(
    *,
    point_ids: NDArray[np.int64],
    days: NDArray[np.datetime64],
    values: NDArray[np.int32],
    missing: NDArray[np.bool_],
    estimated: NDArray[np.bool_],
) -> bytes:
    """Return the payload of rows (n) with values and masks (n, slots), columns as in ``COLUMNS``.

    Masks are always written, an empty one as zeros; whoever inserts turns that into null.
    """
    count, slots = values.shape
    mask_bytes = (slots + 7) // 8
    rows: NDArray[Any] = np.zeros(count, dtype=_row_type(slots, mask_bytes))
    rows["fields"] = len(COLUMNS)
    rows["id_length"], rows["id"] = 8, point_ids
    rows["day_length"], rows["day"] = 4, (days.astype("datetime64[D]") - _EPOCH).astype(np.int32)
    rows["array_length"] = 20 + 8 * slots
    rows["dimensions"], rows["element"], rows["size"], rows["lower"] = 1, _INT4, slots, 1
    rows["values"]["length"], rows["values"]["value"] = 4, values
    for name, mask in (("missing", missing), ("estimated", estimated)):
        rows[f"{name}_length"], rows[f"{name}_bits"] = 4 + mask_bytes, slots
        rows[name] = np.packbits(mask, axis=1)
    return _SIGNATURE + rows.tobytes() + _TRAILER


def _row_type(slots: int, mask_bytes: int) -> np.dtype[Any]:
    int4, int8 = ">i4", ">i8"
    fields: list[Any] = [
        ("fields", ">i2"),
        ("id_length", int4), ("id", int8),
        ("day_length", int4), ("day", int4),
        ("array_length", int4), ("dimensions", int4), ("nulls", int4), ("element", int4),
        ("size", int4), ("lower", int4), ("values", [("length", int4), ("value", int4)], (slots,)),
        ("missing_length", int4), ("missing_bits", int4), ("missing", "u1", (mask_bytes,)),
        ("estimated_length", int4), ("estimated_bits", int4), ("estimated", "u1", (mask_bytes,)),
    ]  # fmt: skip
    return np.dtype(fields)
