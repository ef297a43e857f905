"""Premises (需要場所) and service points (水栓・供給地点).

Owns addresses, districts, service points with their numbers, routes and reading groups (検針日程).
Does not own what hangs there (meters) or who uses it (contracts).
"""
