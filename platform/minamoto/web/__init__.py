"""The web: a composition root, the Litestar application that serves every face on one port.

Owns how a request is let in (tenant, session, permission, transaction), how errors look, the session
addresses, static files and the API documents. Does not own what a face shows or does.
"""
