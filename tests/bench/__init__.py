"""Speed and memory, measured beside a baseline of the same run: ``make bench`` and ``make soak``."""
