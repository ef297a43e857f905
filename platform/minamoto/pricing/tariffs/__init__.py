"""Tariffs (料金表): ordinances and terms written down, their dated versions and index tables.

Owns the public TOML notation, which version applies on a date, release, and the append-only index values
(fuel, raw material, levy). Does not own how a price is computed (see rating) nor who is billed (see money).

Clerks' words: 料金表 tariff · 改定 revision · 適用開始日 valid from · 燃料費調整単価 fuel index · 単価表
index table.
"""
