"""Formats: the notations that Japanese paper, banks and files are written in (書式).

Owns pure readers and writers of values: the convenience-store bar code (バーコード), half-width kana
(半角カナ), CSV files, registration numbers (登録番号), postcodes (郵便番号) and phone numbers (電話番号).
Does not own what the values mean for a bill, a receipt or a party, nor whole bank files, which belong
to the adapters that exchange them.
"""
