"""What was wrong with a body or a query, field by field, in the caller's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from minamoto.faces.presentation.model import FieldProblem
from minamoto.kernel.errors import Language

_UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]*)`")
_MISSING = re.compile(
    r"missing required field `(?P<field>[^`]*)`|Missing required (?P<kind>\w+) parameter '(?P<name>[^']*)'"
)
_NUMBER = re.compile(r"`(?P<kind>int|float|str)` (?P<relation>[<>]=?) (?P<limit>[-0-9.]+)")
_LENGTH = re.compile(r"of length (?P<relation>[<>]=?) (?P<limit>\d+)")
_TYPES: dict[str, tuple[str, str]] = {
    "int": ("整数で入力してください。", "Give a whole number."),
    "str": ("文字で入力してください。", "Give a text."),
    "bool": ("true または false を指定してください。", "Give true or false."),
    "date": ("日付（YYYY-MM-DD）で入力してください。", "Give a date (YYYY-MM-DD)."),
    "datetime": ("日時（RFC 3339）で入力してください。", "Give a moment (RFC 3339)."),
    "array": ("一覧で指定してください。", "Give a list."),
    "object": ("項目の集まりで指定してください。", "Give an object."),
}
_WRONG = ("値が正しくありません。", "The value is not right.")
_DATE = re.compile(r"Invalid RFC3339 encoded (?P<kind>date|datetime)")
_EXPECTED = re.compile(r"Expected `(?P<kind>\w+)")


def field_problems(extra: Any, language: Language) -> tuple[FieldProblem, ...]:
    """Return what the framework found; a field's pointer is a JSON pointer, a query's begins with ``?``."""
    found = extra if isinstance(extra, list) else []
    # The slug of an address is never what a caller got wrong in a body: the framework names it all the same.
    return tuple(
        _problem(each, language)
        for each in found
        if isinstance(each, dict) and not (each.get("key") == "slug" and _source_of(each) == "path")
    )


def _source_of(found: dict[str, Any]) -> Any:
    return getattr(found.get("source"), "value", found.get("source"))


def _problem(found: dict[str, Any], language: Language) -> FieldProblem:
    message, key = str(found.get("message", "")), str(found.get("key", ""))
    source = _source_of(found)
    field, texts = _reading(message)
    if source == "body":
        parts = [part for part in re.split(r"[.\[\]]+", key) if part and part != "data"]
        pointer = "/" + "/".join([*parts, field] if field else parts)
    else:
        name = (key or field or "").rstrip("_")  # ``from_`` is ours; the parameter is ``from``
        pointer = f"?{name}" if source in {"query", None} else f"#{source}:{name}"
    return FieldProblem(
        pointer=pointer.rstrip("/") or "/", message=texts[0] if language == "ja" else texts[1]
    )


def _reading(message: str) -> tuple[str | None, tuple[str, str]]:
    """Return the field a message names, if it does, and the message in both languages."""
    for pattern, read in _READINGS:
        if match := pattern.search(message):
            return read(match)
    return None, _WRONG


def _length(match: re.Match[str]) -> tuple[None, tuple[str, str]]:
    limit = match["limit"]
    if match["relation"].startswith(">"):
        return None, (f"{limit}文字以上で入力してください。", f"Give at least {limit} characters.")
    return None, (f"{limit}文字以内で入力してください。", f"Give at most {limit} characters.")


def _number(match: re.Match[str]) -> tuple[None, tuple[str, str]]:
    limit = match["limit"]
    if match["relation"].startswith(">"):
        return None, (f"{limit}以上で入力してください。", f"Give at least {limit}.")
    return None, (f"{limit}以下で入力してください。", f"Give at most {limit}.")


_READINGS: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str | None, tuple[str, str]]]], ...
] = (
    (
        _UNKNOWN,
        lambda match: (match["field"], ("この項目は受け付けられません。", "This field is not known.")),
    ),
    (
        _MISSING,
        lambda match: (match["field"] or match["name"], ("必ず入力してください。", "This is required.")),
    ),
    (_LENGTH, _length),
    (_NUMBER, _number),
    (
        re.compile("matching regex"),
        lambda _: (None, ("形式が正しくありません。", "The format is not right.")),
    ),
    (
        re.compile("Invalid enum value"),
        lambda _: (None, ("選択肢の中から指定してください。", "Choose one of the values offered.")),
    ),
    (_DATE, lambda match: (None, _TYPES[match["kind"]])),
    (_EXPECTED, lambda match: (None, _TYPES.get(match["kind"], _WRONG))),
)
