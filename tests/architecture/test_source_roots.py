"""`platform/` shares its name with a module of the standard library and must never hide it."""

from __future__ import annotations

import platform
import sysconfig
from pathlib import Path

import pytest

from architecture.house import ROOT, SOURCE_ROOTS


@pytest.mark.parametrize(("folder", "package"), SOURCE_ROOTS.items())
def test_a_source_root_holds_its_one_package_and_nothing_else(folder: str, package: str) -> None:
    found = {path.name for path in (ROOT / folder).iterdir() if path.name != "__pycache__"}

    assert found == {package}


def test_platform_is_the_standard_library() -> None:
    assert platform.__file__ is not None
    assert Path(platform.__file__).parent == Path(sysconfig.get_path("stdlib"))
