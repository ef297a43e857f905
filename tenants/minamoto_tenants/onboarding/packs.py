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

from minamoto.kernel.errors import InvalidInput, NotFound


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
    """
    folder: Traversable = Path(name) if "/" in name else resources.files("minamoto_tenants") / "packs" / name
    if not (folder / "pack.toml").is_file():
        raise PackUnknown(pack=name, known=", ".join(known_packs()))
    text = (folder / "pack.toml").read_text("utf-8")
    try:
        content = msgspec.convert(tomllib.loads(text), PackFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise PackMalformed(file="pack.toml", reason=str(error)) from error
    return Pack(
        code=folder.name,
        file=content,
        tariffs=_texts(folder / "tariffs"),
        indexes=_texts(folder / "indexes"),
        folder=folder,
    )


def _texts(folder: Traversable) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    files = sorted(folder.iterdir(), key=lambda each: each.name)
    return {each.name: each.read_text("utf-8") for each in files if each.name.endswith(".toml")}
