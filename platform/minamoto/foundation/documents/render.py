"""Renders forms to PDF with WeasyPrint, sharing fonts and the parsed style sheet within the process.

Sharing halves the time of a page and keeps memory flat. Pango's font maps are not safe across
threads, so one page is laid out at a time per process; more processes give more pages.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from minamoto.foundation.documents.bill_page import bill_page
from minamoto.foundation.documents.model import BillDocument, UsageNoticeDocument
from minamoto.foundation.documents.notice_page import notice_page
from minamoto.foundation.documents.wording import Language, Wording
from minamoto.kernel.errors import NotFound

PDF_VARIANT = "pdf/ua-1"
"""Tagged for screen readers (PDF/UA-1, ISO 14289-1); it costs nothing that can be measured."""

_FACES: tuple[tuple[str, int, str], ...] = (
    ("BIZ UDPGothic", 400, "BIZUDPGothic_400Regular.ttf"),
    ("BIZ UDPGothic", 700, "BIZUDPGothic_700Bold.ttf"),
    ("Noto Sans JP", 400, "NotoSansJP_400Regular.ttf"),
    ("Noto Sans JP", 700, "NotoSansJP_700Bold.ttf"),
)
_LAYOUT = threading.Lock()


class FontMissing(NotFound):
    """The font folder that the settings name lacks a font; details: ``file``."""

    code = "font-missing"
    ja = "帳票用フォント「{file}」が見つかりません。フォントフォルダの設定をご確認ください。"
    en = "The form font “{file}” was not found; check the font folder in the settings."


class _Page(Protocol):
    def __call__(self, *, lines_on_first_page: bool) -> str: ...


@dataclass(frozen=True, slots=True)
class _Press:
    """What every page of one font folder shares."""

    fonts: FontConfiguration
    style: CSS
    fetcher: URLFetcher


def render_bill(document: BillDocument, *, language: Language = "ja", font_dir: Path | None = None) -> bytes:
    """Return the bill as a tagged PDF; the same document always gives the same bytes.

    The breakdown stands on the first page when it fits above the slip, else on pages of its own.
    Without ``font_dir`` the machine's fonts are used, in the order BIZ UDPGothic, Noto Sans JP,
    IPAexGothic; with it, the four TrueType files named in this module are looked for in it and below.

    :raises FontMissing: when ``font_dir`` lacks a font.
    :raises SlipPayloadMalformed: when the bar code's payload is not 44 digits.
    """
    words = Wording(language)
    return _render(partial(bill_page, document, words), font_dir)


def render_usage_notice(
    document: UsageNoticeDocument, *, language: Language = "ja", font_dir: Path | None = None
) -> bytes:
    """Return the usage notice as a tagged PDF; fonts and pages as in :func:`render_bill`.

    :raises FontMissing: when ``font_dir`` lacks a font.
    """
    words = Wording(language)
    return _render(partial(notice_page, document, words), font_dir)


def _render(page: _Page, font_dir: Path | None) -> bytes:
    with _LAYOUT:
        press = _press(font_dir)
        laid_out = _lay_out(page(lines_on_first_page=True), press)
        if len(laid_out.pages) > 1:
            laid_out = _lay_out(page(lines_on_first_page=False), press)
        pdf: bytes = laid_out.write_pdf(pdf_variant=PDF_VARIANT)
        return pdf


def _lay_out(html: str, press: _Press) -> Document:
    source: Any = HTML(string=html, url_fetcher=press.fetcher)
    return source.render(stylesheets=[press.style], font_config=press.fonts)


@lru_cache(maxsize=4)
def _press(font_dir: Path | None) -> _Press:
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("data", "file"))
    faces = "" if font_dir is None else _font_faces(font_dir)
    text = files("minamoto.foundation.documents").joinpath("forms.css").read_text(encoding="utf-8")
    style = CSS(string=faces + text, font_config=fonts, url_fetcher=fetcher)
    # A page may show only pictures that it carries itself: no text in it can make us read a file or a site.
    return _Press(fonts, style, URLFetcher(allowed_protocols=("data",)))


def _font_faces(font_dir: Path) -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("{_find(font_dir, name)}"); }}\n'
        for family, weight, name in _FACES
    )


def _find(font_dir: Path, name: str) -> str:
    direct = font_dir / name
    found = direct if direct.is_file() else next(iter(sorted(font_dir.glob(f"**/{name}"))), None)
    if found is None:
        raise FontMissing(file=name)
    return found.resolve().as_uri()
