"""The handheld's reading file (検針端末): register values of water and gas, as CSV.

Owns the file's columns, codes and encodings (docs/domains/handheld-file.md).
Does not own readings once read (supply.readings) nor the meters they belong to (supply.meters).
"""
