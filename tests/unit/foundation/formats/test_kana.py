"""Kana for banks is in their alphabet; search forms make the same name the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.foundation.formats import kana


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ミナモト ハナコ", "ﾐﾅﾓﾄ ﾊﾅｺ"),
        ("みほん　たろう", "ﾐﾎﾝ ﾀﾛｳ"),
        ("シャッツ", "ｼﾔﾂﾂ"),
        ("ガス（カ）", "ｶﾞｽ(ｶ)"),
        ("パーク・ホーム", "ﾊﾟ-ｸ.ﾎ-ﾑ"),
        ("ｶ)ﾐﾅﾓﾄﾃﾞﾝｷ", "ｶ)ﾐﾅﾓﾄﾃﾞﾝｷ"),
        ("abc１２３", "ABC123"),
        ("カ\u3099", "ｶﾞ"),
    ],
)
def test_kana_is_written_in_the_banks_alphabet(text: str, written: str) -> None:
    assert kana.bank_kana(text) == written


@pytest.mark.parametrize(("text", "position"), [("源 ハナコ", 1), ("ミナモト花", 5), ("ア＿", 2)])
def test_a_character_without_a_bank_form_is_named_by_its_place(text: str, position: int) -> None:
    with pytest.raises(kana.NotBankKana) as caught:
        kana.bank_kana(text)

    assert caught.value.details == {"position": position}


@given(st.text("アァガッパヴャーンー ＡＺ09()-.", max_size=30))
def test_bank_kana_is_stable_when_written_twice(text: str) -> None:
    once = kana.bank_kana(text)

    assert kana.bank_kana(once) == once


@pytest.mark.parametrize("text", ["キョウコ", "きようこ", "ｷｮｳｺ", "キョウ　コ"])
def test_readings_written_differently_are_found_alike(text: str) -> None:
    assert kana.search_kana(text) == "キヨウコ"


def test_long_vowels_do_not_part_a_reading() -> None:
    assert kana.search_kana("オーノ") == kana.search_kana("オノ") == kana.search_kana("ｵｰﾉ")


@pytest.mark.parametrize("text", ["渡邉 美咲", "渡邉\U000e0102美咲", "渡邉　美咲", "渡邉\ufe00・美咲"])
def test_spaces_and_variation_selectors_do_not_part_a_name(text: str) -> None:
    assert kana.search_name(text) == "渡邉美咲"


@pytest.mark.parametrize(("one", "other"), [("髙橋", "高橋"), ("渡邉", "渡辺"), ("山﨑", "山崎")])
def test_old_and_new_kanji_stay_apart(one: str, other: str) -> None:
    assert kana.search_name(one) != kana.search_name(other)


def test_widths_and_case_do_not_part_a_company_name() -> None:
    assert kana.search_name("ＡＢＣ ガス") == kana.search_name("abcｶﾞｽ") == "abcガス"


@pytest.mark.parametrize(
    "text",
    ["見本町二丁目8番1号", "見本町２－８－１", "見本町2丁目8-1", "見本町 2ー8ー1", "見本町二丁目８番地の１"],
)
def test_addresses_written_differently_are_found_alike(text: str) -> None:
    assert kana.search_address(text) == "見本町2-8-1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("霞ヶ関三丁目", "霞が関3丁目"),
        ("霞ケ関十二丁目", "霞が関12"),
        ("二十三番", "23番"),
    ],
)
def test_numerals_and_small_ke_of_place_names_fold(one: str, other: str) -> None:
    assert kana.search_address(one) == kana.search_address(other)


def test_numerals_that_belong_to_a_name_stay() -> None:
    assert kana.search_address("三田市八千代通") == "三田市八千代通"


@given(st.text("源邉髙はナﾅﾞヴーAbＺ１ 　・-−\ufe00\U000e0102", max_size=20))
def test_search_forms_are_stable(text: str) -> None:
    name = kana.search_name(text)

    assert kana.search_name(name) == name
