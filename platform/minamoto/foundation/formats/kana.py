"""Kana: half-width for bank files, and forgiving forms of names and addresses for searching."""

from __future__ import annotations

import re
import unicodedata

import jaconv

from minamoto.kernel.errors import InvalidInput

_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d]")
_BANK_ALPHABET = re.compile(r"[ｱ-ﾝｦﾞﾟA-Z0-9 ()\-./,]")
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_OLD_KANA = str.maketrans("ヰヱヲ", "イエオ")
_LONG_VOWELS = re.compile("[ー～〜~]")
_DASHES = re.compile("[-‐‑‒–—―−ー─]")
_HYPHENS = re.compile("[-‐‑‒–—―−─]|(?<=[0-9])ー(?=[0-9])")
_WORD_BREAKS = re.compile(r"[\s・･,.'’()「」]+")


class NotBankKana(InvalidInput):
    """A character cannot be written in a bank file, such as a kanji; details: ``position`` from 1."""

    code = "not-bank-kana"
    ja = "{position}文字目に、銀行のファイルで使えない文字があります。カタカナ・英数字で入力してください。"
    en = "Character {position} cannot be written in a bank file; use katakana, letters and digits."


def strip_variations(text: str) -> str:
    """Return the text without variation selectors: 邉 with a selector and 邉 without are found alike."""
    return _VARIATION_SELECTORS.sub("", text)


def to_katakana(text: str) -> str:
    """Return the text with full-width katakana for hiragana and half-width kana; the rest stays."""
    folded: str = jaconv.hira2kata(unicodedata.normalize("NFKC", text))
    return folded


def bank_kana(text: str) -> str:
    """Return the text as bank files carry it: half-width, small kana made large, long vowels as hyphens.

    Voiced marks are characters of their own, so the result may be longer than the text. Letters become
    capitals. The alphabet is that of the Zengin account-transfer format.

    :raises NotBankKana: at the first character that has no such form.
    """
    written = []
    for position, character in enumerate(strip_variations(text), start=1):
        half = _half_width(character)
        if not all(_BANK_ALPHABET.fullmatch(each) for each in half):
            raise NotBankKana(position=position)
        written.append(half)
    return "".join(written)


def _half_width(character: str) -> str:
    if unicodedata.normalize("NFKC", character) in {"\u3099", " \u3099"}:
        return "ﾞ"
    if unicodedata.normalize("NFKC", character) in {"\u309a", " \u309a"}:
        return "ﾟ"
    large = to_katakana(character).translate(_SMALL)
    if _DASHES.fullmatch(large):
        return "-"
    half: str = jaconv.z2h(large, kana=True, ascii=True, digit=True)
    return half.upper().replace("・", ".").replace("･", ".").replace("「", "(").replace("」", ")")


def search_kana(text: str) -> str:
    """Return a reading's search form: katakana, small kana made large, no long vowels, no spaces.

    キョウコ, きようこ and ｷｮｳｺ are one; so are オーノ and オノ. ヂ and ヅ fold into ジ and ズ.
    """
    kata = to_katakana(strip_variations(text)).translate(_SMALL).translate(_OLD_KANA)
    kata = kata.replace("ヂ", "ジ").replace("ヅ", "ズ").replace("ヴ", "ブ")
    return _WORD_BREAKS.sub("", _DASHES.sub("", _LONG_VOWELS.sub("", kata))).casefold()


def search_name(text: str) -> str:
    """Return a name's search form: compatibility forms and widths folded, no selectors, spaces or dots.

    Old and new kanji (髙 and 高, 邉 and 辺) stay apart; which of them to try together is a matter for a
    search, not for the stored form. Characters that Unicode itself calls equal, such as 神 in its
    compatibility block, do fold.
    """
    folded = unicodedata.normalize("NFKC", strip_variations(text)).casefold()
    return unicodedata.normalize("NFKC", _WORD_BREAKS.sub("", _DASHES.sub("", to_katakana(folded))))


def search_address(text: str) -> str:
    """Return an address's search form: ``二丁目8番1号`` and ``２－８－１`` both end as ``2-8-1``.

    Numerals before 丁目, 番地, 番, 号 become digits (to 99, as town blocks are counted); ヶ, ケ and が of
    place names fold together. Other kanji stay as they are.
    """
    folded = unicodedata.normalize("NFKC", strip_variations(text)).casefold()
    folded = re.sub("[〇一二三四五六七八九十]+(?=丁目|番|号)", _numeral, folded)
    folded = re.sub(r"(?<=\d)(丁目|番地の?|番|号室|号|の)", "-", folded)
    folded = _HYPHENS.sub("-", folded)
    folded = re.sub(r"\s+", "", folded).replace("ヶ", "ケ").replace("が", "ケ").replace("ヵ", "カ")
    return re.sub("-+", "-", folded).strip("-")


_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}


def _numeral(match: re.Match[str]) -> str:
    text = match[0]
    if "十" not in text:
        return "".join(str(_DIGITS[each]) for each in text)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return text
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))
