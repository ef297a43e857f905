"""The public notation of tariffs and index tables: TOML, documented in docs/tariff-format.md.

``parse_tariff`` and ``parse_indexes`` read a whole document and report every mistake in it with file, line,
column and the mend; nothing is half read.
"""
