"""The ground of every room: connections, the tenant's transaction, migrations, ids.

Owns the engine, ``tenant_transaction``, the runner of SQL migrations, staged COPY, the allotment of ids,
the reading of the database's own catalogue, and the embedded server for a machine without one.
Does not own any table of a domain: a room's tables and migrations stand in the room.
"""
