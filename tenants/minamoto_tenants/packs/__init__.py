"""Packs: a folder per utility. ``pack.toml`` says who it is, ``tariffs/`` and ``indexes/`` what it charges."""
