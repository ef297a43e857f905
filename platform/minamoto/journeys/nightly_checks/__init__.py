"""Nightly checks (夜間整合性検査): every projection is rebuilt from its facts and compared.

Owns the list of checks and the job that runs them; a difference fails the job, so that staff see it.
Does not own a mend: what differs is for people to look at.
"""
