"""Meters (メーター・計量器) and where they hang since when.

Owns meters, certification expiry (検定満期) and dated installations.
Does not own values read from them (readings).
"""
