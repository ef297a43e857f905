import io
import zipfile
from datetime import date

import numpy as np
import pytest

from minamoto.supply.readings.model import ParsedReadings
from minamoto.supply.readings.ports import ReadingFileRefused
from minamoto_adapters.electricity import interval_xml, sample_files, zipped_xml
from minamoto_adapters.electricity.interval_xml import PREVIOUS_DAY

NAME = "W41120202610010000000001.zip"
NUMBER = "0300111234567890123456"
GOOD = sample_files.previous_day_file(
    day=date(2026, 10, 1), point_numbers=[NUMBER], values=np.ones((1, 48), dtype=np.int32)
).content
XML = "<SBD-MSG><JPMGRP><JPTRM><JP06116>20261001</JP06116></JPTRM></JPMGRP></SBD-MSG>"


def parse(content: bytes) -> ParsedReadings:
    return PREVIOUS_DAY.parse(content=content, file_name=NAME)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def encrypted() -> bytes:
    content = bytearray(zipped(("a.xml", XML.encode())))
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", zipped_xml.NotAZip),
        (b"<SBD-MSG/>", zipped_xml.NotAZip),
        (GOOD[: len(GOOD) // 2], zipped_xml.ZipDamaged),
        (GOOD[:-30], zipped_xml.ZipDamaged),
        (GOOD[:100] + b"\xff\xff" + GOOD[102:], zipped_xml.ZipDamaged),
        (zipped(), zipped_xml.ZipContentUnexpected),
        (zipped(("a.xml", b"<a/>"), ("b.xml", b"<b/>")), zipped_xml.ZipContentUnexpected),
        (zipped(("a.exe", b"<a/>")), zipped_xml.ZipContentUnexpected),
        (zipped(("a.xml", XML.encode()), method=zipfile.ZIP_LZMA), zipped_xml.ZipContentUnexpected),
        (encrypted(), zipped_xml.ZipContentUnexpected),
        (zipped(("a.xml", b"")), zipped_xml.XmlNotWellFormed),
        (zipped(("a.xml", XML.encode()[:-3])), zipped_xml.XmlNotWellFormed),
        (zipped(("a.xml", XML.replace("</JPTRM>", "").encode())), zipped_xml.XmlNotWellFormed),
        (
            zipped(("a.xml", f'<?xml version="1.0" encoding="UTF-8"?>{XML}<!-- 源 -->'.encode("cp932"))),
            zipped_xml.XmlWrongEncoding,
        ),
        (
            zipped(("a.xml", f'<?xml version="1.0" encoding="x-unknown"?>{XML}'.encode())),
            zipped_xml.XmlWrongEncoding,
        ),
        (
            zipped(("a.xml", f'<!DOCTYPE a [<!ENTITY e "x">]>{XML}'.encode())),
            zipped_xml.XmlDocumentTypeRefused,
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    content: bytes, expected: type[ReadingFileRefused]
) -> None:
    with pytest.raises(expected) as raised:
        parse(content)

    assert raised.value.file_name == NAME
    assert NAME in raised.value.message("ja")


@pytest.mark.parametrize("encoding", ["UTF-8", "Shift_JIS", "EUC-JP", "UTF-16"])
def test_the_declared_encoding_is_honoured(encoding: str) -> None:
    file = sample_files.previous_day_file(
        day=date(2026, 10, 1),
        point_numbers=[NUMBER],
        values=np.ones((1, 48), dtype=np.int32),
        encoding=encoding,
    )

    assert parse(file.content).intervals[0].values.tolist() == [[1] * 48]


def test_what_unpacks_beyond_the_limit_is_refused_while_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped_xml, "MAX_XML_BYTES", 1_000_000)
    bomb = zipped(("a.xml", b"<SBD-MSG>" + b" " * 50_000_000 + b"</SBD-MSG>"))

    with pytest.raises(zipped_xml.FileTooLarge):
        parse(bomb)


def test_a_flood_of_empty_tags_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped_xml, "MAX_TAGS_PER_ROW", 1_000)
    bomb = zipped(("a.xml", b"<SBD-MSG>" + b"<a/>" * 100_000 + b"</SBD-MSG>"))

    with pytest.raises(zipped_xml.FileTooLarge):
        parse(bomb)


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{each} "{f"&l{each - 1};" * 10}">' for each in range(1, 10))
    xml = f'<!DOCTYPE SBD-MSG [<!ENTITY l0 "ha">{laughs}]>{XML.replace("20261001", "&l9;")}'

    with pytest.raises(ReadingFileRefused):
        parse(zipped(("a.xml", xml.encode())))


def test_no_file_of_the_machine_is_read() -> None:
    xml = f'<!DOCTYPE SBD-MSG [<!ENTITY f SYSTEM "file:///etc/hostname">]>{XML.replace("20261001", "&f;")}'

    with pytest.raises(zipped_xml.XmlDocumentTypeRefused):
        parse(zipped(("a.xml", xml.encode())))


def test_more_meters_than_any_section_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interval_xml, "MAX_METERS", 3)
    file = sample_files.previous_day_file(
        day=date(2026, 10, 1),
        point_numbers=[f"03{each:020d}" for each in range(4)],
        values=np.ones((4, 48), dtype=np.int32),
    )

    with pytest.raises(zipped_xml.FileTooLarge):
        parse(file.content)
