"""Keys: each tenant's data keys, wrapped by a master key that never enters the database.

Owns encryption of single values, blind indexes and the key of opaque ids.
Does not own passwords (identity) or what is encrypted.
"""
