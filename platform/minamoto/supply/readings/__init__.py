"""Readings (検針・電力量): what meters said, and how much was used.

Owns interval values (one row per service point, channel and day), monthly confirmed usage (確定使用量),
register values (指針) with their kind, and the billable usage worked out from them.
Does not own meters and where they hang (meters), service points (premises), what usage costs (pricing)
or the shape of any outside party's file (adapters).
Clerks' words: 検針 reading, 指針 register value, 認定 estimate, 空検針 vacant reading, 未検針 unread.
"""
