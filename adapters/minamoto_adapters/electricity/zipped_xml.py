"""Opening a zip that holds one XML, and walking its rows, within bounds whatever the bytes.

The reader is libxml2 through lxml: no entity is expanded, no DTD is loaded, nothing is fetched, and a
document that declares a document type is refused. Sizes are counted while unpacking, never believed.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree

from minamoto.supply.readings.ports import ReadingFileRefused

MAX_ZIPPED_BYTES = 64 * 1024 * 1024
MAX_XML_BYTES = 256 * 1024 * 1024
MAX_TAGS_PER_ROW = 2_000_000
"""Tags between the ends of two outer rows: a slot of a hundred thousand points has fewer."""

_PIECE = 128 * 1024
_ROW = "JPMR00010"
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCODING_FAULTS = {
    etree.ErrorTypes.ERR_INVALID_ENCODING,
    etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
    etree.ErrorTypes.ERR_INVALID_CHAR,
    etree.ErrorTypes.I18N_CONV_FAILED,
}
# zipfile and its codecs answer damaged input with any of these.
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    IndexError,
)


class NotAZip(ReadingFileRefused):
    """The bytes are not a zip at all."""

    code = "file-not-a-zip"
    ja = "ファイル「{file_name}」はZIP形式ではありません。"
    en = "The file {file_name} is not a zip archive."


class ZipDamaged(ReadingFileRefused):
    """The zip is cut short or its checksum is wrong."""

    code = "file-zip-damaged"
    ja = "ファイル「{file_name}」のZIPが途中で切れているか、壊れています。再度受信してください。"
    en = "The zip {file_name} is truncated or damaged. Please fetch it again."


class ZipContentUnexpected(ReadingFileRefused):
    """The zip does not hold exactly one plain XML."""

    code = "file-zip-content"
    ja = "ファイル「{file_name}」のZIPには、暗号化されていないXMLが1つだけ入っている必要があります。"
    en = "The zip {file_name} must hold exactly one XML that is not encrypted."


class FileTooLarge(ReadingFileRefused):
    """The file, or what it unpacks to, is larger than any real one."""

    code = "file-too-large"
    ja = "ファイル「{file_name}」の大きさが上限({limit}バイト)を超えています。"
    en = "The file {file_name} is larger than the limit of {limit} bytes."


class XmlWrongEncoding(ReadingFileRefused):
    """The XML is not written in the encoding it declares."""

    code = "file-wrong-encoding"
    ja = "ファイル「{file_name}」の文字コードが宣言と異なります({place})。"
    en = "The XML of {file_name} is not in the encoding it declares ({place})."


class XmlNotWellFormed(ReadingFileRefused):
    """The XML breaks off or its tags do not match."""

    code = "file-xml-not-well-formed"
    ja = "ファイル「{file_name}」のXMLが正しくありません({place})。"
    en = "The XML of {file_name} is not well formed ({place})."


class XmlDocumentTypeRefused(ReadingFileRefused):
    """The XML declares a document type, which meter data never does."""

    code = "file-xml-document-type"
    ja = "ファイル「{file_name}」に文書型宣言が含まれているため、受け付けません。"
    en = "The XML of {file_name} declares a document type and is refused."


class MissingTag(ReadingFileRefused):
    """A tag without which no record of the file has a meaning is missing or wrong."""

    code = "file-missing-tag"
    ja = "ファイル「{file_name}」に必要な項目 {tag} がないか、値が正しくありません。"
    en = "The file {file_name} lacks {tag}, or its value is wrong."


class TooManyFaults(ReadingFileRefused):
    """So many records are faulty that the file is not what it says."""

    code = "file-too-many-faults"
    ja = "ファイル「{file_name}」には誤りのある明細が多すぎます({limit}件以上)。"
    en = "The file {file_name} holds {limit} faulty records or more."


@dataclass(frozen=True, slots=True)
class Row:
    """One outer row (JPMR00010) that has just ended, and its place among them, from 1."""

    element: etree._Element
    position: int


def walk_rows(*, content: bytes, file_name: str) -> Iterator[Row]:
    """Yield each outer row of the one XML in a zip as it ends, in document order.

    The caller reads a row before asking for the next; it is emptied then, and unpacking and parsing go
    piece by piece, so memory does not grow with the file. What comes last is the root, its rows emptied,
    with ``position`` 0: it holds the header.

    :raises NotAZip: when the bytes are no zip.
    :raises ZipDamaged: when it is cut short or its checksum fails.
    :raises ZipContentUnexpected: when it holds anything but one plain XML.
    :raises FileTooLarge: when the zip, the XML or its number of tags passes its limit.
    :raises XmlNotWellFormed: when the XML breaks off or is wrong.
    :raises XmlWrongEncoding: when its bytes are not in the declared encoding.
    :raises XmlDocumentTypeRefused: when it declares a document type.
    """
    if len(content) > MAX_ZIPPED_BYTES:
        raise FileTooLarge(file_name=file_name, limit=MAX_ZIPPED_BYTES)
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise NotAZip(file_name=file_name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            member = _only_member(archive, file_name)
            with archive.open(member) as source:
                yield from _walk(_Bounded(source, file_name), file_name)
    except etree.XMLSyntaxError as error:
        raise _xml_fault(error, file_name) from error
    except _ZIP_FAULTS as error:
        raise ZipDamaged(file_name=file_name) from error


def _only_member(archive: zipfile.ZipFile, file_name: str) -> zipfile.ZipInfo:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if (
        len(members) != 1
        or members[0].flag_bits & _ENCRYPTED
        or members[0].compress_type not in _METHODS
        or not members[0].filename.lower().endswith(".xml")
    ):
        raise ZipContentUnexpected(file_name=file_name)
    return members[0]


class _Bounded:
    """A stream that counts what it hands out and stops at the limits.

    Tags are counted too, from row to row, because an empty one takes four bytes in the file and thirty
    times that in memory.
    """

    def __init__(self, source: IO[bytes], file_name: str) -> None:
        self._source = source
        self._file_name = file_name
        self._bytes = 0
        self._tags = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next piece."""
        piece = self._source.read(min(size, _PIECE) if size > 0 else _PIECE)
        self._bytes += len(piece)
        self._tags += piece.count(b"<")
        if self._bytes > MAX_XML_BYTES:
            raise FileTooLarge(file_name=self._file_name, limit=MAX_XML_BYTES)
        if self._tags > MAX_TAGS_PER_ROW:
            raise FileTooLarge(file_name=self._file_name, limit=MAX_TAGS_PER_ROW)
        return piece

    def row_ended(self) -> None:
        """Count tags anew: what the row held is let go."""
        self._tags = 0


