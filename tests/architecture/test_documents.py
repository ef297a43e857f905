"""The documents agree with the code and with each other."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from architecture.contracts import read_contracts
from architecture.house import FLOORS_WITH_ROOMS, ROOT, rooms

DECISIONS = ROOT / "docs/decisions"
HEADINGS = ["Status", "Context", "Decision", "Consequences"]
# fmt: off
HOUSE_WORDS = {
    "水栓", "供給地点", "使用者", "所有者", "契約", "異動", "開栓", "閉栓", "検針", "認定", "指針",
    "調定", "更正", "請求", "納入通知書", "収納", "消込", "仮消込", "還付", "充当", "過誤納",
    "口座振替", "督促", "停水", "誓約", "分納", "時効", "不納欠損", "料金表", "減免", "検満",
    "小売切替", "託送", "再エネ賦課金",
}
# fmt: on
STATES = {"done", "part", "not yet"}


def table_rows(text: str) -> list[list[str]]:
    """Return the cells of every row of a page's tables, headings left out."""
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row] for row in rows]
    rules = {index for index, row in enumerate(cells) if all(re.fullmatch(r":?-+:?", cell) for cell in row)}
    return [row for index, row in enumerate(cells) if index not in rules and index + 1 not in rules]


def docstring_faults(text: str) -> list[str]:
    """Return what a room's docstring leaves unsaid, and whether the file holds anything else."""
    tree = ast.parse(text)
    said = " ".join((ast.get_docstring(tree) or "").split())
    faults = [f"does not say: {each}" for each in ("Owns", "oes not own") if each not in said]
    if len(tree.body) > 1:
        faults.append("holds more than its docstring")
    return faults


@pytest.mark.parametrize("room", list(rooms()), ids=lambda each: each.relative_to(ROOT).as_posix())
def test_a_room_says_what_it_owns_and_what_not(room: Path) -> None:
    front = room / "__init__.py"

    assert front.exists()
    assert docstring_faults(front.read_text("utf-8")) == []


def test_a_silent_room_is_seen() -> None:
    assert docstring_faults('"""Bills."""\n')
    assert docstring_faults('"""Bills.\n\nOwns invoices.\n"""\n')
    assert docstring_faults('"""Bills. Owns invoices. Does not own money."""\nimport os\n')
    assert not docstring_faults('"""Bills. Owns invoices. Does not\nown money."""\n')


def test_decisions_are_numbered_without_gap_and_all_indexed() -> None:
    pages = sorted(path.name for path in DECISIONS.glob("*.md") if path.name != "README.md")

    indexed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (DECISIONS / "README.md").read_text("utf-8"))

    assert indexed == pages
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))


def test_a_decision_has_its_four_headings() -> None:
    faults = {
        path.name: found
        for path in sorted(DECISIONS.glob("0*.md"))
        if (found := re.findall(r"^## (.+)$", path.read_text("utf-8"), re.MULTILINE)) != HEADINGS
    }

    assert faults == {}


def test_the_glossary_holds_every_word_of_the_house() -> None:
    rows = table_rows((ROOT / "docs/glossary.md").read_text("utf-8"))

    assert HOUSE_WORDS - {row[0] for row in rows} == set()


def test_the_glossary_has_one_english_word_for_each_japanese_one() -> None:
    rows = table_rows((ROOT / "docs/glossary.md").read_text("utf-8"))

    doubled = {
        word: count
        for column in (0, 2)
        for word, count in Counter(row[column] for row in rows).items()
        if count > 1
    }

    assert all(len(row) == 6 and all(row) for row in rows)
    assert doubled == {}


def test_the_glossary_names_rooms_that_have_a_place() -> None:
    contracts = read_contracts()
    known = {
        f"{floor}.{room}"
        for floor in FLOORS_WITH_ROOMS
        for room in re.findall(r"\w+", contracts[f"importlinter:contract:{floor}"]["layers"])
    } | {"kernel"}

    named = {row[4] for row in table_rows((ROOT / "docs/glossary.md").read_text("utf-8"))}

    assert named - known == set()


def test_coverage_names_a_known_state_and_tests_that_exist() -> None:
    rows = table_rows((ROOT / "docs/coverage.md").read_text("utf-8"))

    faults = [fault for row in rows for fault in coverage_faults(row)]

    assert rows
    assert max(Counter(row[0] for row in rows).values()) == 1
    assert faults == []


def coverage_faults(row: list[str]) -> list[str]:
    """Return what is wrong with one row of the coverage table."""
    identifier, _, _, where, test, state = row
    faults = [] if state in STATES else [f"{identifier}: no such state: {state}"]
    if state != "not yet" and not where:
        faults.append(f"{identifier}: says {state} but not where")
    if state == "done" and not test:
        faults.append(f"{identifier}: says done but names no test")
    named = [each.strip(" `") for each in test.split(",") if each.strip()]
    faults += [f"{identifier}: no such test: {each}" for each in named if not (ROOT / each).exists()]
    return faults


def test_an_empty_claim_of_coverage_is_seen() -> None:
    here = "tests/architecture/test_documents.py"

    assert coverage_faults(["M001", "common", "x", "web", "", "done"])
    assert coverage_faults(["M001", "common", "x", "web", "tests/none.py", "done"])
    assert coverage_faults(["M001", "common", "x", "", "", "almost"])
    assert not coverage_faults(["M001", "common", "x", "web", here, "done"])


def test_links_between_documents_lead_somewhere() -> None:
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("infra/**/*.md"),
    ]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []
