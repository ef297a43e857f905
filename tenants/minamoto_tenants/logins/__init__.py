"""Logins (ログイン): the first staff, customers and partners of a utility, made from the terminal.

Owns the commands. Does not own what a login is or may do: that is in foundation.identity.
"""
