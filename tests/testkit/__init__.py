"""Importable help for tests: real servers, fresh tenants, a clock that moves by hand, builders."""
