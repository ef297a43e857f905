"""The trail (操作履歴・アクセスログ): who did or read what, when and why.

Owns append-only entries and their enquiry.
Does not own the history of domain rows, which is in their own dated rows.
"""
