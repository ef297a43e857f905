"""Intervals, register values and usage as they are. Runs inside the caller's tenant transaction."""
