"""What makes a machine ready is told apart from what it is made of: stamps, and the completed npm lock."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from architecture.house import ROOT


def part(name: str) -> ModuleType:
    """Load a part of the bootstrap, which is no package because it runs before anything is installed."""
    path = ROOT / "infra/development/bootstrap" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"bootstrap_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def a_lock() -> dict[str, Any]:
    return {
        "packages": {
            "": {"name": "apps"},
            "node_modules/bundler": {
                "version": "4.0.0",
                "dev": True,
                "optionalDependencies": {
                    "@bundler/native-linux-x64-gnu": "4.0.0",
                    "@bundler/native-win32-arm64-msvc": "4.0.0",
                    "@bundler/native-wasm32-wasi": "4.0.0",
                },
            },
            "node_modules/@bundler/native-linux-x64-gnu": {"version": "4.0.0", "optional": True},
        }
    }


class TestTheCompletedLock:
    def test_names_the_packages_of_other_platforms(self) -> None:
        lock = a_lock()

        added = part("npm_lock").complete(lock)

        assert added == ["@bundler/native-wasm32-wasi", "@bundler/native-win32-arm64-msvc"]
        assert lock["packages"]["node_modules/@bundler/native-win32-arm64-msvc"] == {
            "version": "4.0.0",
            "cpu": ["arm64"],
            "dev": True,
            "optional": True,
            "os": ["win32"],
        }

    def test_is_complete_after_one_pass(self) -> None:
        lock = a_lock()
        complete = part("npm_lock").complete
        complete(lock)

        assert complete(lock) == []


class TestAStamp:
    def test_holds_only_while_its_inputs_stay(self, tmp_path: Path) -> None:
        stamps = part("stamps")
        source = tmp_path / "lock"
        source.write_text("one", encoding="utf-8")
        stamp = stamps.Stamp(tmp_path / "made" / "stamp")
        stamp.set(stamps.fingerprint([source], root=tmp_path))

        before = stamp.holds(stamps.fingerprint([source], root=tmp_path))
        source.write_text("two", encoding="utf-8")
        after = stamp.holds(stamps.fingerprint([source], root=tmp_path))

        assert (before, after) == (True, False)

    def test_that_was_never_set_holds_nothing(self, tmp_path: Path) -> None:
        assert not part("stamps").Stamp(tmp_path / "stamp").holds("")
