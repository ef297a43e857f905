"""Pure decisions of the inbox: keys, file names, faults."""

from __future__ import annotations

import hashlib
import re

from minamoto.foundation.exchange.model import MessageFault
from minamoto.kernel.errors import MinamotoError

_NAME_LENGTH = 200
_KEY_LENGTH = 200
_DETAIL_LENGTH = 200
# Controls, lone surrogates (no UTF-8) and marks that turn the direction of writing.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

HANDLING_FAILED = MessageFault(
    code="handling-failed",
    ja="取り込み中に予期しないエラーが発生しました。再処理してください。",
    en="An unexpected error occurred while the file was taken in. Please replay it.",
)
NO_HANDLER = MessageFault(
    code="file-kind-unknown",
    ja="この種類のファイルを取り込む機能がありません。",
    en="Nothing is installed that takes in files of this kind.",
)


def safe_file_name(name: str) -> str:
    """Return a file's own name without folders, controls and marks of direction, at most 200 characters."""
    last = re.split(r"[/\\]", name)[-1]
    cleaned = _UNPRINTABLE.sub("_", last).strip()
    if cleaned in {"", ".", ".."}:
        return "unnamed"
    if len(cleaned) > _NAME_LENGTH:
        stem, dot, ending = cleaned.rpartition(".")
        kept = f"{dot}{ending}" if stem and len(ending) <= 10 else ""  # noqa: PLR2004 - a file name's ending
        cleaned = cleaned[: _NAME_LENGTH - len(kept)] + kept
    return cleaned


def dedupe_key_of(*, sha256: bytes, kind: str, given: str | None) -> str:
    """Return the key under which a message is one: the sender's own, or the content's hash with its kind.

    The kind belongs to it, so that a file once sent as the wrong kind can be sent again as the right one.

    A key of the sender's that PostgreSQL cannot hold, or a long one, is replaced by its hash.
    """
    if given is None:
        return f"sha256:{sha256.hex()}:{kind}"
    if len(given) > _KEY_LENGTH or _UNPRINTABLE.search(given):
        return f"key-sha256:{hashlib.sha256(given.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return f"key:{given}"


def fault_of(error: MinamotoError) -> MessageFault:
    """Return what is kept of the error that refused a file."""
    details = {
        key: _UNPRINTABLE.sub("_", str(value))[:_DETAIL_LENGTH] for key, value in error.details.items()
    }
    return MessageFault(
        code=error.code,
        ja=_UNPRINTABLE.sub("_", error.message("ja")),
        en=_UNPRINTABLE.sub("_", error.message("en")),
        details=details,
    )


def storable(text: str) -> str:
    """Return a text that PostgreSQL can hold."""
    return _UNPRINTABLE.sub("_", text)
