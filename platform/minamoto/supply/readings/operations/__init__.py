"""Taking readings in. Operations run inside the caller's tenant transaction and may be repeated."""
