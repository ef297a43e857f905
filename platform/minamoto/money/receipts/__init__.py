"""Receipts (収納): money that came in, and what it clears (消込).

Owns receipts, clearings, overpayments (過誤納) and payment attempts at processors.
Does not own the processors' languages (adapters) or reminders (collections).
"""
