"""Packs: a utility as data. Tariffs and index tables in TOML, settings, masters and sample files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec

from minamoto.foundation.formats.registration_number import parse_registration_number
from minamoto.kernel.errors import InvalidInput, NotFound
from minamoto.supply.premises.model import Service


class PackUnknown(NotFound):
    """There is no pack of this name."""

    code = "pack-unknown"
    ja = "パック「{pack}」はありません。使えるパック: {known}"
    en = "There is no pack {pack}. Known packs: {known}"


class PackMalformed(InvalidInput):
    """A pack's pack.toml is not what it should be."""

    code = "pack-malformed"
    ja = "{file}: {reason}"
    en = "{file}: {reason}"


class MasterRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dated master row that a tenant begins with."""

    kind: str
    code: str
    name: str
    valid_from: date
    attributes: dict[str, str | int] = {}


class TenantPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who the utility is."""

    display_name: str
    legal_name: str
    registration_number: str
    services: list[str]
    live_from: date


class PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of ``pack.toml``."""

    tenant: TenantPart
    settings: dict[str, Any] = {}
    masters: list[MasterRow] = []


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as read: its facts, and the texts of its tariffs and index tables by file name."""

    code: str
    file: PackFile
    tariffs: Mapping[str, str]
    indexes: Mapping[str, str]
    folder: Traversable


def known_packs() -> list[str]:
    """Return the names of the packs that come with the product."""
    folder = resources.files("minamoto_tenants") / "packs"
    return sorted(each.name for each in folder.iterdir() if (each / "pack.toml").is_file())


def read_pack(name: str) -> Pack:
    """Return a pack by its name, or by the path of a folder that holds ``pack.toml``.

    :raises PackUnknown: when there is none.
    :raises PackMalformed: when pack.toml cannot be read, naming line and column or the field.
    :raises InvalidInput: when the registration number is not one.
    """
    folder: Traversable = Path(name) if "/" in name else resources.files("minamoto_tenants") / "packs" / name
    if not (folder / "pack.toml").is_file():
        raise PackUnknown(pack=name, known=", ".join(known_packs()))
    text = _text(folder / "pack.toml")
    try:
        content = msgspec.convert(tomllib.loads(text), PackFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise PackMalformed(file="pack.toml", reason=str(error)) from error
    _refuse_mistakes(content)
    return Pack(
        code=folder.name,
        file=content,
        tariffs=_texts(folder / "tariffs"),
        indexes=_texts(folder / "indexes"),
        folder=folder,
    )


def _refuse_mistakes(content: PackFile) -> None:
    parse_registration_number(content.tenant.registration_number)
    unknown = sorted(set(content.tenant.services) - {each.value for each in Service})
    if unknown or not content.tenant.services:
        raise PackMalformed(file="pack.toml", reason=f"tenant.services: {', '.join(unknown) or '[]'}")
    seen: set[tuple[str, str, date]] = set()
    for each in content.masters:
        key = (each.kind, each.code, each.valid_from)
        if key in seen:
            raise PackMalformed(
                file="pack.toml", reason=f"masters: {each.kind} {each.code} ({each.valid_from}) ×2"
            )
        seen.add(key)


def _texts(folder: Traversable) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    files = sorted(folder.iterdir(), key=lambda each: each.name)
    return {each.name: _text(each) for each in files if each.name.endswith(".toml")}


def _text(file: Traversable) -> str:
    content = file.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        place = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
        raise PackMalformed(file=file.name, reason=f"{place}: UTF-8ではありません / not UTF-8") from error
