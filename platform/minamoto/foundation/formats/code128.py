"""Code 128 drawn as GS1-128: an even run of digits in set C, led by FNC1 (ISO/IEC 15417).

Bars are exact multiples of one module. The standard module of 0.1693 mm is four dots of a 600 dpi
printer and two of 300 dpi, so that no bar is thinned or fattened by rounding; 44 digits then measure
49 mm, within the 60 mm that stores allow.
"""

from __future__ import annotations

import struct
import zlib
from decimal import Decimal

MODULE_MM = Decimal("0.1693333")
"""Width of the narrowest bar: 25.4 mm / 600 * 4."""
QUIET_MODULES = 10
"""Blank modules that must stand on either side."""
_START_C, _FNC1, _STOP = 105, 102, 106
_CHECK_MODULUS = 103

# Widths of bar, space, bar, space, bar, space for the symbol values 0 to 105, and the stop with its last bar.
_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 "
    "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 "
    "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 "
    "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 "
    "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 "
    "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 "
    "411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
_WIDTHS = tuple(_TABLE.split())


def bars(digits: str) -> tuple[int, ...]:
    """Return the widths in modules of bar, space, bar, ... of the whole symbol, quiet zones left out.

    :raises ValueError: when ``digits`` is not an even, non-empty run of ASCII digits.
    """
    if not digits or len(digits) % 2 or not (digits.isascii() and digits.isdigit()):
        message = "set C needs an even number of digits"
        raise ValueError(message)
    values = [_START_C, _FNC1, *(int(digits[at : at + 2]) for at in range(0, len(digits), 2))]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % _CHECK_MODULUS
    return tuple(int(width) for value in (*values, check, _STOP) for width in _WIDTHS[value])


def width_mm(digits: str, module_mm: Decimal = MODULE_MM) -> Decimal:
    """Return the symbol's printed width without its quiet zones."""
    return sum(bars(digits)) * module_mm


def barcode_svg(digits: str, *, height_mm: Decimal = Decimal(11), module_mm: Decimal = MODULE_MM) -> str:
    """Return the symbol with its quiet zones as one SVG element with one path.

    :raises ValueError: when ``digits`` is not an even run of digits.
    """
    place = QUIET_MODULES
    path = []
    for index, width in enumerate(bars(digits)):
        if index % 2 == 0:
            path.append(f"M{place} 0h{width}v1h-{width}z")
        place += width
    total = place + QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} 1" preserveAspectRatio="none" '
        f'width="{total * module_mm:.3f}mm" height="{height_mm}mm"><path d="{"".join(path)}"/></svg>'
    )


def barcode_png(digits: str, *, dots_per_module: int = 1, height: int = 1) -> bytes:
    """Return the symbol with its quiet zones as a one-bit PNG, black on white.

    One dot a module and one row are enough where the page scales the picture without smoothing.

    :raises ValueError: when ``digits`` is not an even run of digits, or a size is below 1.
    """
    if dots_per_module < 1 or height < 1:
        message = "a picture needs at least one dot"
        raise ValueError(message)
    row = [1] * QUIET_MODULES
    for index, width in enumerate(bars(digits)):
        row += [index % 2] * width
    row += [1] * QUIET_MODULES
    return one_bit_png([[bit for bit in row for _ in range(dots_per_module)]] * height)


def one_bit_png(rows: list[list[int]]) -> bytes:
    """Return a one-bit greyscale PNG of rows of 0 (black) and 1 (white), all of one length."""
    width = len(rows[0])
    padding = "0" * (-width % 8)
    raw = b"".join(
        b"\0" + int("".join(map(str, row)) + padding, 2).to_bytes((width + 7) // 8, "big") for row in rows
    )
    header = struct.pack(">IIBBBBB", width, len(rows), 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(raw, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
