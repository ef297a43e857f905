"""The worker: a composition root that runs jobs; a process holds the relay, Dramatiq's threads and one loop.

Owns the broker, the one actor ``jobs.wake`` and the process's life (signals, parent, hand-over).
Does not own any job: handlers are registered by the rooms and adapters that it loads.
"""
