"""Who may act: staff (職員), portal users (マイページ利用者), partner clients (連携先).

Owns logins, passwords, second factors, sessions, roles and permissions, partners' tokens and single sign-on.
Does not own customers (a login is only granted their numbers), addresses or what a permission opens.
Clerks' words: 職員 staff · 役割 role · 権限 permission · 二段階認証 second factor · 連携先 partner.
"""
