"""Documents: the bill (請求書・払込票) and the usage notice (検針票) as PDF, and their snapshots (控え).

Owns the look and the words of printed forms, rendering them to PDF, issuing a document and keeping
what was issued exactly as it was. Does not own any figure on them: amounts, taxes and usages arrive
ready from the rooms that answer for them, and nothing here adds, rounds or compares money.
"""
