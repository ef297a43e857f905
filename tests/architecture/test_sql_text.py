"""SQL is composed from constants only, and the rule that says so does bite."""

from __future__ import annotations

import pytest

from architecture.house import ROOT, python_files
from architecture.sql_text import foreign_parts

PLACE = "platform/minamoto/money/billing/queries.py"


def test_sql_is_composed_from_constants_only() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in python_files()
        for fault in foreign_parts(path.read_text("utf-8"), path.as_posix())
    ]

    assert faults == []


@pytest.mark.parametrize(
    "body",
    [
        "def find(name): return f\"select * from bills where name = '{name}'\"",
        'def find(row): return f"update bills set state = {row.state}"',
        'def find(rows):\n    for row in rows:\n        yield f"delete from {row}"',
        'def find(name):\n    order = "id" if not name else name\n    return f"select 1 order by {order}"',
        'def find(q): return _find(q)\ndef _find(q): return f"select {q}"',
    ],
)
def test_a_foreign_part_is_seen(body: str) -> None:
    assert foreign_parts(body, PLACE)


@pytest.mark.parametrize(
    "body",
    [
        'def find(): return f"select {_COLUMNS} from bills"',
        'def find(limit): return f"select 1 limit {int(limit)}"',
        'def find(staff):\n    table = "staff" if staff else "users"\n    return f"update {table} set x = 1"',
        'def find(a, b):\n    for field, form in (("n", a), ("k", b)):\n        yield f"select {field}"',
        'def find(ids): return _find("id = $1", ids)\ndef _find(where, ids): return f"select {where}"',
        'def greet(name): return f"hello {name}"',
    ],
)
def test_what_comes_from_constants_is_left_alone(body: str) -> None:
    assert not foreign_parts(body, PLACE)
