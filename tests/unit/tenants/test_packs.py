"""Packs that come with the product are sound, and a folder that is not a pack says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from minamoto.foundation.formats.registration_number import parse_registration_number
from minamoto.pricing.tariffs.notation.indexes import parse_indexes
from minamoto.pricing.tariffs.notation.tariff import parse_tariff
from minamoto_tenants.onboarding.customers_file import parse_customers
from minamoto_tenants.onboarding.packs import PackMalformed, PackUnknown, known_packs, read_pack


def test_the_three_utilities_are_there() -> None:
    assert known_packs() == ["aoba_suido", "hinata_denki", "minori_gas"]


@pytest.mark.parametrize("name", known_packs())
def test_a_pack_names_its_sources_and_its_sample_customers_fit_its_tariffs(name: str) -> None:
    pack = read_pack(name)

    tariffs = [parse_tariff(text, source_name=file) for file, text in pack.tariffs.items()]
    services = {each.code: str(each.service) for each in tariffs}
    sample = (pack.folder / "sample" / "customers.csv").read_bytes()
    rows = parse_customers(sample, tariffs=services)

    assert parse_registration_number(pack.file.tenant.registration_number)
    assert set(services.values()) == set(pack.file.tenant.services)
    assert all(each.source.title for each in tariffs)
    assert all(parse_indexes(text, source_name=file) for file, text in pack.indexes.items())
    assert {row.tariff_code for row in rows} == set(services)
    assert {row.customer.district for row in rows} <= {each.code for each in pack.file.masters}
    assert {row.customer.payment_method for row in rows} >= {"payment_slip"}


def test_an_unknown_pack_lists_the_known_ones() -> None:
    with pytest.raises(PackUnknown) as caught:
        read_pack("nowhere")

    assert "aoba_suido" in caught.value.message("ja")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tenant\n", "line 1"),
        ("[tenant]\ndisplay_name = 1\n", "display_name"),
        ("[tenant]\ndisplay_name = 'x'\n", "legal_name"),
    ],
)
def test_a_malformed_pack_file_says_where(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "pack.toml").write_text(text, "utf-8")

    with pytest.raises(PackMalformed) as caught:
        read_pack(str(tmp_path))

    assert told in caught.value.message("en")


def test_a_pack_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_bytes(b"[tenant]\ndisplay_name = '\xff'\n")

    with pytest.raises(PackMalformed, match="2:17"):
        read_pack(str(tmp_path))