def _walk(source: _Bounded, file_name: str) -> Iterator[Row]:
    events = etree.iterparse(
        source,
        events=("end",),
        tag=_ROW,
        no_network=True,
        load_dtd=False,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    for position, (_, element) in enumerate(events, start=1):
        if position == 1:
            _refuse_document_type(element, file_name)
        yield Row(element, position)
        element.clear()
        # Let go of the row before too: an emptied element still takes room.
        before, parent = element.getprevious(), element.getparent()
        if before is not None and parent is not None and before.tag == _ROW:
            parent.remove(before)
        source.row_ended()
    root = events.root
    if root is None:
        raise XmlNotWellFormed(file_name=file_name, place="1:1")
    _refuse_document_type(root, file_name)
    yield Row(root, 0)


def _refuse_document_type(element: etree._Element, file_name: str) -> None:
    # lxml keeps even an empty document type as an internal DTD.
    if element.getroottree().docinfo.internalDTD is not None:
        raise XmlDocumentTypeRefused(file_name=file_name)


def _xml_fault(error: etree.XMLSyntaxError, file_name: str) -> ReadingFileRefused:
    line, column = error.position
    place = f"{line}:{column}"
    if getattr(error, "code", None) in _ENCODING_FAULTS:
        return XmlWrongEncoding(file_name=file_name, place=place)
    return XmlNotWellFormed(file_name=file_name, place=place)
