"""Invoices (請求書), payment slips (払込票) and billing runs.

Owns numbers without gaps, qualified-invoice totals (適格請求書), due dates, slips and the run's chunks.
Does not own how a charge is computed (pricing) or that it was paid (receipts).
"""
