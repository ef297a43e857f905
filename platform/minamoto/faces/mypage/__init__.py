"""Mypage: the customers' portal (マイページ), seen by a household or a business about its own contracts.

Owns the portal's addresses, its shapes and which login may see which customer number.
Does not own logins and passwords (foundation.identity) nor any figure it shows (money, supply, pricing).
Clerks' words: マイページ, お客さま番号 customer number, ご利用者 portal user.
"""
