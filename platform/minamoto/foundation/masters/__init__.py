"""Dated master rows (マスタ): offices, districts, tax rates, eras, calendars, code lists.

Owns rows of every kind with their validity, and the business-day calendar.
Does not own tariffs or price indexes: those are in pricing.
"""
