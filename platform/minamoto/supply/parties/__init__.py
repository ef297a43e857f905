"""Parties (使用者・所有者・支払者): people and companies, with their names and contacts.

Owns dated names, kana, phone and e-mail, and the search forms of them.
Does not own customer numbers (contracts): one party may hold hundreds.
"""
