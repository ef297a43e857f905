"""Electricity: supply-point numbers (供給地点特定番号) and the transmission operators' meter-data files.

Owns the shape of the files that 一般送配電事業者 deliver: names, zipped XML of 30-minute values and of
monthly confirmed usage. Does not own the values once read (supply.readings) nor what they cost (pricing).
"""
