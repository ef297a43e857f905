"""Presentation: how a bill, a usage series, a problem and a session look, whoever is looking.

Owns the shapes that more than one audience shares and the pure rules that fill them.
Does not own addresses, permissions or reads of one audience; those live in mypage, console and partners.
Clerks' words: 請求 bill · 明細 line · 使用量 usage · 時間帯 band · お知らせ alert.
"""
