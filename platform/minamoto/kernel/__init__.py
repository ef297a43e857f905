"""The vocabulary every floor shares: yen, rounding, periods, eras, moments, identifiers, errors.

Owns pure values only: no table, no input or output, no clock that reads itself, no framework.
Does not own business rules; those live in the rooms above.
"""
