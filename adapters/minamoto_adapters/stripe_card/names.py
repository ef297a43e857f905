"""What Stripe calls things, and what we call them."""

from __future__ import annotations

from typing import Final

PROCESSOR: Final = "stripe"
"""The processor's name in rows, settings, addresses and the inbox's channel."""

CURRENCY: Final = "jpy"
"""Stripe counts yen without decimals: https://docs.stripe.com/currencies#zero-decimal."""

CARD: Final = "card"
CONVENIENCE_STORE: Final = "convenience_store"

STRIPE_TYPES: Final = {CARD: "card", CONVENIENCE_STORE: "konbini"}
"""Our methods and Stripe's payment method types."""

OUR_METHODS: Final = {theirs: ours for ours, theirs in STRIPE_TYPES.items()}

REFERENCE: Final = "reference"
"""The key under which our reference travels in Stripe's metadata."""
