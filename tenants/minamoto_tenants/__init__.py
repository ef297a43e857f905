"""Onboarding, packs and life cycle of tenants, and the `minamoto tenant` commands."""
