"""The contract's shapes: complete, strict about what comes in, and free of inner ids."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import msgspec
import pytest

import minamoto.faces.console.schemas as console
import minamoto.faces.mypage.schemas as mypage
import minamoto.faces.partners.schemas as partners
import minamoto.faces.presentation.model as shared
from minamoto.faces.presentation.model import Request, Shape

MODULES: tuple[ModuleType, ...] = (shared, mypage, console, partners)
SHAPES = sorted(
    {
        found
        for module in MODULES
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, (Shape, Request)) and found not in {Shape, Request}
    },
    key=lambda each: each.__name__,
)


def names(shape: type[Any]) -> list[str]:
    return [each.name for each in msgspec.structs.fields(shape)]


def test_every_shape_has_a_name_of_its_own() -> None:
    assert len({each.__name__ for each in SHAPES}) == len(SHAPES) > 60


@pytest.mark.parametrize("shape", SHAPES, ids=lambda each: each.__name__)
def test_money_is_whole_yen_or_exact_text_and_never_a_float(shape: type[Any]) -> None:
    schema = msgspec.json.schema(shape)

    assert '"type":"number"' not in msgspec.json.encode(schema).decode()
    for name in names(shape):
        assert not name.endswith(("_amount", "_price")), f"{name} does not say its unit"


@pytest.mark.parametrize(
    "shape", [each for each in SHAPES if issubclass(each, Request)], ids=lambda each: each.__name__
)
def test_a_request_refuses_fields_it_does_not_know(shape: type[Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"nobody_knows": 1}, shape)


@pytest.mark.parametrize(
    "shape", [each for each in SHAPES if issubclass(each, Shape)], ids=lambda each: each.__name__
)
def test_an_answer_is_frozen(shape: type[Any]) -> None:
    assert shape.__struct_config__.frozen
