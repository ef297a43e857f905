"""Reads of the console, composed from the rooms below and returned as shapes."""
