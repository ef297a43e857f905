"""Stripe's form bodies: ``a[b][0][c]=x`` as nested mappings and lists."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]

_KEY = re.compile(r"[^\[\]]+|\[\]")


def parse_form(text: str) -> Json:
    """Return the nested values of a body or a query string."""
    tree: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        parts = _KEY.findall(name)
        if not parts:
            continue
        place = tree
        for part in parts[:-1]:
            key = _key(part, place)
            nested = place.setdefault(key, {})
            if not isinstance(nested, dict):
                nested = place[key] = {}
            place = nested
        place[_key(parts[-1], place)] = value
    return {key: _lists(value) for key, value in tree.items()}


def _key(part: str, place: Json) -> str:
    return str(len(place)) if part == "[]" else part


def _lists(value: Any) -> Any:
    """Turn mappings whose keys are all numbers into lists."""
    if not isinstance(value, dict):
        return value
    nested = {key: _lists(each) for key, each in value.items()}
    if nested and all(key.isdigit() for key in nested):
        return [nested[key] for key in sorted(nested, key=int)]
    return nested
