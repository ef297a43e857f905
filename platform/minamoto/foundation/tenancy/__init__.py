"""Tenants (事業体): the utilities that share this system, each behind its own fence.

Owns the directory of slugs, a tenant's names, registration number (登録番号) and dated settings.
Does not own onboarding or the end of a tenant's life: those are in the tenants source root.
"""
