"""Bill documents: a bill (請求書) or usage notice (検針票) is put together, printed and kept as issued.

Owns gathering what the forms need from supply and money. Does not own the forms (foundation.documents) or any
amount: every yen printed was fixed by the rooms below.
"""
