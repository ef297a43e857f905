"""Customer numbers (お客さま番号) and agreements (契約).

Owns occupancies, their dated roles and payers, one agreement per service, and its dated terms.
Does not own prices (pricing) or usage (readings).
"""
