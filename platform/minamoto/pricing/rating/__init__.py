"""Rating (料金計算): usage + tariff + dates in, charge steps and yen out.

Owns the rule kinds a tariff is built of, the compiled plan that evaluates them on columns, the exact
arithmetic beneath, and the explanation of one bill. Does not own where a tariff is written down, stored or
released (see tariffs), nor what a bill is (see money). Pure: no table, no input or output, no clock; kernel
and numpy only.

Clerks' words: 料金表 tariff · 基本料金 fixed charge · 段階料金 tiers · 燃料費調整 fuel adjustment · 日割り
proration · 各戸割 households · 端数処理 rounding.
"""
