"""Card and convenience-store payments (カード・コンビニ支払い) through Stripe.

Owns Stripe's language: checkout sessions, signed events, cards on file, and the address its messages come to.
Does not own payment attempts nor what a payment clears (money.receipts), nor any card number: payers type
theirs on Stripe's own page.
"""
