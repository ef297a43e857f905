"""Reads finished PDFs back: their text, and their pages as a printer would show them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

POINTS_PER_INCH = 72
GOLDEN = Path(__file__).parents[3] / "golden" / "documents"


def page_texts(pdf: bytes) -> list[str]:
    """Return each page's text with line ends as plain line feeds."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def squeezed(pdf: bytes) -> str:
    """Return all text without any white space, for looking up words that a line end may part."""
    return re.sub(r"\s", "", "".join(page_texts(pdf)))


def printed_page(pdf: bytes, *, dpi: int, page: int = 0) -> Image.Image:
    """Return a page as grey dots at a printer's resolution."""
    document = pypdfium2.PdfDocument(pdf)
    picture: Image.Image = document[page].render(scale=dpi / POINTS_PER_INCH, grayscale=True).to_pil()
    return picture


def codes_on(picture: Image.Image) -> dict[str, str]:
    """Return what a decoder reads on a page: text by format name."""
    return {str(code.format).replace(" ", ""): str(code.text) for code in zxingcpp.read_barcodes(picture)}


def ink_below(picture: Image.Image, millimetres: int, *, dpi: int) -> bool:
    """Tell whether anything is printed in the lowest millimetres of a page."""
    strip = picture.crop((0, picture.height - round(millimetres * dpi / 25.4), picture.width, picture.height))
    return strip.getextrema() != (255, 255)


def agreed_text(name: str, actual: str) -> str:
    """Return the golden text of a form; with MINAMOTO_GOLDEN=write it becomes what is printed now."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("MINAMOTO_GOLDEN") == "write":
        path.write_text(actual, encoding="utf-8")
    return path.read_text(encoding="utf-8")
