"""The portal and the console: their packages, their build, and the fonts that bills are set in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from console import Refusal, run, say
from npm_lock import complete_file
from stamps import Stamp, fingerprint

_NOT_INPUTS = {"node_modules", "dist", "test-results", ".vite", ".tanstack"}
_FONTS = (
    ("biz-udpgothic", "BIZUDPGothic"),
    ("noto-sans-jp", "NotoSansJP"),
)
_WEIGHTS = ("400Regular", "700Bold")


class Portal:
    """Builds ``portal_frontend`` with the Node of the virtual environment."""

    def __init__(self, root: Path, programs: Path, state: Path, log: Path) -> None:
        """Name the places: the project, ``.venv/bin``, the folder of stamps and fonts, and the log."""
        self._root = root
        self._folder = root / "portal_frontend"
        self._programs = programs
        self._stamps = self._folder / "node_modules" / ".minamoto"
        self._fonts = state / "fonts"
        self._log = log

    def prepare(self) -> None:
        """Install the packages that the lock file names, copy the fonts, and build; each only when needed.

        :raises Refusal: when a package cannot be had or the build fails.
        """
        self._install()
        self._copy_fonts()
        self._build()

    def lock(self) -> None:
        """Pin the packages of portal and console anew, every platform's optional ones included."""
        self._npm("install", "--package-lock-only", title="Locking portal_frontend/package-lock.json")
        added = complete_file(self._folder / "package-lock.json")
        if added:
            say(f"  Entered {len(added)} packages of other platforms that the registry in use does not hold.")

    def _install(self) -> None:
        manifests = [
            path for path in self._inputs() if path.name in {"package.json", "package-lock.json", ".npmrc"}
        ]
        stamp, wanted = Stamp(self._stamps / "installed"), fingerprint(manifests, root=self._root)
        if stamp.holds(wanted):
            return
        self._npm("ci", "--no-audit", "--no-fund", title="Installing the packages of portal and console")
        stamp.set(wanted)

    def _build(self) -> None:
        stamp = Stamp(self._stamps / "built")
        if stamp.holds(fingerprint(self._inputs(), root=self._root)) and self._is_built():
            return
        self._npm("run", "build", title="Building portal and console")
        if not self._is_built():
            message = "the build of portal_frontend ended well but left no apps/*/dist/index.html"
            raise Refusal(message)
        # Taken after the build: types that the build generates belong to the inputs of the next one.
        stamp.set(fingerprint(self._inputs(), root=self._root))

    def _is_built(self) -> bool:
        apps = [path.parent for path in self._folder.glob("apps/*/package.json")]
        return all((app / "dist" / "index.html").exists() for app in apps)

    def _inputs(self) -> list[Path]:
        found = []
        for folder, names, files in os.walk(self._folder):
            names[:] = [name for name in names if name not in _NOT_INPUTS]
            found += [Path(folder) / name for name in files]
        return found

    def _npm(self, *words: str, title: str) -> None:
        search = os.pathsep.join([str(self._programs), os.environ.get("PATH", os.defpath)])
        run(
            [self._programs / "npm", *words],
            title=title,
            log=self._log,
            where=self._folder,
            # Node brings its own list of authorities; the machine's list is the one its owner keeps.
            environment={"PATH": search, "NODE_USE_SYSTEM_CA": "1", "NO_UPDATE_NOTIFIER": "1", "CI": "true"},
        )

    def _copy_fonts(self) -> None:
        """Copy the regular and bold faces with their licences; WeasyPrint reads whole TrueType files."""
        for package, family in _FONTS:
            source = self._folder / "node_modules" / "@expo-google-fonts" / package
            wanted = [source / weight / f"{family}_{weight}.ttf" for weight in _WEIGHTS]
            for path in wanted:
                if not path.exists():
                    message = (
                        f"the font {path.name} is missing; delete portal_frontend/node_modules and try again"
                    )
                    raise Refusal(message)
                _copy(path, self._fonts / path.name)
            for licence in source.glob("LICENSE*"):
                _copy(licence, self._fonts / f"{family}-{licence.name}")


def _copy(source: Path, target: Path) -> None:
    if target.exists() and target.stat().st_size == source.stat().st_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{target.name}.part")
    shutil.copyfile(source, beside)
    beside.replace(target)
