"""What every kept file must not carry: the address of a registry, or a path of one machine."""

from __future__ import annotations

import json
import re

import pytest

from architecture.house import ROOT, kept_files

REGISTRIES = re.compile(
    r"registry\.npm|npmjs\.(org|com)|(files|test)\.pythonhosted|\bpypi\.org|/simple/|proxy\.golang"
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.$}])/(root|work|Users)/[\w.]|(?<![\w.$}])/home/[\w.]|/tmp/[a-z]+_(jobs|brief)"
)
PATTERNS = {"a registry's address": REGISTRIES, "a machine's path": MACHINE_PATHS}
THIS_FILE = "tests/architecture/test_repository.py"


def traces(text: str) -> list[str]:
    """Return what a text tells about the machine it was written on."""
    return [
        f"{number}: {what}: {match[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in PATTERNS.items()
        if (match := pattern.search(line))
    ]


def test_no_kept_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in kept_files():
        name = path.relative_to(ROOT).as_posix()
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if name != THIS_FILE:
            found += [f"{name}:{each}" for each in traces(text)]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        '"resolved": "https://registry.' + 'npmjs.org/x"',
        "--index-url https://" + "pypi" + ".org/simple/",
        "see /" + "root/notes",
        "cd /home/me",
    ],
)
def test_the_fence_sees_a_trace(line: str) -> None:
    assert traces(line)


@pytest.mark.parametrize(
    "line", ["docs/work/plan.md", "GET /v1/work-orders", "src/home/page.tsx", "${ROOT}/work/x"]
)
def test_the_fence_leaves_ordinary_paths_alone(line: str) -> None:
    assert not traces(line)


def test_the_lock_of_the_portal_names_every_optional_package_it_holds() -> None:
    """`npm ci` refuses a lock without the packages of other platforms; `make lock` enters them."""
    packages = json.loads((ROOT / "portal_frontend/package-lock.json").read_text("utf-8"))["packages"]

    absent = {
        name
        for place, holder in packages.items()
        for name in holder.get("optionalDependencies", {})
        if f"node_modules/{name}" not in packages and f"{place}/node_modules/{name}" not in packages
    }

    assert absent == set()
