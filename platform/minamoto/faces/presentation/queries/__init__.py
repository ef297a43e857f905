"""Reads that every audience shares, composed from the rooms below and returned as shapes."""
