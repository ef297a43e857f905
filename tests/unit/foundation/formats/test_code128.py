"""The drawn bar code is read back by an independent decoder and fits a store's limits."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from minamoto.foundation.formats import code128

PAYLOAD = "91912345000000000000004520875004013100295004"


def decode(png: bytes) -> tuple[str, str]:
    picture = Image.open(io.BytesIO(png)).convert("L")
    canvas = Image.new("L", (picture.width + 20, picture.height + 20), 255)
    canvas.paste(picture, (10, 10))
    (found,) = zxingcpp.read_barcodes(canvas)
    return str(found.content_type), "".join(letter for letter in found.text if letter.isdigit())


@given(st.text("0123456789", min_size=42, max_size=42))
@settings(max_examples=25, deadline=None)
def test_any_44_digits_are_read_back_as_gs1(rest: str) -> None:
    picture = code128.barcode_png(f"91{rest}", dots_per_module=2, height=40)

    kind, digits = decode(picture)

    assert kind.endswith("GS1")
    assert digits == f"91{rest}"


def test_44_digits_fit_in_60_mm() -> None:
    assert code128.width_mm(PAYLOAD) < Decimal(60)
    assert sum(code128.bars(PAYLOAD)) == 11 * 25 + 13


def test_a_bar_is_a_whole_number_of_printer_dots() -> None:
    dots = code128.MODULE_MM / Decimal("25.4") * 600

    assert abs(dots - 4) < Decimal("0.001")


def test_svg_and_png_hold_the_same_bars() -> None:
    svg = code128.barcode_svg(PAYLOAD)
    png = Image.open(io.BytesIO(code128.barcode_png(PAYLOAD)))

    black_runs = sum(
        1 for x in range(1, png.width) if png.getpixel((x, 0)) == 0 and png.getpixel((x - 1, 0)) != 0
    )
    assert svg.count("M") == black_runs == (len(code128.bars(PAYLOAD)) + 1) // 2
    assert f'viewBox="0 0 {png.width} 1"' in svg


def test_the_picture_holds_one_bit_a_dot() -> None:
    picture = Image.open(io.BytesIO(code128.barcode_png(PAYLOAD)))

    assert picture.mode == "1"
    assert picture.size == (288 + 20, 1)


@pytest.mark.parametrize("digits", ["", "123", "12a4", "１２"])
def test_what_set_c_cannot_hold_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match="even number"):
        code128.bars(digits)


def test_a_picture_without_dots_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one dot"):
        code128.barcode_png(PAYLOAD, dots_per_module=0)
