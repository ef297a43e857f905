"""Operator commands: a composition root, so it may know every room and load adapters.

Owns ``minamoto`` and its nouns, and the list of migration chains. Does not own rules or SQL.
"""
