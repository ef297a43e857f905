"""A card payment (カード支払い): a bill's balance is collected by a processor, and its word is taken in once.

Owns the order of steps: attempt, checkout, signed message, receipt, clearing, posting.
Does not own a processor's language (adapters) or how money clears claims (money.receipts).
"""
