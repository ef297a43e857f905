"""What the operating system must bring: virtual environments, the layout behind PDF, a browser for tests."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from console import Refusal, run, say


@dataclass(frozen=True)
class Need:
    """One Debian package and how to tell that what it brings is already here."""

    package: str
    purpose: str
    libraries: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    def is_met(self) -> bool:
        """Tell whether the machine has it, from whatever source."""
        return (
            any(_loads(each) for each in self.libraries)
            or any(shutil.which(each) for each in self.programs)
            or any(Path(each).exists() for each in self.files)
            or any(_has_module(each) for each in self.modules)
        )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_module(name: str) -> bool:
    """Tell whether this Python has a module; a folder left empty does not count."""
    importlib.invalidate_caches()
    found = importlib.util.find_spec(name)
    return found is not None and found.origin is not None


ENVIRONMENT_NEEDS = (Need("python3-venv", "the virtual environment in .venv", modules=("ensurepip",)),)
PDF_NEEDS = (
    Need("libpango-1.0-0", "text layout of PDF bills", ("libpango-1.0.so.0", "libpango-1.0.0.dylib")),
    Need(
        "libpangoft2-1.0-0", "text layout of PDF bills", ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib")
    ),
    Need("libharfbuzz0b", "shaping of Japanese text", ("libharfbuzz.so.0", "libharfbuzz.0.dylib")),
    Need(
        "libharfbuzz-subset0",
        "small PDF files (only the glyphs used)",
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    ),
    Need("fontconfig", "finding fonts", programs=("fc-list",)),
)
BROWSER_NEEDS = (
    Need(
        "chromium",
        "browser tests",
        programs=("chromium", "chromium-browser", "google-chrome"),
        files=("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",),
    ),
)


def require(needs: tuple[Need, ...], *, log: Path, where: Path) -> None:
    """Install what is missing where this user may, else say what to install.

    :raises Refusal: when something is missing and cannot be installed from here.
    """
    missing = [each for each in needs if not each.is_met()]
    if not missing:
        return
    say("  The machine lacks:")
    for each in missing:
        say(f"    {each.package:<22} {each.purpose}")
    _install([each.package for each in missing], log=log, where=where)
    still = [each.package for each in missing if not each.is_met()]
    if still:
        message = f"apt-get ended well, yet these are still not found: {' '.join(still)}"
        raise Refusal(message)


def _install(packages: list[str], *, log: Path, where: Path) -> None:
    """Install Debian packages with apt-get, as root or by sudo without a password.

    :raises Refusal: when that is not possible here; the message names the command for a person to run.
    """
    by_hand = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if sys.platform == "darwin":
        message = "please install it (with Homebrew: brew install pango harfbuzz fontconfig), then try again"
        raise Refusal(message)
    if shutil.which("apt-get") is None:
        message = f"please install what is missing; on Debian this would be:\n    {by_hand}"
        raise Refusal(message)
    prefix = _privilege()
    if prefix is None:
        message = (
            f"this user may not install packages. Please run this as root, then try again:\n    {by_hand}"
        )
        raise Refusal(message)
    say(f"  Installing with apt-get: {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    run([*apt, "update"], title="apt-get update", log=log, where=where)
    run(
        [*apt, "install", "-y", "--no-install-recommends", *packages],
        title="apt-get install",
        log=log,
        where=where,
    )


def _privilege() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
