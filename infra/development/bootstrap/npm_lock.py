"""Completes package-lock.json, so that `npm ci` means the same on every machine and behind every mirror.

A package such as a bundler names one optional package per platform. A registry mirror may hold only some of
them; npm then writes a lock without the others, and `npm ci` refuses that lock. Each absent one is entered
with its version and platform, which is all npm needs to skip it. It has no hash: should such a platform ever
be used for the build, npm fetches that one package unchecked, until `make lock` runs on that platform.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_SYSTEMS = {
    "android",
    "darwin",
    "freebsd",
    "linux",
    "netbsd",
    "openbsd",
    "openharmony",
    "sunos",
    "win32",
    "aix",
}
_PROCESSORS = {"arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"}


def complete(lock: dict[str, Any]) -> list[str]:
    """Enter every optional package that the lock names but does not hold; return their names."""
    packages: dict[str, dict[str, Any]] = lock["packages"]
    absent: dict[str, dict[str, Any]] = {}
    for place, holder in packages.items():
        for name, version in holder.get("optionalDependencies", {}).items():
            if f"node_modules/{name}" not in packages and f"{place}/node_modules/{name}" not in packages:
                absent[name] = _entry(name, version, dev=bool(holder.get("dev")))
    packages.update({f"node_modules/{name}": entry for name, entry in absent.items()})
    lock["packages"] = dict(sorted(packages.items()))
    return sorted(absent)


def _entry(name: str, version: str, *, dev: bool) -> dict[str, Any]:
    words = name.rpartition("/")[2].split("-")
    entry: dict[str, Any] = {"version": version}
    processors = [each for each in words if each in _PROCESSORS]
    systems = [each for each in words if each in _SYSTEMS]
    if processors:
        entry["cpu"] = processors
    if dev:
        entry["dev"] = True
    entry["optional"] = True
    if systems:
        entry["os"] = systems
    return entry


def complete_file(path: Path) -> list[str]:
    """Complete a lock file in place; a complete one is left alone."""
    lock = json.loads(path.read_text(encoding="utf-8"))
    added = complete(lock)
    if added:
        path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return added
