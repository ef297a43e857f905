"""Names a tenant may not take, because addresses of the site stand there."""

from __future__ import annotations

RESERVED_SLUGS = frozenset({"api", "assets", "health", "metrics", "static", "www"})
"""First parts of addresses that belong to the site itself."""
