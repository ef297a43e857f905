"""Exchange: files and messages between a utility and the parties around it.

Owns the inbox (受信) with content, hash, state, quarantine (隔離), parked records (保留) and replay (再処理),
the registry of file handlers, and what an adapter is.
Does not own any file format (formats, adapters) nor what a file's records become (supply, money).
"""
