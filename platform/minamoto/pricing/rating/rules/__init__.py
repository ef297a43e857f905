"""The rule kinds a tariff is built of, one small file each.

fixed · tiers · brackets · time_of_use · indexed (fuel, raw material, relief) · levy · discount · minimum.
Each is an immutable definition that says what is wrong with it (``problems``) and prices one part of a batch
(``steps``) once compiled.
"""
