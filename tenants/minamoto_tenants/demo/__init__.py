"""The demonstration: three utilities onboarded from packs, fifteen months of data, three months of bills.

Owns what `make demo` does: servers, sample data, logins, and the serving of it all on one port.
Does not own anything a real utility uses: each step calls what an operator or a partner would call.
"""
