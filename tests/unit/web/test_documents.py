"""The documents of the API: one per audience, complete in itself, the same as the checkout's copies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar

from minamoto.web.describe import OPENAPI_FOLDER, described_app
from minamoto.web.openapi import AUDIENCES, Audience, export_openapi, openapi_document

ROOT = Path(__file__).parents[3]
METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture(scope="module")
def app() -> Litestar:
    return described_app()


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_document_is_of_one_audience_and_refers_to_nothing_outside(
    app: Litestar, audience: Audience
) -> None:
    document = openapi_document(app, audience)

    text = msgspec.json.encode(document).decode()
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert document["openapi"] == "3.1.0"
    assert named == set(document["components"]["schemas"])
    assert {path.split("/")[3] for path in document["paths"]} <= {audience}
    assert "{slug}" not in text
    assert all("." not in name and "_" not in name for name in named)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_operation_has_a_name_a_right_and_its_problems(app: Litestar, audience: Audience) -> None:
    operations = _operations(openapi_document(app, audience))

    names = [operation["operationId"] for _, _, operation in operations]
    assert len(names) == len(set(names))
    assert all(name.startswith(f"{audience}_") for name in names)
    for _path, method, operation in operations:
        assert "application/problem+json" in operation["responses"]["400"]["content"]
        assert "401" in operation["responses"] or not operation["security"]
        headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
        assert ("X-Minamoto-Client" in headers) is (method != "get" and audience != "partners")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_copies_of_the_front_end_are_of_this_application(app: Litestar, audience: Audience) -> None:
    copy = msgspec.json.decode((ROOT / OPENAPI_FOLDER / f"{audience}.json").read_bytes())

    assert copy == msgspec.json.decode(msgspec.json.encode(openapi_document(app, audience))), (
        "run: python -m minamoto.web.describe"
    )


def test_the_same_application_is_written_alike(app: Litestar, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in export_openapi(tmp_path / "one", app)]
    second = [path.read_bytes() for path in export_openapi(tmp_path / "two", described_app())]

    assert first == second
