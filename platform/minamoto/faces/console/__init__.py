"""Console: the staff's screens that span domains (業務画面).

Owns the console's addresses and shapes: search, the customer page, billing runs, jobs and the inbox.
Does not own what those screens start or show; the acts live in money, supply and foundation.
Clerks' words: 業務画面, 照会 look-up, 請求処理 billing run, 保留 parked, 再処理 replay.
"""
