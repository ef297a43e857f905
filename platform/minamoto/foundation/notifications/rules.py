"""Composing mail from dated texts. Pure, but for reading the texts beside this module."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

from minamoto.foundation.notifications.model import Mail, MailKind
from minamoto.kernel.errors import InvalidInput, Language

_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_ADDRESS_LENGTH = 254
_LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


class MailAddressInvalid(InvalidInput):
    """The address cannot receive mail."""

    code = "mail-address-invalid"
    ja = "メールアドレスの形式が正しくありません。"
    en = "The mail address is not valid."


class MailFieldsWrong(ValueError):
    """The fields given are not those of the text: a mistake of the caller's code."""


class NoMailText(LookupError):
    """No text of this kind is in force on the day."""


def compose(*, kind: MailKind, language: Language, to: str, fields: Mapping[str, str], on: date) -> Mail:
    """Return the mail of a kind as its text in force on a day says it.

    ``fields`` are the text's own, all of them and no others, already written for the reader;
    ``tenant_name`` is always one. Line breaks in a field become blanks, so that none can add a header.

    :raises MailAddressInvalid: when ``to`` is not one plain address.
    :raises MailFieldsWrong: when a field is missing or unknown.
    :raises NoMailText: when no text is in force.
    """
    if len(to) > _ADDRESS_LENGTH or not _ADDRESS.fullmatch(to):
        raise MailAddressInvalid
    subject, body = text_on(kind, language, on)
    wanted = fields_of(kind, language, on)
    if set(fields) != wanted:
        message = f"{kind.value} takes {sorted(wanted)}, not {sorted(fields)}"
        raise MailFieldsWrong(message)
    clean = {name: _LINE_BREAKS.sub(" ", value) for name, value in fields.items()}
    return Mail(
        to=to,
        sender_name=clean["tenant_name"],
        subject=subject.format_map(clean),
        body=body.format_map(clean),
        language=language,
    )


def fields_of(kind: MailKind, language: Language, on: date) -> set[str]:
    """Return the names of the fields that a text takes."""
    subject, body = text_on(kind, language, on)
    return {name for _, name, _, _ in string.Formatter().parse(subject + body) if name} | {"tenant_name"}


def text_on(kind: MailKind, language: Language, on: date) -> tuple[str, str]:
    """Return subject and body of the text in force: that of the latest folder not after the day.

    :raises NoMailText: when there is none.
    """
    name = f"{kind.value}.{language}.txt"
    for valid_from in _versions():
        if valid_from <= on and (text := _read(valid_from, name)) is not None:
            subject, _, body = text.partition("\n\n")
            return subject.removeprefix("Subject:").strip(), body
    message = f"{name} on {on}"
    raise NoMailText(message)


@cache
def _versions() -> tuple[date, ...]:
    folder = resources.files(__package__) / "templates"
    return tuple(sorted((date.fromisoformat(each.name) for each in folder.iterdir()), reverse=True))


@cache
def _read(valid_from: date, name: str) -> str | None:
    path = resources.files(__package__) / "templates" / valid_from.isoformat() / name
    return path.read_text("utf-8") if path.is_file() else None
