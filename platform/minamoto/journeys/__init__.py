"""Journeys: use cases that cross domains, such as the monthly cycle and a card payment.

Owns the order of steps between rooms. Does not own any table or rule: those are in the rooms.
"""
