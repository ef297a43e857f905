"""Partners: the versioned API for programs of other companies, by OAuth 2 client credentials.

Owns the addresses under ``partners/v1``, their shapes and scopes.
Does not own client registration and tokens (foundation.identity).
Clerks' words: 連携先 partner, 利用範囲 scope.
"""
