"""The books (仕訳): double entry, one row per amount, balanced by construction.

Owns ledger accounts, postings, month closing (月次締め) and balances read from them.
Does not own why an amount is owed or paid: the rooms above post.
"""
