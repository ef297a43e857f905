"""A usage notice tells what was used, what it will cost and when the meter is read next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from minamoto.foundation.documents.render import render_usage_notice
from unit.foundation.documents import reading, samples

NOTICES = {"electricity": samples.POWER_NOTICE, "water": samples.WATER_NOTICE}


@pytest.mark.parametrize("kind", NOTICES)
def test_the_text_of_each_notice_is_as_agreed(kind: str, font_dir: Path) -> None:
    pdf = render_usage_notice(NOTICES[kind], font_dir=font_dir)

    pages = reading.page_texts(pdf)

    assert len(pages) == 1
    assert pages[0] + "\n" == reading.agreed_text(f"notice_{kind}", pages[0] + "\n")


def test_the_facts_a_notice_must_hold_are_there(font_dir: Path) -> None:
    text = reading.squeezed(render_usage_notice(samples.POWER_NOTICE, font_dir=font_dir))

    for fact in (
        "312kWh",
        "前年同月298kWh",
        "検針日令和8年11月12日",
        "次回検針予定日令和8年12月14日",
        "12,018円",
    ):
        assert fact in text


def test_an_estimated_reading_is_said_to_be_one(font_dir: Path) -> None:
    (section,) = samples.POWER_NOTICE.sections
    assert section.reading is not None
    estimated = replace(section, reading=replace(section.reading, estimated=True))
    document = replace(samples.POWER_NOTICE, sections=(estimated,))

    text = reading.squeezed(render_usage_notice(document, font_dir=font_dir))

    assert "14,517認定" in text


def test_a_notice_has_no_slip(font_dir: Path) -> None:
    pdf = render_usage_notice(samples.POWER_NOTICE, font_dir=font_dir)

    assert "払込票" not in reading.squeezed(pdf)
    assert "Code128" not in reading.codes_on(reading.printed_page(pdf, dpi=200))


def test_a_notice_with_many_lines_ends_on_a_second_page(font_dir: Path) -> None:
    (section,) = samples.POWER_NOTICE.sections
    document = replace(samples.POWER_NOTICE, sections=(replace(section, lines=section.lines * 8),))

    pages = reading.page_texts(render_usage_notice(document, font_dir=font_dir))

    assert len(pages) >= 2
    assert "料金の内訳は次のページをご覧ください。" in pages[0]


def test_english_readers_get_english_words(font_dir: Path) -> None:
    document = replace(samples.WATER_NOTICE, message="", payment_note="")

    pdf = render_usage_notice(document, language="en", font_dir=font_dir)

    text = " ".join(reading.page_texts(pdf)[0].split())
    assert "Water and sewerage usage notice" in text
    assert "令和" not in text
