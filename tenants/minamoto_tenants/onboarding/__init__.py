"""Onboarding (導入): a utility is created from a pack, its customers are loaded, and the result is verified.

Owns the reading of packs and customer files, the record of what was loaded, and the verification report.
Does not own any rule of supply or money: it calls the rooms' operations as a counter clerk would.
"""
