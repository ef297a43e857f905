"""Jobs: work that outlives a request, kept in PostgreSQL from the asking to the result.

Owns jobs, their outbox (``job_dispatch``), claims with a lease, progress, retries, results and the relay
that wakes workers. Redis only wakes: losing it loses nothing.
Does not own what a job does (the room that registers the handler) nor the broker (the worker root).
Clerks' words: 処理 job, 進捗 progress, 処理結果 result, 中止 cancel.
"""
