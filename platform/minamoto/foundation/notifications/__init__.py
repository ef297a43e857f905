"""Notifications: mail to customers and staff, composed, sealed, sent once and wiped.

Owns the dated texts, the queue of mail, its sending and its fate.
Does not own who may be written to, nor when (the rooms that ask). Clerks' words: お知らせメール mail.
"""
