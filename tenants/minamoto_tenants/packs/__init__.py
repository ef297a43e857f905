"""Packs: a folder per utility: ``pack.toml`` says who it is, ``tariffs/``, ``indexes/`` what it charges."""
