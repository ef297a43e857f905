"""The house is tidy, and the rules of tidiness do bite."""

from __future__ import annotations

from pathlib import Path

import pytest

from architecture import tidy
from architecture.house import ROOT, kept_files, python_files

TESTS_AND_TOOLS = [*sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "infra").rglob("*.py"))]


def test_no_file_or_function_is_too_long() -> None:
    faults = [
        f"{place(path)}: {fault}"
        for path in [*python_files(), *TESTS_AND_TOOLS]
        for fault in tidy.overlong(path.read_text("utf-8"))
    ]

    assert faults == []


def test_no_float_comes_near_money() -> None:
    faults = [
        f"{place(path)}:{fault}"
        for path in python_files()
        for fault in tidy.floats(path.read_text("utf-8"), place(path))
    ]

    assert faults == []


def test_only_edges_ask_the_time() -> None:
    faults = [
        f"{place(path)}:{fault}"
        for path in python_files()
        for fault in tidy.clocks(path.read_text("utf-8"), place(path))
    ]

    assert faults == []


def test_every_module_says_what_it_holds() -> None:
    faults = [f"{place(path)}: {fault}" for path in python_files() for fault in tidy.vague_name(place(path))]

    assert faults == []


def test_nothing_is_left_for_later_in_a_comment() -> None:
    kinds = {".py", ".sql", ".ts", ".tsx", ".css", ".toml", ".sh"}
    faults = [
        f"{place(path)}:{fault}"
        for path in kept_files()
        if path.suffix in kinds
        for fault in tidy.postponed(path.read_text("utf-8"))
    ]

    assert faults == []


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


class TestTheRulesThemselves:
    def test_a_long_file_is_seen(self) -> None:
        assert tidy.overlong("x = 1\n" * 501)
        assert not tidy.overlong("x = 1\n" * 500)

    def test_a_long_function_is_seen(self) -> None:
        assert tidy.overlong("def act() -> None:\n" + "    x = 1\n" * 70)
        assert not tidy.overlong("def act() -> None:\n" + "    x = 1\n" * 69)

    def test_a_class_made_inside_a_function_counts_by_its_methods(self) -> None:
        short, long = (
            "        def act(self) -> None:\n" + "            x = 1\n" * count for count in (60, 70)
        )

        assert not tidy.overlong("def make() -> type:\n    class Made:\n" + short * 2 + "    return Made\n")
        assert tidy.overlong("def make() -> type:\n    class Made:\n" + long + "    return Made\n")

    @pytest.mark.parametrize(
        "line", ["x = 1.5", "x = float(y)", "def f(x: float) -> None: ...", "np.float64(x)"]
    )
    def test_a_float_is_seen_where_money_is(self, line: str) -> None:
        assert tidy.floats(line, "platform/minamoto/money/billing/rules.py")
        assert not tidy.floats(line, "platform/minamoto/web/timings.py")

    @pytest.mark.parametrize(
        "line",
        [
            "datetime.now(UTC)",
            "datetime.datetime.now()",
            "date.today()",
            "time.time()",
            "SystemClock().now()",
            "self._clock.now()",
            "today(clock)",
        ],
    )
    def test_a_clock_is_seen_below_the_edges(self, line: str) -> None:
        assert tidy.clocks(line, "platform/minamoto/money/billing/operations.py")
        assert not tidy.clocks(line, "platform/minamoto/money/billing/controllers.py")
        assert not tidy.clocks(line, "platform/minamoto/web/app.py")

    def test_a_loop_may_read_the_clock_it_is_given_and_no_other(self) -> None:
        loop = "platform/minamoto/foundation/jobs/running.py"

        assert not tidy.clocks("self._clock.now()", loop)
        assert tidy.clocks("datetime.now(UTC)", loop)

    @pytest.mark.parametrize("line", ["time.monotonic()", "row.today", "clock_row.time(3)", "func.now()"])
    def test_what_only_looks_like_a_clock_is_left_alone(self, line: str) -> None:
        assert not tidy.clocks(line, "platform/minamoto/money/billing/operations.py")

    @pytest.mark.parametrize("name", ["money/utils.py", "money/billing/helpers/dates.py", "kernel/misc.py"])
    def test_a_vague_name_is_seen(self, name: str) -> None:
        assert tidy.vague_name(name)
        assert not tidy.vague_name("money/billing/numbers.py")

    def test_postponed_work_is_seen(self) -> None:
        assert tidy.postponed(f"# {'TO'}DO: later")
        assert not tidy.postponed("# done")
