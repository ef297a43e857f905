"""Assessments (調定): what is owed for an agreement and a period, and the claims from it.

Owns assessments with their steps, the pointer to the live one, corrections (更正) and claims (債権).
Does not own invoices (billing) or payment (receipts).
"""
