"""Pricing: pure rating, and the tariffs it is compiled from."""
