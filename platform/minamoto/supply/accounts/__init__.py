"""Payer accounts (支払者): who pays, and how.

Owns payer accounts and their dated payment methods.
Does not own what is owed (money) or customer numbers (contracts).
"""
